import { type MetricGroup, ofFlowSources, ofFlows, twins } from './metric-groups';

/** A metric of the API, and where CloudWatch has it (namespace AWS/MediaConnect). */
export interface Metric extends Pick<MetricGroup, 'unit' | 'statistic' | 'having'> {
  /** What `desired` names. */
  readonly key: string;
  readonly metricName: string;
  /** What it is of: one flow source of two, or the whole flow with what its sources make together. */
  readonly level: 'flow-source' | 'flow';
  /** What a value says. */
  readonly meaning: string;
  /** Answered where `desired` is absent. */
  readonly isDefault: boolean;
}

/** What begins the keys of the metrics that whole flows have like their flow sources. */
export const flowPrefix = 'flow-';

/**
 * Every metric that can be asked for, by its key, in the order of answers. Metrics of outputs are left out: outputs are
 * put on a flow by others, and are none of the source.
 */
export const metrics: ReadonlyMap<string, Metric> = new Map(
  [
    ...metricsOf(twins, 'flow-source').map((each) => ({ ...each, metricName: `Source${each.metricName}` })),
    ...metricsOf(ofFlowSources, 'flow-source'),
    ...metricsOf(ofFlows, 'flow'),
    ...metricsOf(twins, 'flow').map((each) => ({ ...each, key: `${flowPrefix}${each.key}`, isDefault: false })),
  ].map((each) => [each.key, each]),
);

/** The metric that CloudWatch has under this name. Throws where the table has none. */
export function metricNamed(metricName: string): Metric {
  const found = [...metrics.values()].find((metric) => metric.metricName === metricName);
  if (!found) throw new Error(`no metric ${metricName} is known`);
  return found;
}

function metricsOf(groups: readonly MetricGroup[], level: Metric['level']): Metric[] {
  return groups.flatMap(({ rows, ...shared }) =>
    rows.map(([key, metricName, meaning, mark]) => ({
      ...shared,
      key,
      metricName,
      level,
      meaning,
      isDefault: mark === 'default',
    })),
  );
}
