import { randomUUID } from 'node:crypto';
import { Observations } from '../aws/observations';
import { SourceStore } from '../aws/source-store';
import type { ChangeQuery, SourceParameters } from '../contract/parameters';
import { alarmChanges, planAlarmRepair } from '../domain/alarm-steps';
import { RequestInvalid } from '../domain/errors';
import type { HistoryEvent } from '../domain/history';
import { withStepsBeside } from '../domain/plan';
import { countChange, type Quotas } from '../domain/quota';
import type { Source } from '../domain/shown-source';
import { entityTag, maskedSource } from '../domain/source-answer';
import { planStop, requireAllowed, shownPlan } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';
import { isToBeCreated, stopRun, updateRun } from '../domain/update-run';
import type { OwnedSource } from '../runtime/owned-source';
import type { PlanReply, Reply, Request } from '../runtime/serve';
import { alarmsFound } from './alarms-found';
import { beginRun } from './begin-run';
import { changeAsRead } from './change-as-read';
import { patchRecord } from './patch-record';
import { planByReception } from './plan-by-reception';
import { allFound, allowanceIn, flowsFound, type PlanDeployment } from './plan-source';
import { proxyRepairs, proxyStops } from './proxy-steps';
import { readForChange } from './read-for-change';
import { warnedOfQuotas } from './warned-of-quotas';

/** What a request for a convergence is about. */
interface Intent {
  kind: Extract<HistoryEvent['kind'], 'start-requested' | 'stop-requested' | 'repair-requested'>;
  /** Whether the source is to run from now on; as before if absent. */
  running?: boolean;
}

type ChangeRequest = Request<SourceParameters, ChangeQuery, unknown>;

type Environment = Omit<PlanDeployment, 'account'> & Quotas & { TABLE_NAME: string; PROVISION_SOURCE_ARN: string };

/**
 * Makes the handling of a request that brings the flow of a source to what is stored, whatever was done to it by hand,
 * and lets it run; or that lets it stand still, and leaves all else as it is. It is no new revision. Where the flow is so
 * already, nothing is begun.
 */
export function convergence(environment: Environment, intent: Intent) {
  const store = new SourceStore(environment.TABLE_NAME);
  const observations = new Observations(environment.TABLE_NAME);
  return (request: ChangeRequest) =>
    changeAsRead(
      () => readForChange(store, request),
      (found) => converge(found, request),
    );

  async function converge(
    { account, record }: OwnedSource,
    { query, caller, now }: ChangeRequest,
  ): Promise<Reply<Source> | PlanReply> {
    const deployment = { ...environment, account };
    if (isToBeCreated(record)) await requireSecrets(record);
    const { requested } = record;
    const running = intent.running ?? record.running;
    const isRepair = intent.kind === 'repair-requested';
    const found = isRepair ? await allFound(record, deployment) : { flows: await flowsFound(record) };
    // Who asks for a stop gets it, whatever else is to be said of the flow: nothing beside is done then.
    const isStop = intent.running === false && !isToBeCreated(record);
    const plan = isStop
      ? planStop(found.flows)
      : await planByReception(observations, record, found, { configuration: requested, running }, deployment);
    const alarms = isStop || isToBeCreated(record) ? [] : await alarmsFound(record, environment.DEPLOYMENT_ID);
    const ofProxy = () => (isStop ? proxyStops(record) : proxyRepairs(record, running));
    const repairs = [
      ...alarms.flatMap(({ desired, found: there }) => planAlarmRepair(alarmChanges(desired, there))),
      ...(isToBeCreated(record) ? [] : await ofProxy()),
    ];
    if (query['dry-run']) {
      const shown = withStepsBeside(shownPlan(plan, requested), repairs);
      const change = countChange(record['provisioning-status'], 'update-pending');
      const warned =
        isStop || shown.impact === 'none'
          ? shown
          : await warnedOfQuotas(shown, store, record['organisation-id'], change, environment);
      return { plan: warned, headers: tagOf(record) };
    }
    // What a run could not do or undo stays noted until one has seen that it is, which a stop does not.
    const notes = ['restore-failed', 'tags-in-doubt', 'alarms-failed', 'proxy-failed'] as const;
    const isNoted = notes.some((name) => record[name] !== undefined);
    const isSo = running === record.running && (isStop || !isNoted);
    if (plan.steps.length + repairs.length === 0 && isSo) return { ...answer(record), isUnchanged: true };
    const allowed = allowanceIn(query);
    if (!isStop) requireAllowed(plan, allowed, requested);
    const run = isStop ? stopRun(record, allowed, now) : updateRun(record, plan, allowed, now);
    const changes = { ...run, running };
    const event = { id: randomUUID(), at: now.toISOString(), kind: intent.kind, by: caller.subject };
    // What ends a cost is not refused.
    const quotas = isStop ? undefined : environment;
    return answer(await beginRun(store, environment.PROVISION_SOURCE_ARN, record, changes, event, quotas));
  }
}

/**
 * A creation that failed took the secrets away: they have to be given again, or made again, by an update. Throws
 * `RequestInvalid` where there are any.
 */
async function requireSecrets(record: SourceRecord): Promise<void> {
  const { secrets } = await patchRecord(record, {});
  const detail = 'the passphrases between the flows went with the creation that failed; PATCH the source, {} will do';
  if (secrets.length > 0) throw new RequestInvalid([{ pointer: '/egress-flows', detail }]);
}

function answer(record: SourceRecord): Reply<Source> {
  return { body: maskedSource(record), headers: tagOf(record) };
}

const tagOf = (record: SourceRecord) => ({ ETag: entityTag(record) });
