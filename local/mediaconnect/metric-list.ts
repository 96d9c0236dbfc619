import { qualities } from './content-quality';
import { isMerging } from './health';
import type { Flow, FlowSource, Observation } from './record';
import { hasConnection, isEssence, kindOf } from './source-rules';

/** An observation, and of a flow of two sources the one that it is of. */
export type Shown = Observation & { of?: string };

/** One metric of a source, and of its flow as well unless it is `ofSourceOnly`. */
export interface Metric {
  /** The name at flow level; at source level it bears the prefix `Source` (MediaConnect User Guide, "Metrics"). */
  name: string;
  /** The name at source level where it is another. */
  sourceName?: string;
  ofSourceOnly?: boolean;
  unit: 'Bits/Second' | 'Bytes' | 'None' | 'Percent' | 'Count' | 'Milliseconds' | 'Seconds';
  value: (observation: Observation) => number;
  /** Happens where one observation follows another: then it counts 1 in the first second. */
  once?: (observation: Shown, previous: Shown | undefined) => boolean;
  /** Grows by 1 a second while the source is connected. */
  grows?: true;
}

const bitsPerPacket = 1316 * 8;
const packets = (each: Observation) => Math.round(each.bitRate / bitsPerPacket);
const lost = (each: Observation) => Math.round((packets(each) * each.packetLossPercent) / 100);
const one = (is: boolean | undefined) => (is ? 1 : 0);
const ifConnected = (value: number) => (each: Observation) => (each.connected ? value : 0);

const count = (name: string, value: Metric['value'] = () => 0): Metric => ({ name, unit: 'Count', value });
const flag = (name: string, value: Metric['value'] = () => 0): Metric => ({ name, unit: 'None', value });
const milliseconds = (name: string, value: Metric['value']): Metric => ({ name, unit: 'Milliseconds', value });
const ofSource = (metric: Metric): Metric => ({ ...metric, ofSourceOnly: true });
/** The service gives these the same name at both levels. */
const unprefixed = (metric: Metric): Metric => ({ ...metric, sourceName: metric.name, ofSourceOnly: true });

const everywhere: Metric[] = [
  { name: 'BitRate', unit: 'Bits/Second', value: (each) => each.bitRate },
  { name: 'PacketLossPercent', unit: 'Percent', value: (each) => each.packetLossPercent },
  count('TotalPackets', packets),
  count('DroppedPackets', lost),
  count('NotRecoveredPackets', lost),
  count('RecoveredPackets'),
  { ...count('Disconnections'), once: (each, previous) => previous?.connected === true && !each.connected },
  ofSource(count('MissingPackets', lost)),
  ofSource({ name: 'TotalBytes', unit: 'Bytes', value: (each) => Math.round(each.bitRate / 8) }),
];
const connectionOriented: Metric[] = [
  flag('Connected', (each) => one(each.connected)),
  milliseconds('RoundTripTime', ifConnected(20)),
  count('ARQRequests', lost),
  count('ARQRecovered'),
];
const dialled: Metric[] = [
  unprefixed({ ...count('ConnectionAttempts'), once: (each, previous) => each.connected && !previous?.connected }),
];
const corrected: Metric[] = [count('FECPackets', (each) => Math.round(packets(each) / 5)), count('FECRecovered')];
const zixi: Metric[] = [
  unprefixed(count('ConsecutiveDrops', lost)),
  unprefixed(count('ConsecutiveNotRecovered', lost)),
];
const transportStream: Metric[] = [
  count('ContinuityCounter', (each) => one(each.tr101?.continuity_count_error)),
  count('TSSyncLoss', (each) => one(each.tr101?.ts_sync_loss)),
  count('TransportError', (each) => one(each.tr101?.transport_error)),
  count('PCRError', (each) => one(each.tr101?.pcr_error)),
  ...['PATError', 'PIDError', 'PMTError', 'TSByteError', 'CATError', 'CRCError', 'PCRAccuracyError', 'PTSError'].map(
    (name) => count(name),
  ),
  ofSource(milliseconds('Jitter', ifConnected(1))),
  ofSource({ name: 'Uptime', unit: 'Seconds', value: () => 0, grows: true }),
];
const essence: Metric[] = [
  ofSource(count('TotalPayloads', packets)),
  ofSource(count('LatePayloads')),
  ofSource(count('DroppedPayloads', lost)),
];
const merging: Metric[] = [
  flag('MergeActive', (each) => one(each.merged)),
  milliseconds('MergeLatency', ifConnected(5)),
  ofSource(count('MergeStatusWarnMismatch')),
  ofSource(count('MergeStatusWarnSolo', (each) => one(each.connected && !each.merged))),
];
const quality: Metric[] = [
  ...qualities.map((each) => flag(each.metric, ({ quality: found = [] }) => one(found.includes(each.flag)))),
  flag('TimecodePresent', (each) => one(each.connected)),
];

/** The metrics of a source. */
export function metricsOf(flow: Flow, { settings }: FlowSource): Metric[] {
  const kind = kindOf(settings);
  const isAlone = flow.sources.length === 1 && kind !== 'entitlement';
  const latency = settings.minLatency ?? settings.maxLatency ?? 0;
  return [
    ...everywhere,
    ...(hasConnection(kind) && kind !== 'entitlement' ? connectionOriented : []),
    ...(kind === 'srt-listener' || kind === 'srt-caller' || kind === 'zixi-push' ? dialled : []),
    ...(kind === 'rtp-fec' || kind === 'zixi-push' ? corrected : []),
    ...(kind === 'zixi-push' ? zixi : []),
    ...(isEssence(kind) ? essence : [...transportStream, ofSource(milliseconds('Latency', ifConnected(latency)))]),
    ...(isAlone && !isEssence(kind) ? [count('OverflowPackets')] : []),
    ...(isMerging(flow) ? merging : []),
    ...(flow.failover?.failoverMode === 'FAILOVER' ? [ofSource(flag('Selected', (each) => one(each.selected)))] : []),
  ];
}

const failover: Metric = {
  ...count('FailoverSwitches'),
  once: (each, previous) => each.selected && previous?.selected === true && each.of !== previous.of,
};

/** The metrics of a flow that its sources have not. */
export function flowMetricsOf(flow: Flow): Metric[] {
  return [
    ...(flow.monitoring?.contentQualityAnalysisState === 'ENABLED' ? quality : []),
    ...(flow.failover?.failoverMode === 'FAILOVER' ? [failover] : []),
  ];
}
