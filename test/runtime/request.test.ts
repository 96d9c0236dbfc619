import * as z from 'zod';
import { getDocs } from '../../lambdas/contract/document-endpoints';
import { createSource, type Endpoint, getSource, listSources } from '../../lambdas/contract/endpoints';
import { BodyTooLarge, RequestInvalid, UnsupportedMediaType } from '../../lambdas/domain/errors';
import { parseRequest } from '../../lambdas/runtime/request';
import { apiEvent, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { sourceRequest } from '../support/sources';

/** The faults of a request to an endpoint; none if it is taken. */
function faultsOf(endpoint: Endpoint, options: EventOptions) {
  try {
    parseRequest(endpoint, apiEvent(options));
    return [];
  } catch (error) {
    if (error instanceof RequestInvalid) return error.faults;
    throw error;
  }
}

const pointersOf = (endpoint: Endpoint, options: EventOptions) =>
  faultsOf(endpoint, options).map((each) => each.pointer);

describe('the path', () => {
  it.each([
    ['no UUID', 'xyz'],
    ['upper case', sourceId.toUpperCase()],
    ['another version', '497f6eca-6276-1993-bfeb-53cbbbba6f08'],
    ['an empty text', ''],
    ['a path of its own', '../../etc'],
  ])('is refused with one fault for an id that is %s', (_, id) => {
    expect(faultsOf(getSource, { sourceId: id })).toEqual([
      { pointer: '/path/source-id', detail: `${JSON.stringify(id)} must be a lower-case UUID, version 4` },
    ]);
  });

  it('names each of its faults', () => {
    const pointers = pointersOf(getSource, { organisation: 'a', account: 'b', sourceId: 'c' });
    expect(pointers.sort()).toEqual(['/path/organisation-id', '/path/source-id', '/path/target-account-id']);
  });
});

describe('the query', () => {
  it('has defaults', () => {
    expect(parseRequest(listSources, apiEvent()).query).toEqual({
      'include-deleted': false,
      'include-hidden': false,
      inline: false,
      'page-size': 50,
    });
  });

  it('is read', () => {
    const query = { 'include-deleted': 'true', 'include-hidden': 'false', inline: 'true', 'page-size': '100' };
    expect(parseRequest(listSources, apiEvent({ query })).query).toEqual({
      'include-deleted': true,
      'include-hidden': false,
      inline: true,
      'page-size': 100,
    });
  });

  it.each(['', 'TRUE', '1', 'yes', ' true', 'null'])('takes %j for no boolean', (inline) => {
    expect(faultsOf(listSources, { query: { inline } })).toEqual([
      { pointer: '/query/inline', detail: `${JSON.stringify(inline)} must be exactly true or false` },
    ]);
  });

  it.each(['0', '101', '-1', '1.5', '', '05', '1e1', 'ten'])('takes %j for no page size', (size) => {
    expect(faultsOf(listSources, { query: { 'page-size': size } })).toEqual([
      { pointer: '/query/page-size', detail: `${JSON.stringify(size)} must be an integer from 1 to 100` },
    ]);
  });

  it('refuses a parameter that is given twice, also with the same value', () => {
    expect(faultsOf(listSources, { query: { inline: ['true', 'true'] } })).toEqual([
      { pointer: '/query/inline', detail: 'is given 2 times; give it once' },
    ]);
  });

  it.each([
    'inlined',
    'Inline',
    'constructor',
    '__proto__',
    'toString',
  ])('refuses a parameter that it does not know: %s', (name) => {
    const query = Object.defineProperty({}, name, { value: 'true', enumerable: true });
    expect(faultsOf(listSources, { query })).toEqual([
      { pointer: `/query/${name}`, detail: 'is not a parameter of this operation' },
    ]);
  });

  it('escapes the names of parameters in pointers', () => {
    expect(pointersOf(listSources, { query: { 'a/b~c': '1' } })).toEqual(['/query/a~1b~0c']);
  });

  it('names each of its faults, along with those of the path', () => {
    const query = { inline: 'x', 'page-size': '0', strange: '1', 'include-hidden': ['true', 'false'] };
    expect(pointersOf(listSources, { account: 'b', query }).sort()).toEqual([
      '/path/target-account-id',
      '/query/include-hidden',
      '/query/inline',
      '/query/page-size',
      '/query/strange',
    ]);
  });
});

describe('the body', () => {
  const body = sourceRequest('rtp');
  const post = (options: EventOptions) => parseRequest(createSource, apiEvent({ method: 'POST', ...options }));

  it('is read as text and as base64', () => {
    for (const base64 of [false, true]) {
      expect(post({ body, base64 }).body).toMatchObject({ metadata: body.metadata, hidden: false });
    }
  });

  it('is read as UTF-8', () => {
    const named = sourceRequest('rtp', { metadata: { labels: [{ key: 'Ort', value: 'Zürich 東京' }] } });
    for (const base64 of [false, true])
      expect(post({ body: named, base64 }).body).toMatchObject({ metadata: named.metadata });
  });

  it('names its faults along with those of path and query', () => {
    const faulty = { ...sourceRequest('rtp'), strange: 1, hidden: 'no' };
    const pointers = pointersOf(createSource, { method: 'POST', body: faulty, account: 'b', query: { x: '1' } });
    expect(pointers.sort()).toEqual(['/hidden', '/path/target-account-id', '/query/x', '/strange']);
  });

  it.each([
    ['nothing', ''],
    ['half an object', '{"metadata":'],
    ['text', 'metadata'],
    ['two objects', '{}{}'],
  ])('is refused for %s', (_, text) => {
    expect(faultsOf(createSource, { method: 'POST', body: text })).toEqual([
      { pointer: '', detail: 'the body is not JSON in UTF-8; send a JSON object' },
    ]);
  });

  it.each(['utf8', 'base64'])('is refused for a byte order mark, in %s', (form) => {
    const text = `\ufeff${JSON.stringify(body)}`;
    expect(faultsOf(createSource, { method: 'POST', body: text, base64: form === 'base64' })).toEqual([
      { pointer: '', detail: 'the body begins with a byte order mark; send it without' },
    ]);
  });

  it('names members that are given twice along with its other faults', () => {
    const { region } = body['ingress-flows'][0] ?? {};
    const text = JSON.stringify({ ...body, strange: 1 }).replace('"region"', `"region":"${region}","region"`);
    expect(faultsOf(createSource, { method: 'POST', body: text, account: 'b' })).toEqual([
      expect.objectContaining({ pointer: '/path/target-account-id' }),
      { pointer: '/ingress-flows/0/region', detail: 'is given twice; give it once' },
      expect.objectContaining({ pointer: '/strange' }),
    ]);
  });

  it('is refused for bytes that are no UTF-8, rather than changed', () => {
    const event = apiEvent({ method: 'POST', body: '{}' });
    const bytes = Buffer.concat([Buffer.from('{"description":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const sent = { ...event, body: bytes.toString('base64'), isBase64Encoded: true };
    expect(() => parseRequest(createSource, sent)).toThrow(RequestInvalid);
  });

  it.each(['null', '[]', '[{}]', '"text"', '1', 'true'])('is refused for %s, which is no object', (text) => {
    const faults = faultsOf(createSource, { method: 'POST', body: text });
    expect(faults).toHaveLength(1);
    expect(faults[0]?.pointer).toBe('');
  });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; CharSet="utf-8"',
    'application/json; charset="\\utf-8"',
    'application/json; charset=utf-8; charset=UTF-8',
    'application/json; profile="a;charset=utf-16"',
    'application/json;',
    'application/json ; ; v=1',
    ' application/json ',
  ])('may be of the media type %j, whatever the case of the header', (type) => {
    for (const name of ['Content-Type', 'content-type', 'CONTENT-TYPE']) {
      expect(() => post({ body, headers: { [name]: type } })).not.toThrow();
    }
  });

  it.each([
    '',
    'text/plain',
    'application/json-patch+json',
    'text/json',
    'application/jsonx',
    '*/*',
    'application/json, application/json',
    'application/json charset=utf-8',
    'application/json; charset',
    'application/json; charset=',
    'application/json; charset="utf-8',
    'application/json; charset=utf-8 x',
  ])('may not be of the media type %j', (type) => {
    expect(() => post({ body, headers: { 'Content-Type': type } })).toThrow(
      new UnsupportedMediaType('content type', type, 'application/json'),
    );
  });

  it('may not be of no media type', () => {
    expect(() => post({ body, headers: { 'Content-Type': [] } })).toThrow('The content type is missing');
  });

  it.each([
    ['application/json; charset=utf-16', 'utf-16'],
    ['application/json; charset="ISO-8859-1"', 'ISO-8859-1'],
    ['application/json; charset=utf8', 'utf8'],
    ['application/json; charset=utf-8; charset=utf-7', 'utf-7'],
    ['application/json; v=1;charset=us-ascii', 'us-ascii'],
  ])('may not be of another charset: %s', (type, charset) => {
    expect(() => post({ body, headers: { 'Content-Type': type } })).toThrow(`The charset is "${charset}"; send UTF-8.`);
  });

  it.each(['identity', 'Identity', 'identity, identity', ''])('may be encoded as %j, which is not at all', (coding) => {
    expect(() => post({ body, headers: { 'Content-Encoding': coding } })).not.toThrow();
  });

  it.each<[string | string[], string]>([
    ['gzip', 'gzip'],
    ['identity, br', 'br'],
    [['identity', 'deflate'], 'deflate'],
    ['x-unknown', 'x-unknown'],
  ])('may not be encoded as %j', (coding, named) => {
    expect(() => post({ body, headers: { 'content-encoding': coding } })).toThrow(
      `The content encoding is "${named}"; send the body as it is.`,
    );
  });

  const padded = (bytes: number) => `${JSON.stringify(body)}${' '.repeat(bytes - JSON.stringify(body).length)}`;

  it('may be of 64 KiB, counted as bytes of UTF-8', () => {
    for (const base64 of [false, true]) {
      expect(() => post({ body: padded(65_536), base64 })).not.toThrow();
      expect(() => post({ body: padded(65_537), base64 })).toThrow(BodyTooLarge);
      expect(() => post({ body: `"${'ü'.repeat(32_768)}"`, base64 })).toThrow(BodyTooLarge);
    }
  });

  it('is not asked for where the endpoint takes none', () => {
    const event = apiEvent({ sourceId, body: 'anything', headers: { 'Content-Type': 'text/plain' } });
    expect(parseRequest(getSource, event).body).toBeUndefined();
  });
});

describe('a header that has one value', () => {
  const body = sourceRequest('rtp');
  const json = 'application/json';

  it.each<[string, Record<string, string | string[]>, string]>([
    ['Content-Type', { 'Content-Type': [json, json] }, '/header/content-type'],
    ['Content-Type of two cases', { 'Content-Type': json, 'content-type': 'text/plain' }, '/header/content-type'],
    ['Content-Length', { 'Content-Length': ['9', '9'] }, '/header/content-length'],
    ['Idempotency-Key', { 'Idempotency-Key': ['a', 'b'] }, '/header/idempotency-key'],
    ['Idempotency-Key, twice the same', { 'Idempotency-Key': ['a', 'a'] }, '/header/idempotency-key'],
    ['Authorization', { Authorization: ['Bearer a', 'Bearer b'] }, '/header/authorization'],
  ])('is refused when it is repeated: %s', (_, headers, pointer) => {
    expect(faultsOf(createSource, { method: 'POST', body, headers })).toEqual([
      { pointer, detail: 'is given 2 times; give it once' },
    ]);
  });

  it('is named along with the other faults', () => {
    const headers = { 'Content-Type': [json, json, json], 'Idempotency-Key': ['', ''] };
    expect(faultsOf(createSource, { method: 'POST', body: '{', headers })).toEqual([
      { pointer: '/header/content-type', detail: 'is given 3 times; give it once' },
      { pointer: '', detail: 'the body is not JSON in UTF-8; send a JSON object' },
      { pointer: '/header/idempotency-key', detail: 'is given 2 times; give it once' },
      expect.objectContaining({ pointer: '/header/idempotency-key' }),
    ]);
  });

  it('may be repeated where the endpoint gives it no meaning', () => {
    const headers = { 'Content-Type': ['a', 'b'], 'Idempotency-Key': ['a', 'b'], 'Content-Encoding': 'gzip' };
    expect(faultsOf(getSource, { sourceId, headers })).toEqual([]);
    expect(faultsOf({ ...getDocs, parameters: z.any() }, { headers: { Authorization: ['a', 'b'] } })).toEqual([]);
  });
});
