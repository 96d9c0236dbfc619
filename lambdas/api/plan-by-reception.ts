import type { Observations } from '../aws/observations';
import { flowReception } from '../aws/shared-look';
import type { FlowPlan } from '../domain/flow-step';
import { dependsOnReception } from '../domain/known-reception';
import type { SourceRecord } from '../domain/source-record';
import { type PlanDeployment, planSource, type SourceFound, type Target } from './plan-source';

/**
 * The plan of a source by what is known of the reception too: where a flow has two sources, one is changed at no cost while
 * the other is known to carry the stream. It is asked for only where the plan would interrupt one of two.
 */
export async function planByReception(
  observations: Observations,
  record: SourceRecord,
  found: SourceFound,
  target: Target,
  deployment: PlanDeployment,
): Promise<FlowPlan> {
  const plan = planSource(record, found, target, deployment);
  const isAsked = found.flows.map(({ actual }) => actual.kind === 'described' && dependsOnReception(plan, actual.flow));
  if (!isAsked.includes(true)) return plan;
  const flows = await Promise.all(
    found.flows.map(async (each, index) => {
      const { actual } = each;
      if (!isAsked[index] || actual.kind !== 'described') return each;
      return { ...each, actual: { ...actual, reception: await flowReception(observations, record, actual.flow) } };
    }),
  );
  return planSource(record, { ...found, flows }, target, deployment);
}
