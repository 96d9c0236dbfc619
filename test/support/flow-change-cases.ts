import type { DesiredFlow } from '../../lambdas/domain/flow';
import type { Reception } from '../../lambdas/domain/flow-description';
import type { PlanImpact } from '../../lambdas/domain/flow-step';
import { type PlanOptions, planFlowChanges } from '../../lambdas/domain/plan-flow-changes';
import { useServiceTime } from '../local/mediaconnect/bench';
import { FlowExecutor } from './flow-executor';

/** A change of a flow that runs, with what its plan is to say. */
export interface FlowChangeCase {
  what: string;
  before: DesiredFlow;
  after: DesiredFlow;
  impact: PlanImpact;
  newAddress?: boolean;
  actions: string[];
  reception?: Record<string, Reception>;
  options?: Partial<PlanOptions>;
}

/**
 * Tests the plan of each change: what it says of a flow that runs, that a flow that stands still is not interrupted, and
 * that either becomes what is asked for when the steps are taken.
 */
export function testChanges(cases: readonly FlowChangeCase[]): void {
  useServiceTime();

  it.each(cases)('$what, while the flow runs', async ({
    before,
    after,
    newAddress = false,
    reception,
    ...expected
  }) => {
    const options = { running: true, ...expected.options };
    const executor = new FlowExecutor();
    await executor.make(before, true);
    const plan = planFlowChanges(after, await executor.look(reception), options);
    expect(plan.steps.map(({ action }) => action)).toEqual(expected.actions);
    expect(plan).toMatchObject({ impact: expected.impact, 'new-address': newAddress });
    for (const step of plan.steps) await executor.take(step);
    expect(planFlowChanges(after, await executor.look(), options).steps).toEqual([]);
  });

  const inPlace = cases.filter(({ impact }) => impact !== 'replacement');
  it.each(inPlace)('$what, while the flow stands still', async ({ before, after, options: own }) => {
    const options = { running: false, ...own };
    const executor = new FlowExecutor();
    await executor.make(before, false);
    const plan = planFlowChanges(after, await executor.look(), options);
    expect(plan.impact).toBe(plan.steps.length > 0 ? 'live' : 'none');
    for (const step of plan.steps) await executor.take(step);
    expect(planFlowChanges(after, await executor.look(), options).steps).toEqual([]);
    expect(executor.taken).not.toContain('start-flow');
  });
}
