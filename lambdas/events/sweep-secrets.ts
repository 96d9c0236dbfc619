import { deleteSecret, listSecrets } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { ownerOf } from '../domain/ownership';
import { regions } from '../domain/region';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';

const environment = environmentOf('sweepSecrets');
const store = new SourceStore(environment.TABLE_NAME);

/** A secret without a record is left alone for this long, milliseconds: its request may still be under way. */
const patience = 3_600_000;

/** Removes the secrets that a failed request left behind: old enough, ours by tag, and named by no record. */
export const handler = react('sweepSecrets', async () => {
  for (const region of regions) {
    for await (const { arn, createdAt, tags } of listSecrets(region, `${environment.SECRET_PREFIX}/`)) {
      const sourceId = ownerOf(environment.DEPLOYMENT_ID, tags);
      if (!sourceId || createdAt.getTime() > Date.now() - patience) continue;
      const record = await store.read(sourceId);
      if (record?.secrets.some((secret) => secret.arn === arn)) continue;
      logger.warn('Removing a secret that no source names', { secretArn: arn, sourceId });
      await deleteSecret(region, arn);
    }
  }
});
