import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { expectProblem, pointersOf } from '../support/problems';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';
import { moment } from './calls';
import { ask, takeBack } from './faults';
import { useSystem } from './scene';
import { filesWith } from './traces';

jest.setTimeout(120_000);

const { system, account } = useSystem();

/** A refused request leaves everything as it was: it asks no service to make anything. */
afterEach(async () => {
  await takeBack(system);
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
  const made = calls.filter(
    ({ operation, status }) =>
      status < 300 && !/^(AssumeRole|Get|BatchGet|Describe|List|Query|DeleteSecret)/.test(operation),
  );
  expect(made.filter(({ operation }) => !/^(CreateSecret|PutResourcePolicy)$/.test(operation))).toEqual([]);
  expect(await account.secrets()).toEqual([]);
});

const at = (...names: (string | number)[]) => ['/ingress-flows/0', ...names].join('/');

/** A body whose one flow is an encrypted SRT listener, so that a secret would be written if anything were. */
const withFlow = (members: object, ...flowSources: object[]) => ({
  metadata: { labels: [] },
  'ingress-flows': [
    { ...flowRequest('srt-listener'), ...(flowSources.length ? { 'flow-sources': flowSources } : {}), ...members },
  ],
});
const withFlowSource = (members: object) => withFlow({}, { ...flowSourceRequest('srt-listener'), ...members });
const second = { ...flowSourceRequest('srt-listener'), name: 'second', 'ingest-port': 5001 };

describe('a body that is not a source', () => {
  it.each<[string, unknown, string[]]>([
    ['malformed JSON', '{"metadata": ', ['']],
    ['nothing', '', ['']],
    ['null', 'null', ['']],
    ['a list', [], ['']],
    ['a text', '"source"', ['']],
    ['a list, a hundred thousand brackets deep, in part', '['.repeat(60_000), ['']],
    ['a byte order mark', `\ufeff${JSON.stringify(sourceRequest('rtp'))}`, ['']],
    [
      'members given twice',
      JSON.stringify(sourceRequest('srt-listener'))
        .replace('{"', '{"hidden":true,"hidden":false,"')
        .replace('"region"', '"region":"us-east-1","region"'),
      ['/hidden', '/ingress-flows/0/region'],
    ],
    [
      'a secret given twice',
      JSON.stringify(sourceRequest('srt-listener')).replace(
        '"passphrase"',
        '"passphrase":"another one of these","passphrase"',
      ),
      [at('flow-sources/0/decryption-settings/passphrase')],
    ],
    ['an empty object', {}, ['/ingress-flows', '/metadata']],
    [
      'wrong types',
      { metadata: 'news', 'ingress-flows': {}, hidden: 'no' },
      ['/hidden', '/ingress-flows', '/metadata'],
    ],
    ['an unknown member', { ...sourceRequest('srt-listener'), colour: 'red' }, ['/colour']],
    ['a member of the answer', { ...sourceRequest('srt-listener'), id: randomUUID() }, ['/id']],
    [
      'the name of a prototype',
      `{"__proto__": {"hidden": true}, ${JSON.stringify(sourceRequest('rtp')).slice(1)}`,
      ['/__proto__'],
    ],
    ['an unknown protocol', withFlowSource({ protocol: 'rtmp' }), [at('flow-sources/0/protocol')]],
    ['a protocol named like a method', withFlowSource({ protocol: 'constructor' }), [at('flow-sources/0/protocol')]],
    ['a misspelt member', withFlowSource({ 'whitelist-cdir': '10.0.0.0/8' }), [at('flow-sources/0/whitelist-cdir')]],
    ['a reserved port', withFlowSource({ 'ingest-port': 2088 }), [at('flow-sources/0/ingest-port')]],
    ['a port that is no integer', withFlowSource({ 'ingest-port': 5000.5 }), [at('flow-sources/0/ingest-port')]],
    ['a region that is none', withFlow({ region: 'eu-west-1\n' }), [at('region')]],
    [
      'a passphrase too short',
      withFlowSource({ 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'short' } }),
      [at('flow-sources/0/decryption-settings/passphrase')],
    ],
    [
      'the mask as a passphrase',
      withFlowSource({ 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: '********' } }),
      [at('flow-sources/0/decryption-settings/passphrase')],
    ],
    [
      'two flow sources without failover',
      withFlow({}, flowSourceRequest('srt-listener'), second),
      [at('failover-config')],
    ],
    [
      'a primary that names no flow source',
      withFlow(
        { 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'third' } },
        flowSourceRequest('srt-listener'),
        second,
      ),
      [at('failover-config/primary-flow-source')],
    ],
    [
      'a label with the prefix of the product',
      sourceRequest('rtp', { metadata: { labels: [{ key: 'headworks:source', value: 'x' }] } }),
      ['/metadata/labels/0/key'],
    ],
  ])('is refused with its place: %s', async (_what, body, pointers) => {
    const answer = await system.api('POST', '/sources', body);
    expectProblem(answer, 400, 'request-invalid');
    expect(pointersOf(answer)).toEqual(pointers);
    expect(JSON.stringify(answer.body)).not.toContain(secretValues.srt);
  });

  it('is told every fault at once', async () => {
    const answer = await system.api('POST', '/sources', {
      ...withFlow(
        { region: 'nowhere' },
        { ...second, 'ingest-port': 2077 },
        { ...second, 'min-latency': -1, colour: 'red' },
      ),
      metadata: { labels: [{ key: 'a', value: 1 }] },
    });
    expectProblem(answer, 400, 'request-invalid');
    expect(pointersOf(answer)).toEqual(
      expect.arrayContaining([
        at('region'),
        at('flow-sources/0/ingest-port'),
        at('flow-sources/1/min-latency'),
        at('flow-sources/1/colour'),
        '/metadata/labels/0/value',
      ]),
    );
  });
});

it.each([
  ['inline=yes', '/query/inline'],
  ['inline=', '/query/inline'],
  ['inline=true&inline=true', '/query/inline'],
  ['page-size=0', '/query/page-size'],
  ['page-size=101', '/query/page-size'],
  ['page-size=1e1', '/query/page-size'],
  ['colour=red', '/query/colour'],
  ['last-evaluated-key=%00', '/query/last-evaluated-key'],
  ['last-evaluated-key=eyJhIjoxfQ==', '/query/last-evaluated-key'],
  ['inline=%', ''],
])('refuses the query %s', async (query, pointer) => {
  const answer = await system.api('GET', `/sources?${query}`);
  expectProblem(answer, 400, 'request-invalid');
  expect(pointersOf(answer)).toContain(pointer);
});

it.each([
  ['a word', '/sources/latest'],
  ['upper case', `/sources/${randomUUID().toUpperCase()}`],
  ['an encoded way up', '/sources/%2e%2e%2fsecrets'],
  ['a null byte', '/sources/%00'],
])('refuses a source id that is %s', async (_what, path) => {
  const answer = await system.api('GET', path);
  expectProblem(answer, 400, 'request-invalid');
  expect(pointersOf(answer)).toEqual(['/path/source-id']);
});

it.each([
  ['a parameter', 400, '/sources?passphrase='],
  ['the value of a parameter', 400, `/sources/${randomUUID()}?include-passphrase=`],
  ['an id', 400, '/sources/'],
  ['a path', 404, '/keys/'],
])('refuses a key in an address, and writes it nowhere: as %s', async (_what, status, path) => {
  const canary = `canary-${randomUUID()}`;
  expect(await system.api('GET', `${path}${canary}`)).toMatchObject({ status });
  expect(filesWith(system, canary)).toEqual([]);
});

/** A token that looks right but was signed by somebody else. */
async function forgery(): Promise<string> {
  const claims = JSON.parse(Buffer.from(system.token().split('.')[1] ?? '', 'base64url').toString());
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('guess'.repeat(8)));
}

describe('a caller', () => {
  const unsigned = () => {
    const [, claims = ''] = system.token().split('.');
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
  };

  it.each<[string, () => string | Promise<string>]>([
    ['no token', () => ''],
    ['a token that is none', () => 'open-sesame'],
    ['an unsigned token', unsigned],
    ['a token with another signature', forgery],
    ['a token that was changed', () => system.token().replace(/\.[^.]+$/, (signature) => `.${signature.slice(5)}AAAA`)],
  ])('with %s is not known', async (_what, make) => {
    for (const [method, path] of [
      ['GET', '/sources'],
      ['POST', '/sources'],
      ['DELETE', `/sources/${randomUUID()}`],
    ] as const) {
      const answer = await system.api(method, path, method === 'POST' ? sourceRequest('srt-listener') : undefined, {
        token: await make(),
      });
      expectProblem(answer, 401, 'unauthenticated');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it.each<[string, string, string, unknown]>([
    ['viewer', 'POST', '/sources', sourceRequest('srt-listener')],
    ['viewer', 'POST', '/sources', '{'],
    ['viewer', 'DELETE', '/sources/8f14e45f-ceea-467f-a9d3-1b2c3d4e5f60', undefined],
    ['viewer', 'GET', '/sources/8f14e45f-ceea-467f-a9d3-1b2c3d4e5f60?include-passphrase=true', undefined],
    ['stranger', 'GET', '/sources', undefined],
  ])('of role %s may not %s %s', async (role, method, path, body) => {
    expectProblem(await system.api(method, path, body, { token: system.token({ role }) }), 403, 'forbidden');
  });

  it('of another organisation may do nothing, whether or not there is something', async () => {
    const token = system.token({ organisation: randomUUID() });
    for (const path of ['/sources', `/sources/${randomUUID()}`]) {
      expectProblem(await system.api('GET', path, undefined, { token }), 403, 'forbidden');
    }
  });
});

describe('what is not there', () => {
  const elsewhere = `/organisations/${demo.organisation}/target-accounts/${randomUUID()}/sources`;
  it.each([
    ['a source', 'GET', `/sources/${randomUUID()}`, 'source-not-found'],
    ['the status of a source', 'GET', `/sources/${randomUUID()}/status`, 'source-not-found'],
    ['a source to delete', 'DELETE', `/sources/${randomUUID()}`, 'source-not-found'],
    ['a target account', 'GET', elsewhere, 'target-account-not-found'],
    ['a path', 'GET', '/sauces', 'route-not-found'],
    ['a method', 'PURGE', '/sources', 'route-not-found'],
  ])('is not found: %s', async (_what, method, path, type) => {
    expectProblem(await system.api(method, path), 404, type);
  });
});

it.each([
  ['a little too much', 64 * 1024 + 1],
  ['more than API Gateway takes', 10 * 1024 * 1024 + 1],
])('refuses a body that is %s', async (_what, size) => {
  expectProblem(await system.api('POST', '/sources', '9'.repeat(size)), 413, 'body-too-large');
});

it.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  '',
])('refuses the content type "%s"', async (type) => {
  const body = JSON.stringify(sourceRequest('srt-listener'));
  const answer = await system.api('POST', '/sources', body, { headers: { 'content-type': type } });
  expectProblem(answer, 415, 'unsupported-media-type');
});

it.each([
  ['application/json; charset=utf-16', undefined, 'utf-16'],
  ['application/json; charset="latin1"', undefined, 'latin1'],
  ['application/json; charset="UTF-8"', 'gzip', 'gzip'],
])('refuses what is not plain UTF-8: %s, encoded as %s', async (type, coding, named) => {
  const headers = { 'content-type': type, ...(coding ? { 'content-encoding': coding } : {}) };
  const answer = await system.api('POST', '/sources', sourceRequest('srt-listener'), { headers });
  expectProblem(answer, 415, 'unsupported-media-type');
  expect(answer.body.detail).toContain(`"${named}"`);
});

it('leaves no first secret behind when the second cannot be written', async () => {
  const flow = flowRequest('srt-listener', {
    'flow-sources': [
      flowSourceRequest('srt-listener', { name: 'first' }),
      { ...flowSourceRequest('srt-listener'), name: 'second', 'ingest-port': 5001 },
    ],
    'failover-config': { mode: 'FAILOVER' },
  });
  await ask(system, {
    service: 'secretsmanager',
    operation: 'CreateSecret',
    effect: 'error',
    error: 'AccessDeniedException',
    status: 400,
    after: 1,
  });
  const since = moment();
  const answer = await system.api('POST', '/sources', sourceRequest('srt-listener', { 'ingress-flows': [flow] }));
  expectProblem(answer, 502, 'target-account-unreachable');
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  expect(calls.flatMap(({ service, operation }) => (service === 'secretsmanager' ? [operation] : []))).toEqual([
    'CreateSecret',
    'PutResourcePolicy',
    'CreateSecret',
    'DeleteSecret',
  ]);
});
