import type { IncomingMessage } from 'node:http';
import { GatewayRefusal, type HttpAnswer } from './gateway-responses';
import type { RouteMatch } from './routes';
import type { Stack } from './template';

/** The part of an API Gateway proxy event (payload format 1.0) that a request decides, without its body. */
export type ProxyRequest = ReturnType<typeof proxyRequest>;

type Many = Record<string, string[]>;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new GatewayRefusal('BAD_REQUEST_PARAMETERS');
  }
}

function collect(pairs: Iterable<[string, string]>): Many {
  const many: Many = Object.create(null);
  for (const [name, value] of pairs) {
    const values = many[name] ?? [];
    values.push(value);
    many[name] = values;
  }
  return many;
}

/** API Gateway gives null instead of an empty map, and in the single-valued map the last value of each name. */
function lastOf(many: Many): Record<string, string> | null {
  const entries = Object.entries(many).map(([name, values]) => [name, values.at(-1) ?? '']);
  return entries.length ? Object.fromEntries(entries) : null;
}

function queryOf(rawQuery: string): Many {
  const parts = rawQuery.split('&').filter((part) => part !== '');
  return collect(
    parts.map((part) => {
      const [name = '', ...value] = part.replaceAll('+', ' ').split('=');
      return [decode(name), decode(value.join('='))];
    }),
  );
}

function headersOf(request: IncomingMessage): Many {
  const raw = request.rawHeaders;
  const pairs = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as [string, string]] : []));
  const address = request.socket.remoteAddress ?? '127.0.0.1';
  const forwarded = request.headers['x-forwarded-for'];
  return collect([
    ...pairs.filter(([name]) => !['x-forwarded-for', 'connection'].includes(name.toLowerCase())),
    ['X-Forwarded-For', forwarded ? `${forwarded}, ${address}` : address],
    ['X-Forwarded-Proto', 'http'],
  ]);
}

/** Describes a request as API Gateway does; throws GatewayRefusal (400) on a percent sign that escapes nothing. */
export function proxyRequest(
  request: IncomingMessage,
  match: RouteMatch,
  requestId: string,
  stack: Stack,
  stage: string,
) {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const headers = headersOf(request);
  const query = queryOf(rest.join('?'));
  const parameters = Object.entries(match.parameters).map(([name, value]) => [name, decode(value)]);
  const now = Date.now();
  const [api] = stack.of('AWS::ApiGateway::RestApi');
  const method = request.method ?? 'GET';
  return {
    resource: match.path,
    path: rawPath,
    httpMethod: method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: lastOf(query),
    multiValueQueryStringParameters: lastOf(query) && query,
    pathParameters: parameters.length ? (Object.fromEntries(parameters) as Record<string, string>) : null,
    stageVariables: null,
    requestContext: {
      resourceId: match.route?.resourceId ?? '',
      resourcePath: match.path,
      httpMethod: method,
      // Without the stage, as behind a custom domain name: the local front serves the API at its root.
      path: rawPath,
      protocol: 'HTTP/1.1',
      stage,
      accountId: stack.account,
      apiId: api?.name ?? '',
      domainName: request.headers.host ?? 'localhost',
      requestId,
      extendedRequestId: requestId,
      requestTime: new Date(now).toUTCString(),
      requestTimeEpoch: now,
      identity: {
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? null,
      },
    },
  };
}

interface ProxyResult {
  statusCode: number | string;
  headers?: Record<string, string | number | boolean>;
  multiValueHeaders?: Many;
  body?: string;
  isBase64Encoded?: boolean;
}

/** API Gateway puts these of a function's headers aside (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html). */
const remapped = ['authorization', 'connection', 'content-md5', 'date', 'server', 'www-authenticate'];
const dropped = ['content-length', 'transfer-encoding'];

function isProxyResult(value: unknown): value is ProxyResult {
  if (typeof value !== 'object' || value === null) return false;
  const { statusCode, body = '', headers = {}, multiValueHeaders = {}, isBase64Encoded = false } = value as ProxyResult;
  return (
    /^[1-5]\d\d$/.test(String(statusCode)) &&
    typeof body === 'string' &&
    [headers, multiValueHeaders].every((map) => typeof map === 'object' && !Array.isArray(map)) &&
    Object.values(multiValueHeaders ?? {}).every(Array.isArray) &&
    typeof isBase64Encoded === 'boolean'
  );
}

/** Turns what a function returned into an answer; throws GatewayRefusal (502) when it is not a proxy result. */
export function proxyAnswer(result: unknown, binary: boolean): HttpAnswer {
  if (!isProxyResult(result)) throw new GatewayRefusal('INTEGRATION_FAILURE');
  const many = Object.entries(result.multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, String(value)]),
  );
  const repeated = new Set(many.map(([name]) => name.toLowerCase()));
  const single = Object.entries(result.headers ?? {})
    .filter(([name]) => !repeated.has(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name, String(value)]);
  const headers = [...many, ...single]
    .filter(([name]) => !dropped.includes(name.toLowerCase()))
    .map(([name, value]): [string, string] => [
      remapped.includes(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
      value,
    ]);
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type'))
    headers.push(['content-type', 'application/json']);
  const body = result.body ?? '';
  return {
    status: Number(result.statusCode),
    headers,
    body: result.isBase64Encoded && binary ? Buffer.from(body, 'base64') : body,
  };
}
