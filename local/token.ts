import { parseArgs } from 'node:util';
import { demo } from './demo';
import { TokenIssuer } from './issuer';
import { dataDirectory } from './settings';

const roles = ['viewer', 'operator', 'admin'];

const help = `Prints a token for the local system, good for twelve hours, whether or not the system runs.

  npm run --silent token -- [--role viewer|operator|admin] [--organisation ID]

  --role          what the token may do; operator if absent
  --organisation  whose sources it is about; the demo organisation if absent
  --help          this text

DATA_DIR (default .local) is where the signing key lives.`;

/** Prints a token, or on bad arguments says what is wrong with them and sets the exit code 2. */
function main(): void {
  try {
    const { values } = parseArgs({
      options: {
        role: { type: 'string', default: 'operator' },
        organisation: { type: 'string', default: demo.organisation },
        help: { type: 'boolean', default: false },
      },
    });
    if (!roles.includes(values.role)) throw new Error(`--role ${values.role} is not known; use ${roles.join(', ')}`);
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(values.organisation))
      throw new Error(
        `--organisation ${values.organisation} is not a lower-case UUID, for example ${demo.organisation}`,
      );
    console.log(values.help ? help : new TokenIssuer(dataDirectory()).issueToken(values));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exitCode = 2;
  }
}

main();
