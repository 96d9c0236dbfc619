import * as z from 'zod';
import { SeenChannel } from './proxy-status';

/** Values of a metric, oldest first: when what each stands for began (milliseconds since 1970), and the value. */
const Points = z.array(z.tuple([z.number(), z.number()]));
export type Points = z.infer<typeof Points>;

/** The metrics that status is judged by, of each flow source, by the end of their names in CloudWatch. */
export const sourceMetrics = [
  'Connected',
  'BitRate',
  'PacketLossPercent',
  'NotRecoveredPackets',
  'Selected',
  'MergeActive',
  'ContinuityCounter',
  'PATError',
  'PIDError',
  'PMTError',
  'TSByteError',
  'TSSyncLoss',
  'CATError',
  'CRCError',
  'PCRAccuracyError',
  'PCRError',
  'PTSError',
  'TransportError',
] as const;
export type SourceMetric = (typeof sourceMetrics)[number];

/** Those of the whole flow: each 1 while it is so. */
export const flowMetrics = [
  'AudioStreamMissing',
  'VideoStreamMissing',
  'BlackFramesBreaching',
  'FrozenFramesBreaching',
  'SilentAudioBreaching',
] as const;
export type FlowMetric = (typeof flowMetrics)[number];

/** The status of a flow that MediaConnect does not know. */
export const gone = 'GONE';

const Described = z.object({
  /** When it was asked for, milliseconds since 1970. */
  at: z.int(),
  status: z.string(),
  errors: z.array(z.string()),
  'flow-sources': z.array(z.object({ name: z.string(), arn: z.string(), 'peer-address': z.string().optional() })),
  failover: z.object({ mode: z.string(), primary: z.string().optional() }).optional(),
  maintenance: z
    .object({
      day: z.string().optional(),
      'start-hour': z.string().optional(),
      deadline: z.string().optional(),
      'scheduled-date': z.string().optional(),
    })
    .optional(),
});
export type Described = z.infer<typeof Described>;

const Measured = z.object({
  at: z.int(),
  /** By name of the flow source and of the metric; what has no values is absent. */
  'flow-sources': z.record(z.string(), z.partialRecord(z.enum(sourceMetrics), Points)),
  flow: z.partialRecord(z.enum(flowMetrics), Points),
});
export type Measured = z.infer<typeof Measured>;

/**
 * What MediaConnect and CloudWatch said of a flow when they were last asked. What could not be asked for is as it was
 * the last time, and `problem` says why.
 */
export const RefreshedFlow = z.object({
  'flow-arn': z.string(),
  described: Described.optional(),
  measured: Measured.optional(),
  /** The channel of the source's proxy, if it has one. */
  channel: SeenChannel.optional(),
  problem: z.string().optional(),
});
export type RefreshedFlow = z.infer<typeof RefreshedFlow>;

/** What is counted is read a minute at a time, milliseconds. */
export const minute = 60_000;

/**
 * How long each value of what is so or is not stands for, milliseconds: a loss is to be told from what was before it.
 * The service measures every second (user guide, "Metrics"), and CloudWatch keeps that for three hours.
 */
export const sample = 10_000;

/** What was measured without what is older than `from`, milliseconds since 1970. */
export function measuredSince(measured: Measured, from: number): Measured {
  const recent = <Metric extends string>(metrics: Partial<Record<Metric, Points>>) =>
    Object.fromEntries(
      Object.entries<Points | undefined>(metrics).map(([name, points = []]) => [
        name,
        points.filter(([at]) => at >= from),
      ]),
    ) as Partial<Record<Metric, Points>>;
  const sources = Object.entries(measured['flow-sources']).map(([name, metrics]) => [name, recent(metrics)]);
  return { ...measured, 'flow-sources': Object.fromEntries(sources), flow: recent(measured.flow) };
}

/** The latest value of a metric. */
export function latest(points: Points | undefined): { at: number; value: number } | undefined {
  const last = points?.at(-1);
  return last && { at: last[0], value: last[1] };
}

/** Whether a count was above nothing in one of its last two minutes, and when; undefined if it was not measured. */
export function counted(points: Points | undefined): { at: number; value: boolean } | undefined {
  const recent = points?.slice(-2) ?? [];
  const last = recent.findLast(([, value]) => value > 0) ?? recent.at(-1);
  return last && { at: last[0], value: last[1] > 0 };
}
