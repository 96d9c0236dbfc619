import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The `iss` claim; it names no port, so that a token stays good when the system moves to another. */
export const issuer = 'http://headworks.local';

/** The `aud` claim. */
export const audience = 'headworks-local';

/** Whom a token stands for. `ttlSeconds` is 43,200 (twelve hours) if absent. */
export interface TokenRequest {
  organisation: string;
  role: string;
  subject?: string;
  ttlSeconds?: number;
}

/** Signs ES256 tokens with a key that is made once and kept in the data directory, readable by its owner only. */
export class TokenIssuer {
  private readonly key;

  constructor(dataDirectory: string) {
    this.key = createPrivateKey(readOrMakeKey(dataDirectory));
  }

  issueToken({ organisation, role, subject = `local-${role}`, ttlSeconds = 43_200 }: TokenRequest): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      sub: subject,
      aud: audience,
      iat: now,
      nbf: now,
      exp: now + ttlSeconds,
      jti: randomUUID(),
      'cognito:groups': [`${organisation}:${role}`],
    };
    const content = `${encode({ alg: 'ES256', typ: 'JWT', kid: this.keySet().keys[0].kid })}.${encode(claims)}`;
    return `${content}.${this.signatureOf(content)}`;
  }

  /** The public key as a JSON Web Key Set. */
  keySet(): { keys: [Record<string, unknown> & { kid: string }] } {
    const { kty, crv, x, y } = createPublicKey(this.key).export({ format: 'jwk' });
    // The point tells keys apart; a new data directory must not look like the old one to a verifier that caches keys.
    return { keys: [{ kty, crv, x, y, alg: 'ES256', use: 'sig', kid: String(x).slice(0, 16) }] };
  }

  /** The signature as JWTs have it: the two numbers as they are, not in an ASN.1 sequence (RFC 7518, section 3.4). */
  private signatureOf(content: string): string {
    return sign('SHA256', Buffer.from(content), { key: this.key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  }
}

function readOrMakeKey(dataDirectory: string): string {
  const path = join(dataDirectory, 'token-key.pem');
  if (!existsSync(path)) makeKey(dataDirectory, path);
  return readFileSync(path, 'utf8');
}

function makeKey(dataDirectory: string, path: string): void {
  mkdirSync(dataDirectory, { recursive: true });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    // Unlike a rename, a link leaves a key alone that another process has made meanwhile.
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
