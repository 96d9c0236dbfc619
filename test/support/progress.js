/** Tells of each test as it ends: a long run is to show that it goes on, and where. */
module.exports = class {
  begun = Date.now();

  /**
   * @param {import('@jest/reporters').Test} test
   * @param {import('@jest/test-result').TestCaseResult} result
   */
  onTestCaseResult({ path }, { status, fullName, duration }) {
    if (status !== 'passed' && status !== 'failed') return;
    // The small ones come by the thousand, and are in the report of their file.
    if (status === 'passed' && (duration ?? 0) < 1000) return;
    const minutes = ((Date.now() - this.begun) / 60_000).toFixed(1);
    const file = path.slice(path.lastIndexOf('/test/') + 1);
    console.log(`${minutes} min: ${status} ${file}: ${fullName} (${((duration ?? 0) / 1000).toFixed(0)} s)`);
  }
};
