import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { demo } from './demo';
import { synthesise } from './synthesise';
import type { LocalSystem } from './system';

const help = `Runs Headworks on this machine: the synthesised stack, with simulated AWS services behind it.

  npm start

Settings, all from the environment:
  PORT             port of the API (3000; 0 for any that is free)
  AWS_PORT         port of the AWS endpoint (4566; 0 for any that is free)
  DATA_DIR         where everything is kept between runs (.local)
  SIMULATOR_SPEED  how many times faster than MediaConnect the simulator is (10)
  INDEX_DELAY_MS   how long the table's indexes lag behind it (0)
  TEMPLATE_DIR     a folder written by cdk synth, instead of this project's own stack
  PRELOAD          0 loads each function when it is first called, not ahead of that (1)
  VERBOSE          1 shows the functions' logs, which are in DATA_DIR/logs
  READY_FILE       a file that gets {"api", "aws"}, the two URLs, once the system is ready`;

const root = resolve(__dirname, '..');

/** A mistake in how the command was called: its message is all there is to say. */
class UsageError extends Error {}

/** A setting that is a number in a range; an error text that names the setting, its value and the range otherwise. */
function numberSetting(name: string, standard: number, lowest: number, highest: number): number {
  const text = process.env[name]?.trim() || String(standard);
  const value = Number(text);
  if (Number.isNaN(value) || value < lowest || value > highest) {
    throw new UsageError(`${name} is ${text}; it must be a number from ${lowest} to ${highest}.`);
  }
  return value;
}

/** A port; 0 stands for any that is free. */
function portSetting(name: string, standard: number): number {
  const port = numberSetting(name, standard, 0, 65_535);
  if (!Number.isInteger(port)) throw new UsageError(`${name} is ${port}; it must be a whole number.`);
  return port;
}

function settings() {
  return {
    port: portSetting('PORT', 3000),
    awsPort: portSetting('AWS_PORT', 4566),
    speed: numberSetting('SIMULATOR_SPEED', 10, 0.1, 1000),
    indexDelayMs: numberSetting('INDEX_DELAY_MS', 0, 0, 60_000),
    dataDirectory: resolve(process.env.DATA_DIR || '.local'),
    preload: process.env.PRELOAD !== '0',
    verbose: process.env.VERBOSE === '1',
  };
}

/** Says an error in the words of someone who can do something about it. */
function explain(error: NodeJS.ErrnoException & { port?: number }): string {
  if (error instanceof UsageError) return error.message;
  const { port, dataDirectory } = settings();
  if (error.code === 'EADDRINUSE') {
    const name = error.port === port ? 'PORT' : 'AWS_PORT';
    return `Port ${error.port} is taken. Stop what listens there, or set ${name}, for example ${name}=0 for any free port.`;
  }
  if (
    /LEVEL_LOCKED|already held by process|Resource temporarily unavailable/.test(
      `${error.code} ${error} ${error.cause}`,
    )
  ) {
    return `${dataDirectory} is in use by another running instance. Stop it, or set DATA_DIR to another folder.`;
  }
  return error.stack ?? String(error);
}

function session({ apiUrl, awsUrl, tokens }: LocalSystem): string {
  const token = tokens.issueToken({ organisation: demo.organisation, role: 'admin' });
  const sources = `${apiUrl}/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}/sources`;
  const body = {
    metadata: { labels: [] },
    'ingress-flows': [
      {
        region: demo.region,
        'flow-sources': [{ protocol: 'srt-listener', 'ingest-port': 5000, 'whitelist-cidr': '203.0.113.0/24' }],
      },
    ],
  };
  const aws = `AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=${demo.region} aws`;
  return `
  API             ${apiUrl}
  AWS endpoint    ${awsUrl}
  organisation    ${demo.organisation}
  target account  ${demo.targetAccount}

List the sources (paste into another terminal):
  TOKEN=${token}; curl -s -H "Authorization: Bearer $TOKEN" ${sources}

Create one, in the same terminal:
  curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}' ${sources}

See its flow:
  ${aws} --endpoint-url ${awsUrl} mediaconnect list-flows
`;
}

function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      console.log('Stopping; the same again to force it.');
      stop().then(
        () => process.exit(0),
        (error) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}

async function main(): Promise<void> {
  // Set before the first worker thread: a quarter less memory for each function that is loaded.
  setFlagsFromString('--optimize-for-size');
  if (process.argv.includes('--help')) return console.log(help);
  const [stray] = process.argv.slice(2);
  if (stray !== undefined)
    throw new UsageError(`${stray} is not known; settings come from the environment.\n\n${help}`);
  const chosen = settings();
  const progress = (line: string) => console.log(`· ${line}`);
  const given = process.env.TEMPLATE_DIR;
  const template = given ? resolve(given) : await synthesise(root, progress);
  const { startSystem } = await import('./system');
  const system = await startSystem({ ...chosen, template, progress });
  stopOnSignal(() => system.close());
  if (process.env.READY_FILE) {
    writeFileSync(process.env.READY_FILE, JSON.stringify({ api: system.apiUrl, aws: system.awsUrl }));
  }
  console.log(session(system));
  console.log(`Ready in ${process.uptime().toFixed(1)} s. Ctrl-C stops it; the data stays in ${chosen.dataDirectory}.`);
}

main().catch((error) => {
  console.error(explain(error));
  process.exit(error instanceof UsageError ? 2 : 1);
});
