import type { DesiredFlow } from '../../lambdas/domain/flow';
import type { FlowPlan } from '../../lambdas/domain/flow-step';
import { nothingMore, refusalOf, refusalOfStep } from '../../lambdas/domain/plan';
import { planFlowChanges, planFlowRemoval } from '../../lambdas/domain/plan-flow-changes';
import { neighbour, pass, useServiceTime } from '../local/mediaconnect/bench';
import { desiredFlowOf } from '../support/desired-flow';
import { FlowExecutor } from '../support/flow-executor';
import { changed, essence, inVpc, single } from '../support/flow-variants';

useServiceTime();

const running = { running: true };
const everything = { interruption: true, 'dependents-loss': true };
const actionsOf = ({ steps }: FlowPlan) => steps.map(({ action }) => action);

/** A flow on which somebody else has put an output, and an entitlement where the flow takes one. */
async function withOutput(flow: DesiredFlow, output: object, entitled = false) {
  const executor = new FlowExecutor();
  const flowArn = await executor.make(flow, true);
  await executor.bench.ok('AddFlowOutputs', { flowArn, outputs: [{ name: 'transmitter', ...output }] });
  pass(60);
  if (entitled) {
    const entitlements = [{ name: 'partner', subscribers: [neighbour.account] }];
    await executor.bench.ok('GrantFlowEntitlements', { flowArn, entitlements });
  }
  return executor;
}

const srtOutput = { protocol: 'srt-caller', destination: '192.0.2.50', port: 6000 };

describe('what others put on a flow', () => {
  it('is named where the flow is replaced, and needs an allowance of its own', async () => {
    const executor = await withOutput(single(), srtOutput, true);
    const plan = planFlowChanges(single({ name: 'other' }), await executor.look(), running);
    expect(plan.dependents).toMatchObject([
      { kind: 'output', name: 'transmitter', arn: expect.stringContaining(':output:') },
      { kind: 'entitlement', name: 'partner', arn: expect.stringContaining(':entitlement:') },
    ]);
    expect(plan.warnings).toEqual([
      'dependents-lost: output transmitter goes with the flow',
      'dependents-lost: entitlement partner goes with the flow',
    ]);
    expect(refusalOf(plan, { interruption: true, 'dependents-loss': false })).toBe('flow-has-dependents');
    expect(refusalOf(plan, everything)).toBeUndefined();
  });

  it('is named where the flow is removed', async () => {
    const executor = await withOutput(single(), srtOutput);
    const plan = planFlowRemoval(await executor.look());
    expect(plan.dependents).toHaveLength(1);
    const removal = plan.steps.find(({ action }) => action === 'delete-flow');
    expect(removal && refusalOfStep(removal, { interruption: true, 'dependents-loss': false })).toBe(
      'flow-has-dependents',
    );
  });

  it('stays where the flow is changed in its place', async () => {
    const executor = await withOutput(single(), srtOutput, true);
    const after = changed(single(), ({ sources: [source] }) => Object.assign(source ?? {}, { ingestPort: 5002 }));
    const plan = planFlowChanges(after, await executor.look(), running);
    expect(plan.dependents).toEqual([]);
    for (const step of plan.steps) await executor.take(step);
    expect(await executor.look()).toMatchObject({ flow: { outputs: [{}], entitlements: [{}] } });
  });

  it('keeps an interface that nobody else asks for', async () => {
    const attached = { ...srtOutput, vpcInterfaceAttachment: { vpcInterfaceName: 'fabric' } };
    const executor = await withOutput(inVpc('network', 'fabric'), attached);
    const plan = planFlowChanges(inVpc('network'), await executor.look(), running);
    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual(['part-held: VPC interface fabric stays, since an output uses it']);
  });

  it('makes it another flow where the interface has to be remade', async () => {
    const attached = { ...srtOutput, vpcInterfaceAttachment: { vpcInterfaceName: 'fabric' } };
    const executor = await withOutput(inVpc('network', 'fabric'), attached);
    const after = changed(inVpc('network', 'fabric'), ({ vpcInterfaces = [] }) => {
      for (const each of vpcInterfaces) each.securityGroupIds = ['sg-0fedcba9876543210'];
    });
    const plan = planFlowChanges(after, await executor.look(), running);
    expect(plan).toMatchObject({ impact: 'replacement', dependents: [{ name: 'transmitter' }] });
  });

  it('keeps a media stream that nobody else asks for', async () => {
    const executor = await withOutput(desiredFlowOf('cdi'), {
      protocol: 'cdi',
      destination: '10.0.0.9',
      port: 6000,
      vpcInterfaceAttachment: { vpcInterfaceName: 'fabric' },
      mediaStreamOutputConfigurations: [{ encodingName: 'pcm', mediaStreamName: 'sound' }],
    });
    const after = essence('cdi', (flow) => {
      flow.mediaStreams = flow.mediaStreams?.filter(({ mediaStreamName }) => mediaStreamName !== 'sound') ?? [];
      const [source] = flow.sources;
      if (source) {
        source.mediaStreamSourceConfigurations =
          source.mediaStreamSourceConfigurations?.filter(({ mediaStreamName }) => mediaStreamName !== 'sound') ?? [];
      }
    });
    const plan = planFlowChanges(after, await executor.look(), running);
    expect(actionsOf(plan)).toEqual(['update-flow-source']);
    expect(plan.warnings).toEqual(['part-held: media stream sound stays, since an output uses it']);
  });
});

describe('the guard', () => {
  it('refuses what is above what was allowed', async () => {
    const executor = new FlowExecutor();
    await executor.make(single(), true);
    const actual = await executor.look();
    const live = planFlowChanges(
      changed(single(), ({ flowTags }) => Object.assign(flowTags, { a: '1' })),
      actual,
      running,
    );
    expect(live.impact).toBe('live');
    expect(refusalOf(live, nothingMore)).toBeUndefined();
    expect(refusalOf(planFlowChanges(single(), actual, running), nothingMore)).toBeUndefined();
    for (const after of [single({ name: 'other' }), single({ region: 'us-east-1' })]) {
      const plan = planFlowChanges(after, actual, running);
      expect(refusalOf(plan, nothingMore)).toBe('interruption-not-allowed');
      expect(refusalOf(plan, { interruption: true, 'dependents-loss': false })).toBeUndefined();
    }
    const stop = planFlowChanges(single(), actual, { running: false });
    expect(stop.steps.map((step) => refusalOfStep(step, nothingMore))).toEqual(['interruption-not-allowed']);
  });
});
