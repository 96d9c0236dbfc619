import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { demo } from './demo';
import { dataDirectory, readSettings, settingsHelp, UsageError } from './settings';
import { synthesise } from './synthesise';
import { type LocalSystem, startSystem } from './system';

const help = `Runs Headworks on this machine: the synthesised stack, with simulated AWS services behind it.

  npm start

${settingsHelp}`;

const root = resolve(__dirname, '..');

/** Says an error in the words of someone who can do something about it. */
function explain(error: NodeJS.ErrnoException & { port?: number }): string {
  if (error instanceof UsageError) return error.message;
  const { code, port } = error;
  const name = port === Number(process.env.PORT || 3000) ? 'PORT' : 'AWS_PORT';
  const way = `set ${name}, for example ${name}=0 for any free port`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Stop what listens there, or ${way}.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} needs more rights than you have; ${way}.`;
  if (/LEVEL_LOCKED|already held by process|Resource temporarily unavailable/.test(`${code} ${error} ${error.cause}`)) {
    return `${dataDirectory()} is in use by another running instance. Stop it, or set DATA_DIR to another folder.`;
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

Look at one that has a proxy ("proxy-enabled": true):
  ${apiUrl}/_player

Give a flow a signal, by its arn in provisioned-flows:
  curl -s -d '{"flowArn":"ARN","connected":true,"bitRate":8000000}' ${awsUrl}/_simulator/signals

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
  if (process.argv.includes('--help')) return console.log(help);
  const [stray] = process.argv.slice(2);
  if (stray !== undefined)
    throw new UsageError(`${stray} is not known; settings come from the environment.\n\n${help}`);
  const settings = await readSettings();
  const progress = (line: string) => console.log(`· ${line}`);
  const template = settings.template ?? (await synthesise(root, progress));
  const system = await startSystem({ ...settings, template, codeFolder: join(root, '.build', 'code'), progress });
  stopOnSignal(() => system.close());
  if (settings.readyFile) {
    writeFileSync(settings.readyFile, JSON.stringify({ api: system.apiUrl, aws: system.awsUrl }));
  }
  console.log(session(system));
  console.log(
    `Ready in ${process.uptime().toFixed(1)} s. Ctrl-C stops it; the data stays in ${settings.dataDirectory}.`,
  );
}

main().catch((error) => {
  console.error(explain(error));
  process.exit(error instanceof UsageError ? 2 : 1);
});
