import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { licencePage, lockedPackages, shippedPackages } from '../../docs/licences';
import { dependencies } from '../../package.json';

const root = resolve(__dirname, '../..');

it('lists what the functions are bundled from, as the lockfile has it', () => {
  expect(readFileSync(join(root, 'docs/licences.md'), 'utf8')).toBe(licencePage());
});

it('lists every dependency that the product names', () => {
  const shipped = shippedPackages().map(({ name, version }) => `${name}@${version}`);
  expect(shipped).toEqual(expect.arrayContaining(Object.entries(dependencies).map((entry) => entry.join('@'))));
});

it('ships nothing that runs a script when it is installed', () => {
  expect(shippedPackages().filter(({ hasInstallScript }) => hasInstallScript)).toEqual([]);
});

it('knows the tools that have such a script, none of which needs it', () => {
  const scripted = lockedPackages().filter(({ hasInstallScript }) => hasInstallScript);
  // Each brings its binary as a package of its own or beside the code; the script only looks whether it is there.
  expect(scripted.map(({ name }) => name).sort()).toEqual([
    '@parcel/watcher',
    '@swc/core',
    'classic-level',
    'esbuild',
    'unrs-resolver',
  ]);
});
