import type { IncomingHttpHeaders } from 'node:http';
import type { AwsCall, AwsService } from './endpoint';

/** What an AWS client sent, before anything is known of it. `path` is raw: percent-encoded and without the query. */
export interface AwsRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An answer on its way to the client. */
export interface AwsAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

/** A refusal in the service's own vocabulary; the service's protocol turns it into an answer. `extra` members join the JSON body. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** The protocol AWS JSON 1.0 or 1.1: the operation in a header, JSON in the body, the error's code in `__type`. */
export function awsJson(version: '1.0' | '1.1', targetPrefix: string) {
  const headers = { 'content-type': `application/x-amz-json-${version}` };
  return {
    operationOf({ headers: received }: AwsRequest): string | undefined {
      const [prefix, operation] = String(received['x-amz-target'] ?? '').split('.');
      // Operations are looked up by name in tables; a name such as __proto__ must never reach one.
      return prefix === targetPrefix && /^[A-Z]\w*$/.test(operation ?? '') ? operation : undefined;
    },
    answer: (output: unknown): AwsAnswer => ({ status: 200, headers, body: JSON.stringify(output ?? {}) }),
    error: (code: string, status: number, message: string, extra: Record<string, unknown> = {}): AwsAnswer => ({
      status,
      headers,
      body: JSON.stringify({ __type: code, message, ...extra }),
    }),
  };
}

/** An AWS JSON service from a table of its operations; what is not in the table is refused by name. */
export function jsonService(
  name: string,
  protocol: ReturnType<typeof awsJson>,
  operations: Record<string, (call: AwsCall) => unknown>,
  actionsOf: AwsService['actionsOf'],
): AwsService {
  return {
    name,
    ...protocol,
    actionsOf,
    async handle(call) {
      const operation = operations[call.operation];
      if (operation) return protocol.answer(await operation(call));
      throw new ServiceError('UnknownOperationException', `The local ${name} has no ${call.operation}`);
    },
  };
}

/** The protocol AWS Query: form parameters in, XML out. Parameters stay flat, which is all that STS and EC2 need. */
export function awsQuery(namespace: string) {
  const headers = { 'content-type': 'text/xml' };
  const xmlns = `xmlns="${namespace}"`;
  return {
    operationOf: ({ body, query }: AwsRequest): string | undefined =>
      new URLSearchParams(body).get('Action') ?? query.get('Action') ?? undefined,
    inputOf: ({ body }: AwsRequest): Record<string, unknown> => Object.fromEntries(new URLSearchParams(body)),
    answer: (operation: string, output: unknown, requestId: string): AwsAnswer => ({
      status: 200,
      headers,
      body: `<${operation}Response ${xmlns}><${operation}Result>${xml(output)}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
    }),
    error: (code: string, status: number, message: string): AwsAnswer => ({
      status,
      headers,
      body: `<ErrorResponse ${xmlns}><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error></ErrorResponse>`,
    }),
  };
}

/** A value in XML: members become elements, and the items of a list elements called `item`. */
export function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => `<item>${xml(each)}</item>`).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value ?? ''));
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([key, each]) => `<${key}>${xml(each)}</${key}>`)
    .join('');
}

/** A text as XML may hold it. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (each) => `&#${each.charCodeAt(0)};`);
}
