const { default: Sequencer } = require('@jest/test-sequencer');
const { statSync } = require('node:fs');

/** The tests that take longest, most of it waiting, in that order. */
const longest = ['crashes', 'update', 'recovery', 'changes', 'faults', 'status', 'session', 'meddling', 'alarms'];

/**
 * When a test is to begin: those of the whole system first, so that no worker is idle while another has one left.
 * @param {string} path
 */
function rank(path) {
  const [, name = ''] = /end-to-end\/(.+)\.test\.ts$/.exec(path) ?? [];
  const place = longest.indexOf(name);
  if (place >= 0) return place;
  return name ? longest.length : Infinity;
}

/** Begins with the tests that take longest; of the others the largest file is taken for the longest. */
module.exports = class extends Sequencer {
  /**
   * @override
   * @param {import('@jest/test-result').Test[]} tests
   */
  sort(tests) {
    const known = new Map(tests.map(({ path }) => [path, { rank: rank(path), size: statSync(path).size }]));
    const of = (/** @type {import('@jest/test-result').Test} */ { path }) => known.get(path) ?? { rank: 0, size: 0 };
    return [...tests].sort((one, other) =>
      of(one).rank === of(other).rank ? of(other).size - of(one).size : of(one).rank - of(other).rank,
    );
  }
};
