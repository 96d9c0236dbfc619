import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Role } from '../../lambdas/contract/roles';
import { functionEnvironment } from './function-environment';

/** A request as a test writes it; the caller is an operator of the deployment's organisation unless told. */
export interface EventOptions {
  method?: string;
  sourceId?: string;
  organisation?: string;
  account?: string;
  /** What is asked for where it is no source: a target account, or the list of all. */
  of?: 'account' | 'accounts';
  /** Each value, or list of values, as it stands in the query. */
  query?: Record<string, string | string[]>;
  /** An object becomes JSON; a text is sent as it is. */
  body?: unknown;
  /** Each value, or the values of several lines. */
  headers?: Record<string, string | string[]>;
  /** The caller's role, or the roles by organisation. */
  role?: Role | Record<string, Role>;
  /** Who the caller is; `someone` unless told. */
  subject?: string;
  /** When the token expires, seconds since 1970, or whatever the authorizer left instead; in an hour unless told. */
  expires?: unknown;
  /** The stage of the API; `v1` unless told. */
  stage?: string;
  /** What stands after the path; nothing unless told. */
  end?: string;
  base64?: boolean;
}

export const requestId = '6d3c0ad0-1f3c-4b7a-9a39-0c5d2b2f9a11';

/** The REST API's proxy event of a request. */
export function apiEvent(options: EventOptions = {}): APIGatewayProxyEvent {
  const { method = 'GET', sourceId, of, query = {}, role = 'operator', subject = 'someone', stage = 'v1' } = options;
  const { expires = Math.floor(Date.now() / 1000) + 3600, end = '' } = options;
  const lines = Object.entries(headersOf(options)).map(([name, value]): [string, string[]] => [name, [value].flat()]);
  const organisation = options.organisation ?? functionEnvironment.ORGANISATION_ID;
  const account = options.account ?? functionEnvironment.TARGET_ACCOUNT_ID;
  const sources = of ? '' : `/sources${sourceId ? `/${sourceId}` : ''}`;
  const path = `/organisations/${organisation}/target-accounts${of === 'accounts' ? '' : `/${account}`}${sources}`;
  const lists = Object.entries(query).map(([name, value]): [string, string[]] => [name, [value].flat()]);
  const roles = typeof role === 'string' ? { [organisation]: role } : role;
  return {
    httpMethod: method,
    path,
    resource: path,
    pathParameters: {
      'organisation-id': organisation,
      ...(of === 'accounts' ? {} : { 'target-account-id': account }),
      ...(sourceId === undefined ? {} : { 'source-id': sourceId }),
    },
    queryStringParameters: lists.length ? Object.fromEntries(lists.map(([name, list]) => [name, list.at(-1)])) : null,
    multiValueQueryStringParameters: lists.length ? Object.fromEntries(lists) : null,
    // API Gateway puts the last line of each name here, and all of them there.
    headers: Object.fromEntries(lines.map(([name, values]) => [name, values.at(-1)])),
    multiValueHeaders: Object.fromEntries(lines),
    stageVariables: null,
    isBase64Encoded: options.base64 ?? false,
    body: bodyOf(options),
    requestContext: {
      path: `/${stage}${path}${end}`,
      requestId,
      authorizer: { subject, roles: JSON.stringify(roles), expires: expires && String(expires), principalId: subject },
    } as unknown as APIGatewayProxyEvent['requestContext'],
  };
}

/** The headers of a request; what has a body is JSON unless a header tells, in whatever case. */
function headersOf({ body, headers = {} }: EventOptions): Record<string, string | string[]> {
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return body === undefined || isTyped ? headers : { 'Content-Type': 'application/json', ...headers };
}

function bodyOf({ body, base64 }: EventOptions): string | null {
  if (body === undefined) return null;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return base64 ? Buffer.from(text).toString('base64') : text;
}

/** What Lambda tells a handler of its invocation; 30 seconds remain. */
export const lambdaContext = {
  awsRequestId: 'a5e0dbd8-5f5e-4b39-93a3-1d7d7a6c1b0e',
  getRemainingTimeInMillis: () => 30_000,
} as Context;

/** A handler as Lambda calls it. */
export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

/** An answer with its body parsed. */
export interface ApiAnswer {
  status: number;
  headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of any shape
  body: any;
  text: string;
}

/** Asks an exported handler through an API Gateway event. */
export async function ask(handler: unknown, options: EventOptions = {}): Promise<ApiAnswer> {
  const { statusCode, headers = {}, body } = await (handler as Handler)(apiEvent(options), lambdaContext);
  return { status: statusCode, headers, body: JSON.parse(body), text: body };
}
