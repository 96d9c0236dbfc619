import type { APIGatewayProxyEvent } from 'aws-lambda';
import { UnsupportedMediaType } from '../domain/errors';
import type { Fault } from '../domain/fault';

/** The lines of a header in the order in which they came, none if it is absent; `name` is in lower case. */
export function headerLines(event: APIGatewayProxyEvent, name: string): string[] {
  return Object.entries(event.multiValueHeaders ?? {}).flatMap(([given, lines]) =>
    given.toLowerCase() === name ? (lines ?? []) : [],
  );
}

/** The value of a header that has one; a repeated one is a fault, since nobody could tell which line is meant. */
export function singleHeader(event: APIGatewayProxyEvent, name: string, faults: Fault[]): string | undefined {
  const lines = headerLines(event, name);
  if (lines.length > 1) {
    faults.push({ pointer: `/header/${name}`, detail: `is given ${lines.length} times; give it once` });
  }
  return lines[0];
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quotedString = '"((?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*)"';
const mediaType = new RegExp(`^[ \\t]*(${token}/${token})`);
const parameter = new RegExp(`[ \\t]*;[ \\t]*(?:(${token})=(?:(${token})|${quotedString}))?`, 'y');

/**
 * Throws `UnsupportedMediaType` unless a `Content-Type` says JSON in UTF-8 (RFC 9110, 8.3.1). A charset has no meaning
 * for JSON; one that says something else than what is read is refused all the same, rather than overruled.
 */
export function requireJson(contentType: string | undefined): void {
  const type = mediaType.exec(contentType ?? '');
  const charsets = type && charsetsIn(contentType ?? '', type[0].length);
  if (type?.[1]?.toLowerCase() !== 'application/json' || !charsets) {
    throw new UnsupportedMediaType('content type', contentType, 'application/json');
  }
  const other = charsets.find((charset) => charset.toLowerCase() !== 'utf-8');
  if (other !== undefined) throw new UnsupportedMediaType('charset', other, 'UTF-8');
}

/** The values of every charset among the parameters that begin at `start`; undefined if they break the grammar. */
function charsetsIn(contentType: string, start: number): string[] | undefined {
  const charsets: string[] = [];
  let end = start;
  for (;;) {
    parameter.lastIndex = end;
    const found = parameter.exec(contentType);
    if (!found) return contentType.slice(end).trim() === '' ? charsets : undefined;
    end = parameter.lastIndex;
    const [, name, plain, quoted = ''] = found;
    if (name?.toLowerCase() === 'charset') charsets.push(plain ?? quoted.replaceAll(/\\(.)/g, '$1'));
  }
}

/** Throws `UnsupportedMediaType` if the lines of `Content-Encoding` name any coding but `identity`, which is none. */
export function requireNoEncoding(lines: readonly string[]): void {
  const codings = lines.flatMap((line) => line.split(',')).map((coding) => coding.trim());
  const other = codings.find((coding) => !['', 'identity'].includes(coding.toLowerCase()));
  if (other !== undefined) throw new UnsupportedMediaType('content encoding', other, 'the body as it is');
}
