import { createHmac, createSecretKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { KeySetUnavailable } from '../../lambdas/runtime/key-set';
import { refusalReason, tokenVerifier } from '../../lambdas/runtime/token';
import { propertySeed } from '../support/arbitrary-source';
import { audience, issuer, type KeySet, type Members, newPair, type Pair, startKeySet } from '../support/key-set';
import { runsOf } from '../support/share';

const organisation = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';
const groups = { 'cognito:groups': [`${organisation}:operator`] };
const seconds = () => Math.floor(Date.now() / 1000);
let keys: KeySet;
let verify: ReturnType<typeof tokenVerifier>;

type Settings = Parameters<typeof tokenVerifier>[0];

const verifierOf = (uri: string, more: Partial<Settings> = {}, fetchKeys?: (uri: string) => Promise<ArrayBuffer>) =>
  tokenVerifier(
    {
      TOKEN_ISSUER: issuer,
      TOKEN_KEY_SET_URI: uri,
      TOKEN_AUDIENCES: [audience, 'second'],
      TOKEN_GROUPS_CLAIM: 'cognito:groups',
      MACHINE_CLIENTS: new Map(),
      ...more,
    },
    fetchKeys,
  );
const bytes = (value: object) => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;

beforeAll(async () => {
  keys = await startKeySet();
});
// A verifier of its own for each test: one that has met an unknown key asks the issuer no more for a while.
beforeEach(() => {
  verify = verifierOf(keys.uri);
});
afterAll(() => keys.close());

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('a token', () => {
  it('that is good tells who asks, and what role that is', async () => {
    const exp = seconds() + 60;
    expect(await verify(keys.sign({ ...groups, exp }))).toEqual({
      subject: 'someone',
      roles: { [organisation]: 'operator' },
      expires: exp,
    });
  });

  it('may be for any of the audiences, and for others too', async () => {
    for (const aud of ['second', ['other', 'second']]) await expect(verify(keys.sign({ aud }))).resolves.toBeDefined();
  });

  it('may be signed with an elliptic key', async () => {
    const elliptic = await startKeySet('ES256');
    try {
      await expect(verifierOf(elliptic.uri)(elliptic.sign(groups))).resolves.toMatchObject({ subject: 'someone' });
    } finally {
      await elliptic.close();
    }
  });

  it('has its groups in the claim that is set, and in no other', async () => {
    const claims = { ...groups, 'https://example.com/roles': [`${organisation}:viewer`] };
    const verifyRoles = verifierOf(keys.uri, { TOKEN_GROUPS_CLAIM: 'https://example.com/roles' });
    expect((await verifyRoles(keys.sign(claims))).roles).toEqual({ [organisation]: 'viewer' });
    expect((await verifyRoles(keys.sign(groups))).roles).toEqual({});
  });

  it.each([
    ['has expired', { exp: seconds() - 1 }],
    ['never expires', { exp: undefined }],
    ['expires at a text', { exp: String(seconds() + 600) }],
    ['is not good yet', { nbf: seconds() + 60 }],
    ['is of another issuer', { iss: 'https://issuer.example.evil' }],
    ['is of no issuer', { iss: undefined }],
    ['is for another audience', { aud: 'other' }],
    ['is for no audience', { aud: undefined }],
    ['is for an empty audience', { aud: '' }],
    ['is for an audience by its client only', { aud: undefined, client_id: audience }],
    ['names no subject', { sub: undefined }],
    ['names an empty subject', { sub: '' }],
  ])('is refused when it %s', async (_, claims) => {
    await expect(verify(keys.sign({ ...groups, ...claims }))).rejects.toThrow();
  });

  it('is refused when its claims were changed', async () => {
    const [header, , signature] = keys.sign(groups).split('.');
    const claims = { ...claimsOf(keys.sign()), 'cognito:groups': [`${organisation}:admin`] };
    await expect(verify(`${header}.${encode(claims)}.${signature}`)).rejects.toThrow();
  });

  it('is refused with any other character in what is signed', async () => {
    const token = keys.sign(groups);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const place = fc.nat({ max: token.lastIndexOf('.') - 1 });
    await fc.assert(
      fc.asyncProperty(place, fc.constantFrom(...alphabet), async (at, other) => {
        fc.pre(token[at] !== other);
        await expect(verify(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).rejects.toThrow();
      }),
      { seed: propertySeed, numRuns: runsOf(200, 5_000) },
    );
  });

  it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d', '..'])('is refused when it is none: %j', async (text) => {
    await expect(verify(text)).rejects.toThrow();
  });
});

/** A signature with a secret that everybody knows: the public key. */
function confused(header: Members, key: KeyObject): string {
  const content = `${encode(header)}.${encode(claimsOf(keys.sign(groups)))}`;
  const secret = createSecretKey(Buffer.from(key.export({ type: 'spki', format: 'pem' })));
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

describe('a trick', () => {
  const stranger = newPair('RS256');
  const unsigned = (header: Members) => `${encode(header)}.${keys.sign(groups).split('.')[1]}.`;
  const publicJwk = () => stranger.publicKey.export({ format: 'jwk' });

  it.each<[string, () => string]>([
    ['no signature', () => unsigned({ alg: 'none', kid: 'key-1' })],
    ['no signature, in other words', () => unsigned({ alg: 'nOnE', kid: 'key-1' })],
    ['no signature and no key', () => unsigned({ alg: 'none' })],
    ['no algorithm', () => keys.sign(groups, { alg: undefined })],
    ['no signature under a good header', () => unsigned({ alg: 'RS256', kid: 'key-1' })],
    ['the public key as a shared secret', () => confused({ alg: 'HS256', kid: 'key-1' }, keys.publicKey)],
    ['the public key as a secret under our algorithm', () => confused({ alg: 'RS256', kid: 'key-1' }, keys.publicKey)],
    ['another algorithm of the same key', () => keys.sign(groups, { alg: 'RS512' })],
    ['another kind of key', () => keys.sign(groups, { alg: 'ES256' })],
    ['a list of algorithms', () => keys.sign(groups, { alg: ['RS256'] })],
    ['another key under the name of ours', () => keys.sign(groups, {}, stranger.privateKey)],
    ['a key in the header', () => keys.sign(groups, { jwk: publicJwk() }, stranger.privateKey)],
    ['a key in the header only', () => keys.sign(groups, { jwk: publicJwk(), kid: undefined }, stranger.privateKey)],
    ['a key that the issuer does not have', () => keys.sign(groups, { kid: 'stranger' }, stranger.privateKey)],
    ['a path as the name of a key', () => keys.sign(groups, { kid: '../../../../dev/null' }, stranger.privateKey)],
    ['a list as the name of a key', () => keys.sign(groups, { kid: ['key-1'] })],
    ['the name of a prototype', () => keys.sign(groups, { kid: '__proto__' }, stranger.privateKey)],
    ['no name of a key', () => keys.sign(groups, { kid: undefined })],
    ['a name without end', () => keys.sign(groups, { kid: 'k'.repeat(4000) })],
    ['what nobody here understands', () => keys.sign(groups, { crit: ['b64'], b64: false })],
  ])('is refused: %s', async (_, token) => {
    await verify(keys.sign(groups));
    await expect(verify(token())).rejects.toThrow();
  });

  it.each<[alg: string, pair: Pair, hash: string | null, isTaken: boolean]>([
    ['RS256', stranger, 'sha256', true],
    ['RS384', stranger, 'sha384', false],
    ['RS512', stranger, 'sha512', false],
    ['ES256', stranger, 'sha256', false],
    ['EdDSA', generateKeyPairSync('ed25519'), null, false],
  ])('does not come in by an algorithm that keys are silent about: %s', async (alg, pair, hash, isTaken) => {
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'key-1' };
    const verifyAny = verifierOf('https://issuer.example/keys', {}, async () => bytes({ keys: [jwk] }));
    const content = `${encode({ alg, kid: 'key-1' })}.${encode(claimsOf(keys.sign(groups)))}`;
    const token = `${content}.${sign(hash, Buffer.from(content), pair.privateKey).toString('base64url')}`;
    const outcome = verifyAny(token).then(
      () => true,
      () => false,
    );
    expect(await outcome).toBe(isTaken);
  });

  it('never has keys fetched from where the token says', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end(JSON.stringify({ keys: [{ ...publicJwk(), kid: 'theirs', use: 'sig', alg: 'RS256' }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const theirs = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const header of [{ jku: theirs }, { x5u: theirs }, { kid: theirs }, { jku: theirs, kid: 'key-1' }]) {
        const token = keys.sign({ ...groups, iss: theirs }, { kid: 'theirs', ...header }, stranger.privateKey);
        await expect(verify(token)).rejects.toThrow();
      }
      expect(asked).toBe(0);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('a token of a Cognito pool', () => {
  const pool = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123';
  const user = 'c2d5a4e4-1f0b-4c55-9a60-0c6f0b1f4c11';
  // An access token has no audience.
  const claims = (more: Members = {}) => ({
    ...{ iss: pool, aud: undefined, nbf: undefined, sub: user, token_use: 'access', client_id: 'app' },
    ...{ scope: 'aws.cognito.signin.user.admin', username: user, ...groups, ...more },
  });
  const fetched: string[] = [];
  const cognito = (more: Partial<Settings> = {}) =>
    tokenVerifier(
      {
        TOKEN_ISSUER: pool,
        TOKEN_AUDIENCES: ['app', 'second'],
        TOKEN_GROUPS_CLAIM: 'cognito:groups',
        MACHINE_CLIENTS: new Map([['machine', [`${organisation}:viewer`, `${other}:admin`]]]),
        ...more,
      },
      async (uri) => {
        fetched.push(uri);
        return bytes(JSON.parse(keys.text()));
      },
    );

  it('is an access token of one of the app clients, by the keys of the pool', async () => {
    for (const client_id of ['app', 'second'])
      expect(await cognito()(keys.sign(claims({ client_id })))).toMatchObject({
        subject: user,
        roles: { [organisation]: 'operator' },
      });
    expect(new Set(fetched)).toEqual(new Set([`${pool}/.well-known/jwks.json`]));
  });

  it.each([
    ['an ID token', { token_use: 'id', aud: 'app', client_id: undefined }],
    ['a token of no use', { token_use: undefined }],
    ['of another app client', { client_id: 'other' }],
    ['of no app client', { client_id: undefined, aud: 'app' }],
    ['of another pool', { iss: `${pool}4` }],
    ['expired', { exp: seconds() - 1 }],
  ])('is refused when it is %s', async (_, more) => {
    await expect(cognito()(keys.sign(claims(more)))).rejects.toThrow();
  });

  it('gives a machine client what it is set to have', async () => {
    const token = keys.sign(claims({ sub: 'machine', client_id: 'machine', 'cognito:groups': undefined }));
    expect(await cognito()(token)).toMatchObject({
      subject: 'machine',
      roles: { [organisation]: 'viewer', [other]: 'admin' },
    });
  });

  it('gives a user nothing of what the client has', async () => {
    const token = keys.sign(claims({ client_id: 'machine' }));
    expect((await cognito()(token)).roles).toEqual({ [organisation]: 'operator' });
  });

  it('is checked by no other keys', () => {
    expect(() => cognito({ TOKEN_KEY_SET_URI: 'https://issuer.example/keys' })).toThrow('key set of a Cognito pool');
    expect(() => cognito({ TOKEN_KEY_SET_URI: `${pool}/.well-known/jwks.json` })).not.toThrow();
  });
});

describe('a machine client of another issuer', () => {
  const verifyMachine = () =>
    verifierOf(keys.uri, { MACHINE_CLIENTS: new Map([['machine', [`${organisation}:admin`]]]) });

  it('has the higher one of its groups and what it is set to have', async () => {
    const claims = { sub: 'machine@clients', client_id: 'machine', ...groups };
    expect((await verifyMachine()(keys.sign(claims))).roles).toEqual({ [organisation]: 'admin' });
  });

  it.each([{}, { client_id: 'other' }, { client_id: ['machine'] }, { azp: 'machine' }])('is not %j', async (claims) => {
    expect((await verifyMachine()(keys.sign(claims))).roles).toEqual({});
  });

  it('must be for one of the audiences all the same', async () => {
    await expect(verifyMachine()(keys.sign({ client_id: 'machine', aud: 'machine' }))).rejects.toThrow();
  });
});

describe('the settings', () => {
  it('name a key set where the issuer is no Cognito pool', () => {
    const uri = { TOKEN_KEY_SET_URI: undefined };
    for (const TOKEN_ISSUER of [issuer, 'https://cognito-idp.eu-west-1.amazonaws.com.evil.example/eu-west-1_AbC'])
      expect(() => verifierOf('', { ...uri, TOKEN_ISSUER })).toThrow('no key-set URI is set');
  });
});

describe('the log of a refusal', () => {
  it('has nothing of what is no token', async () => {
    const secret = 'correct horse battery';
    for (const text of [secret, `${encode({ alg: 'RS256' })}.${Buffer.from(secret).toString('base64url')}.AAAA`]) {
      const error = await verify(text).catch((refused) => refused);
      expect(error).toBeInstanceOf(Error);
      expect(refusalReason(error)).not.toMatch(/correct|horse/);
    }
  });

  it('says in what a token is not right, and is no longer than a line', async () => {
    const long = await verify(keys.sign({ aud: 'a'.repeat(4000) })).catch((error) => error);
    expect(refusalReason(long)).toMatch(/^Audience not allowed/);
    expect(refusalReason(long).length).toBeLessThanOrEqual(300);
    expect(long).not.toBeInstanceOf(KeySetUnavailable);
  });
});
