// `npm test`: every check of the project, one after the other, and a count at the end.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const report = '.build/jest.json';
let passed = 0;
let failed = 0;

/**
 * Runs a command, shows what it prints, and answers whether it succeeded.
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  return spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, FORCE_COLOR: '0' } }).status === 0;
}

/**
 * Counts a check.
 * @param {string} title
 * @param {boolean} isGood
 */
function check(title, isGood) {
  console.log(`${isGood ? 'passed' : 'FAILED'}: ${title}`);
  if (isGood) passed++;
  else failed++;
}

/** @param {string[]} args */
const node = (...args) => run(process.execPath, ...args);
/** @param {string} name */
const bin = (name) => join('node_modules', '.bin', name);

mkdirSync('.build', { recursive: true });
rmSync(report, { force: true });

check('lint and format', run(bin('biome'), 'ci', '--colors=off', '--error-on-warnings', '.'));
check('types', run(bin('tsc'), '-p', '.'));
check('synth with cdk-nag', node('--import', 'tsx', 'test/support/synth.ts'));
if (spawnSync('cfn-lint', ['--version']).status === 0) {
  check('cfn-lint', run('cfn-lint', 'cdk.out/Headworks.template.json'));
} else {
  console.log('skipped: cfn-lint is not installed');
}

const options = process.argv.slice(2);
const ranWell = node(bin('jest'), '--json', '--outputFile', report, ...options);
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites;
  if (!ranWell && numFailedTests + numRuntimeErrorTestSuites === 0) failed++;
} catch {
  check('jest', false);
}

/**
 * Lines of the TypeScript and JavaScript under some folders.
 * @param {string[]} folders
 */
function lines(...folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter(({ name }) => /\.m?[jt]s$/.test(name)),
  );
  return files.reduce(
    (sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name), 'utf8').split('\n').length,
    0,
  );
}

const simulator = lines('local/mediaconnect');
console.log(
  `lines: product ${lines('bin', 'lib', 'lambdas')}, local ${lines('local') - simulator}, simulator ${simulator}, tests ${lines('test')}`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
