import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { corsAnswerHeaders } from '../contract/headers';
import { headerLines } from './headers';

/**
 * The answer with what lets a page of an allowed origin read it; as it is where no origin is allowed. It never speaks of
 * credentials: a token is sent by the page itself, not by the browser.
 */
export function readableBy(
  origins: readonly string[],
  event: APIGatewayProxyEvent,
  answer: APIGatewayProxyResult,
): APIGatewayProxyResult {
  const cors = { ...originHeaders(origins, event), 'Access-Control-Expose-Headers': corsAnswerHeaders };
  return origins.length === 0 ? answer : { ...answer, headers: { ...answer.headers, ...cors } };
}

/** Names the origin that asks, if it is allowed. The answer depends on it either way, which a cache must know. */
export function originHeaders(origins: readonly string[], event: APIGatewayProxyEvent): Record<string, string> {
  const [origin, ...others] = headerLines(event, 'origin');
  const isAllowed = origin !== undefined && others.length === 0 && origins.includes(origin);
  return { Vary: 'Origin', ...(isAllowed && { 'Access-Control-Allow-Origin': origin }) };
}
