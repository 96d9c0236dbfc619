import { type FlowSourceDescription, regionOf } from '../domain/flow-description';
import type { MetricQuery } from '../domain/metric-series';
import { type Metric, metricNamed } from '../domain/metric-table';
import {
  type FlowMetric,
  flowMetrics,
  type Measured,
  minute,
  type Points,
  type SourceMetric,
  sample,
  sourceMetrics,
} from '../domain/refreshed-flow';
import type { ServiceFlow } from './mediaconnect';
import { readMetrics } from './metrics';

/** Metrics come some minutes late; older ones than this, in minutes, say nothing of the present. */
const window = 5;
/** So many values of each are kept: the one that is not over yet and those before. */
const kept = 3;
/** All calls with their repetitions, milliseconds: the client waits for them. */
const patience = 5_000;

/** A metric that is asked for, and where its values go. */
interface Asked {
  flowSource?: string;
  name: SourceMetric | FlowMetric;
  query: MetricQuery;
}

/**
 * The metrics of the last minutes that a flow's status is judged by, at `now` (milliseconds since 1970), in one call.
 * Throws `Transient` or `ServiceRefused`, also where CloudWatch fails with one of them: no values say that nothing came.
 */
export async function latestMetrics(flow: ServiceFlow, now: number): Promise<Measured> {
  const asked = askedOf(flow);
  const range = { start: Math.floor(now / minute - window) * minute, end: now };
  const queries = asked.map(({ query }) => query);
  const { values } = await readMetrics(queries, range, minute / 1000, patience);
  const measured: Measured = { at: now, 'flow-sources': {}, flow: {} };
  for (const [index, { flowSource, name }] of asked.entries()) {
    const points = (values[index] ?? []).slice(-kept).map(([at, value]): Points[number] => [at, value]);
    if (points.length === 0) continue;
    if (flowSource === undefined) measured.flow[name as FlowMetric] = points;
    else measured['flow-sources'][flowSource] = { ...measured['flow-sources'][flowSource], [name]: points };
  }
  return measured;
}

function askedOf(flow: ServiceFlow): Asked[] {
  const { sources = [], flowArn } = flow;
  const region = regionOf(flowArn);
  const bySource = sources.flatMap((source) =>
    metricsOf(source, flow).map((name): Asked => {
      const metric = metricNamed(`Source${name}`);
      const query = { metric, region, identity: source.name, dimension: 'SourceARN', arn: source.sourceArn } as const;
      return { flowSource: source.name, name, query: { ...query, period: periodOf(metric) } };
    }),
  );
  const hasPictures = sources.every(isTransportStream);
  const byFlow = (hasPictures ? flowMetrics : []).map((name): Asked => {
    const metric = metricNamed(name);
    const query = { metric, region, identity: flow.name, dimension: 'FlowARN', arn: flowArn } as const;
    return { name, query: { ...query, period: periodOf(metric) } };
  });
  return [...bySource, ...byFlow];
}

/** The metrics that a flow source has (user guide, "Metrics"): CloudWatch bills every one that is asked for. */
function metricsOf(source: FlowSourceDescription, { sources = [], sourceFailoverConfig }: ServiceFlow): SourceMetric[] {
  const { failoverMode } = sourceFailoverConfig ?? {};
  const isDouble = sources.length > 1;
  return sourceMetrics.filter((metric) => {
    if (metric === 'BitRate' || metric === 'PacketLossPercent' || metric === 'NotRecoveredPackets') return true;
    if (metric === 'Connected') return /^(srt|zixi|rist)/.test(source.transport?.protocol ?? '');
    if (metric === 'Selected') return isDouble && failoverMode === 'FAILOVER';
    if (metric === 'MergeActive') return isDouble && failoverMode === 'MERGE';
    return isTransportStream(source);
  });
}

function isTransportStream({ transport }: FlowSourceDescription): boolean {
  return transport?.protocol !== 'cdi' && transport?.protocol !== 'st2110-jpegxs';
}

/** Seconds that a value of the metric stands for: what is counted is told by the minute, all else as it was sampled. */
function periodOf({ statistic }: Metric): number {
  return (statistic === 'Sum' ? minute : sample) / 1000;
}
