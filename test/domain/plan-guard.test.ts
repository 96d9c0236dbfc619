import { planOf, type Step } from '../../lambdas/domain/flow-step';
import { type Allowance, nothingMore, type Refusal, refusalOf, refusalOfStep } from '../../lambdas/domain/plan';

const common = { resource: 'arn', reason: 'because' };
const stop: Step = { action: 'stop-flow', flowArn: 'arn', impact: 'interruption', ...common };
const steps: Record<string, Step> = {
  'a change that is live': { action: 'update-flow', flowArn: 'arn', change: {}, impact: 'live', ...common },
  'a change that interrupts': { action: 'update-flow', flowArn: 'arn', change: {}, impact: 'interruption', ...common },
  'a stop': stop,
  'the stop of a replaced flow': { ...stop, impact: 'replacement' },
  'a flow that could not be read': { action: 'read-flow', impact: 'interruption', ...common },
  'a removal': { action: 'delete-flow', flowArn: 'arn', dependents: [], impact: 'replacement', ...common },
  'a removal that others lose by': {
    action: 'delete-flow',
    flowArn: 'arn',
    dependents: [{ kind: 'output', name: 'studio', arn: 'output' }],
    impact: 'live',
    ...common,
  },
};
const allowances: Record<string, Allowance> = {
  'nothing more': nothingMore,
  interruption: { ...nothingMore, interruption: true },
  'loss of dependents': { ...nothingMore, 'dependents-loss': true },
  everything: { interruption: true, 'dependents-loss': true },
};
const no = 'interruption-not-allowed';
const loss = 'flow-has-dependents';

const table: Record<string, (Refusal | undefined)[]> = {
  'a change that is live': [undefined, undefined, undefined, undefined],
  'a change that interrupts': [no, undefined, no, undefined],
  'a stop': [no, undefined, no, undefined],
  'the stop of a replaced flow': [no, undefined, no, undefined],
  'a flow that could not be read': [no, undefined, no, undefined],
  'a removal': [no, undefined, no, undefined],
  'a removal that others lose by': [loss, loss, undefined, undefined],
};

const cells = Object.entries(table).flatMap(([what, refusals]) =>
  Object.keys(allowances).map((allowance, index) => [what, allowance, refusals[index]] as const),
);

it.each(cells)('%s under leave for %s is refused with %s', (what, allowance, refusal) => {
  const [step, allowed] = [steps[what], allowances[allowance]];
  if (!step || !allowed) throw new Error('no such case');
  expect(refusalOfStep(step, allowed)).toBe(refusal);
  const dependents = step.action === 'delete-flow' ? step.dependents : [];
  expect(refusalOf(planOf([step], false, [], dependents), allowed)).toBe(refusal);
});

it('a plan is refused if any of its steps is, and the interruption is named first', () => {
  const all = Object.values(steps);
  const dependents = [{ kind: 'output', name: 'studio', arn: 'output' } as const];
  expect(refusalOf(planOf(all, true, [], dependents), nothingMore)).toBe(no);
  expect(refusalOf(planOf(all, true, [], dependents), { ...nothingMore, interruption: true })).toBe(loss);
  expect(refusalOf(planOf([], false), nothingMore)).toBeUndefined();
});
