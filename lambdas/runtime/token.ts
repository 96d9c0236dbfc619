import { JwtVerifier } from 'aws-jwt-verify';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { type Role, roles } from '../contract/roles';
import type { Caller } from './caller';

/** Milliseconds in which the key set must answer. */
const fetchTimeout = 3_000;

/** Who issues the tokens, where its keys are, and for whom the tokens must be. */
interface TokenSettings {
  TOKEN_ISSUER: string;
  TOKEN_KEY_SET_URI: string;
  TOKEN_AUDIENCES: string[];
}

/** A caller, and until when the token says so. */
interface TokenHolder extends Caller {
  /** Seconds since 1970 (`exp`). */
  expires: number;
}

/** The issuer's keys cannot be had, which says nothing of the token that they were to check. */
export class KeySetUnavailable extends Error {}

const fetcher: Fetcher = {
  fetch: (uri) =>
    fetchKeySet(uri).catch((error: Error) => {
      throw new KeySetUnavailable(error.message, { cause: error });
    }),
};

/** Fetches a key set over HTTPS, or over HTTP from this same machine, where the local system's issuer is. */
async function fetchKeySet(uri: string): Promise<ArrayBuffer> {
  const { protocol, hostname } = new URL(uri);
  const isLocal = protocol === 'http:' && hostname === '127.0.0.1';
  if (protocol !== 'https:' && !isLocal) throw new Error(`The key set must be fetched over HTTPS: ${uri}`);
  const response = await fetch(uri, { signal: AbortSignal.timeout(fetchTimeout), redirect: 'error' });
  if (!response.ok) throw new Error(`The key set answered ${response.status}: ${uri}`);
  return response.arrayBuffer();
}

/**
 * Makes the check of a token: signature, issuer, audience, subject and times. It answers the holder, or throws, and
 * `KeySetUnavailable` where nothing can be said. Keys are cached as long as the function's environment lives, and
 * fetched again for a key id that is not known.
 */
export function tokenVerifier(settings: TokenSettings): (token: string) => Promise<TokenHolder> {
  const verifier = JwtVerifier.create(
    { issuer: settings.TOKEN_ISSUER, audience: settings.TOKEN_AUDIENCES, jwksUri: settings.TOKEN_KEY_SET_URI },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (token) => {
    const claims = await verifier.verify(token);
    // The verifier takes a token without an expiry for one that is good for ever.
    if (claims.exp === undefined) throw new Error('The token has no expiry (exp)');
    // Nobody would be one caller with everybody else without a name: in the history, and for idempotency keys.
    if (!claims.sub) throw new Error('The token names no subject (sub)');
    return { subject: claims.sub, roles: rolesOf(claims['cognito:groups']), expires: claims.exp };
  };
}

/** The highest role in each organisation, from groups of the form `<organisation-id>:<role>`; other groups are not ours. */
export function rolesOf(groups: unknown): Record<string, Role> {
  const found: Record<string, Role> = {};
  for (const group of Array.isArray(groups) ? groups : []) {
    const [, organisation = '', word = ''] = /^([0-9a-f-]{36}):([a-z]+)$/.exec(String(group)) ?? [];
    const rank = roles.indexOf(word as Role);
    const known = Object.hasOwn(found, organisation) ? roles.indexOf(found[organisation] as Role) : -1;
    if (rank > known) found[organisation] = word as Role;
  }
  return found;
}
