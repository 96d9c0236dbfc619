import { faultsOfBody, faultsOfFlow, flowWith } from '../support/source-faults';
import { flowRequest, sourceRequest } from '../support/sources';

describe('labels', () => {
  const check = (labels: { key: string; value: string }[]) =>
    faultsOfBody(sourceRequest('rtp', { metadata: { labels } }));
  const numbered = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, value: '' }));

  it.each([
    ['none', []],
    ['an empty value', [{ key: 'a', value: '' }]],
    ['every allowed character', [{ key: 'a Z9.:+=@_/-ü', value: '. : + = @ _ / -' }]],
    ['the longest', [{ key: 'k'.repeat(128), value: 'v'.repeat(256) }]],
    ['forty', numbered(40, 'a')],
  ])('accepts %s', (_, labels) => {
    expect(check(labels)).toEqual([]);
  });

  it.each([
    ['an empty key', [{ key: '', value: '' }], '/0/key'],
    ['a key that is too long', [{ key: 'k'.repeat(129), value: '' }], '/0/key'],
    ['a value that is too long', [{ key: 'k', value: 'v'.repeat(257) }], '/0/value'],
    ['a character that tags cannot have', [{ key: 'k', value: '<b>' }], '/0/value'],
    ['a key of AWS', [{ key: 'Aws:x', value: '' }], '/0/key'],
    ['a key of ours', [{ key: 'headworks:source', value: '' }], '/0/key'],
    [
      'a key twice',
      [
        { key: 'a', value: '1' },
        { key: 'a', value: '2' },
      ],
      '/1/key',
    ],
    ['more than forty', numbered(41, 'a'), ''],
  ])('refuses %s', (_, labels, pointer) => {
    expect(check(labels).map((fault) => fault.pointer)).toEqual([`/metadata/labels${pointer}`]);
  });

  it('say which label has the key already', () => {
    const labels = ['a', 'b', 'a', 'a'].map((key) => ({ key, value: '' }));
    const detail = '"a" is the key of label 0 already; use each key once';
    expect(check(labels)).toEqual([2, 3].map((index) => ({ pointer: `/metadata/labels/${index}/key`, detail })));
  });

  it('refuses more of a source and its flow together than the flow can bear as tags', () => {
    const flow = flowRequest('rtp', { metadata: { labels: numbered(21, 'flow') } });
    const body = sourceRequest('rtp', { metadata: { labels: numbered(20, 'source') }, 'ingress-flows': [flow] });
    expect(faultsOfBody(body)).toEqual([
      {
        pointer: '/ingress-flows/0/metadata/labels',
        detail: "with those of the source there are 41 keys for the flow's tags; use at most 40 together",
      },
    ]);
  });

  it.each(['flow-sources', 'vpc-interfaces'] as const)('are unique in %s too', (member) => {
    const labels = [
      { key: 'a', value: '1' },
      { key: 'a', value: '2' },
    ];
    const flow = flowRequest('cdi');
    const [item, ...others] = flow[member] ?? [];
    const body = sourceRequest('cdi', {
      'ingress-flows': [{ ...flow, [member]: [{ ...item, metadata: { labels } }, ...others] }],
    });
    expect(faultsOfBody(body).map(({ pointer }) => pointer)).toEqual([
      `/ingress-flows/0/${member}/0/metadata/labels/1/key`,
    ]);
  });
});

describe('alarms', () => {
  const alarm = { alarm: { level: 'TR_101_290_PRIORITY_2' } };
  it('watch transport streams', () => {
    expect(faultsOfFlow(flowWith('rist'), alarm)).toEqual([]);
    expect(faultsOfFlow(flowWith('cdi'), alarm)).toEqual([
      ['/alarm', 'TR 101 290 is measured on transport streams, not on cdi; leave alarm out'],
    ]);
  });

  it('have the two levels of TR 101 290 that MediaConnect measures', () => {
    expect(faultsOfFlow(flowWith('rist'), { alarm: { level: 'TR_101_290_PRIORITY_3' } })).toEqual([
      ['/alarm/level', '"TR_101_290_PRIORITY_3" is not known; use TR_101_290_PRIORITY_1, TR_101_290_PRIORITY_2'],
    ]);
  });
});

describe('how many ingress flows', () => {
  it.each([
    [[], 'has 0 items; use a list of 1 ingress flow'],
    [[flowWith('rtp'), flowWith('rtp')], 'has 2 items; use a list of 1 ingress flow'],
  ])('is exactly one', (flows, detail) => {
    expect(faultsOfBody({ metadata: {}, 'ingress-flows': flows })).toEqual([{ pointer: '/ingress-flows', detail }]);
  });
});

describe('a proxy', () => {
  it.each([
    'entitlement',
    'srt-listener',
    'srt-caller',
    'rtp',
    'rtp-fec',
    'rist',
    'zixi-push',
  ] as const)('is made of %s', (protocol) => {
    expect(faultsOfBody(sourceRequest(protocol, { 'proxy-enabled': true, 'proxy-tier': 5 }))).toEqual([]);
  });

  it.each(['cdi', 'st2110-jpegxs'] as const)('is not made of %s', (protocol) => {
    expect(faultsOfBody(sourceRequest(protocol, { 'proxy-enabled': true }))).toEqual([
      {
        pointer: '/proxy-enabled',
        detail: `true is for transport streams, not for ${protocol}; use false, or leave it out`,
      },
    ]);
    expect(faultsOfBody(sourceRequest(protocol, { 'proxy-enabled': false }))).toEqual([]);
  });
});
