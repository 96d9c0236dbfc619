import { randomUUID } from 'node:crypto';
import { readSecret } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { getSource } from '../contract/endpoints';
import { entityTag, maskedSource, revealedSource } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { ownedSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSource');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(getSource, async ({ path, query, caller, now }) => {
  const record = await ownedSource(store, environment, path);
  const headers = { ETag: entityTag(record) };
  // After a deletion or a failed creation the configuration still names secrets that are gone: nothing is to reveal.
  if (!query['include-passphrase'] || record.secrets.length === 0) return { body: maskedSource(record), headers };
  const values = await inTargetAccount(() => readSecrets(record));
  logger.info('Secrets were revealed', { subject: caller.subject, secretIds: [...values.keys()] });
  await store.note(record.id, {
    id: randomUUID(),
    at: now.toISOString(),
    kind: 'secrets-revealed',
    by: caller.subject,
  });
  return { body: revealedSource(record, values), headers };
});

async function readSecrets(record: SourceRecord): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const { 'secret-id': secretId, arn, region } of record.secrets) {
    const value = await readSecret(region, arn);
    if (value === undefined) throw new Error(`The secret ${arn} does not exist.`);
    values.set(secretId, value);
  }
  return values;
}
