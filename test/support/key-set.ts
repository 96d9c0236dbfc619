import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** The issuer and audience of the tokens that a key set signs unless told. */
export const issuer = 'https://issuer.example';
export const audience = 'headworks';

/** An issuer whose key set is served on a free port of this machine. */
export interface KeySet {
  uri: string;
  publicKey: CryptoKey;
  /** How often the key set was fetched. */
  fetches(): number;
  /** Publishes another key from now on, and signs with it. */
  rotate(): Promise<void>;
  /** A token with these claims over good ones; a claim set to undefined is left out. */
  sign(claims?: JWTPayload, header?: { kid?: string; key?: CryptoKey; alg?: string }): Promise<string>;
  close(): Promise<void>;
}

type Pair = Awaited<ReturnType<typeof generateKeyPair>> & { kid: string };

async function newPair(alg: string, kid: string): Promise<Pair> {
  return { ...(await generateKeyPair(alg, { extractable: true })), kid };
}

/** Starts an issuer that signs with `alg`. */
export async function startKeySet(alg: 'RS256' | 'ES256' = 'RS256'): Promise<KeySet> {
  let pair = await newPair(alg, 'key-1');
  let fetches = 0;
  const server = createServer(async (_, response) => {
    fetches++;
    const jwk: JWK = { ...(await exportJWK(pair.publicKey)), kid: pair.kid, use: 'sig', alg };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    publicKey: pair.publicKey,
    fetches: () => fetches,
    async rotate() {
      pair = await newPair(alg, 'key-2');
    },
    async sign(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const good = { iss: issuer, aud: audience, sub: 'someone', iat: now, nbf: now, exp: now + 600 };
      return new SignJWT(JSON.parse(JSON.stringify({ ...good, ...claims })))
        .setProtectedHeader({ alg: header.alg ?? alg, kid: header.kid ?? pair.kid })
        .sign(header.key ?? pair.privateKey);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
