import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { accessLine } from './access-log';
import { Authorizers } from './authorizers';
import { ServiceError } from './aws/protocol';
import type { Functions } from './functions';
import { type GatewayContext, GatewayRefusal, GatewayResponses, type HttpAnswer } from './gateway-responses';
import type { InvokePermissions } from './invoke-permissions';
import { answerParserRefusals } from './parser-refusals';
import { proxyAnswer, proxyRequest } from './proxy-event';
import { type Route, Routes } from './routes';
import type { Stack } from './template';
import { type MethodSetting, throttle } from './throttle';

/** API Gateway takes no larger request body. */
const bodyBytes = 10 * 1024 * 1024;

/** What tells the front the time, and wakes it. */
export interface Clock {
  /** Milliseconds since any moment. */
  now(): number;
  /** Calls back once, after so many milliseconds; what it answers takes that back. */
  after(milliseconds: number, wake: () => void): () => void;
}

const realTime: Clock = {
  now: () => performance.now(),
  after(milliseconds, wake) {
    const timer = setTimeout(wake, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Serves the REST API of a stack's template as Amazon API Gateway would, at the root of its port. */
export class Gateway {
  private readonly routes: Routes;
  private readonly responses: GatewayResponses;
  private readonly authorizers: Authorizers;
  private readonly stage: string;
  private readonly binary: boolean;
  private readonly throttle: () => boolean;
  private readonly arn: string;
  private readonly line: (context: GatewayContext) => string;

  constructor(
    private readonly stack: Stack,
    private readonly functions: Functions,
    private readonly permissions: InvokePermissions,
    private readonly clock: Clock = realTime,
    private readonly logAccess: (line: string) => void = () => {},
  ) {
    const [[api, another], [stage]] = [stack.of('AWS::ApiGateway::RestApi'), stack.of('AWS::ApiGateway::Stage')];
    if (!api || another || !stage) throw new Error('the local system serves exactly one REST API with a stage');
    const types = (api.properties.BinaryMediaTypes ?? []) as string[];
    if (types.some((type) => type !== '*/*')) throw new Error(`BinaryMediaTypes ${types} are not known here, only */*`);
    this.binary = types.length > 0;
    this.stage = stage.name;
    this.arn = `arn:aws:execute-api:${stack.region}:${stack.account}:${api.name}/${this.stage}`;
    this.throttle = throttle((stage.properties.MethodSettings ?? []) as MethodSetting[], clock.now);
    const { Format = '' } = (stage.properties.AccessLogSetting ?? {}) as { Format?: string };
    this.line = accessLine(Format);
    this.routes = new Routes(stack);
    this.responses = new GatewayResponses(stack);
    const mayInvoke = (functionArn: string, sourceArn: string) =>
      permissions.allow(functionArn, 'apigateway.amazonaws.com', sourceArn);
    this.authorizers = new Authorizers(stack, functions, mayInvoke);
  }

  /**
   * A server that answers for the API; the caller decides where it listens. `beside` may answer a request in its place,
   * and says whether it has.
   */
  server(beside: (request: IncomingMessage, response: ServerResponse) => boolean = () => false): Server {
    const server = createServer((request, response) => {
      if (!beside(request, response)) void this.serve(request, response);
    });
    answerParserRefusals(server, () => {
      const requestId = randomUUID();
      const refusal = new GatewayRefusal('BAD_REQUEST_PARAMETERS');
      const { headers, ...rest } = this.responses.answer(refusal, this.contextOf(requestId, {}));
      return { headers: [...headers, ['x-amzn-RequestId', requestId]], ...rest };
    });
    return server;
  }

  private contextOf(requestId: string, { url, method, socket }: Partial<IncomingMessage>): GatewayContext {
    return {
      requestId,
      extendedRequestId: requestId,
      path: (url ?? '/').split('?')[0] ?? '/',
      httpMethod: method ?? 'GET',
      stage: this.stage,
      resourcePath: null,
      'identity.sourceIp': socket?.remoteAddress ?? null,
      requestTime: new Date().toUTCString(),
      requestTimeEpoch: String(Date.now()),
    };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const context = this.contextOf(requestId, request);
    let answer: HttpAnswer;
    try {
      answer = await this.answer(request, requestId, context);
    } catch (error) {
      // The client went away in the middle of its request.
      if (request.destroyed && !request.complete) return;
      if (!(error instanceof GatewayRefusal)) process.stderr.write(`gateway: ${(error as Error).stack}\n`);
      const refusal = error instanceof GatewayRefusal ? error : new GatewayRefusal('API_CONFIGURATION_ERROR');
      answer = this.responses.answer(refusal, context);
    }
    send(response, answer, requestId);
    context.status = String(answer.status);
    context.responseLatency = String(Date.now() - Number(context.requestTimeEpoch));
    this.logAccess(this.line(context));
    // What remains of a request that was refused early must be read, or the client never sees the answer.
    request.resume();
  }

  private async answer(request: IncomingMessage, requestId: string, context: GatewayContext): Promise<HttpAnswer> {
    const match = this.routes.match(context.httpMethod ?? '', context.path ?? '/');
    context.resourcePath = match?.path ?? null;
    if (!match?.route) throw new GatewayRefusal('MISSING_AUTHENTICATION_TOKEN');
    if (!this.throttle()) throw new GatewayRefusal('THROTTLED');
    const { route } = match;
    const described = proxyRequest(request, match, requestId, this.stack, this.stage);
    const methodArn = `${this.arn}/${described.httpMethod}${described.path}`;
    const authorizer =
      route.authorizerId === undefined
        ? undefined
        : await this.authorizers.authorise(route.authorizerId, described, methodArn);
    context['authorizer.principalId'] = authorizer?.principalId ?? null;
    const body = await readBody(request);
    const { requestContext, ...rest } = described;
    const event = {
      ...rest,
      requestContext: authorizer ? { ...requestContext, authorizer } : requestContext,
      body: body.length === 0 ? null : body.toString(this.binary ? 'base64' : 'utf8'),
      isBase64Encoded: body.length > 0 && this.binary,
    };
    const sourceArn = `${this.arn}/${described.httpMethod}${route.path}`;
    if (!this.permissions.allow(route.functionArn, 'apigateway.amazonaws.com', sourceArn)) {
      process.stderr.write(`gateway: no AWS::Lambda::Permission lets ${sourceArn} invoke ${route.functionArn}\n`);
      throw new GatewayRefusal('API_CONFIGURATION_ERROR');
    }
    return proxyAnswer(await this.integrate(route, JSON.stringify(event), requestId), this.binary);
  }

  private async integrate(route: Route, event: string, requestId: string): Promise<unknown> {
    let inTime = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      inTime = this.clock.after(route.timeoutMilliseconds, () => reject(new GatewayRefusal('INTEGRATION_TIMEOUT')));
    });
    try {
      const outcome = await Promise.race([this.functions.invoke(route.functionArn, event, requestId), late]);
      if (outcome.failed) throw new GatewayRefusal('INTEGRATION_FAILURE');
      return JSON.parse(outcome.result);
    } catch (error) {
      if (error instanceof ServiceError && error.status === 413) throw new GatewayRefusal('REQUEST_TOO_LARGE');
      throw error;
    } finally {
      inTime();
    }
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  // Node's own iterator would destroy the socket on leaving the loop early, before the 413 is sent.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    length += (part as Buffer).length;
    if (length > bodyBytes) throw new GatewayRefusal('REQUEST_TOO_LARGE');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function send(response: ServerResponse, answer: HttpAnswer, requestId: string): void {
  const body = Buffer.from(answer.body as string);
  const own: HttpAnswer['headers'] = [
    ['x-amzn-RequestId', requestId],
    ['content-length', String(body.length)],
  ];
  try {
    response.writeHead(answer.status, [...answer.headers, ...own].flat());
    response.end(body);
  } catch {
    // A header that HTTP cannot carry (a line break in a value) is a malformed result.
    response.writeHead(502, { 'content-type': 'application/json' });
    response.end('{"message":"Internal server error"}');
  }
}
