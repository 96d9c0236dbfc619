import type { DesiredFlow } from '../../lambdas/domain/flow';
import type { Reception } from '../../lambdas/domain/flow-description';
import type { FlowPlan, PlanImpact } from '../../lambdas/domain/flow-step';
import { type PlanOptions, planFlowChanges } from '../../lambdas/domain/plan-flow-changes';
import { useServiceTime } from '../local/mediaconnect/bench';
import { desiredFlowOf } from '../support/desired-flow';
import { FlowExecutor } from '../support/flow-executor';
import { type FlowBody, type FlowSourceBody, flowSourceRequest, vpcInterfaces } from '../support/sources';

useServiceTime();

type Change = (flow: DesiredFlow) => void;

const single = (members: Partial<FlowBody> = {}) => desiredFlowOf('srt-listener', members);
const withSource = (...sources: FlowSourceBody[]) => ({ 'flow-sources': sources });
const srt = (name: string, port: number, members: object = {}) =>
  flowSourceRequest('srt-listener', { name, 'ingest-port': port, ...members });
const rtp = (name: string, port: number, members: object = {}) =>
  flowSourceRequest('rtp', { name, 'ingest-port': port, ...members });
const failover = { 'failover-config': { mode: 'FAILOVER' as const } };
const pair = (members: Partial<FlowBody> = {}) =>
  single({ ...withSource(srt('a', 5000), srt('b', 5010)), ...failover, ...members });
const rtpPair = (members: Partial<FlowBody> = {}) =>
  single({ ...withSource(rtp('a', 5000), rtp('b', 5010)), ...failover, ...members });
const [fabric, network] = vpcInterfaces ?? [];
const inVpc = (...names: ('fabric' | 'network')[]) => {
  const { 'whitelist-cidr': _, ...rest } = rtp('a', 5000);
  return desiredFlowOf('rtp', {
    ...withSource({ ...rest, 'vpc-interface-name': names[0] } as FlowSourceBody),
    'vpc-interfaces': [fabric, network].flatMap((each) =>
      names.some((name) => name === each?.name) && each ? [each] : [],
    ),
  });
};

/** The same flow with a change of its own. */
function changed(flow: DesiredFlow, change: Change): DesiredFlow {
  const copy = structuredClone(flow);
  change(copy);
  return copy;
}

/** The same flow with members of its first, or its named, flow source changed; those given as undefined go. */
function sourceChanged(flow: DesiredFlow, members: object, name?: string): DesiredFlow {
  return changed(flow, ({ sources }) => {
    const source = sources.find((each) => each.name === name) ?? sources[0];
    if (source) Object.assign(source, members);
    for (const [member, value] of Object.entries(source ?? {})) {
      if (value === undefined) delete source?.[member as keyof typeof source];
    }
  });
}

const rotated = (flow: DesiredFlow, name?: string) => {
  const source = flow.sources.find((each) => each.name === name) ?? flow.sources[0];
  const decryption = { ...source?.decryption, secretArn: `${source?.decryption?.secretArn}-rotated` };
  return sourceChanged(flow, { decryption }, name);
};

const essence = (protocol: 'cdi' | 'st2110-jpegxs', change: Change = () => {}) =>
  changed(desiredFlowOf(protocol), change);

/** What each flow source is known to do; `a` carries the stream. */
const aCarries = { a: { receives: true, carries: true }, b: { receives: true, carries: false } };
const update = 'update-flow-source';
const detour = [
  'update-flow',
  'add-flow-source',
  'remove-flow-source',
  'add-flow-source',
  'remove-flow-source',
  'update-flow',
];
const replacement = ['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow'];

interface Case {
  what: string;
  before: DesiredFlow;
  after: DesiredFlow;
  impact: PlanImpact;
  newAddress?: boolean;
  actions: string[];
  reception?: Record<string, Reception>;
  options?: Partial<PlanOptions>;
}

const cases: Case[] = [
  { what: 'nothing', before: single(), after: single(), impact: 'none', actions: [] },
  {
    what: 'the order of lists',
    before: essence('st2110-jpegxs'),
    after: essence('st2110-jpegxs', (flow) => {
      flow.vpcInterfaces?.reverse();
      flow.mediaStreams?.reverse();
      flow.sources[0]?.mediaStreamSourceConfigurations?.reverse();
    }),
    impact: 'none',
    actions: [],
  },
  {
    what: 'a description',
    before: single(),
    after: sourceChanged(single(), { description: 'OB van' }),
    impact: 'live',
    actions: [update],
  },
  {
    what: 'a description that is taken away',
    before: sourceChanged(single(), { description: 'OB van' }),
    after: single(),
    impact: 'live',
    actions: [update],
  },
  {
    what: 'a wider whitelist',
    before: single(),
    after: sourceChanged(single(), { whitelistCidr: '192.0.0.0/16' }),
    impact: 'live',
    actions: [update],
  },
  {
    what: 'a narrower whitelist',
    before: single(),
    after: sourceChanged(single(), { whitelistCidr: '192.0.2.0/28' }),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'a whitelist of others',
    before: single(),
    after: sourceChanged(single(), { whitelistCidr: '198.51.100.0/24' }),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'a wider whitelist and a latency',
    before: single(),
    after: sourceChanged(single(), { whitelistCidr: '192.0.0.0/16', minLatency: 500 }),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'an ingest port',
    before: single(),
    after: sourceChanged(single(), { ingestPort: 5002 }),
    impact: 'interruption',
    newAddress: true,
    actions: [update],
  },
  {
    what: 'a latency',
    before: single(),
    after: sourceChanged(single(), { minLatency: 500 }),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'a maximum bit rate',
    before: single(),
    after: sourceChanged(single(), { maxBitrate: 9_000_000 }),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'a maximum bit rate that is taken away',
    before: sourceChanged(single(), { maxBitrate: 9_000_000 }),
    after: single(),
    impact: 'interruption',
    actions: detour,
  },
  {
    what: 'the listener of a caller',
    before: desiredFlowOf('srt-caller'),
    after: sourceChanged(desiredFlowOf('srt-caller'), { sourceListenerPort: 9000, streamId: 'news' }),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'a rotated passphrase',
    before: single(),
    after: rotated(single()),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'two rotated passphrases, leg by leg',
    before: pair(),
    after: rotated(rotated(pair(), 'a'), 'b'),
    impact: 'interruption',
    actions: [update, update],
    reception: aCarries,
  },
  {
    what: 'the passphrase of the leg that does not carry',
    before: pair(),
    after: rotated(pair(), 'b'),
    impact: 'live',
    actions: [update],
    reception: aCarries,
  },
  {
    what: 'the passphrase of the leg that carries',
    before: pair(),
    after: rotated(pair(), 'a'),
    impact: 'interruption',
    actions: [update],
    reception: aCarries,
  },
  {
    what: 'encryption switched on',
    before: sourceChanged(single(), { decryption: undefined }),
    after: single(),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'encryption switched off',
    before: single(),
    after: sourceChanged(single(), { decryption: undefined }),
    impact: 'interruption',
    actions: detour,
  },
  {
    what: 'encryption switched off on the leg that does not carry',
    before: pair(),
    after: sourceChanged(pair(), { decryption: undefined }, 'b'),
    impact: 'live',
    actions: ['remove-flow-source', 'add-flow-source'],
    reception: aCarries,
  },
  {
    what: 'encryption of an entitlement switched off',
    before: desiredFlowOf('entitlement'),
    after: sourceChanged(desiredFlowOf('entitlement'), { decryption: undefined }),
    impact: 'replacement',
    newAddress: true,
    actions: ['create-flow', 'stop-flow', 'start-flow', 'switch-flow', 'delete-flow'],
  },
  {
    what: 'the key of an entitlement',
    before: desiredFlowOf('entitlement'),
    after: rotated(desiredFlowOf('entitlement')),
    impact: 'interruption',
    actions: ['stop-flow', update, 'start-flow'],
  },
  {
    what: 'the protocol of one source',
    before: desiredFlowOf('rtp', withSource(rtp('a', 5000))),
    after: desiredFlowOf('rtp', withSource(srt('a', 5000))),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'the protocol of two sources',
    before: rtpPair(),
    after: pair(),
    impact: 'interruption',
    actions: ['remove-flow-source', update, 'add-flow-source'],
  },
  {
    what: 'one of two RTP sources to FEC',
    before: rtpPair(),
    after: sourceChanged(rtpPair(), { protocol: 'rtp-fec' }, 'b'),
    impact: 'interruption',
    actions: [update],
  },
  {
    what: 'a listener that becomes a caller',
    before: single(withSource(srt('a', 5000))),
    after: desiredFlowOf('srt-caller', withSource(flowSourceRequest('srt-caller', { name: 'a' }))),
    impact: 'interruption',
    newAddress: true,
    actions: [update],
  },
  {
    what: 'a transport stream that becomes CDI',
    before: desiredFlowOf('rtp'),
    after: desiredFlowOf('cdi'),
    impact: 'replacement',
    newAddress: true,
    actions: replacement,
  },
  {
    what: 'CDI that becomes ST 2110 JPEG XS',
    before: desiredFlowOf('cdi'),
    after: desiredFlowOf('st2110-jpegxs'),
    impact: 'replacement',
    newAddress: true,
    actions: replacement,
  },
  {
    what: 'a second source where failover is on',
    before: changed(pair(), (flow) => flow.sources.pop()),
    after: pair(),
    impact: 'live',
    actions: ['add-flow-source'],
  },
  {
    what: 'a second source and failover',
    before: single(withSource(srt('a', 5000))),
    after: pair(),
    impact: 'interruption',
    actions: ['update-flow', 'add-flow-source'],
  },
  {
    what: 'a second source and failover that go',
    before: pair(),
    after: single(withSource(srt('a', 5000))),
    impact: 'interruption',
    actions: ['remove-flow-source', 'update-flow'],
  },
  {
    what: 'the failover mode',
    before: rtpPair(),
    after: rtpPair({ 'failover-config': { mode: 'MERGE', 'recovery-window': 500 } }),
    impact: 'interruption',
    actions: ['update-flow'],
  },
  {
    what: 'the recovery window',
    before: rtpPair({ 'failover-config': { mode: 'MERGE', 'recovery-window': 200 } }),
    after: rtpPair({ 'failover-config': { mode: 'MERGE', 'recovery-window': 500 } }),
    impact: 'interruption',
    actions: ['update-flow'],
  },
  {
    what: 'a primary source',
    before: pair(),
    after: pair({ 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'b' } }),
    impact: 'interruption',
    actions: ['update-flow'],
  },
  {
    what: 'a primary source that is taken away',
    before: pair({ 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'b' } }),
    after: pair(),
    impact: 'interruption',
    actions: ['update-flow'],
  },
  {
    what: 'ports that change places',
    before: pair(),
    after: pair(withSource(srt('a', 5010), srt('b', 5000))),
    impact: 'interruption',
    newAddress: true,
    actions: ['remove-flow-source', update, 'add-flow-source'],
  },
  {
    what: 'the name of one of two sources',
    before: pair(),
    after: pair(withSource(srt('a', 5000), srt('c', 5010))),
    impact: 'live',
    actions: ['remove-flow-source', 'add-flow-source'],
    reception: aCarries,
  },
  {
    what: 'the name of the only source',
    before: single(withSource(srt('a', 5000))),
    after: single(withSource(srt('c', 5000))),
    impact: 'interruption',
    actions: [update, 'update-flow', 'add-flow-source', 'remove-flow-source', 'update-flow'],
  },
  {
    what: 'from the internet into a VPC',
    before: desiredFlowOf('rtp', withSource(rtp('a', 5000))),
    after: inVpc('network'),
    impact: 'interruption',
    newAddress: true,
    actions: ['add-vpc-interface', update],
  },
  {
    what: 'from a VPC to the internet',
    before: inVpc('network'),
    after: desiredFlowOf('rtp', withSource(rtp('a', 5000))),
    impact: 'interruption',
    newAddress: true,
    actions: ['stop-flow', update, 'remove-vpc-interface', 'start-flow'],
  },
  {
    what: 'an interface more',
    before: inVpc('network'),
    after: inVpc('network', 'fabric'),
    impact: 'interruption',
    actions: ['add-vpc-interface'],
  },
  {
    what: 'an interface less',
    before: inVpc('network', 'fabric'),
    after: inVpc('network'),
    impact: 'interruption',
    actions: ['stop-flow', 'remove-vpc-interface', 'start-flow'],
  },
  {
    what: 'the security groups of an interface in use',
    before: inVpc('network'),
    after: changed(inVpc('network'), ({ vpcInterfaces: [only] = [] }) => {
      if (only) only.securityGroupIds = ['sg-0fedcba9876543210'];
    }),
    impact: 'interruption',
    newAddress: true,
    actions: ['stop-flow', update, 'remove-vpc-interface', 'add-vpc-interface', update, 'start-flow'],
  },
  {
    what: 'the format of a media stream',
    before: essence('cdi'),
    after: essence('cdi', ({ mediaStreams = [] }) => {
      for (const each of mediaStreams) if (each.videoFormat) each.videoFormat = '720p';
    }),
    impact: 'interruption',
    actions: ['update-media-stream'],
  },
  {
    what: 'two media streams more',
    before: essence('cdi', ({ sources: [source], ...flow }) => {
      flow.mediaStreams?.splice(1);
      source?.mediaStreamSourceConfigurations?.splice(1);
    }),
    after: essence('cdi'),
    impact: 'interruption',
    actions: ['add-media-stream', update],
  },
  {
    what: 'a media stream less',
    before: essence('cdi'),
    after: essence('cdi', ({ sources: [source], ...flow }) => {
      flow.mediaStreams?.splice(2);
      source?.mediaStreamSourceConfigurations?.splice(2);
    }),
    impact: 'interruption',
    actions: ['stop-flow', update, 'remove-media-stream', 'start-flow'],
  },
  {
    what: 'a label',
    before: single(),
    after: changed(single(), ({ flowTags }) => Object.assign(flowTags, { channel: 'sport' })),
    impact: 'live',
    actions: ['tag'],
  },
  {
    what: 'a label that is taken away',
    before: changed(single(), ({ flowTags }) => Object.assign(flowTags, { studio: '1' })),
    after: single(),
    impact: 'live',
    actions: ['untag'],
    options: { formerTagKeys: new Set(['studio']) },
  },
  {
    what: 'the name of the flow',
    before: single(),
    after: single({ name: 'other' }),
    impact: 'replacement',
    newAddress: true,
    actions: replacement,
  },
  {
    what: 'the zone',
    before: single({ az: 'eu-west-1a' }),
    after: single({ az: 'eu-west-1b' }),
    impact: 'replacement',
    newAddress: true,
    actions: replacement,
  },
  {
    what: 'the Region',
    before: single(),
    after: single({ region: 'us-east-1' }),
    impact: 'replacement',
    newAddress: true,
    actions: replacement,
  },
];

const actionsOf = ({ steps }: FlowPlan) => steps.map(({ action }) => action);

describe('a change of', () => {
  it.each(cases)('$what, while the flow runs', async ({
    before,
    after,
    impact,
    newAddress = false,
    actions,
    reception,
    options,
  }) => {
    const executor = new FlowExecutor();
    await executor.make(before, true);
    const plan = planFlowChanges(after, await executor.look(reception), { running: true, ...options });
    expect({ ...plan, actions: actionsOf(plan) }).toMatchObject({ impact, 'new-address': newAddress, actions });
    for (const step of plan.steps) await executor.take(step);
    expect(planFlowChanges(after, await executor.look(), { running: true, ...options }).steps).toEqual([]);
  });

  const inPlace = cases.filter(({ impact }) => impact !== 'replacement');
  it.each(inPlace)('$what, while the flow stands still, interrupts nothing', async ({ before, after, options }) => {
    const executor = new FlowExecutor();
    await executor.make(before, false);
    const plan = planFlowChanges(after, await executor.look(), { running: false, ...options });
    expect(['none', 'live']).toContain(plan.impact);
    for (const step of plan.steps) await executor.take(step);
    expect(planFlowChanges(after, await executor.look(), { running: false, ...options }).steps).toEqual([]);
    expect(executor.taken).not.toContain('start-flow');
  });
});
