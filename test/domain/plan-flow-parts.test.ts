import { desiredFlowOf } from '../support/desired-flow';
import { testChanges } from '../support/flow-change-cases';
import {
  aCarries,
  changed,
  essence,
  inVpc,
  pair,
  rtp,
  rtpPair,
  single,
  srt,
  withSource,
} from '../support/flow-variants';

const update = 'update-flow-source';

describe('a change of parts', () =>
  testChanges([
    { what: 'nothing', before: single(), after: single(), impact: 'none', actions: [] },
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
      what: 'the name of the primary source',
      before: pair({ 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'a' } }),
      after: pair({
        ...withSource(srt('c', 5000), srt('b', 5010)),
        'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'c' },
      }),
      impact: 'interruption',
      actions: ['remove-flow-source', 'add-flow-source', 'update-flow'],
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
  ]));
