import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { Table } from './run';
import { judged, median, rounded } from './statistics';

const root = resolve(__dirname, '..');
const built = join(root, '.build', 'functions');
const importsPerBundle = 11;
/** Of the time that the same function needs when it is bundled with default settings. */
const importLimit = 0.7;

/** Whatever a function needs to be imported; nothing is called. */
const environment = {
  ...process.env,
  AWS_REGION: 'eu-west-1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  TOKEN_KEY_SET_URI: 'https://issuer.example/keys',
  MACHINE_CLIENTS: '',
  CORS_ORIGINS: '',
  EVENT_ACCOUNTS: '',
  EVENT_ORGANISATION: '',
  SRT_LISTENERS: 'shared',
  START_ON_CREATION: 'true',
  SOURCES_PER_ORGANISATION: '1000',
  RUNS_PER_ORGANISATION: '100',
  TARGET_ACCOUNTS_PER_ORGANISATION: '50',
  ...Object.fromEntries(
    [
      ...['TABLE_NAME', 'ORGANISATION_ID', 'TARGET_ACCOUNT_ID', 'PROVISION_SOURCE_ARN', 'DEPROVISION_SOURCE_ARN'],
      ...['DEPLOYMENT_ID', 'SECRET_PREFIX', 'SECRETS_ROLE_ARN', 'VPC_ROLE_ARN', 'TOKEN_ISSUER', 'TOKEN_AUDIENCES'],
      ...['TOKEN_GROUPS_CLAIM', 'EVENT_BUS_NAME', 'OWN_AWS_ACCOUNT', 'PROXY_BUCKETS'],
    ].map((name) => [name, 'any']),
  ),
};

/** Default settings, but for a library whose UMD build no bundler can read. */
const defaults = { bundle: true, platform: 'node', alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } } as const;

/** What a function may weigh and need to be imported, by the services whose clients it carries. */
function limitsOf(name: string): { bytes: number; ratio?: number } {
  const { metafile } = buildSync({
    entryPoints: [sourceOf(name)],
    ...defaults,
    write: false,
    metafile: true,
  });
  const inputs = Object.keys(metafile.inputs).join();
  if (inputs.includes('client-mediaconnect')) return { bytes: 950_000, ratio: importLimit };
  if (/client-(secrets-manager|sfn|sts)/.test(inputs)) return { bytes: 650_000, ratio: importLimit };
  // Of a function without the SDK there is little that the settings of the bundler could leave out.
  return { bytes: 450_000, ...(inputs.includes('client-dynamodb') ? { ratio: importLimit } : {}) };
}

/** Milliseconds that a fresh process takes to load a bundle. */
function importTime(file: string): number {
  const script = `const start = performance.now(); require(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - start));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' });
  if (!stdout) throw new Error(`${file} cannot be imported: ${stderr}`);
  return Number(stdout);
}

function sourceOf(name: string): string {
  const rooms = ['api', 'provisioning', 'events'].map((room) => join(root, 'lambdas', room, `${name}.ts`));
  const found = rooms.find((file) => existsSync(file));
  if (!found) throw new Error(`no source of ${name}`);
  return found;
}

/** Size of each bundle, and its import time against the same function bundled with esbuild's default settings. */
export async function bundleTable(): Promise<Table> {
  const folder = mkdtempSync(join(tmpdir(), 'headworks-bench-'));
  const rows: Table = {};
  try {
    for (const name of readdirSync(built)) {
      const file = join(built, name, 'index.js');
      // What lies beside a bundle is read when it is imported.
      cpSync(join(built, name), join(folder, name), { recursive: true });
      const plain = join(folder, name, 'index.js');
      buildSync({ ...defaults, entryPoints: [sourceOf(name)], outfile: plain, logLevel: 'error' });
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < importsPerBundle; round++) {
        ours.push(importTime(file));
        theirs.push(importTime(plain));
      }
      const { size } = statSync(file);
      const limits = limitsOf(name);
      const ratio = rounded(median(ours) / median(theirs));
      rows[name] = {
        bytes: size,
        'bytes limit': limits.bytes,
        'bytes verdict': judged(size, limits.bytes).verdict,
        'import ms': rounded(median(ours), 1),
        'default import ms': rounded(median(theirs), 1),
        ratio,
        ...(limits.ratio === undefined ? { verdict: 'no SDK in it' } : judged(ratio, limits.ratio)),
      };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return rows;
}
