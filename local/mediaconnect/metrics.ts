import { flowMetricsOf, type Metric, metricsOf, type Shown } from './metric-list';
import type { Flow, FlowSource, Observation } from './record';

/** A metric of namespace AWS/MediaConnect with one data point a second; it has none while its flow does not run. */
export interface MetricSeries {
  namespace: 'AWS/MediaConnect';
  metricName: string;
  dimensions: Record<string, string>;
  unit: Metric['unit'];
  /** Each step holds from its moment (milliseconds since 1970) to the next step's; undefined is no data. */
  steps: { from: number; value: number | undefined }[];
}

/** What grows by the second is shown in so many steps at the most, of a minute or longer. */
const growingSteps = 1_440;

/** Every series of a flow: of each source by SourceARN, and of the source in use by FlowARN, under both names. */
export function seriesOf(flow: Flow): MetricSeries[] {
  const bySource = flow.sources.flatMap((source) =>
    metricsOf(flow, source).map((metric) =>
      series(metric.sourceName ?? `Source${metric.name}`, { SourceARN: source.arn }, metric, source.observations),
    ),
  );
  const [first] = flow.sources;
  if (!first) return [];
  const inUse = flow.sources.length > 1 ? combined(flow.sources) : first.observations;
  const dimensions = { FlowARN: flow.arn };
  const twins = metricsOf(flow, first).filter((each) => !each.ofSourceOnly);
  return [
    ...bySource,
    ...twins.flatMap((metric) =>
      ['', 'Source'].map((prefix) => series(prefix + metric.name, dimensions, metric, inUse)),
    ),
    ...flowMetricsOf(flow).map((metric) => series(metric.name, dimensions, metric, inUse)),
  ];
}

function series(
  metricName: string,
  dimensions: Record<string, string>,
  metric: Metric,
  observations: Shown[],
): MetricSeries {
  const steps = observations.flatMap((each, index) => {
    const next = observations[index + 1];
    const ends = each.until !== undefined && each.until !== next?.from ? [{ from: each.until, value: undefined }] : [];
    const shown = metric.grows ? growing(observations, index) : stepsOf(metric, each, before(observations, index));
    return [...shown, ...ends];
  });
  return { namespace: 'AWS/MediaConnect', metricName, dimensions, unit: metric.unit, steps };
}

/** The observation that ended as this one began. */
function before(observations: Shown[], index: number): Shown | undefined {
  const previous = observations[index - 1];
  return previous?.until === observations[index]?.from ? previous : undefined;
}

/** One step an observation, but for what happens once: that counts in its first second. */
function stepsOf(metric: Metric, each: Shown, previous: Shown | undefined): MetricSeries['steps'] {
  const { from, until = Number.POSITIVE_INFINITY } = each;
  if (!metric.once?.(each, previous)) return [{ from, value: metric.value(each) }];
  return [{ from, value: 1 }, ...(until > from + 1000 ? [{ from: from + 1000, value: 0 }] : [])];
}

/** The seconds for which the source has been connected. */
function growing(observations: Shown[], index: number): MetricSeries['steps'] {
  const { from, until = Date.now(), connected } = observations[index] as Shown;
  if (!connected) return [{ from, value: 0 }];
  let first = index;
  while (before(observations, first)?.connected) first -= 1;
  const since = observations[first]?.from ?? from;
  const length = Math.max(60_000, Math.ceil((until - from) / growingSteps));
  const count = Math.max(1, Math.ceil((until - from) / length));
  return Array.from({ length: count }, (_, step) => {
    const at = from + step * length;
    return { from: at, value: Math.floor((at - since) / 1000) };
  });
}

/** What the flow passed on: at every moment the observation of the source in use, or of the first when none receives. */
function combined(sources: FlowSource[]): Shown[] {
  const end = (each: Observation) => each.until ?? Number.POSITIVE_INFINITY;
  const all = sources.flatMap(({ arn, observations }) => observations.map((each): Shown => ({ ...each, of: arn })));
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
