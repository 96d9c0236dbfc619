import { createHmac } from 'node:crypto';
import { exportSPKI, generateKeyPair } from 'jose';
import { tokenVerifier } from '../../lambdas/runtime/token';
import { audience, issuer, type KeySet, startKeySet } from '../support/key-set';

const organisation = '00000000-0000-4000-8000-000000000001';
const groups = { 'cognito:groups': [`${organisation}:operator`] };
const seconds = () => Math.floor(Date.now() / 1000);
let keys: KeySet;
let verify: ReturnType<typeof tokenVerifier>;

const verifierOf = (uri: string) =>
  tokenVerifier({ TOKEN_ISSUER: issuer, TOKEN_KEY_SET_URI: uri, TOKEN_AUDIENCES: [audience, 'second'] });

beforeAll(async () => {
  keys = await startKeySet();
});
// A verifier of its own for each test: one that has met an unknown key asks the issuer no more for a while.
beforeEach(() => {
  verify = verifierOf(keys.uri);
});
afterAll(() => keys.close());

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

describe('a token', () => {
  it('that is good tells who asks, and what role that is', async () => {
    const exp = seconds() + 60;
    expect(await verify(await keys.sign({ ...groups, exp }))).toEqual({
      subject: 'someone',
      roles: { [organisation]: 'operator' },
      expires: exp,
    });
  });

  it('may be for any of the audiences, and for others too', async () => {
    for (const aud of ['second', ['other', 'second']])
      await expect(verify(await keys.sign({ aud }))).resolves.toBeDefined();
  });

  it('may be signed with an elliptic key', async () => {
    const elliptic = await startKeySet('ES256');
    try {
      await expect(verifierOf(elliptic.uri)(await elliptic.sign(groups))).resolves.toMatchObject({
        subject: 'someone',
      });
    } finally {
      await elliptic.close();
    }
  });

  it.each([
    ['has expired', { exp: seconds() - 1 }],
    ['never expires', { exp: undefined }],
    ['is not good yet', { nbf: seconds() + 60 }],
    ['is of another issuer', { iss: 'https://issuer.example.evil' }],
    ['is of no issuer', { iss: undefined }],
    ['is for another audience', { aud: 'other' }],
    ['is for no audience', { aud: undefined }],
    ['is for an empty audience', { aud: '' }],
    ['names no subject', { sub: undefined }],
    ['names an empty subject', { sub: '' }],
  ])('is refused when it %s', async (_, claims) => {
    await expect(verify(await keys.sign({ ...groups, ...claims }))).rejects.toThrow();
  });

  it('is refused without a signature', async () => {
    const [, claims = ''] = (await keys.sign(groups)).split('.');
    await expect(verify(`${encode({ alg: 'none', kid: 'key-1' })}.${claims}.`)).rejects.toThrow();
    await expect(verify(`${encode({ alg: 'none' })}.${claims}.`)).rejects.toThrow();
  });

  it('is refused when the public key was taken for a shared secret', async () => {
    const [, claims = ''] = (await keys.sign(groups)).split('.');
    const content = `${encode({ alg: 'HS256', kid: 'key-1' })}.${claims}`;
    const signature = createHmac('sha256', await exportSPKI(keys.publicKey))
      .update(content)
      .digest('base64url');
    await expect(verify(`${content}.${signature}`)).rejects.toThrow();
  });

  it('is refused when another key signed it under the name of ours', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    await expect(verify(await keys.sign(groups, { key: privateKey }))).rejects.toThrow();
  });

  it('is refused when its claims were changed', async () => {
    const [header, , signature] = (await keys.sign(groups)).split('.');
    const claims = {
      iss: issuer,
      aud: audience,
      sub: 'someone',
      exp: seconds() + 600,
      'cognito:groups': [`${organisation}:admin`],
    };
    await expect(verify(`${header}.${encode(claims)}.${signature}`)).rejects.toThrow();
  });

  it('is refused under a key that the issuer does not have', async () => {
    await expect(verify(await keys.sign(groups, { kid: 'stranger' }))).rejects.toThrow();
  });

  it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d', '..'])('is refused when it is none: %j', async (text) => {
    await expect(verify(text)).rejects.toThrow();
  });
});

describe('the key set', () => {
  it('is fetched once for many tokens, and again after the issuer changed its key', async () => {
    const changing = await startKeySet('ES256');
    const verifyChanging = verifierOf(changing.uri);
    try {
      await verifyChanging(await changing.sign(groups));
      await verifyChanging(await changing.sign(groups));
      expect(changing.fetches()).toBe(1);
      await changing.rotate();
      await verifyChanging(await changing.sign(groups));
      expect(changing.fetches()).toBe(2);
    } finally {
      await changing.close();
    }
  });

  it.each([
    'http://issuer.example/keys',
    'http://127.0.0.1.evil.example/keys',
    'http://localhost/keys',
    'file:///etc/keys',
  ])('is not fetched from %s', async (uri) => {
    await expect(verifierOf(uri)(await keys.sign(groups))).rejects.toThrow('must be fetched over HTTPS');
  });
});
