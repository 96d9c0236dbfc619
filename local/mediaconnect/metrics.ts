import { qualities } from './content-quality';
import type { Flow, FlowSource, Observation } from './record';
import { hasConnection, isEssence, kindOf } from './source-rules';

/** A metric of namespace AWS/MediaConnect with one data point a second; it has none while its flow does not run. */
export interface MetricSeries {
  namespace: 'AWS/MediaConnect';
  metricName: string;
  dimensions: Record<string, string>;
  unit: 'Bits/Second' | 'None' | 'Percent' | 'Count' | 'Milliseconds';
  /** Each step holds from its moment (milliseconds since 1970) to the next step's; undefined is no data. */
  steps: { from: number; value: number | undefined }[];
}

interface Metric {
  name: string;
  unit: MetricSeries['unit'];
  value: (observation: Observation) => number;
}

const bitsPerPacket = 1316 * 8;
const packets = (each: Observation) => Math.round(each.bitRate / bitsPerPacket);
const lost = (each: Observation) => Math.round((packets(each) * each.packetLossPercent) / 100);
const count = (name: string, value: Metric['value'] = () => 0): Metric => ({ name, unit: 'Count', value });
const one = (is: boolean | undefined) => (is ? 1 : 0);

/** Names are those at flow level; at source level they bear the prefix `Source` (MediaConnect User Guide, "Metrics"). */
const everywhere: Metric[] = [
  { name: 'BitRate', unit: 'Bits/Second', value: (each) => each.bitRate },
  { name: 'PacketLossPercent', unit: 'Percent', value: (each) => each.packetLossPercent },
  count('TotalPackets', packets),
  count('DroppedPackets', lost),
  count('NotRecoveredPackets', lost),
  count('RecoveredPackets'),
  count('Disconnections'),
];
const connectionOriented: Metric[] = [
  { name: 'Connected', unit: 'None', value: (each) => one(each.connected) },
  { name: 'RoundTripTime', unit: 'Milliseconds', value: (each) => (each.connected ? 20 : 0) },
  count('ARQRequests', lost),
  count('ARQRecovered'),
];
const transportStream: Metric[] = [
  count('ContinuityCounter', (each) => one(each.tr101?.continuity_count_error)),
  count('TSSyncLoss', (each) => one(each.tr101?.ts_sync_loss)),
  count('TransportError', (each) => one(each.tr101?.transport_error)),
  count('PCRError', (each) => one(each.tr101?.pcr_error)),
  ...['PATError', 'PIDError', 'PMTError', 'TSByteError', 'CATError', 'CRCError', 'PCRAccuracyError', 'PTSError'].map(
    (name) => count(name),
  ),
];

const merging: Metric[] = [
  { name: 'MergeActive', unit: 'None', value: (each) => one(each.merged) },
  count('MergeStatusWarnSolo', (each) => one(each.connected && !each.merged)),
];

/** Every series of a flow: of each source by SourceARN, and of the source in use by FlowARN, under both names. */
export function seriesOf(flow: Flow): MetricSeries[] {
  const bySource = flow.sources.flatMap((source) => {
    const dimensions = { SourceARN: source.arn };
    const selected = { name: 'Selected', unit: 'None' as const, value: (each: Observation) => one(each.selected) };
    const mode = flow.sources.length > 1 ? flow.failover?.failoverMode : undefined;
    const pair = mode === 'FAILOVER' ? [selected] : mode === 'MERGE' ? merging : [];
    const metrics = [...metricsOf(source), ...pair];
    return metrics.map((metric) => series(`Source${metric.name}`, dimensions, metric, source.observations));
  });
  const first = flow.sources[0];
  const byFlow = (first ? metricsOf(first) : []).flatMap((metric) => {
    const inUse = flow.sources.length > 1 ? combined(flow.sources) : (first?.observations ?? []);
    return ['', 'Source'].map((prefix) => series(prefix + metric.name, { FlowARN: flow.arn }, metric, inUse));
  });
  const shown = flow.sources.length > 1 ? combined(flow.sources) : (first?.observations ?? []);
  const analysed = shown.filter(({ quality }) => quality !== undefined);
  const byContent = qualities.map(({ metric, flag }) => {
    const value = ({ quality = [] }: Observation) => one(quality.includes(flag));
    return series(metric, { FlowARN: flow.arn }, { name: metric, unit: 'None', value }, analysed);
  });
  return [...bySource, ...byFlow, ...(analysed.length > 0 ? byContent : [])];
}

function metricsOf({ settings }: FlowSource): Metric[] {
  const kind = kindOf(settings);
  return [
    ...everywhere,
    ...(hasConnection(kind) && kind !== 'entitlement' ? connectionOriented : []),
    ...(isEssence(kind) ? [] : transportStream),
  ];
}

function series(
  metricName: string,
  dimensions: Record<string, string>,
  metric: Metric,
  observations: Observation[],
): MetricSeries {
  const steps = observations.flatMap((each, index) => {
    const next = observations[index + 1];
    const ends = each.until !== undefined && each.until !== next?.from ? [{ from: each.until, value: undefined }] : [];
    return [...stepsOf(metric, each, observations[index - 1]), ...ends];
  });
  return { namespace: 'AWS/MediaConnect', metricName, dimensions, unit: metric.unit, steps };
}

/** One step an observation, but for a lost connection: that counts as one disconnection, in its first second. */
function stepsOf(metric: Metric, each: Observation, previous: Observation | undefined): MetricSeries['steps'] {
  const { from, until = Number.POSITIVE_INFINITY } = each;
  const lost = metric.name === 'Disconnections' && previous?.connected && previous.until === from && !each.connected;
  if (!lost) return [{ from, value: metric.value(each) }];
  return [{ from, value: 1 }, ...(until > from + 1000 ? [{ from: from + 1000, value: 0 }] : [])];
}

/** What the flow passed on: at every moment the observation of the source in use, or of the first when none receives. */
function combined(sources: FlowSource[]): Observation[] {
  const end = (each: Observation) => each.until ?? Number.POSITIVE_INFINITY;
  const all = sources.flatMap((each) => each.observations);
  const edges = [...new Set(all.flatMap((each) => [each.from, end(each)]))].sort((a, b) => a - b);
  return edges.slice(0, -1).flatMap((from, index) => {
    const until = edges[index + 1] as number;
    const during = all.filter((each) => each.from <= from && end(each) >= until);
    const shown = during.find((each) => each.selected) ?? during[0];
    if (!shown) return [];
    const { until: _, ...rest } = shown;
    return [{ ...rest, from, ...(Number.isFinite(until) && { until }) }];
  });
}
