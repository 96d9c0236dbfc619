import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import type { ChangeQuery, SourceParameters } from '../contract/parameters';
import type { HistoryEvent } from '../domain/history';
import type { Source } from '../domain/shown-source';
import { entityTag, maskedSource } from '../domain/source-answer';
import { requireAllowed, shownPlan } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';
import { isToBeCreated, requireRest, updateRun } from '../domain/update-run';
import { ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import type { PlanReply, Reply, Request } from '../runtime/serve';
import { beginUpdate } from './begin-update';
import { patchRecord } from './patch-record';
import { allowanceIn, type PlanDeployment, planSource } from './plan-source';

/** What a request for a convergence is about. */
interface Intent {
  kind: Extract<HistoryEvent['kind'], 'start-requested' | 'stop-requested' | 'repair-requested'>;
  /** Whether the source is to run from now on; as before if absent. */
  running?: boolean;
}

type Environment = PlanDeployment & {
  TABLE_NAME: string;
  PROVISION_SOURCE_ARN: string;
  ORGANISATION_ID: string;
  TARGET_ACCOUNT_ID: string;
};

/**
 * Makes the handling of a request that brings the flow of a source to what is stored, whatever was done to it by hand,
 * and lets it run or stand still. It is no new revision. Where the flow is so already, nothing is begun.
 */
export function convergence(environment: Environment, intent: Intent) {
  const store = new SourceStore(environment.TABLE_NAME);
  return async (request: Request<SourceParameters, ChangeQuery, unknown>): Promise<Reply<Source> | PlanReply> => {
    const { path, query, caller, now, ifMatch } = request;
    const record = await ownedSource(store, environment, path);
    requireRest(record);
    requireMatch(record, ifMatch);
    // A creation that failed took the secrets away: they have to be given again, by an update.
    if (isToBeCreated(record)) await patchRecord(record, {});
    const { requested } = record;
    const running = intent.running ?? record.running;
    const isRepair = intent.kind === 'repair-requested';
    const plan = await planSource(record, { configuration: requested, running, isRepair }, environment);
    if (query['dry-run']) return { plan: shownPlan(plan, requested), headers: tagOf(record) };
    // What a failed update could not undo stays noted until a run has seen that it is undone.
    const isSo = running === record.running && !record['restore-failed'] && !record['tags-in-doubt'];
    if (plan.steps.length === 0 && isSo) return { ...answer(record), isUnchanged: true };
    // Who asks for a stop has asked for this one interruption.
    const allowed = { ...allowanceIn(query), ...(intent.running === false && { stop: true }) };
    requireAllowed(plan, allowed, requested);
    const changes = { ...updateRun(record, plan, allowed, now), running };
    const event = { id: randomUUID(), at: now.toISOString(), kind: intent.kind, by: caller.subject };
    return answer(await beginUpdate(store, environment.PROVISION_SOURCE_ARN, record, changes, event));
  };
}

function answer(record: SourceRecord): Reply<Source> {
  return { body: maskedSource(record), headers: tagOf(record) };
}

const tagOf = (record: SourceRecord) => ({ ETag: entityTag(record) });
