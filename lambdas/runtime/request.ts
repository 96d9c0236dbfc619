import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Body, Endpoint } from '../contract/endpoints';
import { BodyTooLarge, RequestInvalid, UnsupportedMediaType } from '../domain/errors';
import { type Fault, quoted } from '../domain/fault';

/** The longest body that is read. */
const bodyLimitBytes = 64 * 1024;

/** The parts of a request as its endpoint's row describes them. */
export interface ParsedRequest<Path, Query, Value> {
  path: Path;
  query: Query;
  body: Value;
}

/**
 * Parses path, query and body together, so that one answer names every fault. Faults of the body point into it
 * (`/ingress-flows/0/region`), those of the others begin with `/path` or `/query`.
 */
export function parseRequest<Path, Query, Value>(
  endpoint: Endpoint<Path, Query, Value>,
  event: APIGatewayProxyEvent,
): ParsedRequest<Path, Query, Value> {
  const faults: Fault[] = [];
  const path = parsePart(endpoint.parameters, event.pathParameters ?? {}, '/path', faults);
  const query = parsePart(endpoint.query, singleValues(event, faults), '/query', faults);
  const body = endpoint.body && parseBody(endpoint.body, event, faults);
  const key = headersOf(endpoint, event).idempotencyKey;
  if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key)) {
    faults.push({
      pointer: '/header/idempotency-key',
      detail: `is ${key.length} characters; use 1 to 255 printable ASCII characters`,
    });
  }
  if (faults.length > 0) throw new RequestInvalid(faults);
  return { path, query, body } as ParsedRequest<Path, Query, Value>;
}

function parsePart<Value>(schema: z.ZodType<Value>, part: unknown, root: string, faults: Fault[]): Value | undefined {
  const parsed = schema.safeParse(part);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [key]) : [issue.path];
    for (const name of names) {
      const pointer = [root, ...name.map(pointerToken)].join('/');
      const value = (part as Record<string, string | undefined>)[String(name[0])];
      const isUnknown = issue.code === 'unrecognized_keys';
      faults.push({
        pointer,
        detail: isUnknown
          ? 'is not a parameter of this operation'
          : `${value === undefined ? 'null' : quoted(value)} ${issue.message}`,
      });
    }
  }
  return undefined;
}

/** Query parameters with one value each; a repeated one is a fault, since nobody could tell which is meant. */
function singleValues(event: APIGatewayProxyEvent, faults: Fault[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, list] of Object.entries(event.multiValueQueryStringParameters ?? {})) {
    if (list && list.length > 1) {
      faults.push({ pointer: `/query/${pointerToken(name)}`, detail: `is given ${list.length} times; give it once` });
    }
    values[name] = list?.[0] ?? '';
  }
  return values;
}

function parseBody<Value>(body: Body<Value>, event: APIGatewayProxyEvent, faults: Fault[]): Value | undefined {
  const bytes = bodyOf(event);
  const contentType = header(event, 'content-type');
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new UnsupportedMediaType(contentType);
  let document: unknown;
  try {
    document = JSON.parse(utf8.decode(bytes));
  } catch {
    faults.push({ pointer: '', detail: 'the body is not JSON in UTF-8; send a JSON object' });
    return undefined;
  }
  const checked = body.check(document);
  if (checked.faults) faults.push(...checked.faults);
  return checked.source;
}

/** The headers that a row gives a meaning to. */
export function headersOf(
  endpoint: Pick<Endpoint, 'isConditional' | 'isIdempotent'>,
  event: APIGatewayProxyEvent,
): { ifMatch?: string; idempotencyKey?: string } {
  return {
    ifMatch: endpoint.isConditional ? header(event, 'if-match') : undefined,
    idempotencyKey: endpoint.isIdempotent ? header(event, 'idempotency-key') : undefined,
  };
}

function header(event: APIGatewayProxyEvent, name: string): string | undefined {
  return Object.entries(event.headers ?? {}).find(([given]) => given.toLowerCase() === name)?.[1];
}

/** Refuses bytes that are no text, rather than put something else in their place. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The body. API Gateway hands it over base64-encoded, since every media type is declared binary. */
function bodyOf(event: APIGatewayProxyEvent): Buffer {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > bodyLimitBytes) throw new BodyTooLarge(bodyLimitBytes);
  return bytes;
}

/** A name as a token of a JSON pointer (RFC 6901). */
function pointerToken(name: PropertyKey): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}
