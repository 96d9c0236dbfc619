import * as z from 'zod';
import { HistoryEvent } from '../domain/history';
import type { Endpoint } from './endpoints';
import { PageQuery, SourceParameters, sourcePath, wholeSource } from './parameters';

export const listSourceEvents = {
  name: 'listSourceEvents',
  method: 'GET',
  path: `${sourcePath}/events`,
  summary: 'Tell what happened to a source in the last 90 days, newest first',
  role: 'viewer',
  parameters: SourceParameters,
  query: PageQuery,
  success: 200,
  answer: z.object({ events: z.array(HistoryEvent), 'last-evaluated-key': z.string().optional() }),
  refusals: wholeSource,
} satisfies Endpoint;
