import { faultsOfFlow, flowWith } from '../support/source-faults';
import { type FlowSourceBody, flowRequest, flowSourceRequest, vpcInterfaces } from '../support/sources';

const [fabric, network] = vpcInterfaces ?? [];
const pair = (first: FlowSourceBody, second: FlowSourceBody, members: object = {}) =>
  flowWith('rtp', { 'flow-sources': [first, second], ...members });
const rtp = (members = {}) => flowSourceRequest('rtp', members);
const failover = { 'failover-config': { mode: 'FAILOVER' } };

describe('Region and zone', () => {
  it('accepts a zone of the Region', () => {
    expect(faultsOfFlow(flowWith('rtp', { region: 'ap-southeast-2', az: 'ap-southeast-2c' }))).toEqual([]);
  });

  it.each([
    [
      'a zone of another Region',
      { az: 'eu-west-2a' },
      '/az',
      '"eu-west-2a" is not a zone of eu-west-1; use one such as eu-west-1a',
    ],
    [
      'the id of a zone',
      { az: 'euw1-az1' },
      '/az',
      '"euw1-az1" does not fit; use the name of a zone, such as eu-west-1a',
    ],
    [
      'a Region without MediaConnect',
      { region: 'eu-south-1' },
      '/region',
      expect.stringMatching(/^"eu-south-1" is not known; use .*eu-west-1/),
    ],
    ['GovCloud', { region: 'us-gov-west-1' }, '/region', expect.stringMatching(/^"us-gov-west-1" is not known/)],
    ['no Region', { region: undefined }, '/region', expect.stringMatching(/^required; use /)],
  ])('refuses %s', (_, members, pointer, detail) => {
    expect(faultsOfFlow(flowWith('rtp', members))).toEqual([[pointer, detail]]);
  });

  it('refuses an entitlement of another Region', () => {
    expect(faultsOfFlow(flowWith('entitlement', { region: 'us-east-1' }))).toEqual([
      [
        '/flow-sources/0/entitlement-arn',
        "the entitlement is of eu-west-1, the flow of us-east-1; use one of the flow's Region",
      ],
    ]);
  });
});

describe('ports of two flow sources', () => {
  const rist = (port: number) => flowSourceRequest('rist', { 'ingest-port': port });
  const fec = (port: number) => flowSourceRequest('rtp-fec', { 'ingest-port': port });
  it.each<[string, FlowSourceBody, FlowSourceBody, string | undefined]>([
    ['the same port', rtp(), rtp(), 'takes 5000, and flow-sources/0 takes 5000; use ports that do not meet'],
    [
      'the neighbour of rist',
      rist(5000),
      rist(5001),
      'takes 5001, 5002, and flow-sources/0 takes 5000, 5001; use ports that do not meet',
    ],
    ['room for the neighbour of rist', rist(5000), rist(5002), undefined],
    [
      'the first neighbour of rtp-fec',
      fec(5000),
      rtp({ 'ingest-port': 5002 }),
      'takes 5002, and flow-sources/0 takes 5000, 5002, 5004; use ports that do not meet',
    ],
    [
      'the second neighbour of rtp-fec',
      rtp({ 'ingest-port': 5004 }),
      fec(5000),
      'takes 5000, 5002, 5004, and flow-sources/0 takes 5004; use ports that do not meet',
    ],
    ['a port between those of rtp-fec', fec(5000), fec(5001), undefined],
  ])('%s', (_, first, second, detail) => {
    expect(faultsOfFlow(pair(first, second, failover))).toEqual(
      detail ? [['/flow-sources/1/ingest-port', detail]] : [],
    );
  });
});

describe('two Zixi sources', () => {
  const zixi = (members: object) => flowSourceRequest('zixi-push', members);
  const inVpc = { ...zixi({ 'vpc-interface-name': 'network', 'stream-id': 'a' }), 'whitelist-cidr': undefined };
  const { 'whitelist-cidr': _, ...vpcSource } = inVpc;
  it.each<[string, object, object, string | undefined]>([
    ['with stream ids of their own', { 'stream-id': 'a' }, { 'stream-id': 'b' }, undefined],
    ['without stream ids, told apart by name', {}, {}, undefined],
    ['with the same stream id', { 'stream-id': 'a' }, { 'stream-id': 'a' }, 'a'],
    ['of which one is named as the other streams', { 'stream-id': 'a' }, { name: 'a' }, 'a'],
  ])('%s', (_name, first, second, clash) => {
    const detail = `"${clash}" is the stream id of flow-sources/0 already; use another, public Zixi sources share a port`;
    const expected = clash ? [['/flow-sources/1/stream-id', detail]] : [];
    expect(faultsOfFlow(pair(zixi(first), zixi(second), failover))).toEqual(expected);
  });

  it('may have the same stream id where one of them is in a VPC', () => {
    const members = { ...failover, 'vpc-interfaces': [network] };
    expect(faultsOfFlow(pair(zixi({ 'stream-id': 'a' }), vpcSource, members))).toEqual([]);
  });
});

describe('names', () => {
  const [picture, sound, captions] = flowRequest('cdi')['media-streams'] ?? [];
  it.each<[string, object, string]>([
    ['flow sources', pair(rtp({ name: 'a' }), rtp({ name: 'a', 'ingest-port': 5001 }), failover), 'flow-sources'],
    [
      'VPC interfaces',
      flowWith('rtp', {
        'vpc-interfaces': [
          { ...fabric, name: 'a' },
          { ...network, name: 'a' },
        ],
      }),
      'vpc-interfaces',
    ],
    [
      'media streams',
      flowWith('cdi', {
        'media-streams': [picture, sound, captions, { ...captions, 'stream-id': 9, name: 'picture' }],
      }),
      'media-streams',
    ],
  ])('of %s are unique', (_, members, list) => {
    const index = list === 'media-streams' ? 3 : 1;
    const name = list === 'media-streams' ? 'picture' : 'a';
    const detail = `"${name}" is the name of ${list}/0 already; use a name once in a flow`;
    expect(faultsOfFlow(members)).toEqual([[`/${list}/${index}/name`, detail]]);
  });

  it('may be the same in different lists', () => {
    const members = { 'flow-sources': [rtp({ name: 'a' })], 'vpc-interfaces': [{ ...network, name: 'a' }], name: 'a' };
    expect(faultsOfFlow(flowWith('rtp', members))).toEqual([]);
  });
});
