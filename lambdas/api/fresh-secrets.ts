import { randomBytes, randomUUID } from 'node:crypto';

/** Where ids of secrets come from, and passphrases that nobody chooses: 43 characters, of which SRT takes 10 to 79. */
export const freshSecrets = {
  newSecretId: randomUUID,
  newPassphrase: () => randomBytes(32).toString('base64url'),
};
