import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { fetchKeySet, KeySetUnavailable, KeySet as Keys } from '../../lambdas/runtime/key-set';
import { type KeySet, startKeySet } from '../support/key-set';

const minute = 60_000;
let issuer: KeySet;
let now: number;
/** What the issuer's next answers are in place of its keys. */
let broken: (() => Promise<ArrayBuffer>) | undefined;
let keys: Keys;

beforeEach(async () => {
  issuer = await startKeySet('ES256');
  now = 1_790_000_000_000;
  broken = undefined;
  keys = new Keys(
    (uri) => (broken ? broken() : fetchKeySet(uri)),
    () => now,
  );
});
afterEach(() => issuer.close());

const keyOf = (token: string) => keys.getJwk(issuer.uri, decomposeUnverifiedJwt(token));
const unknown = () => issuer.sign({}, { kid: 'unknown' });

describe('the keys of an issuer', () => {
  it('are fetched once for many tokens, also for those that come at the same moment', async () => {
    await Promise.all([issuer.sign(), issuer.sign()].map(keyOf));
    await keyOf(issuer.sign());
    expect(issuer.fetches()).toBe(1);
  });

  it('are fetched again for a new one, and an old one is good as long as it is there', async () => {
    const old = issuer.sign();
    await keyOf(old);
    issuer.rotate('beside');
    await expect(keyOf(issuer.sign())).resolves.toMatchObject({ kid: 'key-2' });
    await expect(keyOf(old)).resolves.toMatchObject({ kid: 'key-1' });
    expect(issuer.fetches()).toBe(2);
    issuer.rotate();
    await expect(keyOf(issuer.sign())).resolves.toMatchObject({ kid: 'key-3' });
    await expect(keyOf(old)).rejects.toThrow('not found in the JWKS');
  });

  it('are good for ten minutes after the issuer took them back, and no longer', async () => {
    const old = issuer.sign();
    await keyOf(old);
    issuer.rotate();
    now += 10 * minute - 1;
    await expect(keyOf(old)).resolves.toMatchObject({ kid: 'key-1' });
    now += 1;
    await expect(keyOf(old)).rejects.toThrow('not found in the JWKS');
  });

  it('stay good where the issuer cannot be asked, who is left alone for a while', async () => {
    await keyOf(issuer.sign());
    now += 10 * minute;
    let asked = 0;
    broken = async () => {
      asked++;
      throw new Error('away');
    };
    for (let each = 0; each < 5; each++) await expect(keyOf(issuer.sign())).resolves.toMatchObject({ kid: 'key-1' });
    expect(asked).toBe(1);
    now += 10_000;
    await keyOf(issuer.sign());
    expect(asked).toBe(2);
  });
});

describe('a flood of tokens of keys that are not there', () => {
  it('has the issuer asked once in ten seconds, and a new key is found by then', async () => {
    await keyOf(issuer.sign());
    for (let each = 0; each < 50; each++) await expect(keyOf(unknown())).rejects.toThrow('not found in the JWKS');
    expect(issuer.fetches()).toBe(2);
    issuer.rotate('beside');
    await expect(keyOf(issuer.sign())).rejects.toThrow('not found in the JWKS');
    now += 10_000;
    await expect(keyOf(unknown())).rejects.toThrow('not found in the JWKS');
    await expect(keyOf(issuer.sign())).resolves.toMatchObject({ kid: 'key-2' });
    expect(issuer.fetches()).toBe(3);
  });

  it.each([
    ['a shared secret', { alg: 'HS256' }],
    ['no signature', { alg: 'none' }],
    ['a name without end', { kid: 'k'.repeat(257) }],
    ['what nobody here understands', { crit: ['b64'] }],
  ])('does not have it asked for what no key could be for: %s', async (_, header) => {
    await expect(keyOf(issuer.sign({}, { kid: 'unknown', ...header }))).rejects.toThrow();
    expect(issuer.fetches()).toBe(0);
  });
});

describe('an issuer that cannot be asked', () => {
  it.each<[string, () => Promise<ArrayBuffer>]>([
    ['is away', () => Promise.reject(new Error('away'))],
    ['answers what is no key set', async () => new TextEncoder().encode('<html>').buffer as ArrayBuffer],
    ['answers a list', async () => new TextEncoder().encode('[]').buffer as ArrayBuffer],
  ])('says nothing of a token, and is left alone for ten seconds: it %s', async (_, answer) => {
    let asked = 0;
    broken = () => {
      asked++;
      return answer();
    };
    for (let each = 0; each < 3; each++) await expect(keyOf(issuer.sign())).rejects.toThrow(KeySetUnavailable);
    expect(asked).toBe(1);
    broken = undefined;
    now += 10_000;
    await expect(keyOf(issuer.sign())).resolves.toMatchObject({ kid: 'key-1' });
  });

  it.each([
    'http://issuer.example/keys',
    'http://127.0.0.1.evil.example/keys',
    'http://localhost/keys',
    'file:///etc/keys',
  ])('is one that is not to be asked over HTTPS: %s', async (uri) => {
    await expect(fetchKeySet(uri)).rejects.toThrow('must be fetched over HTTPS');
  });

  it('is not looked for anywhere else', async () => {
    const server = createServer((_, response) => response.writeHead(302, { location: issuer.uri }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      await expect(fetchKeySet(`http://127.0.0.1:${port}/keys`)).rejects.toThrow();
      expect(issuer.fetches()).toBe(0);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
