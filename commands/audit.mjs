// Asks the registry of npm's settings for known vulnerabilities of what the functions are bundled from, and fails where
// there is one. What is given after `npm run audit --` is npm's, such as `--registry <URL>`.
import { spawnSync } from 'node:child_process';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const asked = ['audit', '--json', '--omit=dev', '--package-lock-only', ...process.argv.slice(2)];
const { stdout, error } = spawnSync(npm, asked, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

/** What npm has said, or what kept it from saying anything. */
function report() {
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: error?.message ?? 'npm printed no report' };
  }
}

const { message, metadata, vulnerabilities = {} } = report();
if (!metadata) {
  console.error(`The registry answers no audit, so that nothing is known of vulnerabilities: ${message}`);
  console.error('Ask one that does: npm run audit -- --registry <URL>');
  process.exit(2);
}
for (const { name, severity, range, fixAvailable } of Object.values(vulnerabilities)) {
  console.log(`${severity}: ${name} ${range}${fixAvailable ? ' (a fix is available)' : ''}`);
}
const { total } = metadata.vulnerabilities;
console.log(`${total} known vulnerabilities in ${metadata.dependencies.prod} packages`);
process.exit(total > 0 ? 1 : 0);
