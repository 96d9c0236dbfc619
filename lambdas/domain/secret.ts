import * as z from 'zod';
import { branches, closed, type ObjectOf, pattern, word } from './members';

/** What stands in an answer where a secret value would. */
export const mask = '********';

const aesTypes = ['AES128', 'AES192', 'AES256'] as const;
/** The words of `encryption-type`, with a static key and with a passphrase. */
export const AesType = word(aesTypes);
export const SrtType = word(['SRT_PASSWORD']);

/** How a flow source is encrypted: AES with a static key in hex, or SRT with a passphrase. */
export type EncryptionType = (typeof aesTypes)[number] | 'SRT_PASSWORD';

/** What a static key of each type must be, in words. */
export const keyRules = {
  AES128: 'use 32 hexadecimal digits',
  AES192: 'use 48 hexadecimal digits',
  AES256: 'use 64 hexadecimal digits',
} as const;
const keys = {
  AES128: pattern(/^[0-9a-fA-F]{32}$/, keyRules.AES128),
  AES192: pattern(/^[0-9a-fA-F]{48}$/, keyRules.AES192),
  AES256: pattern(/^[0-9a-fA-F]{64}$/, keyRules.AES256),
};
/** What a passphrase must be, in words: the SRT library takes 10 to 79 bytes. */
export const passphraseRule = 'use 10 to 79 printable ASCII characters';

/** A passphrase in clear. */
export const Passphrase = pattern(/^[\x20-\x7e]{10,79}$/, passphraseRule);

/** Settings with a static key of each length; `members` are those beside the type. */
export function aesSettings<Shape extends z.ZodRawShape>(members: (key: z.ZodString) => Shape) {
  const branch = <Type extends keyof typeof keys>(type: Type) =>
    closed({ 'encryption-type': z.literal(type), ...members(keys[type]) });
  return z.discriminatedUnion(
    'encryption-type',
    [branch('AES128'), branch('AES192'), branch('AES256')],
    branches(...aesTypes),
  );
}

/** A static key as a request gives it. */
export const AesKey = aesSettings((key) => ({ key }));

/** An SRT passphrase as a request gives it. */
export const SrtPassphrase = closed({ 'encryption-type': SrtType, passphrase: Passphrase });

/** Our own id of a secret. */
export const SecretId = z.uuid({ version: 'v4' });

/** What the record keeps of a secret: which one it is, never its value. */
export const StoredAesKey = closed({ 'encryption-type': AesType, 'secret-id': SecretId });
export const StoredSrtPassphrase = closed({ 'encryption-type': SrtType, 'secret-id': SecretId });

/** The member that holds the value of a secret of this type. */
export function valueMember(type: EncryptionType): 'key' | 'passphrase' {
  return type === 'SRT_PASSWORD' ? 'passphrase' : 'key';
}

/** What an answer shows of a static key; `value` is the mask, or any value where it is revealed. */
export function shownAesKey<Value extends z.ZodType>(object: ObjectOf, value: Value) {
  return object({ 'encryption-type': AesType, 'secret-id': SecretId, key: value });
}

/** What an answer shows of an SRT passphrase; `value` is the mask, or any value where it is revealed. */
export function shownSrtPassphrase<Value extends z.ZodType>(object: ObjectOf, value: Value) {
  return object({ 'encryption-type': SrtType, 'secret-id': SecretId, passphrase: value });
}
