import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Ask, signIn } from './cognito';
import { runCommand } from './run-command';

const help = `Signs a user in at a Cognito user pool and prints an access token, good for an hour in the stack's own pool.

  npm run --silent sign-in -- --region REGION --client ID --user EMAIL

  --region  where the user pool is, for example eu-west-1
  --client  the app client; the stack's own is in its output FirstToken
  --user    who signs in
  --help    this text

It asks for the password, and at the first time for another one and for an authenticator app to be set up.`;

/** Asks on the error stream, so that the token can be taken from the output. */
function terminal(): { ask: Ask; close(): void } {
  let isSecret = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isSecret) process.stderr.write(chunk);
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY });
  const typed = lines[Symbol.asyncIterator]();
  return {
    async ask(question, kind) {
      process.stderr.write(`${question}: `);
      isSecret = kind === 'secret';
      const { value, done } = await typed.next();
      isSecret = false;
      process.stderr.write('\n');
      if (done) throw new Error('The input ended before everything was answered');
      return value.trim();
    },
    close: () => lines.close(),
  };
}

/** What the command line asks for; undefined for the help. Throws on what is missing or wrong. */
function readArguments(): { region: string; client: string; user: string } | undefined {
  const text = { type: 'string', default: '' } as const;
  const { values } = parseArgs({
    options: { region: text, client: text, user: text, help: { type: 'boolean', default: false } },
  });
  if (values.help) return undefined;
  for (const name of ['region', 'client', 'user'] as const) {
    if (values[name] === '') throw new Error(`--${name} is missing`);
  }
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(values.region)) throw new Error(`--region ${values.region} is no Region`);
  return values;
}

runCommand(help, readArguments, async (given) => {
  const { ask, close } = terminal();
  try {
    console.log(await signIn({ ...given, endpoint: `https://cognito-idp.${given.region}.amazonaws.com/` }, ask));
    return 0;
  } finally {
    close();
  }
});
