import { randomUUID } from 'node:crypto';
import { takeBackSecrets, writeSecrets } from '../aws/new-secrets';
import { Observations } from '../aws/observations';
import { SourceStore } from '../aws/source-store';
import { mayHaveTakenEffect } from '../aws/translate-error';
import { updateSource } from '../contract/endpoints';
import type { ChangeQuery, SourceParameters } from '../contract/parameters';
import { requireAllowedRegions } from '../domain/account-rules';
import { planAlarms } from '../domain/alarm-steps';
import type { HistoryEvent } from '../domain/history';
import type { PatchedSource } from '../domain/patch-source';
import { type Plan, withStepsBeside } from '../domain/plan';
import { planProxy, proxyWarnings } from '../domain/proxy-changes';
import { countChange } from '../domain/quota';
import type { Source } from '../domain/shown-source';
import { entityTag, maskedSource } from '../domain/source-answer';
import { changedPlaces } from '../domain/source-change';
import { leftStoppedWarnings, planOfRecord, requireAllowed, shownPlan, stoppedByHand } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';
import { warningsOf } from '../domain/source-warnings';
import { cleanUpRun, isToBeCreated, updateRun } from '../domain/update-run';
import type { Caller } from '../runtime/caller';
import { environmentOf } from '../runtime/environment';
import type { OwnedSource } from '../runtime/owned-source';
import { type PlanReply, type Reply, type Request, serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';
import { beginRun } from './begin-run';
import { changeAsRead } from './change-as-read';
import { patchRecord } from './patch-record';
import { planByReception } from './plan-by-reception';
import { allowanceIn, flowsFound } from './plan-source';
import { readForChange } from './read-for-change';
import { requireSubnets } from './require-subnets';
import { warnedOfQuotas } from './warned-of-quotas';

const environment = environmentOf('updateSource');
const store = new SourceStore(environment.TABLE_NAME);
const observations = new Observations(environment.TABLE_NAME);

export const handler = serve(updateSource, async (request) =>
  changeAsRead(
    () => readForChange(store, request),
    (found) => update(found, request),
  ),
);

type ChangeRequest = Request<SourceParameters, ChangeQuery, unknown>;

async function update(
  { account, record }: OwnedSource,
  { query, body, caller, now }: ChangeRequest,
): Promise<Reply<Source> | PlanReply> {
  const patched = await patchRecord(record, body);
  requireAllowedRegions(account, patched.configuration);
  const beside = besideFlows(record, patched, false);
  // What a failed update could not undo is undone before alarms and a proxy are made of it.
  const isOfFlows = patched.change === 'infrastructure' || (beside.length > 0 && record['restore-failed']);
  // A source whose creation failed has no flow: whatever is changed of it, it is created again.
  if (!isOfFlows && !isToBeCreated(record)) {
    const isChanged = patched.change === 'record';
    if (query['dry-run']) {
      const plan = planOfRecord(record.id, isChanged, patched.configuration);
      const shown = withProxyWarnings(withStepsBeside(plan, beside), record, patched);
      return { plan: beside.length > 0 ? await warned(shown, record) : shown, headers: tagOf(record) };
    }
    if (beside.length > 0) {
      // On a flow that somebody stopped by hand a channel would be billed for nothing.
      const isOfProxy = beside.some(({ action }) => action === 'proxy');
      const leftStopped = isOfProxy ? stoppedByHand(record, await flowsFound(record)) : [];
      const changes = { ...cleanUpRun(record, now), ...(leftStopped.length > 0 && { 'left-stopped': leftStopped }) };
      return answer(await changeBesideFlows(record, patched, changes, eventOf(record, patched, caller, now)));
    }
    return answer(isChanged ? await changeRecord(record, patched, eventOf(record, patched, caller, now)) : record);
  }
  const subnetZones = await requireSubnets(patched.configuration);
  const found = await flowsFound(record);
  const leftStopped = stoppedByHand(record, found);
  const target = { ...patched, running: record.running, leftStopped, subnetZones };
  const plan = await planByReception(observations, record, { flows: found }, target, {
    ...environment,
    account,
  });
  if (query['dry-run']) {
    // Alarms and the proxy are of the ingress flow: a new egress flow is nothing to them.
    const hasNewFlow = plan.steps.some((step) => step.action === 'create-flow' && step.flow.type !== 'egress');
    const shown = withStepsBeside(shownPlan(plan, patched.configuration), besideFlows(record, patched, hasNewFlow));
    return { plan: await warned(withProxyWarnings(shown, record, patched), record), headers: tagOf(record) };
  }
  const allowed = allowanceIn(query);
  requireAllowed(plan, allowed, patched.configuration);
  const event = eventOf(record, patched, caller, now, leftStoppedWarnings(leftStopped));
  const run = updateRun(record, plan, allowed, now, leftStopped);
  return answer(await changeFlows({ account, record }, patched, run, event));
}

/** A run of the source that rests is one more of its organisation. */
function warned(plan: Plan, record: SourceRecord): Promise<Plan> {
  const change = countChange(record['provisioning-status'], 'update-pending');
  return warnedOfQuotas(plan, store, record['organisation-id'], change, environment);
}

function answer(record: SourceRecord): Reply<Source> {
  return { body: maskedSource(record), headers: tagOf(record) };
}

const tagOf = (record: SourceRecord) => ({ ETag: entityTag(record) });

function eventOf(
  { requested }: SourceRecord,
  { configuration }: PatchedSource,
  { subject }: Caller,
  now: Date,
  warnings: readonly string[] = [],
): HistoryEvent {
  const changed = changedPlaces(requested, configuration);
  const detail = warningsOf(configuration, warnings);
  const asked = { kind: 'update-requested', by: subject, changed, detail } as const;
  return { id: randomUUID(), at: now.toISOString(), ...asked };
}

/** The steps on alarms and on the proxy. A source whose creation failed has neither. */
function besideFlows(record: SourceRecord, { configuration }: PatchedSource, hasNewFlow: boolean): Plan['steps'] {
  const owner = { deployment: environment.DEPLOYMENT_ID, sourceId: record.id };
  const before = isToBeCreated(record) ? undefined : record.requested;
  return [
    ...planAlarms(owner, before, configuration, hasNewFlow),
    ...planProxy(record.id, before, configuration, hasNewFlow),
  ];
}

function withProxyWarnings(plan: Plan, record: SourceRecord, { configuration }: PatchedSource): Plan {
  const before = isToBeCreated(record) ? undefined : record.requested;
  return { ...plan, warnings: [...plan.warnings, ...proxyWarnings(before, configuration)] };
}

/** Writes what no flow has to do with, and begins a run that leaves the flows as they are. */
function changeBesideFlows(
  record: SourceRecord,
  { configuration }: PatchedSource,
  run: Pick<SourceRecord, 'run'> & Partial<SourceRecord>,
  event: HistoryEvent,
) {
  const revision = record.revision + 1;
  const changes = { ...run, requested: configuration, revision, 'flows-revision': revision };
  return beginRun(store, environment.PROVISION_SOURCE_ARN, record, changes, event, environment);
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
  { account, record }: OwnedSource,
  patched: PatchedSource,
  run: ReturnType<typeof updateRun>,
  event: HistoryEvent,
): Promise<SourceRecord> {
  const revision = patched.change === 'none' ? record.revision : record.revision + 1;
  const owner = { ...record, revision, run: run.run };
  const secrets = await inTargetAccount(() => writeSecrets(environment, account, owner, patched.secrets));
  const changes = {
    ...run,
    'in-force': isToBeCreated(record) ? undefined : record.requested,
    revision,
    requested: patched.configuration,
    secrets: [...record.secrets, ...secrets],
  };
  return beginRun(store, environment.PROVISION_SOURCE_ARN, record, changes, event, environment).catch(async (error) => {
    if (!mayHaveTakenEffect(error)) await takeBackSecrets(secrets);
    throw error;
  });
}
