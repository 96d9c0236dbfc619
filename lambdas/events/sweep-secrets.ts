import { actingIn } from '../aws/acting-account';
import { deleteSecret, listSecrets } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { TargetAccounts } from '../aws/target-accounts';
import { ServiceRefused } from '../domain/errors';
import { isOfAccount, ownerOf } from '../domain/ownership';
import type { TargetAccountRecord } from '../domain/target-account';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';

const environment = environmentOf('sweepSecrets');
const store = new SourceStore(environment.TABLE_NAME);
const accounts = new TargetAccounts(environment.TABLE_NAME);

/** A secret without a record is left alone for this long, milliseconds: its request may still be under way. */
const patience = 3_600_000;
/**
 * One of a source that has no record at all is left alone once it is so old, milliseconds: a request that failed left it
 * hours ago at the most, and what is older may be of a table that was lost, or of a stack that was deployed again.
 */
const longestTrace = 86_400_000;

/** How a Region refuses every call of an account that has not enabled it. */
const regionNotEnabled = ['UnrecognizedClientException', 'InvalidClientTokenId'];

/**
 * Removes the secrets that failed requests left behind: old enough, ours by tag, and named by no record. It looks into
 * every target account in which there can be any: before it is verified there is no source, and no way in.
 */
export const handler = react('sweepSecrets', async () => {
  const failures: unknown[] = [];
  for await (const account of accounts.all()) {
    if (account.verification.status !== 'verified') continue;
    for (const region of account.regions) {
      await actingIn(account, () => sweepRegion(account, region)).catch((error) => {
        const hasNoSecrets = error instanceof ServiceRefused && regionNotEnabled.includes(error.code);
        if (hasNoSecrets) return;
        const place = { targetAccountId: account.id, region };
        // An account that lets nobody in any more is its owner's affair, and no failure of the sweep.
        if (isShut(error)) return logger.warn('A target account cannot be entered', { ...place, error });
        logger.error('A Region could not be swept', { ...place, error });
        failures.push(error);
      });
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `Regions that could not be swept: ${failures.length}`);
});

/** Claims that the role of a target account cannot be taken on. */
function isShut(error: unknown): boolean {
  return error instanceof ServiceRefused && error.operation === 'AssumeRole';
}

async function sweepRegion(account: TargetAccountRecord, region: string): Promise<void> {
  for await (const { arn, createdAt, tags } of listSecrets(region, `${environment.SECRET_PREFIX}/`)) {
    const sourceId = ownerOf(environment.DEPLOYMENT_ID, tags);
    const age = Date.now() - createdAt.getTime();
    // Another target account, of another control plane even, may stand for the same AWS account.
    if (!sourceId || !isOfAccount(account, tags) || age < patience) continue;
    const record = await store.read(sourceId);
    if (record ? record.secrets.some((secret) => secret.arn === arn) : age > longestTrace) continue;
    logger.warn('Removing a secret that no source names', { secretArn: arn, sourceId });
    await deleteSecret(region, arn);
  }
}
