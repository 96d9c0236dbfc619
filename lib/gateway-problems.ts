import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type ProblemCode, problemMediaType, problems } from '../lambdas/contract/problems';

interface GatewayProblem {
  readonly type: ResponseType;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly headers?: Record<string, string>;
}

/** API Gateway's own answers, and the problem that each is in the API's terms. */
const gatewayProblems: readonly GatewayProblem[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    code: 'unauthenticated',
    detail: 'Send a valid token: Authorization: Bearer <JWT>.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  },
  { type: ResponseType.ACCESS_DENIED, code: 'forbidden', detail: 'The token gives no role in this organisation.' },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'route-not-found',
    detail: 'There is no such path, or not with this method.',
  },
  { type: ResponseType.RESOURCE_NOT_FOUND, code: 'route-not-found', detail: 'There is no such path.' },
  { type: ResponseType.BAD_REQUEST_PARAMETERS, code: 'request-invalid', detail: 'The request cannot be read.' },
  { type: ResponseType.BAD_REQUEST_BODY, code: 'request-invalid', detail: 'The body cannot be read.' },
  { type: ResponseType.REQUEST_TOO_LARGE, code: 'body-too-large', detail: 'The body is larger than 65536 bytes.' },
  { type: ResponseType.UNSUPPORTED_MEDIA_TYPE, code: 'unsupported-media-type', detail: 'Send application/json.' },
  {
    type: ResponseType.THROTTLED,
    code: 'too-many-requests',
    detail: 'Too many requests; slow down.',
    headers: { 'Retry-After': '1' },
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    code: 'timed-out',
    detail: 'The request took too long. Whether it took effect is to be seen by reading.',
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    code: 'too-many-requests',
    detail: 'The quota of requests is used up.',
    headers: { 'Retry-After': '3600' },
  },
  { type: ResponseType.DEFAULT_4XX, code: 'forbidden', detail: 'The request was refused.' },
  { type: ResponseType.DEFAULT_5XX, code: 'internal', detail: 'Something went wrong on our side.' },
];

/** Gives API Gateway's own answers the same body as the functions' (RFC 9457). */
export function addGatewayProblems(api: RestApi): void {
  for (const { type, code, detail, headers = {} } of gatewayProblems) {
    const { status, title } = problems[code];
    const body = {
      type: `urn:problem:${code}`,
      title,
      status,
      detail,
      instance: 'urn:uuid:$context.requestId',
      message: detail,
    };
    const all = { 'Content-Type': problemMediaType, 'Cache-Control': 'no-store', ...headers };
    api.addGatewayResponse(`Problem${type.responseType.toLowerCase().replaceAll('_', '-')}`, {
      type,
      statusCode: String(status),
      responseHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, `'${value}'`])),
      templates: { 'application/json': JSON.stringify(body) },
    });
  }
}
