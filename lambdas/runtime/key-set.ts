import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';

type DecomposedJwt = Parameters<JwksCache['getJwk']>[1];
type JwkWithKid = ReturnType<JwksCache['getCachedJwk']>;

/** Fetches what is at an address. */
export type FetchKeys = (uri: string) => Promise<ArrayBuffer>;

/** The signature algorithms that are taken, and the kind of key that each goes with. */
const keyTypes = new Map<unknown, string>([
  ['RS256', 'RSA'],
  ['ES256', 'EC'],
]);

/** Milliseconds in which the key set must answer. */
const fetchTimeout = 3_000;
/** Keys so many milliseconds old are fetched again: for no longer is one good that the issuer has taken back. */
const refreshAfter = 600_000;
/** For so many milliseconds an issuer is left alone that could not tell a key, however many tokens name one. */
const pause = 10_000;
const longestKeyId = 256;

/** The issuer's keys cannot be had, which says nothing of the token that they were to check. */
export class KeySetUnavailable extends Error {}

/** Fetches a key set over HTTPS, or over HTTP from this same machine, where the local system's issuer is. */
export async function fetchKeySet(uri: string): Promise<ArrayBuffer> {
  const { protocol, hostname } = new URL(uri);
  const isLocal = protocol === 'http:' && hostname === '127.0.0.1';
  if (protocol !== 'https:' && !isLocal) throw new Error(`The key set must be fetched over HTTPS: ${uri}`);
  const response = await fetch(uri, { signal: AbortSignal.timeout(fetchTimeout), redirect: 'error' });
  if (!response.ok) throw new Error(`The key set answered ${response.status}: ${uri}`);
  return response.arrayBuffer();
}

/** How it stands with the key set at one address. */
interface Standing {
  fetching?: Promise<unknown>;
  /** From when on the keys at hand are to be fetched again. */
  staleAt: number;
  /** From when on the issuer may be asked for a key that is not at hand. */
  askAgainAt: number;
}

/**
 * The keys of the issuer, and nobody else's, whatever a token says of keys. A key that is not at hand is fetched, but
 * not again and again; where the issuer cannot be asked, the keys at hand stay good.
 */
export class KeySet extends SimpleJwksCache {
  private readonly standings = new Map<string, Standing>();

  constructor(
    fetchKeys: FetchKeys = fetchKeySet,
    private readonly now = Date.now,
  ) {
    super({ fetcher: { fetch: fetchKeys } });
  }

  /** The key for a token. Throws `KeySetUnavailable` where that cannot be told, and any other error for a token of no key. */
  override async getJwk(uri: string, token: DecomposedJwt): Promise<JwkWithKid> {
    const keyType = requireSigned(token.header);
    const standing = this.standingOf(uri);
    const known = this.find(uri, token);
    if (known && this.now() >= standing.staleAt) await this.refresh(uri, standing).catch(() => undefined);
    else if (!known) await this.lookFor(uri, token, standing);
    const key = this.getCachedJwk(uri, token);
    // By a key of another kind a signature could mean something else than the token says of it.
    if (key.kty !== keyType) throw new Error(`A key of the kind ${key.kty} does not go with ${token.header.alg}`);
    return key;
  }

  private standingOf(uri: string): Standing {
    const standing = this.standings.get(uri) ?? { staleAt: 0, askAgainAt: 0 };
    this.standings.set(uri, standing);
    return standing;
  }

  private find(uri: string, token: DecomposedJwt): JwkWithKid | undefined {
    try {
      return this.getCachedJwk(uri, token);
    } catch {
      return undefined;
    }
  }

  /** Fetches the keys for a token whose key is not at hand, unless that was of no use a moment ago. */
  private async lookFor(uri: string, token: DecomposedJwt, standing: Standing): Promise<void> {
    const isAllowed = standing.fetching || this.now() >= standing.askAgainAt;
    if (isAllowed) await this.refresh(uri, standing);
    else if (standing.staleAt === 0) throw new KeySetUnavailable(`The key set could not be had a moment ago: ${uri}`);
    if (isAllowed && !this.find(uri, token)) standing.askAgainAt = this.now() + pause;
  }

  private async refresh(uri: string, standing: Standing): Promise<void> {
    standing.fetching ??= this.getJwks(uri).finally(() => {
      standing.fetching = undefined;
    });
    try {
      await standing.fetching;
      standing.staleAt = this.now() + refreshAfter;
    } catch (error) {
      standing.askAgainAt = this.now() + pause;
      if (standing.staleAt > 0) standing.staleAt = standing.askAgainAt;
      throw new KeySetUnavailable((error as Error).message, { cause: error });
    }
  }
}

/** The kind of key that a token's header asks for. Throws for a header that no key of an issuer can answer. */
function requireSigned(header: DecomposedJwt['header']): string {
  const keyType = keyTypes.get(header.alg);
  if (!keyType) throw new Error('The token is signed with neither RS256 nor ES256');
  if (typeof header.kid !== 'string' || header.kid.length > longestKeyId)
    throw new Error('The token names no key (kid)');
  // Who does not know what it says there must not take the token (RFC 7515, 4.1.11), and nothing is known here.
  if ('crit' in header) throw new Error('The token asks for more to be understood (crit) than is');
  return keyType;
}
