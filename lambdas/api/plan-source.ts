import { actualFlow } from '../aws/actual-flow';
import { partTags } from '../aws/part-tags';
import type { ChangeQuery } from '../contract/parameters';
import { desiredFlows, type FlowDeployment, unwrittenSecret } from '../domain/desired-flows';
import type { DesiredFlow } from '../domain/flow';
import type { FlowDescription } from '../domain/flow-description';
import type { FlowPlan } from '../domain/flow-step';
import { taggedArns, tagsAsked } from '../domain/flow-tags';
import { joinLabelKeys, labelKeysOf } from '../domain/label-keys';
import type { Allowance } from '../domain/plan';
import type { SourceConfiguration } from '../domain/source';
import { type FlowFound, planFlows } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';

/** What a source is to be brought to. */
interface Target {
  configuration: SourceConfiguration;
  running: boolean;
  /** The Availability Zone of each subnet, where it is known. */
  subnetZones?: ReadonlyMap<string, string>;
  /**
   * Whether all that may have been changed by hand is looked for: tags too, at one call of the account's five a second
   * for each part, and flows that an earlier run could not remove. Tags count as stored otherwise.
   */
  isRepair?: boolean;
}

/** What of the deployment a plan depends on. */
export type PlanDeployment = FlowDeployment & { SRT_LISTENERS: 'shared' | 'exclusive' };

/**
 * What it takes to bring the flows of a source, as they are now, to a configuration, and to run or to stand still.
 * Secrets that are not written yet count as new. A flow that cannot be read counts as running.
 */
export async function planSource(record: SourceRecord, target: Target, deployment: PlanDeployment): Promise<FlowPlan> {
  const { configuration, isRepair, ...options } = target;
  const [desired, stored] = [configuration, record.requested].map((each) =>
    desiredFlows(record, each, deployment, unwrittenSecret),
  ) as [DesiredFlow[], DesiredFlow[]];
  const formerLabels = joinLabelKeys(record['tags-in-doubt'] ?? {}, labelKeysOf(record.requested));
  const tagsOf = (index: number) => (flow: FlowDescription) => {
    const [asked, before] = [desired[index], stored[index]];
    if (isRepair && asked) return partTags(taggedArns(asked, flow, formerLabels));
    return before ? tagsAsked(before, flow) : {};
  };
  const [found, surplus] = await Promise.all([
    Promise.all(desired.map((_, index) => flowFound(record, index, tagsOf(index)))),
    Promise.all((isRepair ? record['surplus-flows'] : []).map((flow) => actualFlow(flow))),
  ]);
  const exclusiveListeners = deployment.SRT_LISTENERS === 'exclusive';
  return planFlows(desired, found, surplus, { ...options, formerLabels, exclusiveListeners });
}

type TagsOf = NonNullable<NonNullable<Parameters<typeof actualFlow>[1]>['tagsOf']>;

async function flowFound(record: SourceRecord, index: number, tagsOf: TagsOf): Promise<FlowFound> {
  const next = record['next-flows'][index];
  const [actual, successor] = await Promise.all([
    actualFlow(record.flows[index], { tagsOf }),
    next && actualFlow(next),
  ]);
  return { actual, ...(successor && { successor }) };
}

/** What the client allows a run to do beyond what harms nobody. */
export function allowanceIn(query: ChangeQuery): Allowance {
  return { interruption: query['allow-interruption'], 'dependents-loss': query['allow-dependents-loss'] };
}
