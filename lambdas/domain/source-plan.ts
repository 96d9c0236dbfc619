import { FlowHasDependents, InterruptionNotAllowed } from './errors';
import type { DesiredFlow } from './flow';
import type { ActualFlow } from './flow-description';
import { type FlowFound, noFlow } from './flow-found';
import { countsAsRunning } from './flow-in-place';
import type { FlowPlan } from './flow-step';
import { type Allowance, joinPlans, type Plan, refusalOf, showPlan } from './plan';
import { feederAfter, planEgressFlow, planEgressRemoval } from './plan-egress';
import { type PlanOptions, planFlowChanges, planFlowRemoval, planSurplusRemoval } from './plan-flow-changes';
import { planFlowStop } from './plan-flow-stop';
import type { SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';
import { sourceWarnings } from './source-warnings';

/**
 * What it takes to bring the flows of a source, each with what was found in its place, to those asked for, and to remove
 * what is surplus beside them. What is asked for of egress flows depends on the address that they are fed from. The flows
 * of `leftStopped`, by ARN, stay as still as they are.
 */
export function planFlows(
  desiredBy: (feeder?: string) => readonly DesiredFlow[],
  found: readonly FlowFound[],
  surplus: readonly ActualFlow[],
  { leftStopped, ...options }: Omit<PlanOptions, 'successor'> & { leftStopped: readonly string[] },
): FlowPlan {
  const optionsOf = ({ actual }: FlowFound) => {
    const isLeft = actual.kind === 'described' && leftStopped.includes(actual.flow.flowArn);
    return { ...options, running: options.running && !isLeft };
  };
  const ingress = found.filter(({ known }) => known?.type !== 'egress');
  const asked = desiredBy().filter(({ type }) => type !== 'egress');
  const plans = asked.map((flow, index) => {
    const each = ingress[index] ?? noFlow;
    const { actual, successor } = each;
    return planFlowChanges(flow, actual, { ...optionsOf(each), ...(successor && { successor }) });
  });
  const egress = planEgress(desiredBy, found, [plans[0], ingress[0]], optionsOf);
  const plan = joinPlans([...plans, ...egress, ...surplus.map(planSurplusRemoval)]);
  return { ...plan, warnings: [...plan.warnings, ...leftStoppedWarnings(leftStopped)] };
}

type Ingress = [plan: FlowPlan | undefined, found: FlowFound | undefined];

function planEgress(
  desiredBy: (feeder?: string) => readonly DesiredFlow[],
  found: readonly FlowFound[],
  [plan = joinPlans([]), ingress = noFlow]: Ingress,
  optionsOf: (found: FlowFound) => Omit<PlanOptions, 'successor'>,
): FlowPlan[] {
  const desired = desiredBy(feederAfter(plan, ingress));
  const region = desired[0]?.region ?? '';
  const isReplaced = plan.steps.some(({ action }) => action === 'switch-flow' || action === 'create-flow');
  const outputs = ingress.actual.kind === 'described' ? (ingress.actual.flow.outputs ?? []) : [];
  const egress = found.filter(({ known }) => known?.type === 'egress');
  const asked = desired.filter(({ type }) => type === 'egress');
  const placeOf = ({ name }: DesiredFlow) => egress.find(({ known }) => known?.name === name) ?? noFlow;
  const surplus = egress.filter(({ known }) => !asked.some(({ name }) => name === known?.name));
  return [
    ...asked.map((flow) =>
      planEgressFlow(flow, placeOf(flow), { region, isReplaced, outputs }, optionsOf(placeOf(flow))),
    ),
    ...surplus.map(planEgressRemoval),
  ];
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
  const reason = 'The record takes what changes at once; the flows stay as they are.';
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
