import type { DesiredFlow } from './flow';
import { type ActualFlow, dependentsOf } from './flow-description';
import { billing, countsAsRunning, planInPlace } from './flow-in-place';
import {
  deadEnd,
  lost,
  planReplacement,
  type ReplacementOptions,
  replacementReason,
  successorSteps,
  switchStep,
} from './flow-replacement';
import { type FlowPlan, planOf, type Step } from './flow-step';
import type { LabelKeys } from './label-keys';

/** How a plan is to be made. */
export interface PlanOptions {
  /** Whether the flow is to run in the end; a source that stands still stays so through an update. */
  running: boolean;
  /** The labels of configurations before: those no longer asked for are taken away, the tags of others stay. */
  formerLabels?: LabelKeys;
  /** The new flow of a replacement that an earlier run began. */
  successor?: ActualFlow;
  /** Claims that an SRT listener admits one caller at a time; an entitlement always feeds one flow. */
  exclusiveListeners?: boolean;
  /** The Availability Zone of each subnet, where it is known. */
  subnetZones?: ReadonlyMap<string, string>;
}

/**
 * What it takes to come from the flow that is there, in whatever state, to the one asked for: the least disruptive steps
 * that the service allows, each to be taken when the flow has settled after the one before. Planned again after any of
 * them, it answers the rest; a flow that is as asked for needs none. In the flow's place where that is possible (user
 * guide, "Updating a flow"), else by another flow.
 */
export function planFlowChanges(desired: DesiredFlow, actual: ActualFlow, options: PlanOptions): FlowPlan {
  const known = { formerLabels: {}, subnetZones: new Map(), exclusiveListeners: false, ...options };
  if (actual.kind === 'missing') return planCreation(desired, known, actual.vanished);
  if (actual.kind === 'unreadable') return planOf([readStep(actual.name)], true, [unread]);
  const { flow } = actual;
  if (flow.status === 'DELETING') {
    const creation = planCreation(desired, known, true);
    return {
      ...creation,
      steps: [awaitGone(flow.flowArn, 'The flow is being deleted; it cannot be kept.'), ...creation.steps],
    };
  }
  const certain = replacementReason(desired, flow, known.subnetZones);
  const inPlace = certain === undefined ? planInPlace(desired, actual, known) : undefined;
  return inPlace ?? planReplacement(desired, actual, known, certain ?? deadEnd(desired, actual));
}

/** What it takes to remove a flow, with what others lose with it. */
export function planFlowRemoval(actual: ActualFlow): FlowPlan {
  if (actual.kind === 'missing') return planOf([], false);
  if (actual.kind === 'unreadable') return planOf([readStep(actual.name)], false, [unread]);
  const { flow } = actual;
  const { flowArn, status } = flow;
  const dependents = dependentsOf(flow);
  if (status === 'DELETING') return planOf([awaitGone(flowArn, 'The flow is being deleted.')], false);
  const running = countsAsRunning(status);
  const steps: Step[] = [];
  const common = { flowArn, resource: flowArn };
  if (!['STANDBY', 'ACTIVE', 'ERROR'].includes(status)) {
    const reason = `The flow is ${status}; the service takes the next call when it has settled.`;
    steps.push({ action: 'await-flow', until: 'settled', ...common, impact: 'live', reason });
  }
  const impact = running ? 'interruption' : 'live';
  if (running) steps.push({ action: 'stop-flow', ...common, impact, reason: 'A flow can be deleted only in STANDBY.' });
  steps.push({ action: 'delete-flow', ...common, dependents, impact, reason: 'The source is to be deleted.' });
  return planOf(steps, false, lost(dependents), dependents);
}

/** What it takes to remove a flow that the source no longer uses: it is not on air for it, whatever it does for others. */
export function planSurplusRemoval(actual: ActualFlow): FlowPlan {
  const { steps, warnings, dependents } = planFlowRemoval(actual);
  return planOf(
    steps.map((step): Step => ({ ...step, impact: 'live' })),
    false,
    warnings,
    dependents,
  );
}

/** A flow where there is none: the one that an interrupted replacement has made, or another. */
function planCreation(desired: DesiredFlow, options: ReplacementOptions, vanished: boolean): FlowPlan {
  const reason = vanished
    ? 'The flow of the source is gone; another one has another address.'
    : 'The source has no flow yet.';
  const { makes, start, arn } = successorSteps(desired, options, reason);
  const impact = vanished ? 'replacement' : 'live';
  const create: Step = { action: 'create-flow', flow: desired, resource: desired.name, impact, reason };
  const steps = arn === undefined ? [create, ...start] : [...makes, ...start, switchStep(desired, arn)];
  return planOf(steps, vanished, billing(steps));
}

const unread = 'flow-unreadable: the flow could not be read; it counts as running, and the plan is a guess';

function readStep(name: string): Step {
  const reason = 'The flow could not be read; what has to be done to it is known when it can.';
  return { action: 'read-flow', resource: name, impact: 'interruption', reason };
}

function awaitGone(flowArn: string, reason: string): Step {
  return { action: 'await-flow', flowArn, until: 'gone', resource: flowArn, impact: 'live', reason };
}
