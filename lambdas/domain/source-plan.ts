import { FlowHasDependents, InterruptionNotAllowed } from './errors';
import type { DesiredFlow } from './flow';
import type { ActualFlow } from './flow-description';
import { countsAsRunning } from './flow-in-place';
import type { FlowPlan } from './flow-step';
import { type Allowance, joinPlans, type Plan, refusalOf, showPlan } from './plan';
import { type PlanOptions, planFlowChanges, planFlowRemoval, planSurplusRemoval } from './plan-flow-changes';
import { planFlowStop } from './plan-flow-stop';
import type { SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';
import { sourceWarnings } from './source-warnings';

/** A flow that a source has or is to have, with the one that a run was making in its place. */
export interface FlowFound {
  actual: ActualFlow;
  successor?: ActualFlow;
}

/**
 * What it takes to bring the flows of a source, each with what was found in its place, to those asked for, and to remove
 * what is surplus beside them. The flows of `leftStopped`, by ARN, stay as still as they are.
 */
export function planFlows(
  desired: readonly DesiredFlow[],
  found: readonly FlowFound[],
  surplus: readonly ActualFlow[],
  { leftStopped, ...options }: Omit<PlanOptions, 'successor'> & { leftStopped: readonly string[] },
): FlowPlan {
  const none: FlowFound = { actual: { kind: 'missing', vanished: false } };
  const plans = desired.map((flow, index) => {
    const { actual, successor } = found[index] ?? none;
    const isLeft = actual.kind === 'described' && leftStopped.includes(actual.flow.flowArn);
    const running = options.running && !isLeft;
    return planFlowChanges(flow, actual, { ...options, running, ...(successor && { successor }) });
  });
  const plan = joinPlans([...plans, ...surplus.map(planSurplusRemoval)]);
  return { ...plan, warnings: [...plan.warnings, ...leftStoppedWarnings(leftStopped)] };
}

/**
 * The ARNs of the flows that ought to run and certainly stand still: somebody stopped them. After a failed update that
 * could not be undone it may have been us, so that none counts as stopped by hand.
 */
export function stoppedByHand(
  record: Pick<SourceRecord, 'running' | 'restore-failed'>,
  found: readonly FlowFound[],
): string[] {
  if (!record.running || record['restore-failed']) return [];
  const flows = found.flatMap(({ actual }) => (actual.kind === 'described' ? [actual.flow] : []));
  const still = flows.filter(({ status }) => status !== 'DELETING' && !countsAsRunning(status));
  return still.map(({ flowArn }) => flowArn);
}

/** What an update says of the flows that it leaves still. */
export function leftStoppedWarnings(arns: readonly string[]): string[] {
  return arns.map((arn) => `stopped-by-hand: ${arn} stays stopped; a start or a repair runs it again`);
}

/** What it takes to have the flows of a source stand still. */
export function planStop(found: readonly FlowFound[]): FlowPlan {
  return joinPlans(found.map(({ actual }) => planFlowStop(actual)));
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
