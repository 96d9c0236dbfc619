import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { FlowSourceDescription } from '../domain/flow-description';
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
import { clientDefaults } from './client-defaults';
import type { ServiceFlow } from './mediaconnect';
import { translated } from './translate-error';

/** Metrics come some minutes late; older ones than this, in minutes, say nothing of the present. */
const window = 5;
/** So many values of each are kept: the one that is not over yet and those before. */
const kept = 3;
/** A call with its repetitions, milliseconds: the client waits for it. */
const patience = 5_000;

const clients = new Map<string, CloudWatchClient>();

function clientOf(region: string): CloudWatchClient {
  const client = clients.get(region) ?? new CloudWatchClient({ ...clientDefaults, region });
  clients.set(region, client);
  return client;
}

/** A metric that is asked for, and where its values go. */
interface Asked {
  flowSource?: string;
  metric: SourceMetric | FlowMetric;
  query: Omit<MetricDataQuery, 'Id'>;
}

/**
 * The metrics of the last minutes that a flow's status is judged by, at `now` (milliseconds since 1970), in one call.
 * Throws `Transient` or `ServiceRefused`.
 */
export async function latestMetrics(region: string, flow: ServiceFlow, now: number): Promise<Measured> {
  const asked = askedOf(flow);
  const MetricDataQueries = asked.map(({ query }, index) => ({ Id: `q${index}`, ...query }));
  const StartTime = new Date(Math.floor(now / minute - window) * minute);
  const command = new GetMetricDataCommand({
    MetricDataQueries,
    StartTime,
    EndTime: new Date(now),
    ScanBy: 'TimestampAscending',
  });
  const abortSignal = AbortSignal.timeout(patience);
  const answer = await translated('GetMetricData', () => clientOf(region).send(command, { abortSignal }));
  const measured: Measured = { at: now, 'flow-sources': {}, flow: {} };
  for (const { Id = '', Timestamps = [], Values = [] } of answer.MetricDataResults ?? []) {
    const found = asked[Number(Id.slice(1))];
    const points = Timestamps.map((at, index): Points[number] => [at.getTime(), Values[index] ?? 0]).slice(-kept);
    if (!found || points.length === 0) continue;
    const { flowSource, metric } = found;
    if (flowSource === undefined) measured.flow[metric as FlowMetric] = points;
    else measured['flow-sources'][flowSource] = { ...measured['flow-sources'][flowSource], [metric]: points };
  }
  return measured;
}

function askedOf(flow: ServiceFlow): Asked[] {
  const { sources = [], flowArn } = flow;
  const bySource = sources.flatMap((source) =>
    metricsOf(source, flow).map((metric) => ({
      flowSource: source.name,
      metric,
      query: statOf(`Source${metric}`, sourceMetrics[metric], 'SourceARN', source.sourceArn),
    })),
  );
  const hasPictures = sources.every(isTransportStream);
  const byFlow = (hasPictures ? flowMetrics : []).map((metric) => ({
    metric,
    query: statOf(metric, 'Maximum', 'FlowARN', flowArn),
  }));
  return [...bySource, ...byFlow];
}

/** The metrics that a flow source has (user guide, "Metrics"): CloudWatch bills every one that is asked for. */
function metricsOf(source: FlowSourceDescription, { sources = [], sourceFailoverConfig }: ServiceFlow): SourceMetric[] {
  const { failoverMode } = sourceFailoverConfig ?? {};
  const isDouble = sources.length > 1;
  return (Object.keys(sourceMetrics) as SourceMetric[]).filter((metric) => {
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

function statOf(MetricName: string, Stat: string, Name: string, Value: string): Omit<MetricDataQuery, 'Id'> {
  const Metric = { Namespace: 'AWS/MediaConnect', MetricName, Dimensions: [{ Name, Value }] };
  return { MetricStat: { Metric, Period: (Stat === 'Sum' ? minute : sample) / 1000, Stat } };
}
