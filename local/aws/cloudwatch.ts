import type { Alarms } from './cloudwatch-alarms';
import type { AwsCall, AwsService } from './endpoint';
import { awsJson, jsonService, ServiceError } from './protocol';

/** A metric as one value a second: each step holds from its moment (milliseconds) to the next step's; undefined is no data. */
export interface MetricSeries {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
  unit?: string;
  steps: { from: number; value: number | undefined }[];
}

export interface CloudWatchOptions {
  /** The metrics that services emit themselves. */
  metrics(account: string, region: string): MetricSeries[];
  /** Refused where absent. */
  alarms?: Pick<Alarms, 'operations' | 'actionsOf'>;
}

/** A statistic of a metric. */
export interface MetricStat {
  Metric: Metric;
  Period: number;
  Stat: string;
}

/** What falls into one period. */
interface Bucket {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

interface Query {
  Id: string;
  Label?: string;
  ReturnData?: boolean;
  MetricStat?: MetricStat;
}

interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: string }[];
}

const maximumPoints = 100_800;
/** The shortest period, seconds, that is kept so long: nothing finer is to be had of a time further back. */
const kept = [
  { period: 1, seconds: 3 * 3_600 },
  { period: 60, seconds: 15 * 86_400 },
  { period: 300, seconds: 63 * 86_400 },
  { period: 3_600, seconds: 455 * 86_400 },
];
const pageLength = 500;

/** CloudWatch metrics: ListMetrics, and GetMetricData without expressions, of what services emit; and alarms. */
export function cloudWatch({ metrics, alarms }: CloudWatchOptions): AwsService {
  const operations: Record<string, (call: AwsCall) => unknown> = {
    GetMetricData: ({ input, account, region }) => getMetricData(metrics(account, region), input),
    ListMetrics: ({ input, account, region }) => listMetrics(metrics(account, region), input),
    ...alarms?.operations,
  };
  const protocol = awsJson('1.0', 'GraniteServiceVersion20100801');
  const actionsOf: AwsService['actionsOf'] = (call) =>
    alarms?.actionsOf(call) ?? [{ action: `cloudwatch:${call.operation}`, resource: '*' }];
  return jsonService('monitoring', protocol, operations, actionsOf);
}

function getMetricData(series: MetricSeries[], input: Record<string, unknown>): unknown {
  const [start, end] = [Number(input.StartTime) * 1000, Number(input.EndTime) * 1000];
  if (!(start < end)) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const queries = (input.MetricDataQueries ?? []) as Query[];
  if (queries.length < 1 || queries.length > 500) throw invalid('Give 1 to 500 MetricDataQueries.');
  const byKey = seriesByKey(series);
  const most = Number(input.MaxDatapoints ?? maximumPoints);
  const before = Number(input.NextToken ?? 0);
  let passed = 0;
  const asked = queries.filter(({ ReturnData }) => ReturnData !== false);
  const MetricDataResults = asked.flatMap((query) => {
    const points = pointsOf(byKey, query, start, end);
    if (input.ScanBy !== 'TimestampAscending') points.reverse();
    const [from, to] = [before - passed, before - passed + most];
    passed += points.length;
    // What an earlier page has told in full is not told again.
    if (from > 0 && from >= points.length) return [];
    const page = points.slice(Math.max(0, from), Math.max(0, to));
    const Timestamps = page.map(([time]) => time / 1000);
    const Values = page.map(([, value]) => value);
    const Label = query.Label ?? query.MetricStat?.Metric.MetricName;
    return { Id: query.Id, Label, Timestamps, Values, StatusCode: to < points.length ? 'PartialData' : 'Complete' };
  });
  return { MetricDataResults, Messages: [], ...(before + most < passed && { NextToken: String(before + most) }) };
}

/** The series of each metric. */
export function seriesByKey(series: readonly MetricSeries[]): ReadonlyMap<string, MetricSeries[]> {
  const byKey = new Map<string, MetricSeries[]>();
  for (const each of series) {
    const key = keyOf(each.namespace, each.metricName, Object.entries(each.dimensions));
    byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  return byKey;
}

function listMetrics(series: MetricSeries[], input: Record<string, unknown>): unknown {
  const { Namespace, MetricName, Dimensions = [] } = input as Partial<Metric>;
  const found = series.filter(
    ({ namespace, metricName, dimensions }) =>
      (Namespace ?? namespace) === namespace &&
      (MetricName ?? metricName) === metricName &&
      Dimensions.every(({ Name, Value }) => Name in dimensions && (Value ?? dimensions[Name]) === dimensions[Name]),
  );
  const end = Number(input.NextToken ?? 0) + pageLength;
  const Metrics = found.slice(end - pageLength, end).map(({ namespace, metricName, dimensions }) => ({
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  return { Metrics, NextToken: end < found.length ? String(end) : undefined };
}

function pointsOf(
  byKey: ReadonlyMap<string, MetricSeries[]>,
  { Id, MetricStat }: Query,
  start: number,
  end: number,
): [number, number][] {
  if (!MetricStat) throw invalid(`Query ${Id}: the local CloudWatch knows queries with a MetricStat only.`);
  const { Period, Stat } = MetricStat;
  if (!statistics[Stat])
    throw invalid(`Query ${Id}: Stat ${Stat} is not one of ${Object.keys(statistics).join(', ')}.`);
  if (!(Period >= 1 && (Period % 60 === 0 || [1, 5, 10, 20, 30].includes(Period))))
    throw invalid(`Query ${Id}: Period ${Period} must be 1, 5, 10, 20, 30 or a multiple of 60.`);
  const now = Date.now();
  const known = Math.max(...kept.flatMap(({ period, seconds }) => (Period % period === 0 ? [seconds] : [])));
  const first = Math.max(start, now - known * 1000);
  return valuesOf(byKey, MetricStat, Period * 1000, first, Math.min(end, now));
}

/** The values of a statistic over periods of so many milliseconds, by the beginning of each that has any, oldest first. */
export function valuesOf(
  byKey: ReadonlyMap<string, MetricSeries[]>,
  { Metric: { Namespace, MetricName, Dimensions = [] }, Stat }: MetricStat,
  periodMs: number,
  start: number,
  end: number,
): [number, number][] {
  const statistic = statistics[Stat];
  if (!statistic) throw invalid(`Stat ${Stat} is not one of ${Object.keys(statistics).join(', ')}.`);
  const pairs = Dimensions.map(({ Name, Value }): [string, string] => [Name, Value]);
  const buckets = new Map<number, Bucket>();
  for (const { steps } of byKey.get(keyOf(Namespace, MetricName, pairs)) ?? [])
    fill(buckets, steps, periodMs, start, end);
  return [...buckets].sort(([a], [b]) => a - b).map(([time, bucket]) => [time, statistic(bucket)]);
}

const statistics: Record<string, (bucket: Bucket) => number> = {
  Average: ({ sum, count }) => sum / count,
  Sum: ({ sum }) => sum,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
  SampleCount: ({ count }) => count,
};

function fill(
  buckets: Map<number, Bucket>,
  steps: MetricSeries['steps'],
  period: number,
  start: number,
  end: number,
): void {
  steps.forEach(({ from, value }, at) => {
    if (value === undefined) return;
    // One sample on each whole second of the step.
    const first = Math.ceil(Math.max(from, start) / 1000) * 1000;
    const last = Math.min(steps[at + 1]?.from ?? Number.POSITIVE_INFINITY, end);
    for (let time = Math.floor(first / period) * period; time < last; time += period) {
      const count = Math.ceil((Math.min(time + period, last) - Math.max(time, first)) / 1000);
      if (count <= 0) continue;
      const { count: n, sum, minimum, maximum } = buckets.get(time) ?? nothing;
      buckets.set(time, {
        count: n + count,
        sum: sum + value * count,
        minimum: Math.min(minimum, value),
        maximum: Math.max(maximum, value),
      });
    }
  });
}

const nothing: Bucket = { count: 0, sum: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY };

function keyOf(namespace: string, name: string, dimensions: [string, string][]): string {
  return JSON.stringify([namespace, name, ...dimensions.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
