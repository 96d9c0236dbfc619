import { randomUUID } from 'node:crypto';
import { takeBackSecrets, writeSecrets } from '../aws/new-secrets';
import { readSecrets } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { mayHaveTakenEffect } from '../aws/translate-error';
import { startRun } from '../aws/workflows';
import { updateSource } from '../contract/endpoints';
import { RequestInvalid, SourceBusy, SourceDeleting, SourceNotFound } from '../domain/errors';
import { type PatchedSource, patchSource } from '../domain/patch-source';
import { isUnsettled } from '../domain/provisioning-status';
import { entityTag, maskedSource } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import { warningsOf } from '../domain/source-warnings';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';
import { requireSubnets } from './require-subnets';

const environment = environmentOf('updateSource');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(updateSource, async ({ path, body, caller, now, ifMatch }) => {
  const record = await ownedSource(store, environment, path);
  requireRest(record);
  requireMatch(record, ifMatch);
  const patched = await patch(record, body);
  const changed = await write(record, patched, caller.subject, now);
  return { body: maskedSource(changed), headers: { ETag: entityTag(changed) } };
});

/** The source as the body would have it. Values of secrets are read only if they are needed to tell. */
async function patch(record: SourceRecord, body: unknown): Promise<PatchedSource> {
  // A failed creation takes its secrets away; one that could not be removed is about to be, and cannot be kept.
  const kept = record['provisioning-status'] === 'creation-failed' ? [] : record.secrets;
  const options = { newSecretId: randomUUID, secretIds: kept.map((secret) => secret['secret-id']) };
  let result = patchSource(record.requested, record.id, body, options);
  if (result.secretsToRead) {
    const asked = new Set(result.secretsToRead);
    const secrets = record.secrets.filter((secret) => asked.has(secret['secret-id']));
    const values = await inTargetAccount(() => readSecrets(secrets));
    result = patchSource(record.requested, record.id, body, { ...options, values });
  }
  if (result.faults) throw new RequestInvalid(result.faults);
  if (!result.patched) throw new Error('the secrets that were asked for did not settle the update');
  return result.patched;
}

/** A source can be changed where it rests, and not while or after it is deleted. */
function requireRest(record: SourceRecord): void {
  const status = record['provisioning-status'];
  if (status === 'deletion-complete') throw new SourceNotFound(record.id);
  if (isUnsettled(status)) throw new SourceBusy(status);
  if (status === 'deletion-failed') throw new SourceDeleting();
}

/** Writes what changes: nothing, the record alone, or the record with a run that brings the flows along. */
async function write(record: SourceRecord, patched: PatchedSource, by: string, now: Date): Promise<SourceRecord> {
  // A source whose creation failed has no flow: whatever is changed of it, it is created again.
  const needsRun = patched.change === 'infrastructure' || record['provisioning-status'] === 'creation-failed';
  if (patched.change === 'none' && !needsRun) return record;
  const detail = warningsOf(patched.configuration);
  const event = { id: randomUUID(), at: now.toISOString(), kind: 'update-requested', by, detail } as const;
  const revision = patched.change === 'none' ? record.revision : record.revision + 1;
  if (!needsRun) {
    const changes = { requested: patched.configuration, revision, 'flows-revision': revision };
    await store.revise(record, changes, event);
    return { ...record, ...changes };
  }
  const owner = { ...record, revision, run: record.run + 1 };
  await requireSubnets(patched.configuration);
  const secrets = await inTargetAccount(() => writeSecrets(environment, owner, patched.secrets));
  const changes = {
    ...updateRun(record, now),
    revision,
    requested: patched.configuration,
    secrets: [...record.secrets, ...secrets],
  };
  await store.beginRun(record, changes, event).catch(async (error) => {
    if (!mayHaveTakenEffect(error)) await takeBackSecrets(secrets);
    throw error;
  });
  await startRun(environment.PROVISION_SOURCE_ARN, record.id, changes.run).catch((error) =>
    logger.error('The run could not be started; recovery will', error),
  );
  return { ...record, ...changes };
}

/** What begins a run that brings the flows to the requested configuration. */
function updateRun(record: SourceRecord, now: Date) {
  const isCreation = record['provisioning-status'] === 'creation-failed';
  return {
    run: record.run + 1,
    'run-mode': 'converge' as const,
    recoveries: 0,
    'in-force': isCreation ? undefined : record.requested,
    'provisioning-status': isCreation ? ('creation-pending' as const) : ('update-pending' as const),
    'provisioning-status-timestamp': timestamp(now),
    'provisioning-error-reason': undefined,
  };
}
