import { actualFlow } from '../aws/actual-flow';
import type { ChangeQuery } from '../contract/parameters';
import { desiredFlows, type FlowDeployment, unwrittenSecret } from '../domain/desired-flows';
import type { FlowPlan } from '../domain/flow-step';
import type { Allowance } from '../domain/plan';
import type { SourceConfiguration } from '../domain/source';
import { type FlowFound, planFlows } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';

/** What a source is to be brought to. */
interface Target {
  configuration: SourceConfiguration;
  running: boolean;
  /** The ARNs of flows that stay as still as they are; none if absent. */
  leftStopped?: readonly string[];
  /** The Availability Zone of each subnet, where it is known. */
  subnetZones?: ReadonlyMap<string, string>;
}

/**
 * What it takes to bring the flows of a source, as they were found, to a configuration, and to run or to stand still.
 * Secrets that are not written yet count as new. A flow that cannot be read counts as running.
 */
export function planSource(
  record: SourceRecord,
  found: readonly FlowFound[],
  target: Target,
  deployment: FlowDeployment,
): FlowPlan {
  const { configuration, leftStopped = [], ...options } = target;
  const desired = desiredFlows(record, configuration, deployment, unwrittenSecret);
  return planFlows(desired, found, { ...options, leftStopped });
}

/** What there is of the flows of a source, in the order of its ingress flows. */
export function flowsFound(record: SourceRecord): Promise<FlowFound[]> {
  return Promise.all(record.requested['ingress-flows'].map((_, index) => flowFound(record, index)));
}

async function flowFound(record: SourceRecord, index: number): Promise<FlowFound> {
  const next = record['next-flows'][index];
  const [actual, successor] = await Promise.all([actualFlow(record.flows[index]), next && actualFlow(next)]);
  return { actual, ...(successor && { successor }) };
}

/** What the client allows a run to do beyond what harms nobody. */
export function allowanceIn(query: ChangeQuery): Allowance {
  return { interruption: query['allow-interruption'], 'dependents-loss': query['allow-dependents-loss'] };
}
