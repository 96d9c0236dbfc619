import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { invoked } from '../aws/acting-account';
import type { Endpoint } from '../contract/endpoints';
import { CorsEnvironment } from '../contract/environment';
import { commonHeaders, contentSecurityPolicy } from '../contract/headers';
import { DryRun, type Plan } from '../domain/plan';
import { type Caller, callerOf, requireRole } from './caller';
import { readableBy } from './cors';
import { logger } from './logger';
import { problemAnswer } from './problem';
import { type ParsedRequest, parseRequest } from './request';

/** What a handler is given: the parsed request and who sent it. */
export interface Request<Path, Query, Value> extends ParsedRequest<Path, Query, Value> {
  caller: Caller;
  /**
   * The path as the client sent it, stage included and without a slash at its end, which API Gateway overlooks: what
   * `Location` is built from.
   */
  url: string;
  now: Date;
}

/** What a handler answers; the status is the row's, that for something new where `isNew`, for nothing to do where `isUnchanged`. */
export interface Reply<Answer> {
  body: Answer;
  headers?: Record<string, string>;
  isNew?: true;
  isUnchanged?: true;
}

/** What a dry run answers in place of it. */
export interface PlanReply {
  plan: Plan;
  headers?: Record<string, string>;
}

/**
 * Makes a Lambda handler of an endpoint's row and its handling: token, role, parsing, and the answer through the
 * row's schema, so that nothing leaves that the row does not show.
 */
export function serve<Path, Query, Value, Answer>(
  endpoint: Endpoint<Path, Query, Value, Answer>,
  handle: (request: Request<Path, Query, Value>) => Promise<Reply<Answer> | PlanReply>,
) {
  const { CORS_ORIGINS: origins } = CorsEnvironment.parse(process.env);
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context>()
    .before(({ event, context }) => {
      logger.resetKeys();
      logger.appendKeys({
        endpoint: endpoint.name,
        requestId: event.requestContext.requestId,
        functionRequestId: context.awsRequestId,
      });
    })
    .onError((request) => {
      const answer = problemAnswer(request.error, request.event.requestContext.requestId);
      request.response = readableBy(origins, request.event, answer);
    })
    .after((request) => {
      if (request.response) request.response = readableBy(origins, request.event, request.response);
    })
    .handler(async (event) => {
      const now = new Date();
      const caller = callerOf(event, now);
      logger.appendKeys({ subject: caller.subject });
      const reveals = endpoint.revealed !== undefined && event.queryStringParameters?.['include-passphrase'] === 'true';
      const role = reveals ? endpoint.revealed?.role : endpoint.role;
      if (role) requireRole(caller, event.pathParameters?.['organisation-id'], role);
      const request = parseRequest(endpoint, event);
      // Not before they are known to be ids: a client may have put anything there.
      logger.appendKeys({ ...(request.path as object) });
      const url = event.requestContext.path.replace(/\/$/, '');
      const { requestId } = event.requestContext;
      const reply = await invoked(endpoint.name, requestId, () => handle({ ...request, caller, url, now }));
      if ('plan' in reply) return json(200, DryRun.parse(reply), reply.headers);
      const schema = (reveals && endpoint.revealed?.answer) || endpoint.answer;
      const answer = schema.parse(reply.body);
      const other = (reply.isNew && endpoint.created) || (reply.isUnchanged && endpoint.unchanged);
      const status = other || endpoint.success;
      if (!endpoint.mediaType) return json(status, answer, reply.headers);
      const headers = headersOf(endpoint.mediaType, reply.headers);
      // API Gateway takes bytes as base64, and sends them as they are.
      const isBinary = answer instanceof Uint8Array;
      const body = isBinary ? Buffer.from(answer).toString('base64') : String(answer);
      return { statusCode: status, headers, body, isBase64Encoded: isBinary };
    });
}

function json(statusCode: number, body: unknown, headers?: Record<string, string>): APIGatewayProxyResult {
  return { statusCode, headers: headersOf('application/json', headers), body: JSON.stringify(body) };
}

function headersOf(mediaType: string, own: Record<string, string> = {}): Record<string, string> {
  return {
    ...commonHeaders,
    'Content-Security-Policy': contentSecurityPolicy,
    'Content-Type': mediaType,
    ...own,
  };
}
