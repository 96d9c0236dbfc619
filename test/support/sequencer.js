const { default: Sequencer } = require('@jest/test-sequencer');
const { statSync } = require('node:fs');

const isLong = (/** @type {string} */ path) => path.includes('end-to-end');

/** Begins with the tests of the whole system, which take longest, so that no worker is idle while another has one left. */
module.exports = class extends Sequencer {
  /**
   * @override
   * @param {import('@jest/test-result').Test[]} tests
   */
  sort(tests) {
    const size = new Map(tests.map(({ path }) => [path, statSync(path).size]));
    return [...tests].sort(
      (one, other) =>
        Number(isLong(other.path)) - Number(isLong(one.path)) ||
        (size.get(other.path) ?? 0) - (size.get(one.path) ?? 0),
    );
  }
};
