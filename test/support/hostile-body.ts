import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { isTransportStream, protocols } from '../../lambdas/domain/protocol';
import { arbitrarySource } from './arbitrary-source';
import { mutationsOf } from './mutations';
import { type SourceBody, sourceRequest } from './sources';

/** Every secret value in a hostile request begins with the one, if it is a passphrase, or the other, a key. */
export const secretMarks = ['canary', 'c0ffeec0ffee'] as const;

const keyLengths: Record<string, number> = { AES128: 32, AES192: 48, AES256: 64 };

/** A valid source whose secret values all bear a mark. */
const validSource: fc.Arbitrary<SourceBody> = fc
  .constantFrom(...protocols)
  // The mutations of media streams and interfaces need all of them to be there.
  .chain((protocol) => (isTransportStream(protocol) ? arbitrarySource(protocol) : fc.constant(sourceRequest(protocol))))
  .map((source) =>
    JSON.parse(JSON.stringify(source), (_name, value) => {
      const length = keyLengths[value?.['encryption-type']];
      return length ? { ...value, key: 'c0ffee'.repeat(11).slice(0, length) } : value;
    }),
  );

/** JSON texts that no member expects; some are no JSON at all. */
const tokens = [
  ...['null', 'true', '0', '-0', '-1', '1.5', '1e999', '-1e999', '1e-999', '9007199254740993', '01', 'NaN', '0x10'],
  ...[
    '""',
    '" "',
    '"********"',
    '"0"',
    '"\\ud800"',
    '"\\udfff\\ud800"',
    '"\\u0000"',
    '"\\u202e"',
    '"Ⅷ"',
    '"👩‍👩‍👧‍👦"',
    '"İ"',
  ],
  ...['"__proto__"', '"constructor"', '"toString"', '"../../etc/passwd"', '"$(id)"', '"\' OR 1=1 --"'],
  ...['"a\\r\\nSet-Cookie: a=b"', '"<script>"', `"${'x'.repeat(5000)}"`, `"${'\\ud800'.repeat(1000)}"`, '"\u0001"'],
  ...['{}', '[]', '[null]', '[[]]', '{"":""}', '{"length":-1}', '{"toJSON":1}', '{"then":1}', '{"a":1,"a":2}'],
  ...['{"__proto__":{"hidden":true}}', '{"constructor":{"prototype":{"hidden":true}}}', '[1,]', '{"a"}', "'a'"],
  ...[
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
    `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    `[${'0,'.repeat(9000)}0]`,
  ],
  ...['{"passphrase":"canary in an object"}', '["canary in a list"]'],
] as const;
const token = fc.constantFrom(...tokens);

/** What may stand where a secret belongs: a mark in it must not come back. */
const secretToken = fc.constantFrom(
  ...['"canary"', '"canary\\n"', '"canary\\ud800 and more"', '["canary in a list"]', '{"value":"canary in an object"}'],
  ...['"c0ffeec0ffeec0ffee"', `"canary${'x'.repeat(100)}"`, '"canary ünicode"', '{"encryption-type":"canary"}'],
);

const names = fc.constantFrom(
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'toJSON', 'then', 'length', 'prototype'],
  ...['', ' ', '0', '-1', 'a/b~c', '\ud800', '\u0000', 'Protocol', 'ingress_flows', 'whitelist-cdir', 'x'.repeat(3000)],
  ...[
    'id',
    'provisioned-flows',
    'provisioning-status',
    'secret-id',
    'passphrase',
    'decryption-settings',
    'egress-flows',
  ],
);

type Step = string | number;
type Container = Record<Step, unknown>;

/** Every path into a document but the empty one. */
function pathsOf(value: unknown, at: Step[] = []): Step[][] {
  if (typeof value !== 'object' || value === null) return [];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return steps.flatMap((step) => [[...at, step], ...pathsOf((value as Container)[step], [...at, step])]);
}

const placeholder = '@@hostile@@';

/** The document's JSON with another text at a path, or under another name beside it. */
function textWith(document: unknown, path: readonly Step[], text: string, name?: string): string {
  const replaced = (value: unknown, [step, ...rest]: readonly Step[]): unknown => {
    if (step === undefined) return placeholder;
    if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest) : item));
    const members = Object.entries(value as Container).flatMap(([member, own]): [string, unknown][] => {
      if (member !== step) return [[member, own]];
      if (rest.length > 0) return [[member, replaced(own, rest)]];
      return name === undefined
        ? [[member, placeholder]]
        : [
            [member, own],
            [name, placeholder],
          ];
    });
    return Object.fromEntries(members);
  };
  return JSON.stringify(replaced(document, path)).replace(`"${placeholder}"`, () => text);
}

/** One or more places of the document taken over by a hostile value, or given a member of a hostile name. */
function poked(document: object): fc.Arbitrary<string> {
  const paths = pathsOf(document);
  return fc.constantFrom(...paths).chain((path) => {
    const value = path.includes('decryption-settings') ? fc.oneof(secretToken, token) : token;
    return fc
      .record({ value, name: fc.option(names, { nil: undefined, freq: 3 }) })
      .map((hostile) => textWith(document, path, hostile.value, hostile.name));
  });
}

/** The text cut, repeated in part, or with characters changed, so that it is often no JSON. */
function scrambled(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length);
  const insertion = fc.oneof(
    token,
    fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '\u0000', '\ufeff', '/*', '//'),
  );
  return fc.oneof(
    place.map((at) => text.slice(0, at)),
    place.map((at) => text.slice(at)),
    fc.tuple(place, place).map(([from, to]) => text.slice(0, to) + text.slice(from)),
    fc.tuple(place, insertion).map(([at, extra]) => text.slice(0, at) + extra + text.slice(at)),
    fc.tuple(place, insertion).map(([at, extra]) => text.slice(0, at) + extra + text.slice(at + 1)),
    // A second member of a name that is there.
    fc
      .tuple(fc.constantFrom('metadata', 'ingress-flows', 'hidden', 'decryption-settings'), token)
      .map(([name, value]) => `{${JSON.stringify(name)}:${value},${text.slice(1)}`),
  );
}

/** The text about as long as a body may be, in bytes, or much longer. */
function sized(text: string): fc.Arbitrary<string> {
  const limit = 64 * 1024;
  const length = fc.oneof(fc.integer({ min: limit - 2, max: limit + 2 }), fc.constantFrom(limit * 2, limit * 16));
  return fc.tuple(length, fc.constantFrom(' ', '\n', '0', '[', 'é')).map(([bytes, filler]) => {
    const room = bytes - Buffer.byteLength(text);
    return text + filler.repeat(Math.max(0, Math.floor(room / Buffer.byteLength(filler))));
  });
}

const encodings: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => gzipSync(text),
  (text) => Buffer.from(text, 'latin1'),
  (text) => Buffer.from(Buffer.from(text).toString('base64')),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
  (text) => Buffer.from(`${text}\0`),
  (text) => Buffer.from(text.replace('{', '{"\ud800":1,')),
];

/** What `body` promises, for one valid source. */
function bodyOf(source: SourceBody, document: object): fc.Arbitrary<Buffer> {
  const text = JSON.stringify(document);
  const asText = (arbitrary: fc.Arbitrary<string>) => arbitrary.map((changed) => Buffer.from(changed));
  return fc.oneof(
    { weight: 8, arbitrary: asText(poked(document)) },
    { weight: 4, arbitrary: asText(poked(document).chain(scrambled)) },
    { weight: 4, arbitrary: asText(scrambled(text)) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(...mutationsOf(source)).map(({ body }) => Buffer.from(JSON.stringify(body))),
    },
    { weight: 1, arbitrary: asText(sized(text)) },
    { weight: 1, arbitrary: asText(token) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(...encodings).map((encode) => encode(text)) },
    { weight: 1, arbitrary: asText(fc.json({ maxDepth: 5 })) },
  );
}

/** Bodies of every kind of wrong, none of which makes a source. */
export const refusedBody = validSource.chain((source) => bodyOf(source, { colour: 'red', ...source }));

/** Bodies that are mostly wrong, and sometimes an update of a source, but for the rules of creations. */
export const doubtfulBody = validSource.chain((source) => bodyOf(source, source));
