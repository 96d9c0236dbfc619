import { type ChangeStep, changeFlow } from '../aws/flow-changes';
import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { subnetZones } from '../aws/subnets';
import { applyChanges, type Target } from '../contract/tasks';
import { desiredFlows } from '../domain/desired-flows';
import { NoWayBack, StepNotAllowed } from '../domain/errors';
import type { DesiredFlow } from '../domain/flow';
import { type ActualFlow, regionOf } from '../domain/flow-description';
import type { Step } from '../domain/flow-step';
import { type Allowance, nothingMore, refusalOfStep } from '../domain/plan';
import { planFlowChanges } from '../domain/plan-flow-changes';
import type { ProvisionedFlow } from '../domain/source';
import type { SourceRecord } from '../domain/source-record';
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

export const handler = work(applyChanges, async (input, { taking }) => {
  const record = await store.readForRun(input);
  const { plan, current, home } = await planOf(record, input.flowIndex, input.target);
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
  logger.info('Changing a flow', { flowArn: arn, action: step.action, resource: step.resource });
  taking(record, step);
  await changeFlow(region, arn ?? '', step as ChangeStep);
  return { arn, region, next: 'look' as const, polls: 0, steps: steps + 1 };
});

/** What is left to be done to bring the flow to the configuration, and the flow that is there now. */
async function planOf(record: SourceRecord, index: number, target: Target) {
  const configuration = target === 'in-force' ? (record['in-force'] ?? record.requested) : record.requested;
  const desired = desiredFlows(record, configuration, environment)[index];
  if (!desired) throw new Error(`source ${record.id} has no ingress flow ${index}`);
  const inForce = await look(record.flows[index]);
  const made = await look(record['next-flows'].find(isFor(desired)));
  const { running } = record;
  // A flow that is gone has nothing to hand over.
  const [actual, successor] = inForce.kind === 'missing' && made.kind === 'described' ? [made] : [inForce, made];
  const plan = planFlowChanges(desired, actual, {
    running,
    subnetZones: await zonesOfNewSubnets(desired, actual),
    ...(successor?.kind === 'described' && { successor }),
  });
  const current = actual.kind === 'described' ? actual.flow.flowArn : undefined;
  return { plan, current, home: desired.region };
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

/** Nothing that is on air can suffer from a creation. */
function allowanceOf(record: SourceRecord): Allowance {
  const isCreation = record['provisioning-status'].startsWith('creation-');
  return isCreation ? { interruption: true, 'dependents-loss': true } : (record.allowed ?? nothingMore);
}
