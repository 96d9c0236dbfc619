import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesise } from '../../local/synthesise';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'synthesise-'));
  for (const folder of ['lib', 'node_modules/aws-cdk/bin']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'lib/stack.ts'), 'one');
  // Stands for the CDK's command: notes each run, and fails when the sources say so.
  writeFileSync(
    join(root, 'node_modules/aws-cdk/bin/cdk'),
    `const fs = require('node:fs');
     if (fs.readFileSync('lib/stack.ts', 'utf8') === 'broken') { console.error('line 7 is wrong'); process.exit(3); }
     fs.mkdirSync('cdk.out', { recursive: true });
     fs.appendFileSync('cdk.out/runs', process.argv.slice(2).join(' ') + '\\n');`,
  );
});
afterEach(() => rmSync(root, { recursive: true }));

const runs = () => readFileSync(join(root, 'cdk.out/runs'), 'utf8').trim().split('\n');

it('synthesises once, and again only when a source has changed', async () => {
  const told: string[] = [];
  const now = () => synthesise(root, (line) => told.push(line));
  expect(await now()).toBe(join(root, 'cdk.out'));
  await now();
  expect(runs()).toHaveLength(1);
  expect(runs()[0]).toMatch(/^synth --quiet/);
  writeFileSync(join(root, 'lib/stack.ts'), 'two');
  await now();
  writeFileSync(join(root, 'lib/another.ts'), '');
  await now();
  expect(runs()).toHaveLength(3);
  expect(told).toHaveLength(3);
});

it('synthesises once for several who ask at the same time', async () => {
  await Promise.all(Array.from({ length: 3 }, () => synthesise(root, () => undefined)));
  expect(runs()).toHaveLength(1);
});

it('does not wait for a process that has died in the middle of it', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  mkdirSync(join(root, '.build'));
  writeFileSync(join(root, '.build/synthesis.lock'), String(pid));
  await synthesise(root, () => undefined);
  expect(runs()).toHaveLength(1);
  expect(existsSync(join(root, '.build/synthesis.lock'))).toBe(false);
});

it('says what the CDK said when it fails, and tries again the next time', async () => {
  writeFileSync(join(root, 'lib/stack.ts'), 'broken');
  const failing = () => synthesise(root, () => undefined);
  await expect(failing()).rejects.toThrow(/cdk synth failed \(exit code 3\):\nline 7 is wrong/);
  await expect(failing()).rejects.toThrow('line 7 is wrong');
});
