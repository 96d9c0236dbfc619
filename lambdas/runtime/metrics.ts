import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({ namespace: 'Headworks', serviceName: 'headworks' });

/** What the functions count, beside what AWS counts of them. */
export type Counter =
  /** An event of a flow that no source of this deployment has. */
  | 'ForeignFlowEvent'
  /** An event whose account is not the one that owns the flow it speaks of. */
  | 'ForgedEvent'
  /** An event in a shape that is not known. */
  | 'UnknownEvent';

/** Counts what happened, as a line of the log from which CloudWatch makes the metric (embedded metric format); at once. */
export function count(counter: Counter, times = 1): void {
  metrics.singleMetric().addMetric(counter, MetricUnit.Count, times);
}
