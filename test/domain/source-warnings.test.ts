import type { Protocol } from '../../lambdas/domain/protocol';
import { sourceWarnings } from '../../lambdas/domain/source-warnings';
import { configuredSource } from '../support/configured-source';
import { type FlowBody, flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';

describe('warnings', () => {
  const listener = (cidr: string) => ({
    'flow-sources': [flowSourceRequest('srt-listener', { 'whitelist-cidr': cidr })],
  });
  const streams = flowRequest('st2110-jpegxs')['vpc-interfaces'] ?? [];
  it.each<[string, Protocol, Partial<FlowBody>, string[]]>([
    ['a whitelist of a /8', 'srt-listener', listener('10.0.0.0/8'), []],
    [
      'a wider whitelist',
      'srt-listener',
      listener('10.0.0.0/7'),
      ['ingress-flows/0/flow-sources/0: whitelist-cidr 10.0.0.0/7 is wider than /8'],
    ],
    [
      'everyone',
      'srt-listener',
      listener('0.0.0.0/0'),
      ['ingress-flows/0/flow-sources/0: whitelist-cidr 0.0.0.0/0 is wider than /8'],
    ],
    ['JPEG XS by efa and ena', 'st2110-jpegxs', {}, []],
    [
      'JPEG XS that leaves its efa unused',
      'st2110-jpegxs',
      {
        'vpc-interfaces': [
          ...streams.map((one) => ({ ...one, 'network-interface-type': 'ena' as const })),
          ...streams.slice(0, 1).map((one) => ({ ...one, name: 'spare' })),
        ],
      },
      ['ingress-flows/0/flow-sources/0: no efa interface is used; the service may require one for st2110-jpegxs'],
    ],
    [
      'JPEG XS by two ena',
      'st2110-jpegxs',
      { 'vpc-interfaces': streams.map((one) => ({ ...one, 'network-interface-type': 'ena' as const })) },
      ['ingress-flows/0/flow-sources/0: no efa interface is used; the service may require one for st2110-jpegxs'],
    ],
  ])('of %s', (_, protocol, members, warnings) => {
    const body = sourceRequest(protocol, { 'ingress-flows': [flowRequest(protocol, members)] });
    const { configuration } = configuredSource(body);
    expect(sourceWarnings(configuration)).toEqual(warnings);
  });
});
