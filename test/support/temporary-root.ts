import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the run of the tests a temporary folder of its own, which every worker and every process that a test starts
 * takes for the machine's; it goes with the run, so that a test that failed leaves nothing either.
 */
export default function useTemporaryRoot(): void {
  const root = mkdtempSync(join(tmpdir(), 'headworks-tests-'));
  process.env.TMPDIR = root;
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.once('exit', () => {
    endSharedSystems();
    rmSync(root, { recursive: true, force: true, maxRetries: 3 });
  });
}

/** Where the systems are that test files share, a data directory for each, with the `pid` of its process in it. */
export function sharedSystems(): string {
  return join(tmpdir(), 'systems');
}

function endSharedSystems(): void {
  if (!existsSync(sharedSystems())) return;
  for (const name of readdirSync(sharedSystems())) {
    try {
      process.kill(Number(readFileSync(join(sharedSystems(), name, 'pid'), 'utf8')), 'SIGKILL');
    } catch {
      // It has ended by itself, or was never started.
    }
  }
}
