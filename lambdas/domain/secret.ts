import * as z from 'zod';
import { branches, closed, type ObjectOf, pattern, word } from './members';

/** What stands in an answer where a secret value would. */
export const mask = '********';

const aesTypes = ['AES128', 'AES192', 'AES256'] as const;
const AesType = word(aesTypes);
const SrtType = word(['SRT_PASSWORD']);

/** How a flow source is encrypted: AES with a static key in hex, or SRT with a passphrase. */
export type EncryptionType = (typeof aesTypes)[number] | 'SRT_PASSWORD';

const keyRules = {
  AES128: 'use 32 hexadecimal digits',
  AES192: 'use 48 hexadecimal digits',
  AES256: 'use 64 hexadecimal digits',
} as const;
const keys = {
  AES128: pattern(/^[0-9a-fA-F]{32}$/, keyRules.AES128),
  AES192: pattern(/^[0-9a-fA-F]{48}$/, keyRules.AES192),
  AES256: pattern(/^[0-9a-fA-F]{64}$/, keyRules.AES256),
};
// The SRT library takes 10 to 79 bytes.
const passphraseRule = 'use 10 to 79 printable ASCII characters';
const Passphrase = pattern(/^[\x20-\x7e]{10,79}$/, passphraseRule);

/** Settings with a static key, by the length of the key; `members` are those beside the type. */
function aesSettings<Shape extends z.ZodRawShape>(members: (key: z.ZodString) => Shape) {
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

const secretId = z.uuid({ version: 'v4' });

/** What the record keeps of a secret: which one it is, never its value. */
export const StoredAesKey = closed({ 'encryption-type': AesType, 'secret-id': secretId });
export const StoredSrtPassphrase = closed({ 'encryption-type': SrtType, 'secret-id': secretId });

/** Settings of a revision: a new value, or the id of the stored secret that is kept. */
export const RevisedAesKey = aesSettings((key) => ({ key: key.optional(), 'secret-id': secretId.optional() })).refine(
  (settings) => settings.key !== undefined || settings['secret-id'] !== undefined,
  {
    path: ['key'],
    error: ({ input }) =>
      `required; ${keyRules[(input as { 'encryption-type': keyof typeof keyRules })['encryption-type']]}`,
    // Beside other faults of the settings, unless their type cannot be told.
    when: ({ value }) => AesType.safeParse(typeOf(value)).success,
  },
);
export const RevisedSrtPassphrase = closed({
  'encryption-type': SrtType,
  passphrase: Passphrase.optional(),
  'secret-id': secretId.optional(),
}).refine((settings) => settings.passphrase !== undefined || settings['secret-id'] !== undefined, {
  path: ['passphrase'],
  error: `required; ${passphraseRule}`,
  when: ({ value }) => SrtType.safeParse(typeOf(value)).success,
});

function typeOf(settings: unknown): unknown {
  return typeof settings === 'object' && settings !== null && 'encryption-type' in settings
    ? settings['encryption-type']
    : undefined;
}

const orMask = (value: z.ZodString) => z.union([value, z.literal(mask)]).optional();
const Ignored = z.unknown().meta({ readOnly: true }).optional();

/** Settings as an update may give them: an absent value, or the mask, keeps what is stored. */
export const PatchAesKey = aesSettings((key) => ({ key: orMask(key), 'secret-id': Ignored }));
export const PatchSrtPassphrase = closed({
  'encryption-type': SrtType,
  passphrase: orMask(Passphrase),
  'secret-id': Ignored,
});

/** The member that holds the value of a secret of this type. */
export function valueMember(type: EncryptionType): 'key' | 'passphrase' {
  return type === 'SRT_PASSWORD' ? 'passphrase' : 'key';
}

/** What an answer shows of a static key; `value` is the mask, or any value where it is revealed. */
export function shownAesKey<Value extends z.ZodType>(object: ObjectOf, value: Value) {
  return object({ 'encryption-type': AesType, 'secret-id': secretId, key: value });
}

/** What an answer shows of an SRT passphrase; `value` is the mask, or any value where it is revealed. */
export function shownSrtPassphrase<Value extends z.ZodType>(object: ObjectOf, value: Value) {
  return object({ 'encryption-type': SrtType, 'secret-id': secretId, passphrase: value });
}
