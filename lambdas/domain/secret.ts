import * as z from 'zod';
import { branches, closed, type ObjectOf, pattern, word } from './members';

/** What stands in an answer where a secret value would. */
export const mask = '********';

const aesTypes = ['AES128', 'AES192', 'AES256'] as const;
const AesType = word(aesTypes);
const SrtType = word(['SRT_PASSWORD']);

/** How a flow source is encrypted: AES with a static key in hex, or SRT with a passphrase. */
export type EncryptionType = (typeof aesTypes)[number] | 'SRT_PASSWORD';

function aesKey(type: (typeof aesTypes)[number], digits: number) {
  const rule = `use ${digits} hexadecimal digits`;
  return closed({ 'encryption-type': z.literal(type), key: pattern(new RegExp(`^[0-9a-fA-F]{${digits}}$`), rule) });
}

/** A static key as a request gives it. */
export const AesKey = z.discriminatedUnion(
  'encryption-type',
  [aesKey('AES128', 32), aesKey('AES192', 48), aesKey('AES256', 64)],
  branches(...aesTypes),
);

/** An SRT passphrase as a request gives it; the SRT library takes 10 to 79 bytes. */
export const SrtPassphrase = closed({
  'encryption-type': SrtType,
  passphrase: pattern(/^[\x20-\x7e]{10,79}$/, 'use 10 to 79 printable ASCII characters'),
});

const secretId = z.uuid({ version: 'v4' });

/** What the record keeps of a secret: which one it is, never its value. */
export const StoredAesKey = closed({ 'encryption-type': AesType, 'secret-id': secretId });
export const StoredSrtPassphrase = closed({ 'encryption-type': SrtType, 'secret-id': secretId });

/** What an answer shows of a static key; `value` is the mask, or any value where it is revealed. */
export function shownAesKey<Value extends z.ZodType>(object: ObjectOf, value: Value) {
  return object({ 'encryption-type': AesType, 'secret-id': secretId, key: value });
}

/** What an answer shows of an SRT passphrase; `value` is the mask, or any value where it is revealed. */
export function shownSrtPassphrase<Value extends z.ZodType>(object: ObjectOf, value: Value) {
  return object({ 'encryption-type': SrtType, 'secret-id': secretId, passphrase: value });
}
