import { Aws, type CfnCondition, Fn, Token } from 'aws-cdk-lib';
import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { commonHeaders, corsAnswerHeaders } from '../lambdas/contract/headers';
import { type ProblemCode, problemMediaType, problems } from '../lambdas/contract/problems';

interface GatewayProblem {
  readonly type: ResponseType;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly headers?: Record<string, string>;
}

const askForToken = { 'WWW-Authenticate': 'Bearer' };

/**
 * API Gateway's own answers, and the problem that each is in the API's terms. What has no row falls to one of the last
 * two. Only ACCESS_DENIED is 403, which tells a client that its token has no role here, and so to stop asking.
 */
const gatewayProblems: readonly GatewayProblem[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    code: 'unauthenticated',
    detail: 'Send a valid token: Authorization: Bearer <JWT>.',
    headers: askForToken,
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    code: 'unauthenticated',
    detail: 'The AWS credentials have expired. Send a valid token: Authorization: Bearer <JWT>.',
    headers: askForToken,
  },
  {
    type: ResponseType.INVALID_API_KEY,
    code: 'unauthenticated',
    detail: 'The API key is missing or not valid.',
    headers: askForToken,
  },
  { type: ResponseType.ACCESS_DENIED, code: 'forbidden', detail: 'The token gives no role in this organisation.' },
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'route-not-found',
    detail: 'There is no such path, or not with this method.',
  },
  // No method takes signatures of AWS: API Gateway looks for one in the token where there is no method.
  {
    type: ResponseType.INVALID_SIGNATURE,
    code: 'route-not-found',
    detail: 'There is no such path, or not with this method.',
  },
  { type: ResponseType.RESOURCE_NOT_FOUND, code: 'route-not-found', detail: 'There is no such path.' },
  { type: ResponseType.BAD_REQUEST_PARAMETERS, code: 'request-invalid', detail: 'The request cannot be read.' },
  { type: ResponseType.BAD_REQUEST_BODY, code: 'request-invalid', detail: 'The body cannot be read.' },
  {
    type: ResponseType.WAF_FILTERED,
    code: 'request-invalid',
    detail: 'The web ACL in front of the API refused the request.',
  },
  { type: ResponseType.REQUEST_TOO_LARGE, code: 'body-too-large', detail: 'The body is larger than 65536 bytes.' },
  { type: ResponseType.UNSUPPORTED_MEDIA_TYPE, code: 'unsupported-media-type', detail: 'Send application/json.' },
  {
    type: ResponseType.THROTTLED,
    code: 'too-many-requests',
    detail: 'Too many requests; slow down.',
    headers: { 'Retry-After': '1' },
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    code: 'too-many-requests',
    detail: 'The quota of requests is used up.',
    headers: { 'Retry-After': '3600' },
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    code: 'timed-out',
    detail: 'The request took too long. Whether it took effect is to be seen by reading.',
  },
  { type: ResponseType.DEFAULT_4XX, code: 'request-invalid', detail: 'The request was refused.' },
  { type: ResponseType.DEFAULT_5XX, code: 'internal', detail: 'Something went wrong on our side.' },
];

/**
 * Gives API Gateway's own answers the same body as the functions' (RFC 9457). Where pages of other origins may call the
 * API, those of any may read these: API Gateway cannot choose, and they say nothing of anybody.
 */
export function addGatewayProblems(api: RestApi, isCrossOrigin: CfnCondition): void {
  const whereAllowed = (value: string) =>
    Token.asString(Fn.conditionIf(isCrossOrigin.logicalId, `'${value}'`, Aws.NO_VALUE));
  for (const { type, code, detail, headers = {} } of gatewayProblems) {
    const { status, title } = problems[code];
    const body = {
      type: `urn:problem:${code}`,
      title,
      status,
      detail,
      instance: 'urn:uuid:$context.requestId',
      message: detail,
      // As every 400 has it; API Gateway does not say where the fault is.
      ...(code === 'request-invalid' ? { errors: [{ pointer: '', detail }] } : {}),
    };
    const all = { ...commonHeaders, 'Content-Type': problemMediaType, ...headers };
    api.addGatewayResponse(`Problem${type.responseType.toLowerCase().replaceAll('_', '-')}`, {
      type,
      statusCode: String(status),
      responseHeaders: {
        ...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, `'${value}'`])),
        'Access-Control-Allow-Origin': whereAllowed('*'),
        'Access-Control-Expose-Headers': whereAllowed(corsAnswerHeaders),
      },
      templates: { 'application/json': JSON.stringify(body) },
    });
  }
}
