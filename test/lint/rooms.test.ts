import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '..', '..');

/** Lints a project of its own that has our settings and one file that holds one import; answers what was found. */
function lint(file: string, imported: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'headworks-rooms-'));
  try {
    cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `import { thing } from '${imported}';\nexport const other = thing;\n`);
    const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [biome, 'lint', '--vcs-enabled=false', '--only=style/noRestrictedImports', '.'],
      { cwd: folder, encoding: 'utf8' },
    );
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the rooms', () => {
  it.each([
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
    ['local/a.ts', '../lambdas/domain/source'],
    ['local/a.ts', '../lib/bundles'],
    ['local/mediaconnect/a.ts', '../state'],
    ['local/mediaconnect/a.ts', '../../lambdas/domain/source'],
    ['local/mediaconnect/a.ts', '@aws-sdk/client-mediaconnect'],
  ])('refuses that %s imports %s', (file, imported) => {
    expect(lint(file, imported)).toContain('noRestrictedImports');
  });

  it.each([
    ['lambdas/domain/a.ts', 'zod'],
    ['lambdas/contract/a.ts', '../domain/source'],
    ['lambdas/aws/a.ts', '@aws-sdk/client-sfn'],
    ['lambdas/runtime/a.ts', '../aws/source-store'],
    ['lambdas/api/a.ts', '../aws/source-store'],
    ['lib/a.ts', '../lambdas/contract/endpoints'],
    ['local/mediaconnect/a.ts', 'node:crypto'],
  ])('lets %s import %s', (file, imported) => {
    expect(lint(file, imported)).toContain('Checked 2 files');
    expect(lint(file, imported)).not.toContain('noRestrictedImports');
  });
});
