import * as z from 'zod';
import type { Endpoint } from './endpoints';

// Apart from the other rows, so that the two functions load none of the schemas of sources.

const NoParameters = z.strictObject({});
const NoQuery = z.strictObject({});

export const getOpenApi = {
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  parameters: NoParameters,
  query: NoQuery,
  success: 200,
  answer: z.string(),
  mediaType: 'application/json',
  refusals: [],
} satisfies Endpoint;

export const getDocs = {
  name: 'getDocs',
  method: 'GET',
  path: '/docs',
  summary: 'This API as a page to read',
  parameters: NoParameters,
  query: NoQuery,
  success: 200,
  answer: z.string(),
  mediaType: 'text/html; charset=utf-8',
  refusals: [],
} satisfies Endpoint;
