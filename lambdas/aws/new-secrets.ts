import type { NewSecret } from '../domain/configure-source';
import { ownerTags } from '../domain/ownership';
import { secretPolicy } from '../domain/secret-policy';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';
import { logger } from '../runtime/logger';
import { createSecret, deleteSecret, putSecretPolicy } from './secret-store';

type StoredSecret = SourceRecord['secrets'][number];

/**
 * Writes new secrets of a source, all or none, and answers where they are. Only we and MediaConnect, in the roles that the
 * target account has for that, can read them.
 */
export async function writeSecrets(
  ownership: { DEPLOYMENT_ID: string; SECRET_PREFIX: string },
  account: Pick<TargetAccountRecord, 'role-arn' | 'mediaconnect-role-arn'>,
  owner: Parameters<typeof ownerTags>[1],
  secrets: readonly NewSecret[],
): Promise<StoredSecret[]> {
  const tags = ownerTags(ownership.DEPLOYMENT_ID, owner);
  const policy = secretPolicy([account['role-arn'], account['mediaconnect-role-arn']]);
  const written: StoredSecret[] = [];
  try {
    for (const { secretId, region, value } of secrets) {
      const name = `${ownership.SECRET_PREFIX}/${owner.id}/${secretId}`;
      const arn = await createSecret({ region, name, secretId, value, tags });
      written.push({ 'secret-id': secretId, arn, region });
      await putSecretPolicy(region, arn, policy);
    }
  } catch (error) {
    await takeBackSecrets(written);
    throw error;
  }
  return written;
}

/** Removes what a failed request wrote. What cannot be removed now, the sweep removes an hour later. */
export async function takeBackSecrets(secrets: readonly StoredSecret[]): Promise<void> {
  for (const { region, arn } of secrets) {
    await deleteSecret(region, arn).catch((error) => logger.error('A secret stays until the sweep', error));
  }
}
