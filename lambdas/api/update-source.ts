import { randomUUID } from 'node:crypto';
import { takeBackSecrets, writeSecrets } from '../aws/new-secrets';
import { SourceStore } from '../aws/source-store';
import { mayHaveTakenEffect } from '../aws/translate-error';
import { updateSource } from '../contract/endpoints';
import type { HistoryEvent } from '../domain/history';
import type { PatchedSource } from '../domain/patch-source';
import type { Source } from '../domain/shown-source';
import { entityTag, maskedSource } from '../domain/source-answer';
import { planOfRecord, requireAllowed, shownPlan } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';
import { warningsOf } from '../domain/source-warnings';
import { isToBeCreated, requireRest, updateRun } from '../domain/update-run';
import type { Caller } from '../runtime/caller';
import { environmentOf } from '../runtime/environment';
import { ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import { type Reply, serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';
import { beginUpdate } from './begin-update';
import { patchRecord } from './patch-record';
import { allowanceIn, planSource } from './plan-source';
import { requireSubnets } from './require-subnets';

const environment = environmentOf('updateSource');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(updateSource, async ({ path, query, body, caller, now, ifMatch }) => {
  const record = await ownedSource(store, environment, path);
  requireRest(record);
  requireMatch(record, ifMatch);
  const patched = await patchRecord(record, body);
  // A source whose creation failed has no flow: whatever is changed of it, it is created again.
  if (patched.change !== 'infrastructure' && !isToBeCreated(record)) {
    const isChanged = patched.change === 'record';
    if (query['dry-run'])
      return { plan: planOfRecord(record.id, isChanged, patched.configuration), headers: tagOf(record) };
    return answer(isChanged ? await changeRecord(record, patched, eventOf(patched, caller, now)) : record);
  }
  const target = { ...patched, running: record.running, subnetZones: await requireSubnets(patched.configuration) };
  const plan = await planSource(record, target, environment);
  if (query['dry-run']) return { plan: shownPlan(plan, patched.configuration), headers: tagOf(record) };
  const allowed = allowanceIn(query);
  requireAllowed(plan, allowed, patched.configuration);
  return answer(
    await changeFlows(record, patched, updateRun(record, plan, allowed, now), eventOf(patched, caller, now)),
  );
});

function answer(record: SourceRecord): Reply<Source> {
  return { body: maskedSource(record), headers: tagOf(record) };
}

const tagOf = (record: SourceRecord) => ({ ETag: entityTag(record) });

function eventOf({ configuration }: PatchedSource, { subject }: Caller, now: Date): HistoryEvent {
  const asked = { kind: 'update-requested', by: subject, detail: warningsOf(configuration) } as const;
  return { id: randomUUID(), at: now.toISOString(), ...asked };
}

/** Writes what the record alone holds: it takes effect at once. */
async function changeRecord(
  record: SourceRecord,
  { configuration }: PatchedSource,
  event: HistoryEvent,
): Promise<SourceRecord> {
  const revision = record.revision + 1;
  const changes = { requested: configuration, revision, 'flows-revision': revision };
  await store.revise(record, changes, event);
  return { ...record, ...changes };
}

/** Writes the new secrets, then the record with a run that brings the flows along. */
async function changeFlows(
  record: SourceRecord,
  patched: PatchedSource,
  run: ReturnType<typeof updateRun>,
  event: HistoryEvent,
): Promise<SourceRecord> {
  const revision = patched.change === 'none' ? record.revision : record.revision + 1;
  const owner = { ...record, revision, run: run.run };
  const secrets = await inTargetAccount(() => writeSecrets(environment, owner, patched.secrets));
  const changes = {
    ...run,
    'in-force': isToBeCreated(record) ? undefined : record.requested,
    revision,
    requested: patched.configuration,
    secrets: [...record.secrets, ...secrets],
  };
  return beginUpdate(store, environment.PROVISION_SOURCE_ARN, record, changes, event).catch(async (error) => {
    if (!mayHaveTakenEffect(error)) await takeBackSecrets(secrets);
    throw error;
  });
}
