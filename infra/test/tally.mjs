/**
 * Counts of tests, and the names of those that did not pass.
 * @typedef {object} Tally
 * @property {number} passed
 * @property {string[]} failed
 * @property {string[]} skipped
 */

/**
 * Counts a run of vitest. A file that failed as a whole counts as one failed test, and so does a run that failed
 * without naming a test, such as by an error that nobody caught.
 * @param {any} report what vitest's JSON reporter wrote; undefined where it wrote nothing
 * @param {number} exitCode vitest's own
 * @param {string} run the run's name
 * @returns {Tally}
 */
export function tallyVitest(report, exitCode, run) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: [], skipped: [] };
  for (const file of report?.testResults ?? []) tallyFile(file, tally);
  if (exitCode !== 0 && tally.failed.length === 0) tally.failed.push(`${run}: vitest ended with ${exitCode}`);
  return tally;
}

/**
 * @param {any} file
 * @param {Tally} tally
 */
function tallyFile(file, tally) {
  const failedBefore = tally.failed.length;
  for (const { status, fullName } of file.assertionResults) {
    if (status === 'passed') tally.passed += 1;
    else if (status === 'failed') tally.failed.push(fullName);
    else tally.skipped.push(fullName);
  }
  if (file.status === 'failed' && tally.failed.length === failedBefore) tally.failed.push(file.name);
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.flatMap(({ failed }) => failed),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}

/**
 * What was skipped and what failed by name, and the closing line with the counts.
 * @param {Tally} tally
 */
export function renderTally({ passed, failed, skipped }) {
  return [
    ...skipped.map((name) => `skipped: ${name}`),
    ...failed.map((name) => `FAILED: ${name}`),
    '',
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
    '',
  ].join('\n');
}
