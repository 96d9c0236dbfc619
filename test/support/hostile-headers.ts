import * as fc from 'fast-check';

/** A header as it goes over the wire, one byte a character. */
export type Header = readonly [name: string, value: string];

const visible = fc.stringMatching(/^[!-~]{0,40}$/);

/** Headers that a server may stumble over. */
export const headerTricks: readonly (readonly Header[])[] = [
  [
    ['X-HTTP-Method-Override', 'DELETE'],
    ['X-Method-Override', 'DELETE'],
    ['X-HTTP-Method', 'DELETE'],
  ],
  [
    ['X-Original-URL', '/admin'],
    ['X-Rewrite-URL', '/admin'],
    ['X-Forwarded-Host', 'evil.example'],
  ],
  [
    ['X-Forwarded-For', '127.0.0.1, ::1'],
    ['X-Forwarded-For', 'x'.repeat(500)],
    ['Forwarded', 'for=_;proto=""'],
  ],
  [
    ['__proto__', 'x'],
    ['constructor', 'x'],
    ['toString', 'x'],
    ['hasOwnProperty', 'x'],
  ],
  [
    ['X-Amzn-RequestId', 'forged'],
    ['X-Amzn-Trace-Id', 'Root=forged'],
    ['X-Amz-Security-Token', 'x'],
  ],
  [['Content-Encoding', 'gzip']],
  [
    ['Content-Encoding', 'identity'],
    ['Content-Encoding', ' , br'],
  ],
  [
    ['If-Match', '"9"'],
    ['If-Match', 'W/"1"'],
    ['if-match', '*'],
  ],
  [
    ['Idempotency-Key', 'one'],
    ['IDEMPOTENCY-KEY', 'two'],
  ],
  [['Content-Type', 'application/json']],
  [['Authorization', 'Bearer another']],
  [
    ['Accept', 'image/png'],
    ['Accept-Encoding', 'gzip, br;q=0'],
    ['Range', 'bytes=0-1,5-'],
    ['TE', 'trailers'],
  ],
  [['Cookie', 'a=b; '.repeat(500)]],
  [
    ['X-Empty', ''],
    ['X-Spaces', '   '],
    ['X-Latin', 'caf\xe9'],
    ['X-Tab', 'a\tb'],
  ],
  [...Array.from({ length: 300 }, (_, index): Header => [`X-${index}`, 'x'])],
  [['Expect', '100-continue']],
  [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
  ],
];

/** Headers that HTTP forbids, or that no server has to take. */
export const malformedHeaders: readonly (readonly Header[])[] = [
  [['X-Huge', 'x'.repeat(20_000)]],
  [['Expect', 'a miracle']],
  [
    ['Host', 'evil.example'],
    ['Host', ''],
  ],
  [['X-Null', 'a\0b']],
  [['X Space', 'x']],
  [['', 'x']],
  [['X-Fold', 'a\r\n b']],
  [['X-Split', 'a\rb']],
  [['Transfer-Encoding', 'chunked, identity']],
  // Both: where the request ends is then for each to guess.
  [
    ['Transfer-Encoding', 'chunked'],
    ['Content-Length', '5'],
  ],
  [['Content-Length', '-1']],
  [['Content-Length', '1e3']],
];

/** Content types that are not the one, and a few that are. */
export const contentTypes = fc.constantFrom(
  ...[
    '',
    ' ',
    'text/plain',
    'application/jsonp',
    'application/json, text/plain',
    'application/json+x',
    'multipart/form-data',
  ],
  ...[
    'application/problem+json',
    'APPLICATION/JSON',
    'application/json;charset=utf-16',
    'application/json;',
    ';',
    '*/*',
  ],
  ...['application/json; charset="\u00e9"', 'application/json\t;x', 'x'.repeat(5000), '__proto__', '<script>', '"\\'],
);
/** Values of `If-Match`, most of which no source ever had as a tag. */
export const preconditions = fc.oneof(
  fc.constantFrom(
    '',
    '*',
    '"1"',
    '"0"',
    'W/"1"',
    '1',
    '"',
    '"1',
    ',',
    '*, "1"',
    '"1", *',
    '__proto__',
    '"-1"',
    '"1e0"',
    '\xff',
  ),
  fc.constantFrom('x'.repeat(8000), '"1",'.repeat(1500)),
  visible,
);
/** Values of `Idempotency-Key`. */
export const idempotencyKeys = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\t',
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(8000),
    '__proto__',
    '\xe9',
    '"\\',
    '#',
    '{}',
  ),
  visible,
);
/** Methods that no route has; not all of them are methods. */
export const methods = fc.oneof(
  fc.constantFrom(
    'HEAD',
    'OPTIONS',
    'TRACE',
    'LINK',
    'PURGE',
    'PROPFIND',
    'MKCOL',
    'LOCK',
    'REPORT',
    'SEARCH',
    'M-SEARCH',
  ),
  fc.constantFrom('get', 'Post', 'DELETES', 'G ET', '', '__proto__', 'TOSTRING', 'X'.repeat(500), 'GE\0T'),
);
/** The methods among them that the parser of HTTP lets pass. */
export const parsedMethods = /^(HEAD|OPTIONS|TRACE|LINK|PURGE|PROPFIND|MKCOL|LOCK|REPORT|SEARCH|M-SEARCH)$/;
