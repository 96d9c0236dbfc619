import { copyFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { environments, type FunctionName } from '../lambdas/contract/environment';

const root = join(__dirname, '..');
const output = join(root, '.build', 'functions');
const rooms = ['api', 'provisioning', 'events'];

/** The generated documents of docs/ that lie beside the bundle of the function that answers them. */
const documents = { getOpenApi: 'openapi.json', getDocs: 'reference.html' } satisfies Partial<
  Record<FunctionName, string>
>;

/**
 * Bundles every function in one run of esbuild, the SDK included: the runtime's own SDK is another version than the
 * one that is tested. ES module sources first lets esbuild leave out what is not used, and credentials come from the
 * environment alone: both are felt in a cold start.
 */
function bundle(): void {
  const names = new Set(Object.keys(environments).map(kebabCase));
  const entryPoints = rooms.flatMap((room) =>
    readdirSync(join(root, 'lambdas', room))
      .map((file) => basename(file, '.ts'))
      .filter((name) => names.has(name))
      .map((name) => ({ in: join(root, 'lambdas', room, `${name}.ts`), out: join(name, 'index') })),
  );
  buildSync({
    entryPoints,
    outdir: output,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The SDK imports Node's own modules so; as `require`, a bundle can also be run from code that V8 has kept.
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(root, 'lambdas', 'aws', 'function-credentials.ts') },
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const [name, file] of Object.entries(documents)) {
    copyFileSync(join(root, 'docs', file), join(output, kebabCase(name), file));
  }
}

let isBundled = false;

/** The bundle of a function; its file is the function's name in kebab case. */
export function bundleOf(name: FunctionName): Code {
  if (!isBundled) bundle();
  isBundled = true;
  return Code.fromAsset(join(output, kebabCase(name)));
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
