import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import type { Body, Endpoint } from '../contract/endpoints';
import { BodyTooLarge, RequestInvalid } from '../domain/errors';
import { type Fault, quoted } from '../domain/fault';
import { duplicateMembers } from './duplicate-members';
import { headerLines, requireJson, requireNoEncoding, singleHeader } from './headers';

/** The longest body that is read. */
const bodyLimitBytes = 64 * 1024;

/** The parts of a request as its endpoint's row describes them. */
export interface ParsedRequest<Path, Query, Value> {
  path: Path;
  query: Query;
  body: Value;
  /** `If-Match`, where the row takes it: several lines are one list. */
  ifMatch?: string;
  /** `Idempotency-Key`, where the row takes it. */
  idempotencyKey?: string;
}

/**
 * Parses path, query, headers and body together, so that one answer names every fault. Faults of the body point into
 * it (`/ingress-flows/0/region`), those of the others begin with `/path`, `/query` or `/header`.
 */
export function parseRequest<Path, Query, Value>(
  endpoint: Endpoint<Path, Query, Value>,
  event: APIGatewayProxyEvent,
): ParsedRequest<Path, Query, Value> {
  const faults: Fault[] = [];
  const path = parsePart(endpoint.parameters, event.pathParameters ?? {}, '/path', faults);
  const query = parsePart(endpoint.query, singleValues(event, faults), '/query', faults);
  // The authorizer has judged one line of several; another could name somebody else.
  if (endpoint.role) singleHeader(event, 'authorization', faults);
  const body = endpoint.body && parseBody(endpoint.body, event, faults);
  const ifMatch = endpoint.isConditional ? listHeader(event, 'if-match') : undefined;
  const idempotencyKey = endpoint.isIdempotent ? keyIn(event, faults) : undefined;
  if (faults.length > 0) throw new RequestInvalid(faults);
  return { path, query, body, ifMatch, idempotencyKey } as ParsedRequest<Path, Query, Value>;
}

/** A header that holds a list; its lines, joined by commas, are that list (RFC 9110, 5.3). */
function listHeader(event: APIGatewayProxyEvent, name: string): string | undefined {
  const lines = headerLines(event, name);
  return lines.length > 0 ? lines.join(', ') : undefined;
}

function keyIn(event: APIGatewayProxyEvent, faults: Fault[]): string | undefined {
  const key = singleHeader(event, 'idempotency-key', faults);
  if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key)) {
    faults.push({
      pointer: '/header/idempotency-key',
      detail: `is ${key.length} characters; use 1 to 255 printable ASCII characters`,
    });
  }
  return key;
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
  singleHeader(event, 'content-length', faults);
  requireNoEncoding(headerLines(event, 'content-encoding'));
  const before = faults.length;
  const contentType = singleHeader(event, 'content-type', faults);
  if (faults.length === before) requireJson(contentType);
  const text = textOf(bytes, faults);
  if (text === undefined) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    faults.push({ pointer: '', detail: 'the body is not JSON in UTF-8; send a JSON object' });
    return undefined;
  }
  faults.push(...duplicateMembers(text));
  const checked = body.check(document);
  if (checked.faults) faults.push(...checked.faults);
  return checked.source;
}

/** Refuses bytes that are no text, rather than put something else in their place. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a body. A byte order mark is refused: RFC 8259 (8.1) forbids to send one, and lets parsers differ. */
function textOf(bytes: Buffer, faults: Fault[]): string | undefined {
  try {
    const text = utf8.decode(bytes);
    if (!text.startsWith('\ufeff')) return text;
    faults.push({ pointer: '', detail: 'the body begins with a byte order mark; send it without' });
  } catch {
    faults.push({ pointer: '', detail: 'the body is not JSON in UTF-8; send a JSON object' });
  }
  return undefined;
}

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
