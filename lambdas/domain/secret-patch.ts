import * as z from 'zod';
import { closed } from './members';
import { AesType, aesSettings, keyRules, mask, Passphrase, passphraseRule, SecretId, SrtType } from './secret';

/** Settings of a revision: a new value, or the id of the stored secret that is kept. */
export const RevisedAesKey = aesSettings((key) => ({ key: key.optional(), 'secret-id': SecretId.optional() })).refine(
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
  'secret-id': SecretId.optional(),
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
