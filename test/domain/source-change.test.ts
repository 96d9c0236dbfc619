import type { SourceConfiguration } from '../../lambdas/domain/source';
import { changeBetween } from '../../lambdas/domain/source-change';
import { configuredSource } from '../support/configured-source';
import {
  type FlowBody,
  flowRequest,
  flowSourceRequest,
  type SourceBody,
  sourceRequest,
  vpcInterfaces,
} from '../support/sources';

const sources = ['a', 'b'].map((name, index) =>
  flowSourceRequest('rist', { name, 'ingest-port': 5000 + 10 * index, description: name }),
);
const base: FlowBody = flowRequest('rist', {
  'flow-sources': sources,
  'failover-config': { mode: 'FAILOVER' },
  'vpc-interfaces': vpcInterfaces,
});

const source = (flow: Partial<FlowBody> = {}, body: Partial<SourceBody> = {}): SourceConfiguration =>
  configuredSource(sourceRequest('rist', { 'ingress-flows': [{ ...base, ...flow }], ...body })).configuration;

const [first, second] = sources as [FlowBody['flow-sources'][number], FlowBody['flow-sources'][number]];
const [fabric, network] = vpcInterfaces as [object, object];
const labels = { labels: [{ key: 'shift', value: 'night' }] };

describe('a change', () => {
  it('is none where only the order of members differs', () => {
    const turned = Object.fromEntries(Object.entries(source()).reverse()) as SourceConfiguration;
    expect(changeBetween(source(), turned)).toBe('none');
  });

  it.each<[string, SourceConfiguration]>([
    ['hidden', source({}, { hidden: true })],
    ['alarm', source({}, { alarm: { level: 'TR_101_290_PRIORITY_2' } })],
    ['proxy-tier', source({}, { 'proxy-tier': 2 })],
    ['the order of flow sources', source({ 'flow-sources': [second, first] })],
    ['an empty list of media streams', source({ 'media-streams': [] })],
  ])('of %s is of the record alone', (_, after) => {
    expect(changeBetween(source(), after)).toBe('record');
    expect(changeBetween(after, source())).toBe('record');
  });

  it.each<[string, SourceConfiguration]>([
    ['the labels of the source', source({}, { metadata: labels })],
    ['the labels of the flow', source({ metadata: labels })],
    ['the labels of a flow source', source({ 'flow-sources': [{ ...first, metadata: labels }, second] })],
    ['the labels of an interface', source({ 'vpc-interfaces': [{ ...fabric, metadata: labels }, network] as never })],
    ['the name', source({ name: 'other' })],
    ['the zone', source({ az: 'eu-west-1c' })],
    ['the failover', source({ 'failover-config': { mode: 'MERGE' } })],
    ['a description', source({ 'flow-sources': [{ ...first, description: 'x' }, second] })],
    ['a latency', source({ 'flow-sources': [first, { ...second, 'max-latency': 100 } as never] })],
    [
      'a security group',
      source({ 'vpc-interfaces': [fabric, { ...network, 'security-group-ids': ['sg-0123456789abcdef9'] }] as never }),
    ],
    [
      'what names swap',
      source({
        'flow-sources': [
          { ...first, name: 'b' },
          { ...second, name: 'a' },
        ],
      }),
    ],
  ])('of %s is of the infrastructure', (_, after) => {
    expect(changeBetween(source(), after)).toBe('infrastructure');
    expect(changeBetween(after, source())).toBe('infrastructure');
  });
});
