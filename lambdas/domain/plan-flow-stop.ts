import type { ActualFlow } from './flow-description';
import { countsAsRunning, isSettled } from './flow-in-place';
import { type FlowPlan, planOf, type Step } from './flow-step';

/**
 * What it takes to have a flow stand still, and nothing beside: whatever else differs from what is stored waits for the
 * next start, repair or update. A flow that cannot be read may run, and is stopped when it can.
 */
export function planFlowStop(actual: ActualFlow): FlowPlan {
  if (actual.kind === 'missing') return planOf([], false);
  if (actual.kind === 'unreadable') {
    const reason = 'The flow could not be read; it is stopped if it runs.';
    return planOf([{ action: 'read-flow', resource: actual.name, impact: 'interruption', reason }], false);
  }
  const { flowArn, status } = actual.flow;
  const common = { flowArn, resource: flowArn };
  const reason = `The flow is ${status}; the service stops it when it has settled.`;
  const settling: Step[] =
    isSettled(status) || status === 'DELETING'
      ? []
      : [{ action: 'await-flow', until: 'settled', ...common, impact: 'live', reason }];
  const stop: Step[] = countsAsRunning(status)
    ? [{ action: 'stop-flow', ...common, impact: 'interruption', reason: 'The source is to be stopped.' }]
    : [];
  return planOf([...settling, ...stop], false);
}
