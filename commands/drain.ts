import { parseArgs } from 'node:util';
import { ApiClient } from './api-client';
import { drainSources } from './drain-sources';
import { runCommand } from './run-command';

const help = `Deletes every source of an organisation, with its flows and secrets, and tells what is left.

  HEADWORKS_TOKEN=… npm run --silent drain -- --url URL --organisation ID [--yes]

  --url             the address of the API, the output ApiUrl of the stack
  --organisation    whose sources
  --target-account  of this target account alone; may be given again; all of the organisation if absent
  --yes             delete; without it nothing is deleted, and what is there is told
  --minutes         give up after so many (60); who is deleted by then stays so, and another run goes on
  --help            this text

The token is one of an operator or admin of the organisation (npm run sign-in).
It ends with 0 if no source is left, with 1 if there is, or it was not let, and with 2 on wrong arguments.`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the command line asks for; undefined for the help. Throws on what is missing or wrong. */
function readArguments() {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({
    options: {
      url: text,
      organisation: text,
      'target-account': { type: 'string', multiple: true, default: [] },
      minutes: { type: 'string', default: '60' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { url, organisation, 'target-account': accounts, yes: deletes } = values;
  const token = process.env.HEADWORKS_TOKEN ?? '';
  if (!/^https?:\/\/./.test(url)) throw new Error(url ? `--url ${url} is no address` : '--url is missing');
  for (const id of [organisation, ...accounts])
    if (!uuid.test(id)) throw new Error(`${id || 'an id'} is no lower-case UUID`);
  const minutes = Number(values.minutes);
  if (!(minutes >= 0)) throw new Error(`--minutes ${values.minutes} is no number`);
  if (token === '') throw new Error('HEADWORKS_TOKEN is not set');
  return { url, organisation, accounts, deletes, patience: minutes * 60_000, token };
}

runCommand(help, readArguments, async (given) => {
  const progress = (line: string) => console.error(line);
  const left = await drainSources(new ApiClient(given.url, given.token), { ...given, pause: 5_000, progress });
  for (const { account, id, status, reason } of left) console.log([account, id, status, reason ?? ''].join('\t'));
  console.error(
    left.length === 0 ? 'No source is left.' : `${left.length} left.${given.deletes ? '' : ' --yes deletes them.'}`,
  );
  return left.length === 0 ? 0 : 1;
});
