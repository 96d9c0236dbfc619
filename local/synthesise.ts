import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What the synthesised template is made from. */
const sources = [
  ...['bin', 'lib', 'lambdas', 'state-machines', 'docs/openapi.json', 'docs/reference.html'],
  ...['cdk.json', 'package-lock.json', 'tsconfig.json'],
];

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesUnder(join(root, source))).sort()) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Whether `cdk.out` under the root is made from what the sources are now. */
export function isSynthesised(root: string): boolean {
  const mark = markOf(root);
  return existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint(root);
}

function markOf(root: string): string {
  return join(root, 'cdk.out', '.sources');
}

/**
 * Brings `cdk.out` under the root up to date if anything it is made from has changed, and answers that folder. Of
 * several processes that find it changed one does the work and the others wait for it.
 */
export async function synthesise(root: string, progress: (line: string) => void): Promise<string> {
  const folder = join(root, 'cdk.out');
  if (isSynthesised(root)) return folder;
  const unlock = await lock(join(root, '.build', 'synthesis.lock'));
  try {
    if (!isSynthesised(root)) await synthesiseNow(root, folder, progress);
  } finally {
    unlock();
  }
  return folder;
}

async function synthesiseNow(root: string, folder: string, progress: (line: string) => void): Promise<void> {
  const current = fingerprint(root);
  progress('synthesising the stack, since its sources are new or have changed');
  const cli = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const command = [cli, 'synth', '--quiet', '--output', folder, '--no-notices', '--no-version-reporting'];
  const child = spawn(process.execPath, command, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // CDK's own look at the templates takes longer than all the rest, and is for who deploys them.
    env: { CDK_VALIDATION: 'false', ...process.env },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => output.push(part));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`cdk synth failed (exit code ${code}):\n${Buffer.concat(output)}`);
  writeFileSync(markOf(root), current);
}

/** Waits until nobody else holds the lock; who has died does not. What it answers gives the lock back. */
async function lock(file: string): Promise<() => void> {
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (holderIsDead(file)) rmSync(file, { force: true });
    else await delay(100);
  }
}

function holderIsDead(file: string): boolean {
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    // Who has just made the file has not written to it yet.
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
