import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CallLog } from './calls';
import { type Control, control } from './control';
import type { Faults } from './faults';
import { type Principal, type RequiredAction, refusal } from './gate';
import type { GateLog } from './gate-log';
import { type AwsAnswer, type AwsRequest, ServiceError } from './protocol';

export type { Principal, RequiredAction } from './gate';
export type { PolicyDocument } from './policy';
export { type AwsAnswer, type AwsRequest, ServiceError } from './protocol';

/** A call that names its service, operation and caller; `input` is the parsed body. `account` is the caller's. */
export interface AwsCall extends AwsRequest {
  service: string;
  operation: string;
  account: string;
  region: string;
  principal: Principal;
  input: Record<string, unknown>;
  requestId: string;
}

/** One AWS service behind the endpoint. `name` is its signing name (`states`, `monitoring` …). */
export interface AwsService {
  name: string;
  /** How the service words a call that its caller may not make; AccessDeniedException with 400 if absent. */
  denial?: { code: string; status: number };
  /** Its resources have policies of their own, which forbid things to administrators too. */
  hasResourcePolicies?: true;
  operationOf(request: AwsRequest): string | undefined;
  inputOf?(request: AwsRequest): Record<string, unknown>;
  actionsOf(call: AwsCall): RequiredAction[];
  handle(call: AwsCall): Promise<AwsAnswer>;
  error(code: string, status: number, message: string, extra?: Record<string, unknown>): AwsAnswer;
}

/** What the endpoint serves and whom it asks. `principalOf` answers undefined for keys it does not know: callers from outside. */
export interface EndpointOptions {
  port: number;
  host?: string;
  services: AwsService[];
  /** The account in which callers from outside are administrators, unless their access key id is that of another. */
  outsiderAccount: string;
  principalOf(accessKeyId: string, sessionToken?: string): Principal | undefined;
  calls: CallLog;
  faults: Faults;
  control: Control;
  /** Is told what functions ask of the gate. */
  gateLog?: GateLog | undefined;
}

export interface Endpoint {
  port: number;
  url: string;
  close(): Promise<void>;
}

const maximumBodyBytes = 16 * 1024 * 1024;

/** Starts one HTTP server that speaks the wire protocols of its services. Rejects if the port is taken. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer((incoming, response) => {
    serve(options, incoming, response).catch((error) => {
      console.error('AWS endpoint:', error);
      response.destroy();
    });
  });
  // The clients keep connections and would meet the end of an idle one in the middle of a request.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(options: EndpointOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(incoming);
  const url = new URL(`http://local${incoming.url?.startsWith('/') ? incoming.url : '/'}`);
  // Taken from the request line, because URL would resolve dots and normalise escapes.
  const path = incoming.url?.split('?')[0] ?? '/';
  const request: AwsRequest = {
    method: incoming.method ?? 'GET',
    path,
    query: url.searchParams,
    headers: incoming.headers,
    body: body ?? '',
  };
  if (/^\/_(simulator|issuer)\//.test(path)) return send(response, await control(options, request, incoming.socket));
  const requestId = randomUUID();
  const credential = credentialOf(request);
  const service = options.services.find((each) => each.name === credential?.service);
  const answer =
    body === undefined
      ? plain(413, 'RequestEntityTooLargeException', 'The request body is larger than 16 MiB')
      : credential === undefined
        ? plain(403, 'MissingAuthenticationTokenException', 'Request is missing Authentication Token')
        : service === undefined
          ? plain(400, 'UnknownOperationException', `The local system has no service "${credential.service}"`)
          : await callService(options, service, request, credential, requestId);
  if (answer) send(response, { ...answer, headers: { 'x-amzn-requestid': requestId, ...answer.headers } });
  else response.destroy();
}

/** Serves one call of a service; undefined if the answer is lost on purpose. */
async function callService(
  options: EndpointOptions,
  service: AwsService,
  request: AwsRequest,
  credential: Credential,
  requestId: string,
): Promise<AwsAnswer | undefined> {
  const time = new Date().toISOString();
  const { region } = credential;
  const token = request.headers['x-amz-security-token'] ?? request.query.get('X-Amz-Security-Token') ?? undefined;
  let operation = 'unknown';
  let principal = outsider(accountOfKey(credential.accessKeyId) ?? options.outsiderAccount);
  let lost = false;
  let answer: AwsAnswer;
  try {
    principal = options.principalOf(credential.accessKeyId, token && String(token)) ?? principal;
    operation = service.operationOf(request) ?? refuseOperation(service, request);
    const input = service.inputOf ? service.inputOf(request) : parseJson(request.body);
    const { account } = principal;
    const call = { ...request, service: service.name, operation, account, region, principal, input, requestId };
    admit(service, call, options.gateLog);
    const met = options.faults.take(service.name, operation);
    lost = met['lost-reply'] !== undefined;
    if (met.delay) await delay(met.delay.delayMs);
    if (met.error) throw new ServiceError(met.error.error, 'A fault was asked for', met.error.status);
    answer = await service.handle(call);
  } catch (error) {
    answer = errorAnswer(service, operation, error);
  }
  const { account, arn } = principal;
  options.calls.add({
    time,
    service: service.name,
    operation,
    account,
    region,
    principal: arn,
    status: answer.status,
    requestId,
  });
  return lost ? undefined : answer;
}

function admit(service: AwsService, call: AwsCall, log: GateLog | undefined): void {
  // Callers from outside may do everything that no resource forbids; asking what they need would only cost time.
  if (call.principal.admin && !call.principal.sessionPolicy && !service.hasResourcePolicies) return;
  const { code, status } = service.denial ?? { code: 'AccessDeniedException', status: 400 };
  for (const required of service.actionsOf(call)) {
    const message = refusal(call.principal, required, call.region);
    log?.add(call.principal, required, message === undefined);
    if (message) throw new ServiceError(code, message, status);
  }
}

function errorAnswer(service: AwsService, operation: string, error: unknown): AwsAnswer {
  if (error instanceof ServiceError) return service.error(error.code, error.status, error.message, error.extra);
  console.error(`AWS endpoint: ${service.name} ${operation}:`, error);
  return service.error('InternalFailure', 500, `The local system failed: ${(error as Error).message}`);
}

function refuseOperation(service: AwsService, request: AwsRequest): never {
  const asked = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
  throw new ServiceError('UnknownOperationException', `${asked} is not an operation of the local ${service.name}`);
}

/** A caller from outside may say by its access key id in which account it is administrator. */
function accountOfKey(accessKeyId: string): string | undefined {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined;
}

function outsider(account: string): Principal {
  return { arn: `arn:aws:iam::${account}:user/outsider`, account, policies: [], admin: true };
}

interface Credential {
  accessKeyId: string;
  region: string;
  service: string;
}

/** Reads the credential scope of a Signature Version 4 header, or of a signed address; the header's signature is not verified. */
function credentialOf({ headers, query }: AwsRequest): Credential | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(
    headers.authorization ?? `Credential=${query.get('X-Amz-Credential') ?? ''}`,
  );
  const [, accessKeyId, region, service] = scope ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

function parseJson(body: string): Record<string, unknown> {
  if (body === '') return {};
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {}
  throw new ServiceError('SerializationException', 'The request body is not a JSON object');
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= maximumBodyBytes) chunks.push(chunk);
  }
  return size <= maximumBodyBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function plain(status: number, code: string, message: string): AwsAnswer {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
  return { status, headers, body: JSON.stringify({ __type: code, message }) };
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
