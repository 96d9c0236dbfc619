import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

type Import = readonly [file: string, imported: string];

/** Lints a project of its own that has our settings and a file for each import; answers the files with a forbidden one. */
function forbidden(imports: readonly Import[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'headworks-rooms-'));
  try {
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    imports.forEach(([file, imported], index) => {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(
        join(folder, numbered(file, index)),
        `import { thing } from '${imported}';\nexport const other = thing;\n`,
      );
    });
    const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const options = [
      '--vcs-enabled=false',
      '--only=style/noRestrictedImports',
      '--max-diagnostics=none',
      '--colors=off',
    ];
    const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', ...options, '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout + stderr).toContain(`Checked ${imports.length + 1} files`);
    return [...(stdout + stderr).matchAll(/^(\S+):\d+:\d+ lint\/style\/noRestrictedImports/gm)].map(
      ([, file = '']) => file,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const numbered = (file: string, index: number) => file.replace('a.ts', `a${index}.ts`);

const refused: Import[] = [
  ['lambdas/domain/a.ts', '../aws/source-store'],
  ['lambdas/domain/a.ts', 'node:fs'],
  ['lambdas/domain/a.ts', '@aws-sdk/client-sfn'],
  ['lambdas/contract/a.ts', '../runtime/serve'],
  ['lambdas/aws/a.ts', '../runtime/serve'],
  ['lambdas/aws/a.ts', '../api/create-source'],
  ['lambdas/runtime/a.ts', '../aws/secret-store'],
  ['lambdas/runtime/a.ts', '@aws-sdk/client-sfn'],
  ['lambdas/api/a.ts', '../provisioning/ensure-flow'],
  ['lambdas/api/a.ts', '@aws-sdk/client-sfn'],
  ['lambdas/provisioning/a.ts', '../events/recovery'],
  ['lambdas/events/a.ts', '../api/create-source'],
  ['lib/a.ts', '../lambdas/domain/source'],
  ['lib/a.ts', '../lambdas/api/create-source'],
  ['bin/a.ts', '../lambdas/contract/endpoints'],
  ['commands/a.ts', '../lambdas/domain/source'],
  ['local/a.ts', '../lambdas/domain/source'],
  ['local/a.ts', '../lib/bundles'],
  ['local/aws/a.ts', '../template'],
  ['local/aws/a.ts', '../mediaconnect/simulator'],
  ['local/aws/a.ts', '../../lambdas/domain/source'],
  ['local/mediaconnect/a.ts', '../aws/state'],
  ['local/mediaconnect/a.ts', '../../lambdas/domain/source'],
  ['local/mediaconnect/a.ts', '@aws-sdk/client-mediaconnect'],
];

const allowed: Import[] = [
  ['lambdas/domain/a.ts', 'zod'],
  ['lambdas/contract/a.ts', '../domain/source'],
  ['lambdas/aws/a.ts', '@aws-sdk/client-sfn'],
  ['lambdas/aws/a.ts', '../runtime/metrics'],
  ['lambdas/runtime/a.ts', '../aws/source-store'],
  ['lambdas/api/a.ts', '../aws/source-store'],
  ['lib/a.ts', '../lambdas/contract/endpoints'],
  ['commands/a.ts', 'node:util'],
  ['local/aws/a.ts', 'node:timers/promises'],
  ['local/mediaconnect/a.ts', 'node:crypto'],
];

describe('the rooms', () => {
  const found = forbidden([...refused, ...allowed]);

  it.each(
    refused.map(([file, imported], index) => [file, imported, numbered(file, index)]),
  )('refuse that %s imports %s', (_file, _imported, path) => expect(found).toContain(path));

  it.each(
    allowed.map(([file, imported], index) => [file, imported, numbered(file, refused.length + index)]),
  )('let %s import %s', (_file, _imported, path) => expect(found).not.toContain(path));
});
