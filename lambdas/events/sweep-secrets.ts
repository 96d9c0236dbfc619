import { actingIn } from '../aws/acting-account';
import { deleteSecret, listSecrets } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { TargetAccounts } from '../aws/target-accounts';
import { ServiceRefused } from '../domain/errors';
import { ownerOf } from '../domain/ownership';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';

const environment = environmentOf('sweepSecrets');
const store = new SourceStore(environment.TABLE_NAME);
const accounts = new TargetAccounts(environment.TABLE_NAME);

/** A secret without a record is left alone for this long, milliseconds: its request may still be under way. */
const patience = 3_600_000;

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
      await actingIn(account, () => sweepRegion(region)).catch((error) => {
        const hasNoSecrets = error instanceof ServiceRefused && regionNotEnabled.includes(error.code);
        if (!hasNoSecrets) failures.push(error);
      });
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `Regions that could not be swept: ${failures.length}`);
});

async function sweepRegion(region: string): Promise<void> {
  for await (const { arn, createdAt, tags } of listSecrets(region, `${environment.SECRET_PREFIX}/`)) {
    const sourceId = ownerOf(environment.DEPLOYMENT_ID, tags);
    if (!sourceId || createdAt.getTime() > Date.now() - patience) continue;
    const record = await store.read(sourceId);
    if (record?.secrets.some((secret) => secret.arn === arn)) continue;
    logger.warn('Removing a secret that no source names', { secretArn: arn, sourceId });
    await deleteSecret(region, arn);
  }
}
