import { desiredMetrics, metricQueries, metricsAnswer } from '../../lambdas/domain/metric-series';
import { metrics } from '../../lambdas/domain/metric-table';
import type { Protocol } from '../../lambdas/domain/protocol';
import type { IngressFlow, ProvisionedFlow } from '../../lambdas/domain/source';
import { configuredSource } from '../support/configured-source';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';

const flow: ProvisionedFlow = {
  arn: 'arn:flow',
  name: 'news',
  region: 'eu-west-1',
  'flow-sources': [
    { name: 'a', 'source-arn': 'arn:a' },
    { name: 'b', 'source-arn': 'arn:b' },
  ],
};

/** The stored flow of a protocol; two flow sources where a failover mode is told. */
function configured(protocol: Protocol, mode?: 'FAILOVER' | 'MERGE'): IngressFlow[] {
  if (!mode) return configuredSource(sourceRequest(protocol)).configuration['ingress-flows'];
  const [a, b] = [
    flowSourceRequest(protocol, { name: 'a' }),
    flowSourceRequest(protocol, { name: 'b', 'ingest-port': 5_010 }),
  ];
  const body = flowRequest(protocol, { 'flow-sources': [a, b], 'failover-config': { mode } });
  return configuredSource({ metadata: { labels: [] }, 'ingress-flows': [body] }).configuration['ingress-flows'];
}

const keysOf = (flows: IngressFlow[]) => [...new Set(metricQueries([flow], flows).map(({ metric }) => metric.key))];

describe('the table of metrics', () => {
  it('has each metric of CloudWatch once at each level', () => {
    const places = [...metrics.values()].map(({ level, metricName }) => `${level} ${metricName}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('has keys in kebab case, those of a whole flow like those of its flow sources behind a prefix', () => {
    for (const key of metrics.keys()) expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(metrics.get('not-recovered-packets')).toMatchObject({ metricName: 'SourceNotRecoveredPackets' });
    expect(metrics.get('flow-not-recovered-packets')).toMatchObject({ metricName: 'NotRecoveredPackets' });
  });

  it('judges a state that must hold throughout by its worst second, and one that must not by any', () => {
    const statisticOf = (key: string) => metrics.get(key)?.statistic;
    expect(['connected', 'merge-active', 'selected', 'black-frames-breaching'].map(statisticOf)).toEqual([
      'Minimum',
      'Minimum',
      'Maximum',
      'Maximum',
    ]);
  });
});

describe('the metrics that are wanted', () => {
  it('are those that are known, each once, in the order of the table', () => {
    const wanted = desiredMetrics('round-trip-time, bit-rate,nonsense,bit-rate,,BitRate,SourceBitRate');
    expect(wanted.map(({ key }) => key)).toEqual(['bit-rate', 'round-trip-time']);
  });

  it('are none where none is known', () => {
    expect(desiredMetrics('')).toEqual([]);
    expect(metricQueries([flow], configured('rtp'), desiredMetrics('nonsense'))).toEqual([]);
  });

  it('are asked for of every flow source, or of the flow, whatever its protocol', () => {
    const queries = metricQueries([flow], configured('rtp'), desiredMetrics('connected,failover-switches'));
    expect(
      queries.map(({ metric, identity, dimension, arn }) => [metric.metricName, identity, dimension, arn]),
    ).toEqual([
      ['SourceConnected', 'a', 'SourceARN', 'arn:a'],
      ['SourceConnected', 'b', 'SourceARN', 'arn:b'],
      ['FailoverSwitches', 'news', 'FlowARN', 'arn:flow'],
    ]);
  });

  it('are, unless told, the most telling ones that the source can have', () => {
    const shared = ['bit-rate', 'disconnections', 'packet-loss-percent', 'not-recovered-packets'];
    const errors = ['continuity-counter', 'ts-sync-loss'];
    expect(keysOf(configured('rtp'))).toEqual([...shared, ...errors]);
    expect(keysOf(configured('rist', 'MERGE'))).toEqual([
      'bit-rate',
      'connected',
      ...shared.slice(1),
      'round-trip-time',
      'merge-active',
      ...errors,
    ]);
    expect(keysOf(configured('srt-listener', 'FAILOVER'))).toEqual([
      'bit-rate',
      'connected',
      ...shared.slice(1),
      'round-trip-time',
      ...errors,
      'selected',
      'failover-switches',
    ]);
    expect(keysOf(configured('cdi'))).toEqual(['bit-rate', 'packet-loss-percent', 'not-recovered-packets']);
  });
});

describe('the answer', () => {
  const queries = metricQueries([flow], configured('rtp'), desiredMetrics('bit-rate'));

  it('has the values of each flow source at their times, and a gap where there is none', () => {
    const values = [
      [
        [Date.parse('2026-01-01T00:00:00Z'), 1],
        [Date.parse('2026-01-01T00:02:00Z'), 3],
      ],
      [],
    ] as const;
    expect(metricsAnswer(queries, { values, messages: [] }, 60)).toEqual({
      period: 60,
      series: [
        {
          identity: 'a',
          metrics: 'bit-rate',
          samples: ['2026-01-01T00:00:00Z', '2026-01-01T00:02:00Z'],
          values: [1, 3],
          unit: 'Bits/Second',
        },
        { identity: 'b', metrics: 'bit-rate', samples: [], values: [], unit: 'Bits/Second' },
      ],
    });
  });

  it('says what is not complete', () => {
    expect(metricsAnswer(queries, { values: [], messages: ['late'] }, 60)).toMatchObject({ messages: ['late'] });
  });

  it('is empty without a flow', () => {
    expect(metricsAnswer([], { values: [], messages: [] }, 60)).toEqual({ series: [] });
  });
});
