import type { ActualFlow, FlowDescription } from '../../lambdas/domain/flow-description';
import type { FlowPlan } from '../../lambdas/domain/flow-step';
import { planFlowChanges, planFlowRemoval } from '../../lambdas/domain/plan-flow-changes';
import { useServiceTime } from '../local/mediaconnect/bench';
import { FlowExecutor } from '../support/flow-executor';
import { single, sourceChanged } from '../support/flow-variants';

useServiceTime();

const wanted = single();
const other = sourceChanged(wanted, { minLatency: 500 });
const actionsOf = ({ steps }: FlowPlan) => steps.map(({ action }) => action);

/** The wanted flow as it is described in a status. */
async function inStatus(status: string): Promise<Extract<ActualFlow, { kind: 'described' }>> {
  const executor = new FlowExecutor();
  await executor.make(wanted, false);
  const actual = (await executor.look()) as { flow: FlowDescription };
  return { kind: 'described', flow: { ...actual.flow, status } };
}

describe('the plan of a change', () => {
  it.each([
    ['STANDBY', true, 'live', ['update-flow-source', 'start-flow']],
    ['STANDBY', false, 'live', ['update-flow-source']],
    ['ACTIVE', true, 'interruption', ['update-flow-source']],
    ['ACTIVE', false, 'interruption', ['stop-flow', 'update-flow-source']],
    ['STARTING', true, 'interruption', ['await-flow', 'update-flow-source']],
    ['STARTING', false, 'interruption', ['await-flow', 'stop-flow', 'update-flow-source']],
    ['STOPPING', true, 'live', ['await-flow', 'update-flow-source', 'start-flow']],
    ['STOPPING', false, 'live', ['await-flow', 'update-flow-source']],
    ['UPDATING', true, 'interruption', ['await-flow', 'update-flow-source']],
    ['ERROR', true, 'interruption', ['stop-flow', 'update-flow-source', 'start-flow']],
    ['ERROR', false, 'interruption', ['stop-flow', 'update-flow-source']],
    ['DELETING', true, 'replacement', ['await-flow', 'create-flow', 'start-flow']],
    ['A_WORD_OF_TOMORROW', true, 'interruption', ['await-flow', 'update-flow-source']],
  ])('of a flow that is %s, to run: %s', async (status, running, impact, actions) => {
    const plan = planFlowChanges(other, await inStatus(status), { running });
    expect({ ...plan, actions: actionsOf(plan) }).toMatchObject({ impact, actions });
  });

  it('restarts a flow that failed, although nothing else is to be done', async () => {
    const plan = planFlowChanges(wanted, await inStatus('ERROR'), { running: true });
    expect(actionsOf(plan)).toEqual(['stop-flow', 'start-flow']);
  });

  it('warns of the bill where the flow did not run before, and only there', async () => {
    const warnings = async (status: string) =>
      planFlowChanges(other, await inStatus(status), { running: true }).warnings.join();
    expect(await warnings('STANDBY')).toMatch(/^billing-starts: /);
    expect(await warnings('ERROR')).toBe('');
    expect(planFlowChanges(wanted, { kind: 'missing', vanished: false }, { running: true }).warnings).toHaveLength(1);
  });

  it('makes a flow where there is none, and interrupts nobody', () => {
    const plan = planFlowChanges(wanted, { kind: 'missing', vanished: false }, { running: true });
    expect(plan).toMatchObject({ impact: 'live', 'new-address': false });
    expect(actionsOf(plan)).toEqual(['create-flow', 'start-flow']);
    expect(plan.steps[0]).toMatchObject({ flow: wanted, resource: wanted.name });
  });

  it('says that the address is another one where the flow vanished', () => {
    const plan = planFlowChanges(wanted, { kind: 'missing', vanished: true }, { running: false });
    expect(plan).toMatchObject({ impact: 'replacement', 'new-address': true });
    expect(actionsOf(plan)).toEqual(['create-flow']);
  });

  it('takes a flow that cannot be read as running, and says that it was not read', () => {
    const unknown = planFlowChanges(other, { kind: 'unreadable', name: 'x' }, { running: true });
    expect(unknown).toMatchObject({ impact: 'interruption', 'new-address': true });
    expect(actionsOf(unknown)).toEqual(['read-flow']);
    expect(unknown.warnings.join()).toMatch(/^flow-unreadable: /);
  });

  it('never counts a standing flow as interrupted, nor a running one as untouched by more than a note', async () => {
    const plan = async (status: string, after = other) =>
      planFlowChanges(after, await inStatus(status), { running: status === 'ACTIVE' });
    expect((await plan('STANDBY')).impact).toBe('live');
    expect((await plan('ACTIVE', sourceChanged(wanted, { description: 'x' }))).impact).toBe('live');
  });
});

describe('the plan of a removal', () => {
  it.each([
    ['STANDBY', 'live', ['delete-flow']],
    ['ACTIVE', 'interruption', ['stop-flow', 'delete-flow']],
    ['ERROR', 'interruption', ['stop-flow', 'delete-flow']],
    ['STOPPING', 'live', ['await-flow', 'delete-flow']],
    ['STARTING', 'interruption', ['await-flow', 'stop-flow', 'delete-flow']],
    ['DELETING', 'live', ['await-flow']],
  ])('of a flow that is %s', async (status, impact, actions) => {
    const plan = planFlowRemoval(await inStatus(status));
    expect({ ...plan, actions: actionsOf(plan) }).toMatchObject({ impact, actions });
  });

  it('has nothing to do where there is none, and is unknown where it cannot be read', () => {
    expect(planFlowRemoval({ kind: 'missing', vanished: true }).steps).toEqual([]);
    expect(planFlowRemoval({ kind: 'unreadable', name: 'x' })).toMatchObject({ impact: 'interruption' });
  });
});
