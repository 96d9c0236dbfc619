import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { signIn } from '../../commands/cognito';

type Body = Record<string, unknown>;

/** Cognito's answers to each operation in turn, as its API reference has them, and what it was asked. */
async function startCognito(answers: [operation: string, status: number, answer: Body][]) {
  const asked: [operation: string, input: Body][] = [];
  const left = [...answers];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
    asked.push([operation, JSON.parse(Buffer.concat(chunks).toString())]);
    const [expected, status, answer] = left.shift() ?? ['nothing more', 500, {}];
    const isExpected = expected === operation && request.headers['content-type'] === 'application/x-amz-json-1.1';
    response.writeHead(isExpected ? status : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(isExpected ? answer : { __type: 'UnexpectedCall', message: `${expected} was next` }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    asked,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((done) => server.close(done)),
  };
}

const tokens = { AuthenticationResult: { AccessToken: 'the-token', ExpiresIn: 3600, TokenType: 'Bearer' } };
const challenge = (ChallengeName: string, Session: string) => ({
  ChallengeName,
  Session,
  ChallengeParameters: { USER_ID_FOR_SRP: 'the-sub' },
});

async function run(answers: Parameters<typeof startCognito>[0], ...typed: string[]) {
  const cognito = await startCognito(answers);
  const questions: [string, string][] = [];
  try {
    const request = { endpoint: cognito.endpoint, client: 'app', user: 'admin@example.com' };
    const token = await signIn(request, async (question, kind) => {
      questions.push([question, kind]);
      return typed.shift() ?? '';
    });
    return { token, asked: cognito.asked, questions };
  } finally {
    await cognito.close();
  }
}

describe('signing in', () => {
  it('takes a first admin from the password of the e-mail to a token', async () => {
    const { token, asked, questions } = await run(
      [
        ['InitiateAuth', 200, challenge('NEW_PASSWORD_REQUIRED', 's1')],
        ['RespondToAuthChallenge', 200, challenge('MFA_SETUP', 's2')],
        ['AssociateSoftwareToken', 200, { SecretCode: 'KEY32', Session: 's3' }],
        ['VerifySoftwareToken', 200, { Status: 'SUCCESS', Session: 's4' }],
        ['RespondToAuthChallenge', 200, tokens],
      ],
      ...['first', 'second', '123456'],
    );
    expect(token).toBe('the-token');
    expect(asked).toEqual([
      [
        'InitiateAuth',
        {
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: 'app',
          AuthParameters: { USERNAME: 'admin@example.com', PASSWORD: 'first' },
        },
      ],
      [
        'RespondToAuthChallenge',
        {
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          ClientId: 'app',
          Session: 's1',
          ChallengeResponses: { USERNAME: 'the-sub', NEW_PASSWORD: 'second' },
        },
      ],
      ['AssociateSoftwareToken', { Session: 's2' }],
      ['VerifySoftwareToken', { Session: 's3', UserCode: '123456' }],
      [
        'RespondToAuthChallenge',
        { ChallengeName: 'MFA_SETUP', ClientId: 'app', Session: 's4', ChallengeResponses: { USERNAME: 'the-sub' } },
      ],
    ]);
    expect(questions.map(([, kind]) => kind)).toEqual(['secret', 'secret', 'open']);
    expect(questions[2]?.[0]).toContain('KEY32');
  });

  it('asks for the code of the app later on', async () => {
    const { token, asked } = await run(
      [
        ['InitiateAuth', 200, challenge('SOFTWARE_TOKEN_MFA', 's1')],
        ['RespondToAuthChallenge', 200, tokens],
      ],
      ...['password', '654321'],
    );
    expect(token).toBe('the-token');
    expect(asked[1]?.[1]).toMatchObject({ ChallengeResponses: { SOFTWARE_TOKEN_MFA_CODE: '654321' } });
  });

  const refusal = { __type: 'NotAuthorizedException', message: 'Incorrect username or password.' };
  it.each<[string, Parameters<typeof startCognito>[0], string]>([
    ['a wrong password', [['InitiateAuth', 400, refusal]], 'Incorrect username or password.'],
    ['what it does not know', [['InitiateAuth', 200, challenge('SMS_MFA', 's1')]], 'SMS_MFA, which is not known here'],
    [
      'questions without end',
      [
        ['InitiateAuth', 200, challenge('SOFTWARE_TOKEN_MFA', 's')],
        ...Array.from(
          { length: 4 },
          () => ['RespondToAuthChallenge', 200, challenge('SOFTWARE_TOKEN_MFA', 's')] as [string, number, Body],
        ),
      ],
      'gave no token',
    ],
  ])('ends with %s', async (_, answers, words) => {
    await expect(run(answers, 'password')).rejects.toThrow(words);
  });
});

describe('the command', () => {
  const root = resolve(__dirname, '../..');
  const command = (...given: string[]) =>
    spawnSync(process.execPath, ['--require', 'tsx/cjs', 'commands/sign-in.ts', ...given], {
      cwd: root,
      encoding: 'utf8',
    });

  it('says what is wrong with how it was called', () => {
    const { status, stdout, stderr } = command('--region', 'europe', '--client', 'app', '--user', 'me');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^--region europe is no Region\n\nSigns a user in/);
  });
});
