import { randomUUID } from 'node:crypto';
import { createFlow, type DescribedFlow, describeFlow, type ServiceFlow } from '../aws/mediaconnect';
import { findOwnFlows } from '../aws/own-flows';
import { SourceStore } from '../aws/source-store';
import { mayHaveTakenEffect, translateError } from '../aws/translate-error';
import { ensureFlow } from '../contract/tasks';
import { desiredFlows } from '../domain/desired-flows';
import { FlowNotYetVisible } from '../domain/errors';
import type { DesiredFlow } from '../domain/flow';
import { isOfRevision } from '../domain/ownership';
import { flowFor, provisionedFlow } from '../domain/provisioned-flow';
import { lookUps, type SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { work } from '../runtime/work';

const environment = environmentOf('ensureFlow');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = work(ensureFlow, async (input, { record, account, endsAt }) => {
  const deployment = { ...environment, account: await account() };
  const desired = desiredFlows(record, record.requested, deployment)[input.flowIndex];
  if (!desired) throw new Error(`source ${record.id} has no flow ${input.flowIndex}`);
  const described = (await madeFlow(record, desired)) ?? (await flowOfLostAnswer(record, desired));
  const flow = described?.flow ?? (await newFlow(record, desired, endsAt));
  return { arn: flow.flowArn, region: desired.region };
});

/** The flow that the run made already, if it still exists. */
async function madeFlow(record: SourceRecord, desired: DesiredFlow): Promise<DescribedFlow | undefined> {
  const made = flowFor(record['next-flows'], desired);
  return made && describeFlow(made.region, made.arn);
}

/**
 * The flow of a create whose answer was lost. Throws `FlowNotYetVisible` while it may still appear; undefined when no
 * create is in doubt, or when the flow has not appeared in time.
 */
async function flowOfLostAnswer(record: SourceRecord, desired: DesiredFlow): Promise<DescribedFlow | undefined> {
  const open = record['open-flow-creation'];
  if (!open) return undefined;
  // One that a failed run of this revision left behind is about to be removed; one in force is to be replaced, and taken
  // for the new one it would be removed from the air as soon as the run fails.
  const known = new Set([...record['surplus-flows'], ...record.flows].map(({ arn }) => arn));
  for await (const { arn, tags } of findOwnFlows(environment.DEPLOYMENT_ID, record.id, desired)) {
    if (known.has(arn)) continue;
    const found = isOfRevision(record.revision, tags) && (await describeFlow(desired.region, arn));
    if (!found) continue;
    logger.info('Adopting the flow of a lost answer', { flowArn: arn });
    await recordFlow(record, found.flow, desired);
    return found;
  }
  if (open['look-ups'] >= lookUps) return undefined;
  await store.changeInRun(record, { 'open-flow-creation': { ...open, 'look-ups': open['look-ups'] + 1 } });
  throw new FlowNotYetVisible(desired.name);
}

/** Creates the flow. The record says so before the call, which is also the fence: the write fails for an old run. */
async function newFlow(record: SourceRecord, desired: DesiredFlow, endsAt: Date): Promise<ServiceFlow> {
  await store.changeInRun(record, {
    'open-flow-creation': { 'function-ends-at': endsAt.toISOString(), 'look-ups': 0 },
    'flow-creations': [...record['flow-creations'], { name: desired.name, region: desired.region }],
  });
  const flow = await createFlow(desired).catch(async (error) => {
    // A refusal is certain: nothing was made, so nothing is to be looked for.
    const nothingMade = { 'open-flow-creation': undefined, 'flow-creations': record['flow-creations'] };
    if (!mayHaveTakenEffect(error)) await store.changeInRun(record, nothingMade);
    // Of an ingress flow the source says where it is; of which egress flow it is told here alone.
    const which = desired.type === 'egress' ? ` of ${desired.name} in ${desired.region}` : '';
    throw translateError(`CreateFlow${which}`, error);
  });
  await recordFlow(record, flow, desired);
  return flow;
}

/** Writes the flow into the record before anything is started: the first events of a flow are never repeated. */
async function recordFlow(record: SourceRecord, flow: ServiceFlow, desired: DesiredFlow): Promise<void> {
  const others = record['next-flows'].filter(({ arn, name }) => arn !== flow.flowArn && name !== flow.name);
  const changes = {
    'next-flows': [...others, provisionedFlow(flow, desired.region, desired.type)],
    'open-flow-creation': undefined,
  };
  const step = { action: 'create-flow', resource: flow.flowArn, outcome: 'done' } as const;
  const event = { id: randomUUID(), at: new Date().toISOString(), kind: 'step-ended', step } as const;
  await store.changeInRun(record, changes, event);
}
