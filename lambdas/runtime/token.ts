import { JwtVerifier } from 'aws-jwt-verify';
import { CognitoJwtVerifier } from 'aws-jwt-verify/cognito-verifier';
import { JwtParseError } from 'aws-jwt-verify/error';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { type Role, roles } from '../contract/roles';
import type { Caller } from './caller';
import { type FetchKeys, KeySet } from './key-set';

/** Who issues the tokens, for whom they must be, and what they say of roles. */
interface TokenSettings {
  TOKEN_ISSUER: string;
  /** Where the issuer's keys are; of a Cognito pool that is known. */
  TOKEN_KEY_SET_URI?: string;
  /** The audiences (`aud`), or for a Cognito pool the app clients (`client_id`). */
  TOKEN_AUDIENCES: string[];
  /** The claim that lists a user's groups. */
  TOKEN_GROUPS_CLAIM: string;
  /** What machine clients would have as groups, by `client_id`. */
  MACHINE_CLIENTS: ReadonlyMap<unknown, readonly string[]>;
}

/** A caller, and until when the token says so. */
interface TokenHolder extends Caller {
  /** Seconds since 1970 (`exp`). */
  expires: number;
}

const longestReason = 300;

/** The two forms of a pool's `iss`, with its id. */
const poolIssuer = /^https:\/\/(?:issuer-)?cognito-idp\.[a-z0-9-]+\.amazonaws\.com\/([\w-]+)$/;

/**
 * Makes the check of a token: signature, issuer, audience, subject and times. It answers the holder, or throws, and
 * `KeySetUnavailable` where nothing can be said.
 */
export function tokenVerifier(settings: TokenSettings, fetchKeys?: FetchKeys): (token: string) => Promise<TokenHolder> {
  const [, poolId] = poolIssuer.exec(settings.TOKEN_ISSUER) ?? [];
  const verify = poolId ? cognitoVerifier(poolId, settings, fetchKeys) : anyVerifier(settings, fetchKeys);
  return async (token) => {
    const claims = await verify(token);
    // The verifier takes a token without an expiry for one that is good for ever.
    if (claims.exp === undefined) throw new Error('The token has no expiry (exp)');
    // Nobody would be one caller with everybody else without a name: in the history, and for idempotency keys.
    if (!claims.sub) throw new Error('The token names no subject (sub)');
    // A user's token of a pool names the client that it was made through; that of the client itself has it as subject.
    const isOfClient = poolId === undefined || claims.sub === claims.client_id;
    const ofClient = isOfClient && settings.MACHINE_CLIENTS.get(claims.client_id);
    const groups = [claims[settings.TOKEN_GROUPS_CLAIM], ofClient].flatMap(listIn);
    return { subject: claims.sub, roles: rolesOf(groups), expires: claims.exp };
  };
}

type Verify = (token: string) => Promise<JwtPayload>;

function cognitoVerifier(userPoolId: string, settings: TokenSettings, fetchKeys?: FetchKeys): Verify {
  const own = `${settings.TOKEN_ISSUER}/.well-known/jwks.json`;
  if ((settings.TOKEN_KEY_SET_URI ?? own) !== own) throw new Error(`The key set of a Cognito pool is at ${own} only`);
  const clientId = [...settings.TOKEN_AUDIENCES, ...settings.MACHINE_CLIENTS.keys()].map(String);
  const rules = { userPoolId, tokenUse: 'access', clientId } as const;
  const verifier = CognitoJwtVerifier.create(rules, { jwksCache: new KeySet(fetchKeys) });
  return (token) => verifier.verify(token);
}

function anyVerifier(settings: TokenSettings, fetchKeys?: FetchKeys): Verify {
  if (!settings.TOKEN_KEY_SET_URI) throw new Error('The issuer is no Cognito pool, and no key-set URI is set');
  const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCES: audience, TOKEN_KEY_SET_URI: jwksUri } = settings;
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri }, { jwksCache: new KeySet(fetchKeys) });
  return (token) => verifier.verify(token);
}

/** Why a token was refused, for the log: nothing of what was sent in place of a token, which may be anybody's secret. */
export function refusalReason(error: unknown): string {
  if (error instanceof JwtParseError) return 'It is no JSON Web Token';
  return (error as Error).message.slice(0, longestReason);
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The highest role in each organisation, from groups of the form `<organisation-id>:<role>`; other groups are not ours. */
export function rolesOf(groups: readonly unknown[]): Record<string, Role> {
  const found: Record<string, Role> = {};
  for (const group of groups) {
    const [, organisation = '', word = ''] = /^([0-9a-f-]{36}):([a-z]+)$/.exec(String(group)) ?? [];
    const rank = roles.indexOf(word as Role);
    const known = Object.hasOwn(found, organisation) ? roles.indexOf(found[organisation] as Role) : -1;
    if (rank > known) found[organisation] = word as Role;
  }
  return found;
}
