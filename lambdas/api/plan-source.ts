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
  /** The Availability Zone of each subnet, where it is known. */
  subnetZones?: ReadonlyMap<string, string>;
}

/**
 * What it takes to bring the flows of a source, as they are now, to a configuration, and to run or to stand still.
 * Secrets that are not written yet count as new. A flow that cannot be read counts as running.
 */
export async function planSource(record: SourceRecord, target: Target, deployment: FlowDeployment): Promise<FlowPlan> {
  const { configuration, ...options } = target;
  const desired = desiredFlows(record, configuration, deployment, unwrittenSecret);
  return planFlows(desired, await Promise.all(desired.map((_, index) => flowFound(record, index))), options);
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
