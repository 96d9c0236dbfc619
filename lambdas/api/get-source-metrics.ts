import { describeFlow } from '../aws/mediaconnect';
import { readMetrics } from '../aws/metrics';
import { SourceStore } from '../aws/source-store';
import { getSourceMetrics } from '../contract/observation-endpoints';
import { RequestInvalid } from '../domain/errors';
import { aligned, askedRange, periodFor } from '../domain/metric-range';
import { desiredMetrics, metricQueries, metricsAnswer } from '../domain/metric-series';
import { provisionedFlow } from '../domain/provisioned-flow';
import type { ProvisionedFlow } from '../domain/source';
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
  const flows = await inTargetAccount(() => Promise.all(shownFlows(record).map(withArns)));
  const wanted = query.desired === undefined ? undefined : desiredMetrics(query.desired);
  const queries = metricQueries(flows, record.requested['ingress-flows'], wanted);
  const period = periodFor(range, queries.length, now);
  const found = await inTargetAccount(() => readMetrics(queries, aligned(range, period), period));
  return { body: metricsAnswer(queries, found, period) };
});

/** A flow with the ARNs of its flow sources, which records of an earlier version do not have. */
async function withArns(flow: ProvisionedFlow): Promise<ProvisionedFlow> {
  if (flow['flow-sources'].every((source) => source['source-arn'])) return flow;
  const described = await describeFlow(flow.region, flow.arn);
  return described ? provisionedFlow(described.flow, flow.region) : flow;
}
