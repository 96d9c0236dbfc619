import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Members, newPair, signToken } from '../support/key-set';
import type { System } from '../support/system';

const encode = (part: Members) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Tokens that are not good, each made from one of an admin that is. */
export class StrangeTokens {
  private readonly stranger = newPair('ES256');

  constructor(private readonly system: System) {}

  /** Each with what it is, new at every call. */
  all(): [what: string, token: string][] {
    const { privateKey, publicKey } = this.stranger;
    const now = Math.floor(Date.now() / 1000);
    return [
      ['no token', ''],
      ['malformed', 'open-sesame'],
      ['of two parts', this.good().split('.').slice(0, 2).join('.')],
      ['expired', this.almost({ exp: now - 1 })],
      ['without an expiry', this.almost({ exp: undefined })],
      ['not good yet', this.almost({ nbf: now + 600 })],
      ['of another issuer', this.almost({ iss: 'https://issuer.example' })],
      ['for another audience', this.almost({ aud: 'another' })],
      ['of nobody', this.almost({ sub: undefined })],
      ['unsigned', this.forged({ alg: 'none' }, () => '')],
      ['signed with the public key as a secret', this.confused()],
      ['of another key under the name of the issuer', this.almost({}, {}, privateKey)],
      ['with its key in it', this.almost({}, { jwk: publicKey.export({ format: 'jwk' }) }, privateKey)],
      ['of a key that is a path', this.almost({}, { kid: '../../../dev/null' }, privateKey)],
    ];
  }

  /** A token signed with the issuer's own key, or another, that differs from a good one in these claims or in its header. */
  almost(claims: Members, header: Members = {}, key?: KeyObject): string {
    const [goodHeader, goodClaims] = this.good()
      .split('.')
      .map((part, index) => (index < 2 ? decode(part) : part));
    return signToken({ ...goodHeader, ...header }, { ...goodClaims, ...claims }, key ?? this.issuerKey());
  }

  private good(): string {
    return this.system.token({ role: 'admin' });
  }

  private issuerKey(): KeyObject {
    return createPrivateKey(readFileSync(join(this.system.dataDirectory, 'token-key.pem')));
  }

  /** The claims of a good token under another header, signed in another way. */
  private forged(header: Members, signed: (content: string) => string): string {
    const [goodHeader, claims] = this.good().split('.');
    const content = `${encode({ ...decode(goodHeader), ...header })}.${claims}`;
    return `${content}.${signed(content)}`;
  }

  private confused(): string {
    const secret = createPublicKey(this.issuerKey()).export({ type: 'spki', format: 'pem' });
    return this.forged({ alg: 'HS256' }, (content) => createHmac('sha256', secret).update(content).digest('base64url'));
  }
}
