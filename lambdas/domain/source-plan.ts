import { FlowHasDependents, InterruptionNotAllowed } from './errors';
import type { DesiredFlow } from './flow';
import type { ActualFlow } from './flow-description';
import type { FlowPlan } from './flow-step';
import { type Allowance, joinPlans, type Plan, refusalOf, showPlan } from './plan';
import { type PlanOptions, planFlowChanges, planFlowRemoval, planSurplusRemoval } from './plan-flow-changes';
import type { SourceConfiguration } from './source';
import { sourceWarnings } from './source-warnings';

/** A flow that a source has or is to have, with the one that a run was making in its place. */
export interface FlowFound {
  actual: ActualFlow;
  successor?: ActualFlow;
}

/**
 * What it takes to bring the flows of a source, each with what was found in its place, to those asked for, and to remove
 * what is surplus beside them.
 */
export function planFlows(
  desired: readonly DesiredFlow[],
  found: readonly FlowFound[],
  surplus: readonly ActualFlow[],
  options: Omit<PlanOptions, 'successor'>,
): FlowPlan {
  const none: FlowFound = { actual: { kind: 'missing', vanished: false } };
  const plans = desired.map((flow, index) => {
    const { actual, successor } = found[index] ?? none;
    return planFlowChanges(flow, actual, { ...options, ...(successor && { successor }) });
  });
  return joinPlans([...plans, ...surplus.map(planSurplusRemoval)]);
}

/** What it takes to remove the flows of a source. */
export function planRemoval(found: readonly ActualFlow[]): Plan {
  return showPlan(joinPlans(found.map(planFlowRemoval)));
}

/** A plan as clients see it, with what is allowed in the configuration but probably not meant. */
export function shownPlan(plan: FlowPlan, configuration: SourceConfiguration): Plan {
  const shown = showPlan(plan);
  return { ...shown, warnings: [...shown.warnings, ...sourceWarnings(configuration)] };
}

/** The plan of a change that no flow has to do with; without one there is nothing to do. */
export function planOfRecord(sourceId: string, isChanged: boolean, configuration: SourceConfiguration): Plan {
  const reason = 'Only the record holds what changes, and it takes effect at once.';
  return {
    impact: isChanged ? 'live' : 'none',
    'new-address': false,
    steps: isChanged ? [{ action: 'update-record', resource: sourceId, impact: 'live', reason }] : [],
    warnings: sourceWarnings(configuration),
  };
}

/** Throws `InterruptionNotAllowed` or `FlowHasDependents`, with the plan, unless all of it is allowed. */
export function requireAllowed(plan: FlowPlan, allowed: Allowance, configuration: SourceConfiguration): void {
  const refusal = refusalOf(plan, allowed);
  if (refusal === 'interruption-not-allowed') throw new InterruptionNotAllowed(shownPlan(plan, configuration));
  if (refusal === 'flow-has-dependents') throw new FlowHasDependents(shownPlan(plan, configuration));
}
