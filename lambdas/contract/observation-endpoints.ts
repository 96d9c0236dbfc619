import { SourceMetrics } from '../domain/metric-series';
import type { Endpoint } from './endpoints';
import { MetricsQuery, SourceParameters, sourcePath, wholeSource } from './parameters';

/** What the requests share that look at a source as it runs. */
const observation = {
  method: 'GET',
  role: 'viewer',
  parameters: SourceParameters,
  success: 200,
  refusals: [...wholeSource, 'target-account-unreachable'],
} satisfies Partial<Endpoint>;

export const getSourceMetrics = {
  ...observation,
  name: 'getSourceMetrics',
  path: `${sourcePath}/metrics`,
  summary: 'Retrieve time series of the performance of a source',
  query: MetricsQuery,
  answer: SourceMetrics,
} satisfies Endpoint;
