import { readMetrics } from '../aws/metrics';
import { SourceStore } from '../aws/source-store';
import { getSourceMetrics } from '../contract/observation-endpoints';
import { RequestInvalid } from '../domain/errors';
import { aligned, askedRange, periodFor } from '../domain/metric-range';
import { desiredMetrics, metricQueries, metricsAnswer } from '../domain/metric-series';
import { shownFlows } from '../domain/source-answer';
import { environmentOf } from '../runtime/environment';
import { liveSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSourceMetrics');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(getSourceMetrics, async ({ path, query, now }) => {
  const { range, faults } = askedRange(query, now);
  if (faults) throw new RequestInvalid(faults);
  const { record } = await liveSource(store, path);
  const wanted = query.desired === undefined ? undefined : desiredMetrics(query.desired);
  const queries = metricQueries(shownFlows(record), record.requested['ingress-flows'], wanted);
  const period = periodFor(range, queries.length, now);
  const found = await inTargetAccount(() => readMetrics(queries, aligned(range, period), period));
  return { body: metricsAnswer(queries, found, period) };
});
