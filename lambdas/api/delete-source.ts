import { randomUUID } from 'node:crypto';
import { actualFlow } from '../aws/actual-flow';
import { SourceStore } from '../aws/source-store';
import { deleteSource } from '../contract/endpoints';
import type { ActualFlow } from '../domain/flow-description';
import { type Plan, withStepsBeside } from '../domain/plan';
import { isBeingDeleted } from '../domain/provisioning-status';
import { planProxyRemoval } from '../domain/proxy-changes';
import { flowsToGo } from '../domain/removal';
import { planRemoval } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { type OwnedSource, ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import { type PlanReply, type Reply, serve } from '../runtime/serve';
import { beginRun } from './begin-run';
import { changeAsRead } from './change-as-read';

const environment = environmentOf('deleteSource');
const store = new SourceStore(environment.TABLE_NAME);

const done = { body: { message: 'Success' as const } };

export const handler = serve(deleteSource, async ({ path, query, caller, now, ifMatch }) => {
  const read = () => ownedSource(store, path);
  return changeAsRead<OwnedSource, Reply<typeof done.body> | PlanReply>(read, async ({ record }) => {
    requireMatch(record, ifMatch);
    const status = record['provisioning-status'];
    const isAsked = status === 'deletion-complete' || (isBeingDeleted(status) && status !== 'deletion-failed');
    if (query['dry-run']) return { plan: isAsked ? planRemoval([]) : await planOf(record) };
    if (!isAsked) await beginDeletion(record, caller.subject, now);
    return done;
  });
});

/** The proxy goes first, as it does in the run. */
async function planOf(record: SourceRecord): Promise<Plan> {
  const plan = planRemoval(await flowsOf(record));
  const proxy = planProxyRemoval(record);
  return { ...withStepsBeside(plan, proxy), steps: [...proxy, ...plan.steps] };
}

/** What is there of the flows that a deletion takes away. */
async function flowsOf(record: SourceRecord): Promise<ActualFlow[]> {
  return Promise.all(flowsToGo(record, 'deprovision').map((flow) => actualFlow(record, flow)));
}

/** A new run number fences whatever is under way: each of its steps finds that the source is no longer its own. */
async function beginDeletion(record: SourceRecord, subject: string, now: Date): Promise<void> {
  await beginRun(
    store,
    environment.DEPROVISION_SOURCE_ARN,
    record,
    {
      run: record.run + 1,
      'run-mode': 'deprovision',
      recoveries: 0,
      'provisioning-status': 'deletion-pending',
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': undefined,
    },
    { id: randomUUID(), at: now.toISOString(), kind: 'deletion-requested', by: subject },
  );
}
