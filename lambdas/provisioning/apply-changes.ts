import { randomUUID } from 'node:crypto';
import { type ChangeStep, changeFlow } from '../aws/flow-changes';
import { describeFlow } from '../aws/mediaconnect';
import { partTags } from '../aws/part-tags';
import { SourceStore } from '../aws/source-store';
import { subnetZones } from '../aws/subnets';
import { applyChanges, type Target } from '../contract/tasks';
import { desiredFlows } from '../domain/desired-flows';
import { NoWayBack, StepNotAllowed } from '../domain/errors';
import type { DesiredFlow } from '../domain/flow';
import { type ActualFlow, regionOf } from '../domain/flow-description';
import { isSettled } from '../domain/flow-in-place';
import type { Step } from '../domain/flow-step';
import { taggedArns } from '../domain/flow-tags';
import { joinLabelKeys, type LabelKeys, labelKeysOf } from '../domain/label-keys';
import { refusalOfStep } from '../domain/plan';
import { planFlowChanges } from '../domain/plan-flow-changes';
import type { ProvisionedFlow } from '../domain/source';
import { allowanceOf, type SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { work } from '../runtime/work';

const environment = environmentOf('applyChanges');
const store = new SourceStore(environment.TABLE_NAME);

/** What a planned step asks of the workflow; a step that is none of these is a call on the flow, made here. */
const nextOf: Partial<Record<Step['action'], 'done' | 'create' | 'start' | 'stop' | 'wait'>> = {
  'create-flow': 'create',
  'start-flow': 'start',
  'stop-flow': 'stop',
  'await-flow': 'wait',
  // Bringing the new flow into force, and removing the old one, come when all flows are done.
  'switch-flow': 'done',
};

export const handler = work(applyChanges, async (input) => {
  const record = await store.readForRun(input);
  // Whatever the run did so far has brought the tags along.
  const tags = input.flow.steps === 0 ? formerLabels(record, input.target) : undefined;
  const { plan, current, home } = await planOf(record, input.flowIndex, input.target, tags);
  const [step] = plan.steps;
  const { polls, steps } = input.flow;
  const arn = (step && 'flowArn' in step ? step.flowArn : undefined) ?? current;
  const region = arn === undefined ? home : regionOf(arn);
  if (!step) return { arn, region, next: 'done' as const, polls: 0, steps };
  // A flow is made for what is asked for, and comes into force with it.
  if (step.action === 'create-flow' && input.target === 'in-force') throw new NoWayBack(step);
  // Nothing is begun that may not be ended. What a flow between two states will need is known when it rests.
  const refused = step.action !== 'await-flow' && plan.steps.find((each) => refusalOfStep(each, allowanceOf(record)));
  if (refused) throw new StepNotAllowed(refused);
  const next = nextOf[step.action];
  // A look at a flow that has not settled is no step: waiting has a limit of its own.
  if (next === 'wait') return { arn, region, next, polls: polls + 1, steps };
  if (next) return { arn, region, next, polls: 0, steps: steps + 1 };
  for (const each of stepsNow(plan.steps)) {
    logger.info('Changing a flow', { flowArn: arn, action: each.action, resource: each.resource });
    const left = await changeFlow(region, arn ?? '', each as ChangeStep);
    if (left.length > 0) await noteLeft(record, region, left);
  }
  return { arn, region, next: 'look' as const, polls: 0, steps: steps + 1 };
});

/** The first step, or all those of tags: the look at tags is the dear one, so that it is done once. */
function stepsNow(steps: readonly Step[]): readonly Step[] {
  const rest = steps.findIndex(({ action }) => action !== 'tag' && action !== 'untag');
  return steps.slice(0, rest === -1 ? steps.length : Math.max(1, rest));
}

/** The labels that the flow may bear from another configuration; undefined where its tags are beyond doubt. */
function formerLabels(record: SourceRecord, target: Target): LabelKeys | undefined {
  const doubt = record['tags-in-doubt'];
  return doubt && joinLabelKeys(doubt, target === 'in-force' ? labelKeysOf(record.requested) : {});
}

/** Keeps what the service has left in the account, which nobody but a person may remove. */
async function noteLeft(record: SourceRecord, region: string, ids: readonly string[]): Promise<void> {
  logger.warn('MediaConnect left network interfaces behind', { region, networkInterfaceIds: ids });
  const left = [...(record['network-interfaces-left'] ?? []), ...ids.map((id) => `${id} (${region})`)];
  const at = new Date().toISOString();
  const event = { id: randomUUID(), at, kind: 'network-interfaces-left', detail: ids.join(', ') } as const;
  await store.changeInRun(record, { 'network-interfaces-left': left }, event);
}

/** What is left to be done to bring the flow to the configuration, and the flow that is there now. */
async function planOf(record: SourceRecord, index: number, target: Target, former: LabelKeys | undefined) {
  const configuration = target === 'in-force' ? (record['in-force'] ?? record.requested) : record.requested;
  const desired = desiredFlows(record, configuration, environment)[index];
  if (!desired) throw new Error(`source ${record.id} has no ingress flow ${index}`);
  const inForce = await look(record.flows[index]);
  const made = await look(record['next-flows'].find(isFor(desired)));
  const { running } = record;
  // A flow that is gone has nothing to hand over.
  const [found, successor] = inForce.kind === 'missing' && made.kind === 'described' ? [made] : [inForce, made];
  const actual = former ? await withTags(found, desired, former) : found;
  const plan = planFlowChanges(desired, actual, {
    running,
    exclusiveListeners: environment.SRT_LISTENERS === 'exclusive',
    ...(former && { formerLabels: former }),
    subnetZones: await zonesOfNewSubnets(desired, actual),
    ...(successor?.kind === 'described' && { successor }),
  });
  const current = actual.kind === 'described' ? actual.flow.flowArn : undefined;
  return { plan, current, home: desired.region };
}

/** A flow that has to settle first is looked at again, and its tags then. */
async function withTags(actual: ActualFlow, desired: DesiredFlow, former: LabelKeys): Promise<ActualFlow> {
  if (actual.kind !== 'described' || !isSettled(actual.flow.status)) return actual;
  return { ...actual, tags: await partTags(taggedArns(desired, actual.flow, former)) };
}

/** The zones of the subnets that the flow is still to enter: it keeps its own, so that another zone is another flow. */
async function zonesOfNewSubnets(desired: DesiredFlow, actual: ActualFlow): Promise<ReadonlyMap<string, string>> {
  if (actual.kind !== 'described') return new Map();
  const entered = new Set(actual.flow.vpcInterfaces?.map(({ subnetId }) => subnetId));
  const subnets = new Set(desired.vpcInterfaces?.map(({ subnetId }) => subnetId).filter((id) => !entered.has(id)));
  return subnets.size > 0 ? subnetZones(desired.region, [...subnets]) : new Map();
}

const isFor =
  ({ name, region }: DesiredFlow) =>
  (flow: ProvisionedFlow) =>
    flow.name === name && flow.region === region;

async function look(flow: ProvisionedFlow | undefined): Promise<ActualFlow> {
  if (!flow) return { kind: 'missing', vanished: false };
  const described = await describeFlow(flow.region, flow.arn);
  return described ? { kind: 'described', flow: described.flow } : { kind: 'missing', vanished: true };
}
