import type { DesiredFlow } from '../../lambdas/domain/flow';
import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { FlowPlan } from '../../lambdas/domain/flow-step';
import { planFlowChanges, planSurplusRemoval } from '../../lambdas/domain/plan-flow-changes';
import { useServiceTime } from '../local/mediaconnect/bench';
import { desiredFlowOf } from '../support/desired-flow';
import { FlowExecutor } from '../support/flow-executor';
import { changed, inVpc, single, sourceChanged } from '../support/flow-variants';

useServiceTime();

const actionsOf = ({ steps }: FlowPlan) => steps.map(({ action }) => action);

async function madeOf(flow = single(), running = true) {
  const executor = new FlowExecutor();
  await executor.make(flow, running);
  return executor;
}

describe('a replacement', () => {
  it('makes and starts the new flow before the old one goes', async () => {
    const executor = await madeOf();
    const plan = planFlowChanges(single({ name: 'other' }), await executor.look(), { running: true });
    expect(actionsOf(plan)).toEqual(['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow']);
    expect(plan.steps[0]?.reason).toMatch(/keeps its name: it is .* and other is asked for/);
  });

  it('starts nothing where the source stands still', async () => {
    const executor = await madeOf(single(), false);
    const plan = planFlowChanges(single({ name: 'other' }), await executor.look(), { running: false });
    expect(actionsOf(plan)).toEqual(['create-flow', 'switch-flow', 'delete-flow']);
    expect(plan.impact).toBe('replacement');
  });

  it.each([
    ['an entitlement', desiredFlowOf('entitlement', { name: 'other' }), {}],
    ['a listener that admits one caller', desiredFlowOf('srt-caller', { name: 'other' }), { exclusiveListeners: true }],
  ])('lets the old flow let go of %s first', async (_what, after, options) => {
    const executor = await madeOf({ ...after, name: 'one' });
    const plan = planFlowChanges(after, await executor.look(), { running: true, ...options });
    expect(actionsOf(plan)).toEqual(['create-flow', 'stop-flow', 'start-flow', 'switch-flow', 'delete-flow']);
  });

  const elsewhere = { sourceListenerPort: 9000 };
  it.each([
    ['a listener that admits many', (flow: DesiredFlow) => flow, false],
    ['another listener', (flow: DesiredFlow) => sourceChanged(flow, elsewhere), true],
  ])('needs no standstill where the new flow calls %s', async (_what, change, exclusiveListeners) => {
    const flow = desiredFlowOf('srt-caller', { name: 'other' });
    const executor = await madeOf({ ...flow, name: 'one' });
    const plan = planFlowChanges(change(flow), await executor.look(), { running: true, exclusiveListeners });
    expect(actionsOf(plan)).toEqual(['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow']);
  });

  it('needs no standstill where the new flow takes another entitlement', async () => {
    const flow = desiredFlowOf('entitlement', { name: 'other' });
    const executor = await madeOf({ ...flow, name: 'one' });
    const other = changed(flow, ({ sources: [source] }) => {
      if (source) source.entitlementArn = `${source.entitlementArn}-2`;
    });
    expect(actionsOf(planFlowChanges(other, await executor.look(), { running: true }))[1]).toBe('start-flow');
  });

  it('goes on with the new flow that is there, as another revision asks for it', async () => {
    const executor = await madeOf();
    const { steps } = planFlowChanges(single({ name: 'other' }), await executor.look(), { running: true });
    if (steps[0]) await executor.take(steps[0]);
    const after = sourceChanged(single({ name: 'other' }), { minLatency: 500 });
    const plan = planFlowChanges(after, await executor.look(), { running: true, ...(await executor.lookAround()) });
    expect(actionsOf(plan)).toEqual(['update-flow-source', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow']);
  });

  it('takes up the new flow where the old one has vanished meanwhile', async () => {
    const executor = await madeOf(single({ name: 'other' }), false);
    const successor = await executor.look();
    const missing = { kind: 'missing', vanished: true } as const;
    const plan = planFlowChanges(single({ name: 'other' }), missing, { running: true, successor });
    expect(actionsOf(plan)).toEqual(['start-flow', 'switch-flow']);
    expect(plan).toMatchObject({ impact: 'replacement', 'new-address': true });
  });

  it('makes another new flow where the one there will not do', async () => {
    const executor = await madeOf();
    const successor = await (await madeOf(single({ name: 'third' }))).look();
    const plan = planFlowChanges(single({ name: 'other' }), await executor.look(), { running: true, successor });
    expect(actionsOf(plan)[0]).toBe('create-flow');
  });

  it('lets the old flow go when the source has the new one, at nobody’s cost', async () => {
    const replaced = await (await madeOf(single({ name: 'old' }))).look();
    const plan = planSurplusRemoval(replaced);
    expect(actionsOf(plan)).toEqual(['stop-flow', 'delete-flow']);
    const { flowArn } = (replaced as { flow: FlowDescription }).flow;
    expect(plan).toMatchObject({ impact: 'live', steps: [{ flowArn }, { flowArn }] });
  });

  it('is the only way into a subnet of another zone', async () => {
    const executor = await madeOf(inVpc('network'));
    const subnetId = 'subnet-0fedcba9876543210';
    const after = changed(inVpc('network'), ({ vpcInterfaces: [only] = [] }) =>
      Object.assign(only ?? {}, { subnetId }),
    );
    const actual = await executor.look();
    const planIn = (zone: string) =>
      planFlowChanges(after, actual, { running: true, subnetZones: new Map([[subnetId, zone]]) });
    expect(planIn('eu-west-1a').impact).toBe('interruption');
    expect(planIn('eu-west-1c')).toMatchObject({ impact: 'replacement', 'new-address': true });
  });

  it.each([
    [desiredFlowOf('cdi'), desiredFlowOf('st2110-jpegxs'), /cannot become st2110-jpegxs from cdi/],
    [desiredFlowOf('rtp'), desiredFlowOf('cdi'), /The size LARGE_4X.* is for good: the flow is MEDIUM/],
    [
      desiredFlowOf('entitlement'),
      sourceChanged(desiredFlowOf('entitlement'), { decryption: undefined }),
      /is to lose its decryption-settings/,
    ],
    [
      desiredFlowOf('cdi'),
      changed(desiredFlowOf('cdi'), ({ vpcInterfaces = [] }) => {
        for (const each of vpcInterfaces) each.securityGroupIds = ['sg-0fedcba9876543210'];
      }),
      /What uses VPC interface fabric, network cannot let go of it/,
    ],
    [single(), single({ region: 'us-east-1' }), /keeps its Region: it is eu-west-1, and us-east-1/],
  ])('says why there is no other way (%#)', async (before, after, reason) => {
    const plan = planFlowChanges(after, await (await madeOf(before)).look(), { running: true });
    expect(plan.steps[0]).toMatchObject({ action: 'create-flow', reason: expect.stringMatching(reason) });
  });

  it('is never chosen for a size that the service can change', async () => {
    const executor = await madeOf();
    const actual = (await executor.look()) as { kind: 'described'; flow: FlowDescription };
    const large = { ...actual, flow: { ...actual.flow, flowSize: 'LARGE' } };
    const plan = planFlowChanges(single(), large, { running: true });
    expect(actionsOf(plan)).toEqual(['stop-flow', 'update-flow', 'start-flow']);
    expect(plan.steps[1]).toMatchObject({ change: { flowSize: 'MEDIUM' } });
  });
});
