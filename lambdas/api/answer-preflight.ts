import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { commonHeaders, corsRequest } from '../contract/headers';
import { originHeaders } from '../runtime/cors';
import { environmentOf } from '../runtime/environment';

const environment = environmentOf('answerPreflight');

/** Tells a browser whether a page of its origin may ask what it is about to, before any token is sent. */
export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const origin = originHeaders(environment.CORS_ORIGINS, event);
  const leave = {
    'Access-Control-Allow-Methods': corsRequest.methods.join(', '),
    'Access-Control-Allow-Headers': corsRequest.headers.join(', '),
    'Access-Control-Max-Age': '3600',
  };
  const isAllowed = 'Access-Control-Allow-Origin' in origin;
  return { statusCode: 204, headers: { ...commonHeaders, ...origin, ...(isAllowed ? leave : {}) }, body: '' };
}
