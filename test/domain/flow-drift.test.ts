import type { FlowDescription } from '../../lambdas/domain/flow-description';
import { flowDrift } from '../../lambdas/domain/flow-drift';
import { pass, useServiceTime } from '../local/mediaconnect/bench';
import { secretArn } from '../support/desired-flow';
import { FlowExecutor } from '../support/flow-executor';
import { essence, pair, rotated, single } from '../support/flow-variants';

useServiceTime();

async function drifted(flow = single(), meddle: (executor: FlowExecutor, found: FlowDescription) => Promise<unknown>) {
  const executor = new FlowExecutor();
  await executor.make(flow, true);
  await meddle(executor, ((await executor.look()) as { flow: FlowDescription }).flow);
  pass(60);
  return flowDrift(flow, await executor.look(), { running: true });
}

describe('the drift of a flow', () => {
  it('is nothing where nobody meddled', async () => {
    for (const flow of [single(), pair(), essence('cdi'), essence('st2110-jpegxs')]) {
      expect(await drifted(flow, async () => {})).toEqual([]);
    }
  });

  it('is a member that somebody changed, with both values', async () => {
    const found = await drifted(single(), ({ bench }, { flowArn, source }) =>
      bench.ok('UpdateFlowSource', { flowArn, sourceArn: source?.sourceArn, minLatency: 500, description: 'x' }),
    );
    const resource = expect.stringContaining(':source:');
    expect(found).toEqual([
      { resource, member: 'description', actual: 'x' },
      { resource, member: 'minLatency', desired: 2000, actual: 500 },
    ]);
  });

  it('is a flow that somebody stopped', async () => {
    const found = await drifted(single(), ({ bench }, { flowArn }) => bench.ok('StopFlow', { flowArn }));
    expect(found).toMatchObject([{ member: 'running', desired: true, actual: false }]);
  });

  it('is a part that is missing, or one too many', async () => {
    const found = await drifted(pair(), async ({ bench }, { flowArn, sources }) => {
      await bench.ok('RemoveFlowSource', { flowArn, sourceArn: sources?.[1]?.sourceArn });
      pass(60);
      const stranger = { ...pair().sources[0], name: 'stranger', ingestPort: 5050 };
      await bench.ok('AddFlowSources', { flowArn, sources: [stranger] });
    });
    expect(found).toEqual([
      { resource: 'b', desired: 'b' },
      { resource: expect.stringContaining(':stranger'), actual: 'stranger' },
    ]);
  });

  it('is a tag of ours with another value, and not a tag of somebody else', async () => {
    const found = await drifted(single(), ({ bench }, { flowArn }) =>
      bench.ok('TagResource', { resourceArn: flowArn, tags: { channel: 'sport', 'cost-centre': '7' } }),
    );
    expect(found).toMatchObject([{ member: 'tags/channel', desired: 'news', actual: 'sport' }]);
  });

  it('is the failover and the monitoring of the flow', async () => {
    const found = await drifted(pair(), ({ bench }, { flowArn }) =>
      bench.ok('UpdateFlow', {
        flowArn,
        sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'FAILOVER', sourcePriority: { primarySource: 'a' } },
        sourceMonitoringConfig: { thumbnailState: 'DISABLED' },
      }),
    );
    expect(found.map(({ member }) => member)).toEqual(['sourceFailoverConfig', 'sourceMonitoringConfig']);
  });

  it('names secrets by their ARN', async () => {
    const executor = new FlowExecutor();
    await executor.make(single(), true);
    const text = JSON.stringify(flowDrift(rotated(single()), await executor.look(), { running: true }));
    expect(text).toContain(`${secretArn('')}`);
    expect(text).not.toContain('canary');
  });

  it('is the whole flow where there is none, and unknown where it cannot be read', () => {
    const [difference] = flowDrift(single(), { kind: 'missing', vanished: true }, { running: true });
    expect(difference).toEqual({ resource: single().name, desired: single().name });
    expect(flowDrift(single(), { kind: 'unreadable', name: 'x' }, { running: true })).toEqual([]);
  });
});
