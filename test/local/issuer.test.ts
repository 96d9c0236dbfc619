import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { JwtVerifier } from 'aws-jwt-verify';
import { audience, issuer, TokenIssuer } from '../../local/issuer';
import { inTemporaryFolder } from '../support/aws-endpoint';

// Processes take their time to start on a busy machine.
jest.setTimeout(30_000);

const organisation = '00000000-0000-4000-8000-000000000002';

function verify(token: string, keys: TokenIssuer) {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: 'http://127.0.0.1/unused' });
  verifier.cacheJwks(keys.keySet() as never);
  return verifier.verify(token);
}

it('issues tokens that the verifier of the product accepts', () =>
  inTemporaryFolder(async (folder) => {
    const keys = new TokenIssuer(folder);
    const claims = await verify(keys.issueToken({ organisation, role: 'viewer', ttlSeconds: 60 }), keys);
    expect(claims).toMatchObject({
      iss: issuer,
      aud: audience,
      sub: 'local-viewer',
      'cognito:groups': [`${organisation}:viewer`],
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(60);
  }));

it('keeps its key, where only its owner reads it', () =>
  inTemporaryFolder(async (folder) => {
    const token = new TokenIssuer(folder).issueToken({ organisation, role: 'admin' });
    await verify(token, new TokenIssuer(folder));
    expect(readdirSync(folder)).toEqual(['token-key.pem']);
    expect(statSync(join(folder, 'token-key.pem')).mode & 0o777).toBe(0o600);
  }));

it('does not accept the tokens of another data directory', () =>
  inTemporaryFolder(async (folder) => {
    const token = new TokenIssuer(join(folder, 'one')).issueToken({ organisation, role: 'admin' });
    await expect(verify(token, new TokenIssuer(join(folder, 'two')))).rejects.toThrow();
  }));

describe('the token command', () => {
  const run = async (folder: string, ...args: string[]) => {
    const env = { ...process.env, DATA_DIR: folder };
    const command = ['--require', 'tsx/cjs', 'local/token.ts', ...args];
    return promisify(execFile)(process.execPath, command, { env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  };

  it('prints a token of an operator of the demo organisation, and nothing else', () =>
    inTemporaryFolder(async (folder) => {
      const { stdout, stderr } = await run(folder);
      const claims = await verify(stdout.trim(), new TokenIssuer(folder));
      expect(claims['cognito:groups']).toEqual(['00000000-0000-4000-8000-000000000001:operator']);
      expect(stderr).toBe('');
    }));

  it('takes another role and organisation', () =>
    inTemporaryFolder(async (folder) => {
      const { stdout } = await run(folder, '--role', 'admin', '--organisation', organisation);
      const claims = await verify(stdout.trim(), new TokenIssuer(folder));
      expect(claims['cognito:groups']).toEqual([`${organisation}:admin`]);
    }));

  it.each([
    [['--role', 'owner'], '--role owner is not known; use viewer, operator, admin'],
    [['--organisation', 'mine'], '--organisation mine is not a lower-case UUID'],
    [['--colour', 'red'], '--colour'],
  ])('refuses %j with exit code 2', (args, message) =>
    inTemporaryFolder(async (folder) => {
      const { code, stdout, stderr } = await run(folder, ...args);
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
    }));

  it('explains itself', () =>
    inTemporaryFolder(async (folder) => {
      const { code, stdout } = await run(folder, '--help');
      expect([code, stdout]).toEqual([0, expect.stringContaining('npm run --silent token')]);
      expect(readdirSync(folder)).toEqual([]);
    }));
});
