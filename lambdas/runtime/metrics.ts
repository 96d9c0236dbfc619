import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Counter, counterNamespace } from '../contract/counters';

// The dimension `service` comes from POWERTOOLS_SERVICE_NAME, which the stack sets to its name: two deployments of one
// account are counted apart.
const metrics = new Metrics({ namespace: counterNamespace });

/** Counts what happened, as a line of the log from which CloudWatch makes the metric (embedded metric format); at once. */
export function count(counter: Counter, times = 1): void {
  metrics.singleMetric().addMetric(counter, MetricUnit.Count, times);
}
