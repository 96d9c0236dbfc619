import * as z from 'zod';
import { SourceMetrics } from '../domain/metric-series';
import { ServiceInfo } from '../domain/service-info';
import type { Endpoint } from './endpoints';
import { MetricsQuery, NoQuery, SourceParameters, sourcePath, wholeSource } from './parameters';

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

export const getSourceServiceInfo = {
  ...observation,
  name: 'getSourceServiceInfo',
  path: `${sourcePath}/service-info`,
  summary: 'Tell which programs and streams a source carries',
  query: NoQuery,
  answer: ServiceInfo,
} satisfies Endpoint;

export const getSourceThumbnail = {
  ...observation,
  name: 'getSourceThumbnail',
  path: `${sourcePath}/thumbnail`,
  summary: 'Retrieve a picture of what a source carries',
  query: NoQuery,
  answer: z.custom<Uint8Array>((body) => body instanceof Uint8Array),
  mediaType: 'image/jpeg',
  refusals: [...observation.refusals, 'thumbnail-unavailable'],
} satisfies Endpoint;

export const getSourceProxy = {
  ...observation,
  name: 'getSourceProxy',
  path: `${sourcePath}/proxy`,
  summary: 'Retrieve the playlist of a low-rate picture of a source',
  query: NoQuery,
  answer: z.string(),
  mediaType: 'application/vnd.apple.mpegurl',
  refusals: [...observation.refusals, 'proxy-unavailable'],
} satisfies Endpoint;
