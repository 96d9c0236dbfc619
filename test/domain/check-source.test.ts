import { checkSource } from '../../lambdas/domain/check-source';
import { type Protocol, protocols } from '../../lambdas/domain/protocol';
import { faultsOfFlow, flowWith } from '../support/source-faults';
import { flowRequest, flowSourceRequest, sourceRequest, vpcInterfaces } from '../support/sources';

const primary = { 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'a' } };

describe('what is let in', () => {
  it.each(protocols)('accepts a source of %s', (protocol) => {
    expect(checkSource(sourceRequest(protocol)).faults).toBeUndefined();
  });

  it('fills in the defaults', () => {
    const source = checkSource(sourceRequest('srt-listener', { 'proxy-enabled': false })).source;
    expect(source).toMatchObject({ hidden: false, 'proxy-enabled': false, 'proxy-tier': 1 });
    expect(source?.['ingress-flows'][0]?.['flow-sources'][0]).toMatchObject({ 'min-latency': 2000 });
  });

  it.each([
    ['rist', 'max-latency', 2000],
    ['zixi-push', 'max-latency', 6000],
    ['srt-caller', 'min-latency', 2000],
    ['cdi', 'max-sync-buffer', 100],
    ['st2110-jpegxs', 'max-sync-buffer', 100],
  ] as const)('gives %s a default %s of %d', (protocol, member, value) => {
    const { source } = checkSource(sourceRequest(protocol));
    expect(source?.['ingress-flows'][0]?.['flow-sources'][0]).toMatchObject({ [member]: value });
  });

  it('gives MERGE a recovery window and an interface a type', () => {
    const flow = flowRequest('rtp', {
      'failover-config': { mode: 'MERGE' },
      'vpc-interfaces': vpcInterfaces?.slice(1),
    });
    const checked = checkSource(sourceRequest('rtp', { 'ingress-flows': [flow] })).source?.['ingress-flows'][0];
    expect(checked?.['failover-config']).toEqual({ mode: 'MERGE', 'recovery-window': 200 });
    expect(checked?.['vpc-interfaces']?.[0]?.['network-interface-type']).toBe('ena');
  });
});

describe('every fault at once', () => {
  it('finds faults of the schema and of rules between members together', () => {
    const body = {
      hidden: 'true',
      metadata: { labels: [{ key: 'a', value: 'x' }, { key: 'a' }] },
      'ingress-flows': [
        {
          region: 'eu-west-1',
          az: 'us-east-1a',
          'flow-sources': [
            { protocol: 'rist', 'ingest-port': 5000, 'whitelist-cidr': '192.0.2.7/24', 'max-latency': 0 },
            { protocol: 'rist', 'ingest-port': 5001, 'whitelist-cidr': '192.0.2.0/24', name: 'b c' },
          ],
        },
      ],
    };
    expect(
      checkSource(body)
        .faults?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual([
      '/hidden',
      '/ingress-flows/0/az',
      '/ingress-flows/0/failover-config',
      '/ingress-flows/0/flow-sources/0/max-latency',
      '/ingress-flows/0/flow-sources/0/whitelist-cidr',
      '/ingress-flows/0/flow-sources/1/ingest-port',
      '/ingress-flows/0/flow-sources/1/name',
      '/metadata/labels/1/key',
      '/metadata/labels/1/value',
    ]);
  });

  it('judges the items of a list that is too long', () => {
    const flowSource = flowSourceRequest('rtp', { 'ingest-port': 80 });
    const flow = flowRequest('rtp', { 'flow-sources': [flowSource, 0 as never, flowSource] });
    expect(checkSource(sourceRequest('rtp', { 'ingress-flows': [flow] })).faults).toEqual(
      expect.arrayContaining([
        { pointer: '/ingress-flows/0/flow-sources', detail: 'has 3 items; use a list of 1 to 2 flow sources' },
        {
          pointer: '/ingress-flows/0/flow-sources/2/ingest-port',
          detail: '80 is out of range; use 1024–65535 except 2077, 2088 and 2090–2099',
        },
      ]),
    );
  });

  const caller = flowSourceRequest('srt-caller', { 'vpc-interface-name': 'a' });
  const [fabric, ...others] = vpcInterfaces ?? [];
  it.each<[string, Protocol, object, string[]]>([
    [
      'a name of a flow source',
      'rtp',
      { ...primary, 'flow-sources': [{ ...flowSourceRequest('rtp'), name: 7 }] },
      ['/flow-sources/0/name'],
    ],
    [
      'a protocol',
      'rtp',
      { 'flow-sources': [{ protocol: 'x', name: 7, metadata: { labels: 7 }, 'ingest-port': 'x' }] },
      ['/flow-sources/0/protocol'],
    ],
    ['a flow source', 'rtp', { ...primary, 'flow-sources': [flowSourceRequest('rtp'), 9] }, ['/flow-sources/1']],
    [
      'the way in',
      'rtp',
      { 'flow-sources': [{ ...flowSourceRequest('rtp'), 'whitelist-cidr': 8 }] },
      ['/flow-sources/0/whitelist-cidr'],
    ],
    [
      'the failover',
      'rtp',
      {
        'failover-config': 'MERGE',
        'flow-sources': [flowSourceRequest('rtp'), flowSourceRequest('rtp', { 'ingest-port': 6000 })],
      },
      ['/failover-config'],
    ],
    ['the Region', 'rtp', { region: 'nowhere', az: 'eu-west-1a' }, ['/region']],
    ['the zone', 'rtp', { az: 'euw1-az1' }, ['/az']],
    ['the VPC interfaces', 'srt-caller', { 'flow-sources': [caller], 'vpc-interfaces': 'a' }, ['/vpc-interfaces']],
    [
      'a name of a VPC interface',
      'srt-caller',
      { 'flow-sources': [caller], 'vpc-interfaces': [{ ...fabric, name: 'a b' }] },
      ['/vpc-interfaces/0/name'],
    ],
    [
      'the type of a VPC interface',
      'cdi',
      { 'vpc-interfaces': [{ ...fabric, 'network-interface-type': 'EFA' }, ...others] },
      ['/vpc-interfaces/0/network-interface-type'],
    ],
    ['the media streams', 'cdi', { 'media-streams': {} }, ['/media-streams']],
    ['a media stream', 'cdi', { 'media-streams': [0] }, ['/media-streams/0']],
  ])('invents no fault for want of %s', (_, protocol, members, pointers) => {
    expect(faultsOfFlow(flowWith(protocol, members)).map(([pointer]) => pointer)).toEqual(pointers);
  });

  it('leaves the body as it is', () => {
    const body = { ...sourceRequest('rtp'), hidden: 1, metadata: { labels: [{ key: 1, value: 'x' }] } };
    const before = structuredClone(body);
    checkSource(body);
    expect(body).toEqual(before);
  });

  it('stops at a thousand and says how many are left', () => {
    const body = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`member${index}`, index]));
    const faults = checkSource(body).faults ?? [];
    expect(faults).toHaveLength(1000);
    expect(faults.at(-1)).toEqual({ pointer: '', detail: '503 more faults are not listed' });
  });

  it('keeps the answer small, whatever a body holds', () => {
    const interfaces = Array.from({ length: 400 }, (_, index) => ({
      ...fabric,
      name: `interface-${index}${'x'.repeat(40)}`,
    }));
    const body = sourceRequest('srt-caller', {
      'ingress-flows': [
        flowRequest('srt-caller', { 'vpc-interfaces': interfaces as never, 'flow-sources': Array(200).fill(caller) }),
      ],
    });
    const { faults } = checkSource(body);
    expect(faults?.length).toBeGreaterThan(500);
    expect(JSON.stringify(faults).length).toBeLessThan(1_000_000);
  });

  it('survives the deepest nesting a body can hold', () => {
    const deep = JSON.parse(`${'['.repeat(32_000)}${']'.repeat(32_000)}`);
    expect(checkSource({ metadata: deep, 'ingress-flows': deep }).faults?.length).toBeGreaterThan(0);
  });
});
