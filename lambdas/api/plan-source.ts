import { actualFlow } from '../aws/actual-flow';
import { partTags } from '../aws/part-tags';
import type { ChangeQuery } from '../contract/parameters';
import { desiredFlows, type FlowDeployment, unwrittenSecret } from '../domain/desired-flows';
import type { DesiredFlow } from '../domain/flow';
import type { ActualFlow, FlowDescription } from '../domain/flow-description';
import type { FlowFound } from '../domain/flow-found';
import type { FlowPlan } from '../domain/flow-step';
import { type TagsByArn, taggedArns, tagsAsked } from '../domain/flow-tags';
import { joinLabelKeys, type LabelKeys, labelKeysOf } from '../domain/label-keys';
import type { Allowance } from '../domain/plan';
import { egressOf, ingressOf, inPlaceOf, type RecordedFlow } from '../domain/recorded-flow';
import type { SourceConfiguration } from '../domain/source';
import { planFlows } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';

/** What there is of a source in MediaConnect. */
export interface SourceFound {
  /** The ingress flow, then those egress flows that the record names. */
  flows: readonly FlowFound[];
  /** The flows that an earlier run could not remove, if they were looked for. */
  surplus?: readonly ActualFlow[];
}

/** What a source is to be brought to. */
export interface Target {
  configuration: SourceConfiguration;
  running: boolean;
  /** The ARNs of flows that stay as still as they are; none if absent. */
  leftStopped?: readonly string[];
  /** The Availability Zone of each subnet, where it is known. */
  subnetZones?: ReadonlyMap<string, string>;
}

/** What of the deployment a plan depends on. */
export type PlanDeployment = FlowDeployment & { SRT_LISTENERS: 'shared' | 'exclusive' };

/**
 * What it takes to bring the flows of a source, as they were found, to a configuration, and to run or to stand still.
 * Secrets that are not written yet count as new. A flow that cannot be read counts as running. Tags that were not looked
 * at count as stored.
 */
export function planSource(
  record: SourceRecord,
  { flows, surplus = [] }: SourceFound,
  target: Target,
  deployment: PlanDeployment,
): FlowPlan {
  const { configuration, leftStopped = [], ...options } = target;
  const stored = desiredFlows(record, record.requested, deployment, unwrittenSecret);
  return planFlows(
    (feeder) => desiredFlows(record, configuration, deployment, unwrittenSecret, feeder),
    flows.map((found, index) => taggedAs(storedFor(stored, found.known, index), found)),
    surplus,
    {
      ...options,
      leftStopped,
      formerLabels: formerLabels(record),
      exclusiveListeners: deployment.SRT_LISTENERS === 'exclusive',
    },
  );
}

/** What there is of the flows of a source, its ingress flow first; `tagsOf` looks at the tags of each. */
export function flowsFound(record: SourceRecord, tagsOf?: FlowTagsOf): Promise<FlowFound[]> {
  const [ingress, next] = [ingressOf(record.flows), ingressOf(record['next-flows'])];
  const places = [
    ...record.requested['ingress-flows'].map((_, index) => ({ known: ingress[index], next: next[index] })),
    ...egressOf(record.flows).map((known) => ({ known, next: inPlaceOf(record['next-flows'], known, 0) })),
  ];
  return Promise.all(
    places.map(async ({ known, next: made }, index) => {
      const [actual, successor] = await Promise.all([
        actualFlow(known, { tagsOf: tagsOf && ((flow) => tagsOf(flow, known, index)) }),
        made && actualFlow(made),
      ]);
      return { ...(known && { known }), actual, ...(successor && { successor }) };
    }),
  );
}

/**
 * All of a source that may have been changed by hand: tags too, at one call of the account's five a second for each part,
 * and the flows that an earlier run could not remove.
 */
export async function allFound(record: SourceRecord, deployment: FlowDeployment): Promise<SourceFound> {
  const stored = desiredFlows(record, record.requested, deployment, unwrittenSecret);
  const tagsOf: FlowTagsOf = async (flow, known, index) => {
    const asked = storedFor(stored, known, index);
    return asked ? partTags(taggedArns(asked, flow, formerLabels(record))) : {};
  };
  const [flows, surplus] = await Promise.all([
    flowsFound(record, tagsOf),
    Promise.all(record['surplus-flows'].map((flow) => actualFlow(flow))),
  ]);
  return { flows, surplus };
}

type FlowTagsOf = (flow: FlowDescription, known: RecordedFlow | undefined, index: number) => Promise<TagsByArn>;

/** The flow that is stored in the place of one that was found. */
function storedFor(stored: readonly DesiredFlow[], known: RecordedFlow | undefined, index: number) {
  return known?.type === 'egress' ? stored.find(({ name }) => name === known.name) : stored[index];
}

function taggedAs(stored: DesiredFlow | undefined, found: FlowFound): FlowFound {
  const { actual } = found;
  if (!stored || actual.kind !== 'described' || actual.tags) return found;
  return { ...found, actual: { ...actual, tags: tagsAsked(stored, actual.flow) } };
}

function formerLabels(record: SourceRecord): LabelKeys {
  return joinLabelKeys(record['tags-in-doubt'] ?? {}, labelKeysOf(record.requested));
}

/** What the client allows a run to do beyond what harms nobody. */
export function allowanceIn(query: ChangeQuery): Allowance {
  return { interruption: query['allow-interruption'], 'dependents-loss': query['allow-dependents-loss'] };
}
