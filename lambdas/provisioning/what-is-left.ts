import { readFlow } from '../aws/actual-flow';
import { Observations } from '../aws/observations';
import { partTags } from '../aws/part-tags';
import { flowReception } from '../aws/shared-look';
import { subnetZones } from '../aws/subnets';
import type { Target } from '../contract/tasks';
import { desiredFlows } from '../domain/desired-flows';
import type { DesiredFlow } from '../domain/flow';
import { type ActualFlow, type FlowDescription, type Reception, regionOf } from '../domain/flow-description';
import { countsAsRunning, isSettled } from '../domain/flow-in-place';
import { deadEnd, replacementReason } from '../domain/flow-replacement';
import { taggedArns } from '../domain/flow-tags';
import { dependsOnReception } from '../domain/known-reception';
import { joinLabelKeys, type LabelKeys, labelKeysOf } from '../domain/label-keys';
import { planEgressChanges } from '../domain/plan-egress';
import { planFlowChanges } from '../domain/plan-flow-changes';
import { planFlowStop } from '../domain/plan-flow-stop';
import { flowFor } from '../domain/provisioned-flow';
import { inPlaceOf } from '../domain/recorded-flow';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import type { OwnedSource } from '../runtime/owned-source';

const environment = environmentOf('applyChanges');
const observations = new Observations(environment.TABLE_NAME);

/** What is known of the reception of a flow, by name of flow source. */
export type Reported = Readonly<Record<string, Reception>>;

/** Which flow is to be brought where. */
export interface Task {
  flowIndex: number;
  target: Target;
}

/** The labels that the flow may bear from another configuration; undefined where its tags are not to be looked at. */
export function formerLabels(record: SourceRecord, target: Target): LabelKeys | undefined {
  const doubt = record['run-mode'] === 'stop' ? undefined : record['tags-in-doubt'];
  return doubt && joinLabelKeys(doubt, target === 'in-force' ? labelKeysOf(record.requested) : {});
}

/** What is known beside the flow: labels that it may bear, and its reception, where that is not to be asked for. */
interface KnownBefore {
  former?: LabelKeys | undefined;
  reception?: Reported;
}

/**
 * What is left to be done to bring the flow to its target, and the flow to do it to: its ARN, if there is one. Its tags
 * are looked at only where labels that it may bear are given; its reception only where the plan depends on it.
 */
export async function left(
  { record, account }: OwnedSource,
  { flowIndex, target }: Task,
  { former, reception }: KnownBefore,
) {
  const configuration = target === 'in-force' ? (record['in-force'] ?? record.requested) : record.requested;
  const isStop = record['run-mode'] === 'stop';
  const isEgress = flowIndex >= configuration['ingress-flows'].length;
  const feeder = isEgress && !isStop ? await feederOf({ record, account }, target) : undefined;
  // What is being made is not in force.
  const owner = target === 'in-force' ? { ...record, 'next-flows': [] } : record;
  const desired = desiredFlows(owner, configuration, { ...environment, account }, undefined, feeder)[flowIndex];
  if (!desired) throw new Error(`source ${record.id} has no flow ${flowIndex}`);
  const known = inPlaceOf(record.flows, desired, flowIndex);
  // A flow that has to settle first is looked at again, and its tags then.
  const tagsOf =
    former &&
    (async (flow: FlowDescription) => (isSettled(flow.status) ? partTags(taggedArns(desired, flow, former)) : {}));
  const inForce = await readFlow(known, tagsOf);
  const made = await readFlow(flowFor(record['next-flows'], desired), inForce.kind === 'missing' ? tagsOf : undefined);
  // A flow that is gone has nothing to hand over.
  const [actual, successor] = inForce.kind === 'missing' && made.kind === 'described' ? [made] : [inForce, made];
  const current = actual.kind === 'described' ? actual.flow : undefined;
  // One that somebody has started again meanwhile is not stopped once more.
  const isLeft = known && record['left-stopped']?.includes(known.arn) && !(current && countsAsRunning(current.status));
  const options = {
    running: record.running && !isLeft,
    exclusiveListeners: environment.SRT_LISTENERS === 'exclusive',
    ...(former && { formerLabels: former }),
    subnetZones: isStop ? new Map() : await zonesOfNewSubnets(desired, actual),
    ...(successor?.kind === 'described' && { successor }),
  };
  const planBy = (reception: Reported = {}) => {
    if (isStop) return planFlowStop(actual);
    if (isEgress) return planEgressChanges(desired, actual, options);
    return planFlowChanges(desired, actual.kind === 'described' ? { ...actual, reception } : actual, options);
  };
  const first = planBy(reception);
  const isAsked = !reception && current !== undefined && dependsOnReception(first, current);
  const reported = isAsked ? await flowReception(observations, record, current) : (reception ?? {});
  const plan = isAsked ? planBy(reported) : first;
  const [step] = plan.steps;
  const arn = (step && 'flowArn' in step ? step.flowArn : undefined) ?? current?.flowArn;
  const region = arn === undefined ? desired.region : regionOf(arn);
  const isFed = !isEgress || isStop || feeder !== undefined;
  const flow = [actual, made].flatMap((each) => (each.kind === 'described' ? [each.flow] : []));
  const described = flow.find(({ flowArn }) => flowArn === arn);
  return { desired, plan, made, arn, region, reception: reported, isFed, flow: described };
}

/** The address that egress flows are fed from; undefined while the ingress flow is still to be made. */
async function feederOf(source: OwnedSource, target: Target): Promise<string | undefined> {
  const { plan, flow } = await left(source, { flowIndex: 0, target }, { reception: {} });
  return plan.steps.some(({ action }) => action === 'create-flow') ? undefined : flow?.egressIp;
}

/** Why a flow that was made is not the one asked for, as far as that can be told. */
export function whyUnfit(desired: DesiredFlow, made: Extract<ActualFlow, { kind: 'described' }>): string {
  return replacementReason(desired, made.flow, new Map()) ?? deadEnd(desired, made);
}

/** The zones of the subnets that the flow is still to enter: it keeps its own, so that another zone is another flow. */
async function zonesOfNewSubnets(desired: DesiredFlow, actual: ActualFlow): Promise<ReadonlyMap<string, string>> {
  if (actual.kind !== 'described') return new Map();
  const entered = new Set(actual.flow.vpcInterfaces?.map(({ subnetId }) => subnetId));
  const subnets = new Set(desired.vpcInterfaces?.map(({ subnetId }) => subnetId).filter((id) => !entered.has(id)));
  return subnets.size > 0 ? subnetZones(desired.region, [...subnets]) : new Map();
}
