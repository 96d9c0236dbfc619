import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The issuer and audience of the tokens that a key set signs unless told. */
export const issuer = 'https://issuer.example';
export const audience = 'headworks';

/** The claims or the header of a token; a member set to undefined is left out. */
export type Members = Record<string, unknown>;

/** A pair of keys for an algorithm. */
export interface Pair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** An issuer whose key set is served on a free port of this machine. */
export interface KeySet {
  uri: string;
  publicKey: KeyObject;
  /** The key set as it is served now. */
  text(): string;
  /** How often the key set was fetched. */
  fetches(): number;
  /** Publishes another key from now on, `beside` the old ones or in their place, and signs with it. */
  rotate(beside?: 'beside'): void;
  /** A token with these claims over good ones, under this header over a good one, signed with `key` or its own. */
  sign(claims?: Members, header?: Members, key?: KeyObject): string;
  close(): Promise<void>;
}

/** Makes a new pair. */
export function newPair(alg: 'RS256' | 'ES256'): Pair {
  return alg === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

const encode = (part: Members) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token of exactly this header and these claims. */
export function signToken(header: Members, claims: Members, key: KeyObject): string {
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}

/** Starts an issuer that signs with `alg`. */
export async function startKeySet(alg: 'RS256' | 'ES256' = 'RS256'): Promise<KeySet> {
  const pairs = [newPair(alg)];
  const last = () => pairs.at(-1) as Pair;
  let made = 1;
  let fetches = 0;
  const text = () => {
    const kidOf = (index: number) => `key-${made - pairs.length + index + 1}`;
    const keys = pairs.map(({ publicKey }, index) => ({ ...publicKey.export({ format: 'jwk' }), kid: kidOf(index) }));
    return JSON.stringify({ keys: keys.map((key) => ({ ...key, use: 'sig', alg })) });
  };
  const server = createServer((_, response) => {
    fetches++;
    response.writeHead(200, { 'content-type': 'application/json' }).end(text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    publicKey: last().publicKey,
    text,
    fetches: () => fetches,
    rotate(beside) {
      if (!beside) pairs.length = 0;
      pairs.push(newPair(alg));
      made++;
    },
    sign(claims = {}, header = {}, key = last().privateKey) {
      const now = Math.floor(Date.now() / 1000);
      const good = { iss: issuer, aud: audience, sub: 'someone', iat: now, nbf: now, exp: now + 600 };
      return signToken({ alg, kid: `key-${made}`, ...header }, { ...good, ...claims }, key);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
