import { randomUUID } from 'node:crypto';
import { readFlow } from '../aws/actual-flow';
import { partTags } from '../aws/part-tags';
import { readSecrets } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { getSource } from '../contract/endpoints';
import { alarmDrift } from '../domain/alarm-steps';
import { desiredFlows, unwrittenSecret } from '../domain/desired-flows';
import { TargetAccountUnreachable } from '../domain/errors';
import { type Difference, flowDrift } from '../domain/flow-drift';
import { taggedArns } from '../domain/flow-tags';
import { isInService } from '../domain/provisioning-status';
import { inPlaceOf } from '../domain/recorded-flow';
import { secretIdsOf } from '../domain/removal';
import { entityTag, maskedSource, revealedSource } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { ownedSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';
import { alarmsFound } from './alarms-found';

const environment = environmentOf('getSource');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(getSource, async ({ path, query, caller, now }) => {
  const { account, record } = await ownedSource(store, path);
  const headers = { ETag: entityTag(record) };
  const drift = query['include-drift'] ? await driftOf(record, account) : undefined;
  const shown = drift && { drift };
  // After a deletion or a failed creation the configuration still names secrets that are gone: nothing is to reveal.
  // One that the configuration no longer names may be going at this moment.
  const secrets = record.secrets.filter((secret) => secretIdsOf(record.requested).includes(secret['secret-id']));
  if (!query['include-passphrase'] || secrets.length === 0)
    return { body: { ...maskedSource(record), ...shown }, headers };
  const values = await inTargetAccount(() => readSecrets(secrets));
  const missing = secrets.find((secret) => !values.has(secret['secret-id']));
  if (missing) throw new TargetAccountUnreachable(`the secret ${missing.arn} does not exist`);
  logger.info('Secrets were revealed', { subject: caller.subject, secretIds: [...values.keys()] });
  await store.note(record, {
    id: randomUUID(),
    at: now.toISOString(),
    kind: 'secrets-revealed',
    by: caller.subject,
  });
  return { body: { ...revealedSource(record, values), ...shown }, headers };
});

/**
 * In what the flows and alarms of a source at rest differ from what is stored; undefined where a run is to bring them there, or
 * none are to be.
 */
async function driftOf(record: SourceRecord, account: TargetAccountRecord): Promise<Difference[] | undefined> {
  if (!isInService(record['provisioning-status'])) return undefined;
  const desired = desiredFlows(record, record.requested, { ...environment, account }, unwrittenSecret);
  const found = await inTargetAccount(() =>
    Promise.all(
      desired.map((wanted, index) =>
        readFlow(inPlaceOf(record.flows, wanted, index), (flow) => partTags(taggedArns(wanted, flow, {}))),
      ),
    ),
  );
  const alarms = await alarmsFound(record, environment.DEPLOYMENT_ID);
  return [
    ...desired.flatMap((flow, index) => flowDrift(flow, found[index] ?? { kind: 'missing', vanished: false }, record)),
    ...alarms.flatMap((each) => alarmDrift(each.desired, each.found)),
  ];
}
