import * as fc from 'fast-check';
import type { DesiredFeed, DesiredOutput } from '../../lambdas/domain/feed';
import { feedSteps } from '../../lambdas/domain/feed';
import { dependentsOf, type FlowDescription } from '../../lambdas/domain/flow-description';
import { flowDrift } from '../../lambdas/domain/flow-drift';
import type { FlowPlan } from '../../lambdas/domain/flow-step';
import { planFlowChanges } from '../../lambdas/domain/plan-flow-changes';
import { pass, useServiceTime } from '../local/mediaconnect/bench';
import { propertySeed } from '../support/arbitrary-source';
import { FlowExecutor } from '../support/flow-executor';
import { single } from '../support/flow-variants';
import { runsOf } from '../support/share';

useServiceTime();

const running = { running: true };

const output = (name: string, members: Partial<DesiredOutput> = {}): DesiredOutput => ({
  name: `headworks-feed-${name}`,
  protocol: 'srt-caller',
  destination: '203.0.113.20',
  port: 5000,
  minLatency: 2000,
  encryption: { keyType: 'srt-password', roleArn: 'arn:aws:iam::111122223333:role/secrets', secretArn: secret(name) },
  ...members,
});
const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-AbCdEf`;
const fed = (...outputs: DesiredOutput[]) => ({
  ...single(),
  feeds: outputs.map((each): DesiredFeed => ({ name: each.name, output: each })),
});

/** A flow with outputs that were put there by hand. */
async function withOutputs(outputs: object[], isRunning = true): Promise<FlowExecutor> {
  const executor = new FlowExecutor();
  const flowArn = await executor.make(single(), isRunning);
  if (outputs.length > 0) await executor.bench.ok('AddFlowOutputs', { flowArn, outputs });
  pass(60);
  return executor;
}

/** Takes the steps of a plan, and answers their actions; fails unless nothing is left then, and what is on air goes on. */
async function arrive(executor: FlowExecutor, desired: ReturnType<typeof fed>): Promise<FlowPlan> {
  const plan = planFlowChanges(desired, await executor.look(), running);
  for (const step of plan.steps) await executor.take(step);
  const actual = await executor.look();
  expect(planFlowChanges(desired, actual, running).steps).toEqual([]);
  expect(flowDrift(desired, actual, running)).toEqual([]);
  return plan;
}

const actionsOf = ({ steps }: FlowPlan) => steps.map(({ action }) => action);
const wanted = output('far');

describe('the feeds of a flow', () => {
  it.each<[what: string, there: object[], actions: string[]]>([
    ['one that is missing', [], ['add-flow-output']],
    ['one that is as it should be', [wanted], []],
    ['one that leads elsewhere', [{ ...wanted, destination: '192.0.2.7' }], ['update-flow-output']],
    ['one with another port', [{ ...wanted, port: 6000 }], ['update-flow-output']],
    ['one with another secret', [output('far', { encryption: output('x').encryption })], ['update-flow-output']],
    ['one that is not encrypted', [{ ...wanted, encryption: undefined }], ['update-flow-output']],
    ['one that waits longer', [{ ...wanted, minLatency: 4000 }], ['update-flow-output']],
    ['one that is switched off', [{ ...wanted, outputStatus: 'DISABLED' }], ['update-flow-output']],
    [
      'one of another protocol',
      [{ name: wanted.name, protocol: 'rtp', destination: '203.0.113.20', port: 5000 }],
      ['update-flow-output'],
    ],
    ['one with a stream id', [{ ...wanted, streamId: 'mine' }], ['remove-flow-output', 'add-flow-output']],
    ['one too many', [wanted, output('gone')], ['remove-flow-output']],
  ])('are brought back without touching what is on air: %s', async (_, there, actions) => {
    for (const isRunning of [true, false]) {
      const executor = await withOutputs(there, isRunning);
      const plan = await arrive(executor, fed(wanted));
      expect(actionsOf(plan)).toEqual([...actions, ...(isRunning ? [] : ['start-flow'])]);
      expect(plan).toMatchObject({ impact: plan.steps.length > 0 ? 'live' : 'none', 'new-address': false });
    }
  });

  it('come by one call, however many are missing', async () => {
    const executor = await withOutputs([]);
    const plan = await arrive(executor, fed(output('a'), output('b'), output('c'), output('d')));
    expect(actionsOf(plan)).toEqual(['add-flow-output']);
  });

  it('are left as they are where the flow that they lead to is not known', async () => {
    const executor = await withOutputs([{ ...wanted, port: 6000 }]);
    const desired = { ...single(), feeds: [{ name: wanted.name }, { name: 'headworks-feed-new' }] };
    expect(planFlowChanges(desired, await executor.look(), running).steps).toEqual([]);
  });

  it('go with the last egress flow', async () => {
    const executor = await withOutputs([wanted]);
    expect(actionsOf(planFlowChanges(single(), await executor.look(), running))).toEqual(['remove-flow-output']);
  });

  it('are no business of others, and what others put on the flow is none of theirs', async () => {
    const foreign = { name: 'transmitter', protocol: 'srt-caller', destination: '192.0.2.50', port: 6000 };
    const executor = await withOutputs([{ ...wanted, port: 6000 }, foreign]);
    const actual = await executor.look();
    if (actual.kind !== 'described') throw new Error('the flow is gone');
    expect(dependentsOf(actual.flow).map(({ name }) => name)).toEqual(['transmitter']);
    await arrive(executor, fed(wanted));
    const after = await executor.look();
    expect((after as { flow: FlowDescription }).flow.outputs).toContainEqual(
      expect.objectContaining({ name: 'transmitter', destination: '192.0.2.50' }),
    );
  });

  it('are made on the flow that takes the place of another', async () => {
    const executor = await withOutputs([wanted]);
    const desired = { ...fed(output('far', { port: 5002 })), name: 'other' };
    const plan = planFlowChanges(desired, await executor.look(), running);
    expect(actionsOf(plan)).toEqual([
      ...['create-flow', 'start-flow', 'add-flow-output', 'switch-flow', 'stop-flow', 'delete-flow'],
    ]);
    const [create, start] = plan.steps;
    if (create?.action !== 'create-flow' || !start) throw new Error('no flow is made');
    // As the service is asked: what feeds the egress flows is no part of it.
    const { feeds: _, ...flow } = create.flow;
    await executor.take({ ...create, flow });
    await executor.take(start);
    const resumed = planFlowChanges(desired, await executor.look(), { ...running, ...(await executor.lookAround()) });
    expect(actionsOf(resumed)).toEqual(['add-flow-output', 'switch-flow', 'stop-flow', 'delete-flow']);
  });
});

it('tells in what feeds differ, by the words of the service', () => {
  const outputArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:output:1-x:headworks-feed-far';
  const { protocol, minLatency, ...rest } = output('far', { port: 6000 });
  const flow = { ...describedSingle, outputs: [{ ...rest, outputArn, transport: { protocol, minLatency } }] };
  const differences = flowDrift(fed(wanted, output('new')), { kind: 'described', flow }, running);
  expect(differences.filter(({ resource }) => resource.includes('feed'))).toEqual([
    { resource: outputArn, member: 'port', desired: 5000, actual: 6000 },
    { resource: 'headworks-feed-new', desired: 'headworks-feed-new' },
  ]);
});

const describedSingle: FlowDescription = {
  flowArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-x:flow',
  name: 'flow',
  status: 'ACTIVE',
  availabilityZone: 'eu-west-1a',
};

it('plans one call for each feed that is changed or removed, and one for all that are made', () => {
  const feed = fc.record({
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    port: fc.constantFrom(5000, 5002),
    streamId: fc.constantFrom(undefined, 'x'),
  });
  const feeds = fc.uniqueArray(feed, { selector: ({ name }) => name });
  const claim = fc.property(feeds, feeds, (asked, there) => {
    const desired = fed(...asked.map(({ name, port }) => output(name, { port })));
    const outputs = there.map(({ name, port, streamId }) => {
      const { protocol, minLatency, ...rest } = output(name, { port });
      return { ...rest, outputArn: name, transport: { protocol, minLatency, ...(streamId && { streamId }) } };
    });
    const steps = feedSteps(desired, { ...describedSingle, outputs });
    const isRight = (name: string, port: number) =>
      there.some((each) => each.name === name && each.port === port && each.streamId === undefined);
    const wrong = asked.filter(({ name, port }) => !isRight(name, port)).map(({ name }) => name);
    const surplus = there.filter(({ name }) => !asked.some((each) => each.name === name)).map(({ name }) => name);
    const remade = there.filter(({ name, streamId }) => wrong.includes(name) && streamId !== undefined);
    const missing = wrong.filter((name) => !there.some((each) => each.name === name));
    const changed = wrong.length - remade.length - missing.length;
    expect(steps.every(({ impact }) => impact === 'live')).toBe(true);
    expect(steps).toHaveLength(surplus.length + remade.length + changed + (missing.length + remade.length > 0 ? 1 : 0));
  });
  fc.assert(claim, { seed: propertySeed, numRuns: runsOf(100, 2000) });
});
