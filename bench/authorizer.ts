import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { resolve } from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import { audience, issuer, startKeySet } from '../test/support/key-set';
import type { Table } from './run';
import { judged, median, rounded } from './statistics';

const file = resolve(__dirname, '..', '.build', 'functions', 'authorize-request', 'index.js');
const rounds = 5_000;
const limit = 1.3;

type Authorizer = (event: object) => Promise<unknown>;

/** The authorizer as it is deployed, loaded anew, for tokens of this key set. */
function deployed(uri: string): Authorizer {
  Object.assign(process.env, {
    TOKEN_ISSUER: issuer,
    TOKEN_KEY_SET_URI: uri,
    TOKEN_AUDIENCES: audience,
    TOKEN_GROUPS_CLAIM: 'cognito:groups',
    MACHINE_CLIENTS: '',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  delete require.cache[file];
  return require(file).handler;
}

/** The check of a signature alone: no header, claim or key is looked at. */
function bare(token: string, keySet: string): () => void {
  const [key] = JSON.parse(keySet).keys as [JsonWebKey];
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return () => {
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    const content = Buffer.from(token.slice(0, end));
    if (!verify('sha256', content, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature))
      throw new Error('refused');
  };
}

/** The whole check of a token by the library, its keys at hand, and nothing of what it says of roles. */
function byLibrary(token: string, keySet: string): () => Promise<unknown> {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: 'https://issuer.example/keys' });
  verifier.cacheJwks(JSON.parse(keySet));
  return () => verifier.verify(token);
}

/** Microseconds of a warm authorizer, and of two bare checks of the same token, by turns. */
async function compare(alg: 'RS256' | 'ES256'): Promise<Table> {
  const keys = await startKeySet(alg);
  try {
    const token = keys.sign({ 'cognito:groups': ['00000000-0000-4000-8000-000000000001:operator'] });
    const authorizer = deployed(keys.uri);
    const event = {
      type: 'TOKEN',
      authorizationToken: `Bearer ${token}`,
      methodArn:
        'arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/v1/GET/organisations/o/target-accounts/a/sources',
    };
    const calls = {
      ours: () => authorizer(event),
      signature: bare(token, keys.text()),
      library: byLibrary(token, keys.text()),
    };
    const times = { ours: [] as number[], signature: [] as number[], library: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      for (const name of ['ours', 'signature', 'library'] as const) {
        const start = performance.now();
        await calls[name]();
        times[name].push((performance.now() - start) * 1000);
      }
    }
    const warm = (name: keyof typeof times) => median(times[name].slice(rounds / 4));
    const row = (name: 'signature' | 'library') => {
      const ratio = rounded(warm('ours') / warm(name));
      return { us: rounded(warm('ours'), 1), 'bare us': rounded(warm(name), 1), ratio, ...judged(ratio, limit) };
    };
    return {
      [`${alg}, against the signature alone`]: row('signature'),
      [`${alg}, against the library's check alone`]: row('library'),
    };
  } finally {
    await keys.close();
  }
}

/** The warm authorizer, as bundled, against the bare check of the same token. Its import is measured among the bundles. */
export async function authorizerTable(): Promise<Table> {
  return { ...(await compare('RS256')), ...(await compare('ES256')) };
}
