// `npm test`: every check of the project, and a count at the end.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const report = '.build/jest.json';
const gateLogs = resolve('.build/gate');
/** Only a run of all tests is asked about permissions. */
const isWhole = process.argv.length === 2;
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, FORCE_COLOR: '0', ...(isWhole && { HEADWORKS_GATE_LOGS: gateLogs }) };
let passed = 0;
let failed = 0;

/**
 * Runs a command to its end while others run; then shows what it printed and counts it.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 */
function check(title, command, ...args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
  return new Promise((resolve) => {
    child.once('error', (error) => output.push(Buffer.from(`${error.message}\n`)));
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(output));
      count(title, code === 0);
      resolve(undefined);
    });
  });
}

/**
 * @param {string} title
 * @param {boolean} isGood
 */
function count(title, isGood) {
  console.log(`${isGood ? 'passed' : 'FAILED'}: ${title}`);
  if (isGood) passed++;
  else failed++;
}

/** @param {string} name */
const bin = (name) => join('node_modules', '.bin', name);

const isLinted = spawnSync('cfn-lint', ['--version']).status === 0;

async function lintTemplates() {
  if (!isLinted) return console.log('skipped: cfn-lint is not installed');
  if (!existsSync('cdk.out')) return;
  const templates = readdirSync('cdk.out').filter((name) => name.endsWith('.template.json'));
  await check('cfn-lint', 'cfn-lint', ...templates.map((name) => join('cdk.out', name)));
}

async function test() {
  const options = ['--json', '--outputFile', report, ...process.argv.slice(2)];
  const [status] = await once(spawn(process.execPath, [bin('jest'), ...options], { stdio: 'inherit', env }), 'close');
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests + numRuntimeErrorTestSuites;
    if (status !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) failed++;
  } catch {
    count('jest', false);
  }
  if (!isWhole || status !== 0) return;
  const title = 'least privilege: nothing was asked for that is not granted, and nothing is granted that was not';
  await check(title, process.execPath, '--import', 'tsx', 'test/support/grants.ts', gateLogs);
}

mkdirSync('.build', { recursive: true });
rmSync(report, { force: true });
rmSync(gateLogs, { recursive: true, force: true });
mkdirSync(gateLogs);

// Templates that nothing else looks at are looked at by CDK.
if (!isLinted) env.CDK_VALIDATION = 'true';
const besides = [
  check('lint and format', bin('biome'), 'ci', '--colors=off', '--error-on-warnings', '.'),
  check('types', bin('tsc'), '-p', '.'),
];
// The tests run what is synthesised; most of their time they wait, which leaves the processors to the other checks.
await check('synth with cdk-nag', process.execPath, '--import', 'tsx', 'test/support/synth.ts');
await Promise.all([...besides, lintTemplates(), test()]);

/**
 * Lines of the TypeScript and JavaScript under some folders.
 * @param {string[]} folders
 */
function lines(...folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter(({ name }) => /\.[cm]?[jt]s$/.test(name)),
  );
  return files.reduce(
    (sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name), 'utf8').split('\n').length,
    0,
  );
}

const simulator = lines('local/mediaconnect');
const services = lines('local/aws');
console.log(
  `lines: product ${lines('bin', 'lib', 'lambdas')}, local ${lines('local') - simulator} (services ${services}), simulator ${simulator}, tests ${lines('test')}`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
