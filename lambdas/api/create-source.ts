import { randomUUID } from 'node:crypto';
import { createSecret, deleteSecret } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { mayHaveTakenEffect } from '../aws/translate-error';
import { startRun } from '../aws/workflows';
import { createSource } from '../contract/endpoints';
import { configureSource, type NewSecret } from '../domain/configure-source';
import { ownerTags } from '../domain/ownership';
import { entityTag, maskedSource, timestamp } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { serve } from '../runtime/serve';
import { inTargetAccount, requireTargetAccount } from '../runtime/target-account';
import { requireSubnets } from './require-subnets';

const environment = environmentOf('createSource');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(createSource, async ({ path, body, caller, url, now }) => {
  requireTargetAccount(environment, path);
  const id = randomUUID();
  const { configuration, secrets } = configureSource(body, { sourceId: id, newSecretId: randomUUID });
  await requireSubnets(configuration);
  const record: SourceRecord = {
    'schema-version': 1,
    id,
    'organisation-id': path['organisation-id'],
    'target-account-id': path['target-account-id'],
    revision: 1,
    run: 1,
    'run-mode': 'converge',
    recoveries: 0,
    'created-at': now.toISOString(),
    'provisioning-status': 'creation-pending',
    'provisioning-status-timestamp': timestamp(now),
    requested: configuration,
    running: true,
    flows: [],
    'flow-creations': 0,
    secrets: [],
  };
  await inTargetAccount(() => writeSecrets(record, secrets));
  const event = { id: randomUUID(), at: now.toISOString(), kind: 'creation-requested', by: caller.subject } as const;
  await store.create(record, event).catch(async (error) => {
    // A write that may have landed names the secrets; if it has not, the sweep removes them.
    if (!mayHaveTakenEffect(error)) await removeSecrets(record);
    throw error;
  });
  // The record owes a run from here on: if it cannot be started now, recovery starts it.
  await startRun(environment.PROVISION_SOURCE_ARN, id, record.run).catch((error) =>
    logger.error('The run could not be started; recovery will', error),
  );
  return { body: maskedSource(record), headers: { Location: `${url}/${id}`, ETag: entityTag(record) } };
});

/** Writes the secrets and names them in the record; when one fails, removes those before it. */
async function writeSecrets(record: SourceRecord, secrets: readonly NewSecret[]): Promise<void> {
  const tags = ownerTags(environment.DEPLOYMENT_ID, record, record.run);
  try {
    for (const { secretId, region, value } of secrets) {
      const name = `${environment.SECRET_PREFIX}/${record.id}/${secretId}`;
      const arn = await createSecret({ region, name, secretId, value, tags });
      record.secrets.push({ 'secret-id': secretId, arn, region });
    }
  } catch (error) {
    await removeSecrets(record);
    throw error;
  }
}

/** Removes what a failed request wrote. What cannot be removed now, the sweep removes an hour later. */
async function removeSecrets(record: SourceRecord): Promise<void> {
  for (const { region, arn } of record.secrets) {
    await deleteSecret(region, arn).catch((error) => logger.error('A secret stays until the sweep', error));
  }
}
