import * as fc from 'fast-check';

/** What a hostile client knows: where the sources are, and whose tokens it has got hold of. */
export interface Target {
  /** The path of the sources, and that of the sources of an account that is not there. */
  sources: string;
  elsewhere: string;
  /** The ids of sources that are to survive: nothing that is sent to them may delete them. */
  lasting: readonly [string, string];
  /** The id of a source with which anything may happen. */
  doomed: string;
  operator: string;
  /** Tokens that do not suffice, or are none. */
  strangers: readonly string[];
  /** A genuine key of the list, as the API answered it. */
  listKey: string;
}

const uuid = '8f14e45f-ceea-467f-a9d3-1b2c3d4e5f60';

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
export function listKeys(genuine: string): fc.Arbitrary<string> {
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

/** Queries for any operation, with the question mark. */
export function queries(target: Target): fc.Arbitrary<string> {
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

/** Paths that lead astray; some are none. */
export function paths({ sources, elsewhere, lasting: [lasting] }: Target): fc.Arbitrary<string> {
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
    ...['/_simulator/calls', '/_issuer/keys', '/openapi.json/..%2f..%2fpackage.json', `${elsewhere}/${lasting}`],
  );
  return fc.oneof(traversal, wholeTargets);
}
