import type { FlowPlan } from '../../lambdas/domain/flow-step';
import { joinPlans, Plan, showPlan } from '../../lambdas/domain/plan';
import { planFlowChanges } from '../../lambdas/domain/plan-flow-changes';
import { single } from '../support/flow-variants';

const creation = planFlowChanges(single(), { kind: 'missing', vanished: true }, { running: true });
const nothing: FlowPlan = { impact: 'none', 'new-address': false, steps: [], warnings: [], dependents: [] };

describe('the plan that clients see', () => {
  it('says what happens and why, and not what the service is sent', () => {
    const shown = showPlan(creation);
    expect(Plan.parse(shown)).toEqual(shown);
    expect(Object.keys(shown.steps[0] ?? {})).toEqual(['action', 'resource', 'impact', 'reason']);
    expect(shown).toMatchObject({ impact: 'replacement', 'new-address': true, steps: [{ action: 'create-flow' }, {}] });
    expect(JSON.stringify(shown)).not.toContain('secretsmanager');
  });

  it('is one of several flows, with the greatest of their impacts', () => {
    expect(joinPlans([])).toEqual(nothing);
    expect(joinPlans([nothing, creation])).toEqual(creation);
    expect(joinPlans([creation, creation]).steps).toHaveLength(4);
  });
});
