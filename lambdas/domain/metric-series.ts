import * as z from 'zod';
import { type Metric, metrics } from './metric-table';
import { isTransportStream } from './protocol';
import type { IngressFlow, ProvisionedFlow } from './source';
import { timestamp } from './timestamp';

/** What a request for metrics answers: one series for each metric and flow source, or flow. */
export const SourceMetrics = z.object({
  /** Seconds that each value stands for; absent where there is no series. */
  period: z.int().optional(),
  series: z.array(
    z.object({
      identity: z.string(),
      metrics: z.string(),
      samples: z.array(z.string().meta({ format: 'date-time' })),
      values: z.array(z.number()),
      unit: z.string(),
    }),
  ),
  messages: z.array(z.string()).optional(),
});
export type SourceMetrics = z.infer<typeof SourceMetrics>;

/** A series as it is asked of CloudWatch, which knows flows and flow sources by their ARNs. */
export interface MetricQuery {
  readonly metric: Metric;
  readonly region: string;
  /** The name of the flow source, or of the flow. */
  readonly identity: string;
  readonly dimension: 'FlowARN' | 'SourceARN';
  readonly arn: string;
  /** Seconds that a value stands for, where it is not what is asked of all. */
  readonly period?: number;
}

/** The values of a series that there are: a period without any is left out, in the order of time (milliseconds). */
export type MetricValues = readonly (readonly [at: number, value: number])[];

/** The metrics that `desired` names, in the order of the table and each once; what it names beside them is ignored. */
export function desiredMetrics(desired: string): Metric[] {
  const named = new Set(desired.split(',').map((key) => key.trim()));
  return [...metrics.values()].filter(({ key }) => named.has(key));
}

/**
 * The series of a source: `wanted` for every flow and flow source, whether or not its protocol has them; where it is
 * absent, the default ones that it has. Flow sources without an ARN have none.
 */
export function metricQueries(
  flows: readonly ProvisionedFlow[],
  configured: readonly IngressFlow[],
  wanted?: readonly Metric[],
): MetricQuery[] {
  const asked = wanted ?? [...metrics.values()].filter(({ isDefault }) => isDefault);
  return flows.flatMap((flow, index) =>
    asked.filter((metric) => wanted || isHad(metric, configured[index])).flatMap((metric) => queriesOf(metric, flow)),
  );
}

function queriesOf(metric: Metric, flow: ProvisionedFlow): MetricQuery[] {
  if (metric.level === 'flow')
    return [{ metric, region: flow.region, identity: flow.name, dimension: 'FlowARN', arn: flow.arn }];
  return flow['flow-sources'].flatMap(({ name, 'source-arn': arn }): MetricQuery[] =>
    arn ? [{ metric, region: flow.region, identity: name, dimension: 'SourceARN', arn }] : [],
  );
}

/** Claims that a flow so configured can have the metric at all. */
function isHad({ having }: Metric, flow: IngressFlow | undefined): boolean {
  if (having === 'all' || !flow) return true;
  if (having === 'FAILOVER' || having === 'MERGE') return flow['failover-config']?.mode === having;
  const protocols = flow['flow-sources'].map(({ protocol }) => protocol);
  if (having === 'transport-streams') return protocols.some(isTransportStream);
  if (having === 'media-streams') return !protocols.some(isTransportStream);
  return protocols.some((protocol) => having.includes(protocol));
}

/** The answer with the values that were found for each query, by its position. */
export function metricsAnswer(
  queries: readonly MetricQuery[],
  found: { values: readonly MetricValues[]; messages: readonly string[] },
  period: number,
): SourceMetrics {
  const series = queries.map(({ metric, identity }, index) => {
    const values = found.values[index] ?? [];
    return {
      identity,
      metrics: metric.key,
      samples: values.map(([at]) => timestamp(new Date(at))),
      values: values.map(([, value]) => value),
      unit: metric.unit,
    };
  });
  return {
    ...(series.length > 0 && { period }),
    series,
    ...(found.messages.length > 0 && { messages: [...found.messages] }),
  };
}
