import * as fc from 'fast-check';
import { doubtfulBody, refusedBody } from './hostile-body';
import type { RawRequest } from './raw-http';

/** What a hostile client knows: where the sources are, and whose tokens it has got hold of. */
export interface Target {
  /** The path of the sources, and that of the sources of an account that is not there. */
  sources: string;
  elsewhere: string;
  /** The id of a source that is to survive: nothing that is sent to it may delete it. */
  lasting: string;
  /** The ids of sources with which anything may happen. */
  doomed: readonly string[];
  operator: string;
  /** Tokens that do not suffice, or are none. */
  strangers: readonly string[];
  /** A genuine key of the list, as the API answered it. */
  listKey: string;
}

/** A request that no honest client sends. */
export interface HostileRequest extends RawRequest {
  /** What is hostile in it. */
  kind: string;
  /** It breaks the rules of HTTP itself, so that the server's parser may refuse it before the API sees it. */
  isMalformed: boolean;
}

type Header = readonly [name: string, value: string];
type Draft = Partial<Omit<HostileRequest, 'kind' | 'headers'>> & { headers?: readonly Header[] };

const json: Header = ['Content-Type', 'application/json'];
const writes = fc.constantFrom('POST', 'PATCH', 'PUT');
const uuid = '8f14e45f-ceea-467f-a9d3-1b2c3d4e5f60';
const visible = fc.stringMatching(/^[!-~]{0,40}$/);

/** Texts that are trouble in a path or a query, percent-encoded where they must be. */
const segments = fc.oneof(
  fc.constantFrom(
    ...[
      '..',
      '.',
      '%2e%2e',
      '..%2f..%2fetc%2fpasswd',
      '%252e%252e',
      '%00',
      '%0d%0aSet-Cookie:a=b',
      '%',
      '%zz',
      '%c0%ae',
      '%ff',
    ],
    ...[
      '__proto__',
      'constructor',
      '*',
      '?',
      '??',
      '%2a',
      '%3f',
      '%20',
      '+',
      ';a=b',
      '~',
      'null',
      'undefined',
      '-1',
      '%F0%9F%92%A9',
    ],
    ...['%ed%a0%80', uuid, uuid.toUpperCase(), `${uuid}%20`, `${uuid}%00`, `%7b${uuid}%7d`, `record`, 'x'.repeat(3000)],
  ),
  fc.stringMatching(/^[A-Za-z0-9%._~!$&'()*+,;=:@-]{1,30}$/),
);
const flags = fc.constantFrom('true', 'false', 'TRUE', '1', '', '%00', 'true%20', 'true&hidden=true', '__proto__');

/** Keys of the list that look right from outside. */
function listKeys(genuine: string): fc.Arbitrary<string> {
  const parsed = JSON.parse(Buffer.from(genuine, 'base64').toString('utf8'));
  const forged = (changes: object) => Buffer.from(JSON.stringify({ ...parsed, ...changes })).toString('base64');
  const keys = [
    ...[
      genuine,
      genuine.slice(1),
      genuine.repeat(2),
      `${genuine}====`,
      '',
      'e30=',
      'bnVsbA==',
      '!!!!',
      'x'.repeat(8000),
    ],
    ...['', '#', '-#-', '9#9', `9#${'a'.repeat(5000)}`, '9'.repeat(1100), null, {}, ['9#9']].map((position) =>
      forged({ position }),
    ),
    ...[forged({ classes: [] }), forged({ classes: {} }), forged({ account: '__proto__' }), forged({ extra: 1 })],
  ];
  return fc.constantFrom(...keys).map(encodeURIComponent);
}

function queries(target: Target): fc.Arbitrary<string> {
  const size = fc.constantFrom(
    '0',
    '1',
    '100',
    '101',
    '-1',
    '1e2',
    '0x10',
    '1.0',
    '%201',
    '%31',
    '9'.repeat(400),
    'NaN',
  );
  const name = fc.constantFrom('inline', 'include-deleted', 'include-hidden', 'include-passphrase');
  const parameter = fc.oneof(
    fc.tuple(name, flags).map((pair) => pair.join('=')),
    size.map((given) => `page-size=${given}`),
    listKeys(target.listKey).map((key) => `last-evaluated-key=${key}`),
    fc.tuple(segments, segments).map((pair) => pair.join('=')),
    fc.constantFrom(
      'passphrase=canary-in-a-query',
      '&&',
      '=',
      '==',
      '__proto__[a]=1',
      'a[]=1&a[]=2',
      '?',
      '#',
      'inline',
    ),
  );
  return fc.array(parameter, { minLength: 1, maxLength: 4 }).map((parameters) => `?${parameters.join('&')}`);
}

/** Headers that a server may stumble over, and whether HTTP forbids them. */
const headerTricks: readonly (readonly [isMalformed: boolean, ...Header[]])[] = [
  [false, ['X-HTTP-Method-Override', 'DELETE'], ['X-Method-Override', 'DELETE'], ['X-HTTP-Method', 'DELETE']],
  [false, ['X-Original-URL', '/admin'], ['X-Rewrite-URL', '/admin'], ['X-Forwarded-Host', 'evil.example']],
  [false, ['X-Forwarded-For', '127.0.0.1, ::1'], ['X-Forwarded-For', 'x'.repeat(500)], ['Forwarded', 'for=_;proto=""']],
  [false, ['__proto__', 'x'], ['constructor', 'x'], ['toString', 'x'], ['hasOwnProperty', 'x']],
  [false, ['X-Amzn-RequestId', 'forged'], ['X-Amzn-Trace-Id', 'Root=forged'], ['X-Amz-Security-Token', 'x']],
  [false, ['Content-Encoding', 'gzip']],
  [false, ['Accept', 'image/png'], ['Accept-Encoding', 'gzip, br;q=0'], ['Range', 'bytes=0-1,5-'], ['TE', 'trailers']],
  [false, ['Cookie', 'a=b; '.repeat(500)]],
  [false, ['X-Empty', ''], ['X-Spaces', '   '], ['X-Latin', 'caf\xe9'], ['X-Tab', 'a\tb']],
  [false, ...Array.from({ length: 300 }, (_, index): Header => [`X-${index}`, 'x'])],
  [false, ['Expect', '100-continue']],
  [false, ['Upgrade', 'websocket'], ['Connection', 'Upgrade']],
  [true, ['X-Huge', 'x'.repeat(20_000)]],
  [true, ['Expect', 'a miracle']],
  [true, ['Host', 'evil.example'], ['Host', '']],
  [true, ['X-Null', 'a\0b']],
  [true, ['X Space', 'x']],
  [true, ['', 'x']],
  [true, ['X-Fold', 'a\r\n b']],
  [true, ['X-Split', 'a\rb']],
  [true, ['Transfer-Encoding', 'chunked, identity']],
  [true, ['Transfer-Encoding', 'chunked']],
  [true, ['Content-Length', '-1']],
  [true, ['Content-Length', '1e3']],
];

const contentTypes = fc.constantFrom(
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
const preconditions = fc.oneof(
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
const keys = fc.oneof(
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
const methods = fc.oneof(
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
const parsedMethods = /^(HEAD|OPTIONS|TRACE|LINK|PURGE|PROPFIND|MKCOL|LOCK|REPORT|SEARCH|M-SEARCH)$/;

/** Arbitrary requests against a target; by themselves none of them makes a source, or deletes the lasting one. */
export function hostileRequests(target: Target): fc.Arbitrary<HostileRequest> {
  const { sources, lasting, doomed, operator } = target;
  const own = fc.constantFrom(lasting, ...doomed);
  const one = own.map((id) => `${sources}/${id}`);
  const place = (method: string) => (method === 'POST' ? fc.constant(sources) : one);
  const write = writes.chain((method) => {
    const body = method === 'POST' ? refusedBody : doubtfulBody;
    return fc.record({ method: fc.constant(method), target: place(method), body });
  });
  const read = fc.record({ method: fc.constant('GET'), target: fc.oneof(fc.constant(sources), one) });
  const doom = fc.record({
    method: fc.constant('DELETE'),
    target: fc.constantFrom(...doomed.map((id) => `${sources}/${id}`)),
  });
  const any: fc.Arbitrary<Draft> = fc.oneof(write, read, doom);
  const headed = <Value extends Draft>(draft: fc.Arbitrary<Value>, name: string, value: fc.Arbitrary<string>) =>
    fc.tuple(draft, value).map(([rest, text]) => ({ ...rest, headers: [json, [name, text] as const] }));
  const traversal = fc.tuple(fc.array(segments, { minLength: 1, maxLength: 3 }), fc.nat(6)).map(([hostile, at]) => {
    const steps = `${sources}/${lasting}/status`.split('/').slice(1);
    return `/${steps.toSpliced(at, hostile.length, ...hostile).join('/')}`;
  });
  const wholeTargets = fc.constantFrom(
    ...[
      '//',
      '/%2f',
      `/${sources}`,
      `${sources}/`,
      `${sources}//`,
      `${sources}/../sources`,
      `/v1${sources}`,
      '/openapi.json/',
      '/docs?x=1',
    ],
    ...[
      '*',
      'http://evil.example/',
      `http://evil.example${sources}`,
      'evil',
      `${sources}\\${lasting}`,
      `${sources}#x`,
      `/${'a/'.repeat(2000)}`,
    ],
    ...['/_simulator/calls', '/_issuer/keys', '/openapi.json/..%2f..%2fpackage.json', `${target.elsewhere}/${lasting}`],
  );
  const kinds: Record<string, [weight: number, draft: fc.Arbitrary<Draft>]> = {
    body: [45, write],
    token: [
      8,
      fc.tuple(any, fc.constantFrom(...target.strangers)).map(([rest, token]) => ({
        ...rest,
        headers: [json, ...(token ? [['Authorization', token] as const] : [])],
      })),
    ],
    path: [
      12,
      fc
        .record({
          method: fc.constantFrom('GET', 'GET', 'DELETE', 'PATCH', 'POST'),
          target: fc.oneof(traversal, wholeTargets),
          body: refusedBody,
        })
        // A path that leads to the lasting source after all must not delete it.
        .map((draft) =>
          draft.target.includes(lasting) && draft.method === 'DELETE' ? { ...draft, method: 'GET' } : draft,
        )
        .map((draft) => ({ ...draft, isMalformed: !/^\/[!-~]*$/.test(draft.target) })),
    ],
    query: [10, fc.tuple(any, queries(target)).map(([rest, query]) => ({ ...rest, target: `${rest.target}${query}` }))],
    'content type': [
      5,
      headed(write, 'Content-Type', contentTypes).map((draft) => ({ ...draft, headers: draft.headers.slice(1) })),
    ],
    precondition: [8, headed(fc.oneof(write, doom), 'If-Match', preconditions)],
    'idempotency key': [4, headed(write, 'Idempotency-Key', keys)],
    header: [
      6,
      fc.tuple(any, fc.constantFrom(...headerTricks)).map(([rest, [isMalformed, ...headers]]) => ({
        ...rest,
        isMalformed,
        headers: [json, ...headers],
      })),
    ],
    method: [
      4,
      fc.record({ method: methods, target: fc.oneof(fc.constant(sources), one), body: refusedBody }).map((draft) => ({
        ...draft,
        isMalformed: !parsedMethods.test(draft.method),
      })),
    ],
    'unfinished body': [1, write.map((draft) => ({ ...draft, hangsUpAfter: Math.floor(draft.body.length / 2) }))],
  };
  const arbitraries = Object.entries(kinds).map(([kind, [weight, draft]]) => ({
    weight,
    arbitrary: draft.map((drawn) => finished(kind, drawn, kind === 'token' ? undefined : operator)),
  }));
  return fc.oneof(...arbitraries);
}

/** The request with what every request needs. */
function finished(kind: string, draft: Draft, token: string | undefined): HostileRequest {
  const { method = 'GET', target = '/', headers = [json], body = Buffer.alloc(0), isMalformed = false } = draft;
  const length: Header[] = body.length > 0 ? [['Content-Length', String(body.length)]] : [];
  const authorization: Header[] = token ? [['Authorization', token]] : [];
  const all: Header[] = [['Host', '127.0.0.1'], ...authorization, ...headers, ...length];
  return { ...draft, kind, isMalformed, method, target, body, headers: all };
}
