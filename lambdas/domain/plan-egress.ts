import { addition } from './feed';
import { feedName } from './feed-name';
import type { DesiredFlow } from './flow';
import type { ActualFlow } from './flow-description';
import { type FlowFound, noFlow } from './flow-found';
import { type FlowPlan, planOf, type Step } from './flow-step';
import { noSender } from './network';
import { type PlanOptions, planFlowChanges, planSurplusRemoval } from './plan-flow-changes';

/**
 * The address that egress flows are fed from once the plan of the ingress flow is carried out, nobody's while the flow is
 * still to be made; undefined where the flow could not be read.
 */
export function feederAfter({ steps }: FlowPlan, { actual, successor }: FlowFound): string | undefined {
  if (steps.some(({ action }) => action === 'create-flow')) return noSender;
  const isSwitched = steps.some(({ action }) => action === 'switch-flow');
  const feeder = isSwitched && successor ? successor : actual;
  return feeder.kind === 'described' ? feeder.flow.egressIp : undefined;
}

/**
 * What it takes to make an egress flow as asked for, its feed aside. One that is gone had nobody who sent to it but its
 * feed: to make another harms nothing.
 */
export function planEgressChanges(desired: DesiredFlow, actual: ActualFlow, options: PlanOptions): FlowPlan {
  if (actual.kind !== 'missing') return { ...planFlowChanges(desired, actual, options), 'new-address': false };
  const plan = planFlowChanges(desired, noFlow.actual, options);
  const reason = 'The source has no such egress flow yet, or no longer.';
  return { ...plan, steps: plan.steps.map((step) => (step.action === 'create-flow' ? { ...step, reason } : step)) };
}

/** The same with what a client is told of: the feed of a flow still to be made, what it costs, and what breaks. */
export function planEgressFlow(
  desired: DesiredFlow,
  { actual, successor }: FlowFound,
  ingress: { region: string; isReplaced: boolean },
  options: Omit<PlanOptions, 'successor'>,
): FlowPlan {
  const plan = planEgressChanges(desired, actual, { ...options, ...(successor && { successor }) });
  const isMade = plan.steps.some(({ action }) => action === 'create-flow');
  const feed: Step[] = isMade
    ? [{ action: 'add-flow-output', outputs: [], ...addition([feedName(desired.name)]) }]
    : [];
  const others = plan.warnings.filter((warning) => !warning.startsWith('billing-starts'));
  const warnings = [
    ...others,
    ...(others.length < plan.warnings.length ? [cost(desired, ingress.region)] : []),
    ...(ingress.isReplaced && !isMade ? [fedAnew(desired)] : []),
  ];
  return planOf([...plan.steps, ...feed], false, warnings, plan.dependents);
}

/** What it takes to remove an egress flow that is no longer asked for: only what others take from it suffers. */
export function planEgressRemoval({ actual }: FlowFound): FlowPlan {
  const { steps, warnings, dependents } = planSurplusRemoval(actual);
  const reason = 'The egress flow is no longer asked for.';
  const told = steps.map((step): Step => (step.action === 'delete-flow' ? { ...step, reason } : step));
  return planOf(told, false, warnings, dependents);
}

function cost({ name, region }: DesiredFlow, from: string): string {
  const transfer = region === from ? `transfer out of the ingress flow` : `transfer from ${from} to ${region}`;
  return `egress-flow-billing: egress flow ${name} is billed by the hour from its start, as every flow is, and what it is fed by volume, as ${transfer}`;
}

function fedAnew({ name }: DesiredFlow): string {
  return `egress-flow-fed-anew: egress flow ${name} is fed by the new ingress flow; what it passes on breaks until then`;
}
