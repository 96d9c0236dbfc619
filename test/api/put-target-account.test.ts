import type { PolicyStatement } from '../../local/aws/policy';
import { ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { type ForeignAccount, foreign, foreignSettings, startForeignAccount } from '../support/foreign-account';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { accountSettings } from '../support/target-account';

const id = '00000000-0000-4000-8000-0000000000b2';
const all: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' };
const subnets: PolicyStatement = { Effect: 'Allow', Action: 'ec2:DescribeSubnets', Resource: '*' };

let table: SourceTable;
let aws: ForeignAccount;
const handlers: Record<string, unknown> = {};

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  // After the table, which has an STS of its own.
  aws = await startForeignAccount();
  for (const name of ['put-target-account', 'get-target-account', 'list-target-accounts', 'create-source']) {
    handlers[name] = (await import(`../../lambdas/api/${name}`)).handler;
  }
});
beforeEach(() => {
  aws.endpoint.faults.clear();
  aws.trusting(undefined);
  aws.allowing(all);
  aws.mediaconnect.answer(() => ({ body: { flows: [] } }));
});
afterEach(() => table.clear());
afterAll(async () => {
  await table.close();
  await aws.close();
});

const options: EventOptions = { method: 'PUT', of: 'account', account: id, role: 'admin' };
const put = (body: unknown, more: EventOptions = {}) =>
  ask(handlers['put-target-account'], { ...options, body, ...more });
const get = (more: EventOptions = {}) => ask(handlers['get-target-account'], { ...options, method: 'GET', ...more });

/** Registers the account, and has its role trust us. */
async function registered(members: object = {}) {
  const { body } = await put(foreignSettings(members));
  aws.trusting(body['external-id']);
  return body;
}

describe('the first PUT', () => {
  it('registers the account under a new external id, which only admins are shown, and asks AWS nothing', async () => {
    const { status, headers, body } = await put(foreignSettings());
    expect(status).toBe(201);
    expect(headers).toMatchObject({
      Location: `/v1/organisations/${functionEnvironment.ORGANISATION_ID}/target-accounts/${id}`,
      ETag: '"1"',
    });
    expect(body).toEqual({
      ...foreignSettings(),
      id,
      'external-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      verification: { status: 'pending' },
    });
    expect(aws.endpoint.calls.since()).toEqual([]);
    expect((await get()).body).toEqual(body);
    const { 'external-id': _, ...shown } = body;
    expect(await get({ role: 'viewer' })).toMatchObject({ status: 200, headers: { ETag: '"1"' }, body: shown });
    expect((await get({ role: 'operator' })).body).toEqual(shown);
  });

  it('makes another external id for each account', async () => {
    const [one, other] = [await put(foreignSettings()), await put(foreignSettings(), { account: sourceId })];
    expect(one.body['external-id']).not.toBe(other.body['external-id']);
  });

  it.each([
    ['an external id', { 'external-id': 'mine' }, '/external-id'],
    ['another id than that of its path', { id: sourceId }, '/id'],
    ['an unknown member', { 'external-identity': 'mine' }, '/external-identity'],
    ['a role of another AWS account', { 'vpc-role-arn': 'arn:aws:iam::999900001111:role/vpc' }, '/vpc-role-arn'],
    ['a role that we may not assume', { 'role-arn': `arn:aws:iam::${foreign.account}:role/access` }, '/role-arn'],
    ['a Region without MediaConnect', { regions: ['eu-west-1', 'mars-1'] }, '/regions/1'],
    ['a Region twice', { regions: ['eu-west-1', 'eu-west-1'] }, '/regions/1'],
    ['no Region', { regions: [] }, '/regions'],
    [
      'a label twice',
      {
        metadata: {
          labels: [
            { key: 'a', value: '' },
            { key: 'a', value: '' },
          ],
        },
      },
      '/metadata/labels/1/key',
    ],
    ['an AWS account whose events are not admitted', { ...accountSettings(), ...elsewhere() }, '/aws-account-id'],
  ])('refuses %s', async (_, members, pointer) => {
    const { status, body } = await put(foreignSettings(members));
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ pointer, detail: expect.any(String) }]);
    expect(await table.accounts()).toHaveLength(1);
  });

  it('is refused to all but admins, before anything is looked up', async () => {
    table.operations();
    expect(await put(foreignSettings(), { role: 'operator' })).toMatchObject({ status: 403 });
    expect(table.operations()).toEqual([]);
  });

  it('is refused where the organisation has as many accounts as it may have, which can still be changed', async () => {
    const [item] = await table.accounts();
    const limit = Number(functionEnvironment.TARGET_ACCOUNTS_PER_ORGANISATION);
    const ids = Array.from({ length: limit - 2 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
    for (const each of ids) await table.putItem({ ...item, sk: `account#${each}`, id: each });
    const { body } = await put(foreignSettings());
    const refused = await put(foreignSettings(), { account: sourceId });
    const quota = { name: 'target-accounts', limit, count: limit };
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:quota-exceeded', quota } });
    expect(refused.body.detail).toContain('TargetAccountsPerOrganisation');
    expect(await put(body)).toMatchObject({ status: 200 });
    expect(await put(foreignSettings(), { account: sourceId, organisation: sourceId })).toMatchObject({ status: 201 });
  });

  it('is refused with If-Match, since there is nothing to match', async () => {
    const answer = await put(foreignSettings(), { headers: { 'If-Match': '*' } });
    expect(answer).toMatchObject({ status: 412, body: { detail: expect.stringContaining('is not there') } });
  });
});

describe('a later PUT', () => {
  it('verifies the account in every Region, and takes back what was read', async () => {
    const body = await registered();
    const { status, headers, body: answer } = await put(body);
    expect({ status, ETag: headers.ETag }).toEqual({ status: 200, ETag: '"1"' });
    expect(answer).toEqual({ ...body, verification: { status: 'verified', checked: expect.any(String) } });
    const asked = aws.endpoint.calls.since().map(({ operation, region }) => `${operation} ${region}`);
    expect(asked).toEqual(expect.arrayContaining(['DescribeSubnets eu-west-1', 'DescribeSubnets us-east-1']));
    expect(aws.mediaconnect.requests.map(({ path }) => path.split('?')[0])).toEqual(['/v1/flows', '/v1/flows']);
    expect((await get()).body).toEqual(answer);
  });

  it.each<[string, () => void, string, RegExp]>([
    [
      'does not trust us',
      () => aws.trusting('another'),
      '/role-arn',
      /cannot be assumed with the external id.*AccessDenied/,
    ],
    ['is not there', () => aws.trusting(undefined), '/role-arn', /cannot be assumed/],
    ['trusts everybody', () => aws.trusting('everybody'), '/role-arn', /without the external id.*sts:ExternalId/],
    ['may not look at flows', flowsRefused, '/regions/0', /ListFlows was refused/],
    [
      'may not look at subnets',
      () => aws.allowing({ ...all, Action: 'mediaconnect:*' }),
      '/regions/0',
      /DescribeSubnets was refused \(UnauthorizedOperation\)/,
    ],
    ['is in an account without the Region', regionOff, '/regions/0', /eu-west-1 is not enabled/],
  ])('tells in words that the role %s', async (_, given, pointer, detail) => {
    await registered({ regions: ['eu-west-1'] });
    given();
    const { status, body } = await put(foreignSettings({ regions: ['eu-west-1'] }));
    expect(status).toBe(200);
    const faults = [{ pointer, detail: expect.stringMatching(detail) }];
    expect(body.verification).toEqual({ status: 'failed', checked: expect.any(String), faults });
    expect((await get()).body.verification).toEqual(body.verification);
  });

  it.each<[string, () => void]>([
    ['flows cannot be listed', flowsThrottled],
    ['the role cannot be taken on', () => aws.endpoint.faults.add(throttled('AssumeRole'))],
    ['its account cannot be asked for', () => aws.endpoint.faults.add(throttled('GetCallerIdentity'))],
  ])('keeps what was verified where %s just now, and verifies nothing new', async (_, given) => {
    const body = await registered({ regions: ['eu-west-1'] });
    const { verification } = (await put(body)).body;
    given();
    const labelled = foreignSettings({ regions: ['eu-west-1'], metadata: { labels: [{ key: 'a', value: 'b' }] } });
    expect((await put(labelled)).body).toEqual({ ...body, ...labelled, verification });
    const wider = await put(foreignSettings({ regions: ['eu-west-1', 'us-east-1'] }));
    const faults = expect.arrayContaining([
      { pointer: expect.any(String), detail: expect.stringMatching(/try again$/) },
    ]);
    expect(wider.body.verification).toEqual({ status: 'failed', checked: expect.any(String), faults });
  });

  it('makes another revision where the settings change, and refuses to change an older one', async () => {
    await registered();
    const first = { headers: { 'If-Match': '"1"' } };
    const fewer = foreignSettings({ regions: ['eu-west-1'], metadata: { labels: [{ key: 'team', value: 'news' }] } });
    expect(await put(fewer, first)).toMatchObject({ status: 200, headers: { ETag: '"2"' }, body: fewer });
    expect(await put(fewer, first)).toMatchObject({ status: 412 });
    const plain = await put(foreignSettings({ regions: ['eu-west-1'] }));
    expect(plain.headers.ETag).toBe('"3"');
    expect(plain.body).not.toHaveProperty('metadata');
  });

  it.each([
    ['the AWS account that sources are in', accountSettings(), '1 source is not deleted'],
    ['a Region that sources are in', foreignSettings({ regions: ['us-east-1'] }), '1 source is in eu-west-1'],
  ])('does not take away %s', async (_, body, detail) => {
    await registered();
    const [item] = (await table.accounts()).filter((each) => each.id === id);
    await table.putItem({ ...item, sources: 1, 'sources#eu-west-1': 1 });
    const answer = await put(body);
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:problem:target-account-in-use' } });
    expect(answer.body.detail).toContain(detail);
    expect((await get()).body).toMatchObject(foreignSettings());
    expect(await put(foreignSettings({ regions: ['eu-west-1'] }))).toMatchObject({ status: 200 });
  });
});

describe('the list', () => {
  const list = (more: EventOptions = {}) =>
    ask(handlers['list-target-accounts'], { of: 'accounts', role: 'viewer', ...more });

  it('has the accounts of one organisation by id, page by page, without their external ids for viewers', async () => {
    await put(foreignSettings());
    const first = await list({ query: { 'page-size': '1' } });
    expect(first.body['target-accounts'].map((each: { id: string }) => each.id)).toEqual([
      functionEnvironment.TARGET_ACCOUNT_ID,
    ]);
    const next = { 'page-size': '1', 'last-evaluated-key': first.body['last-evaluated-key'] };
    const second = await list({ query: next });
    expect(second.body).toEqual({
      'target-accounts': [expect.not.objectContaining({ 'external-id': expect.anything() })],
    });
    expect(second.body['target-accounts'][0].id).toBe(id);
    const [one] = (await list({ role: 'admin' })).body['target-accounts'];
    expect(one).toHaveProperty('external-id');
    expect((await list({ organisation: sourceId })).body).toEqual({ 'target-accounts': [] });
    expect(await list({ organisation: sourceId, query: next })).toMatchObject({ status: 400 });
  });
});

it('takes no source before it is verified', async () => {
  await registered();
  const create = { method: 'POST', account: id, body: sourceBody() };
  const refused = await ask(handlers['create-source'], create);
  expect(refused).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
  expect(refused.body.detail).toContain('not verified yet');
  aws.trusting('another');
  await put(foreignSettings());
  expect((await ask(handlers['create-source'], create)).body.detail).toContain(
    'cannot be assumed with the external id',
  );
});

function sourceBody() {
  const { requested } = newRecord();
  const [flow] = requested['ingress-flows'];
  return { metadata: {}, 'ingress-flows': [{ region: flow?.region, 'flow-sources': [listener] }] };
}

const listener = { protocol: 'srt-listener', 'ingest-port': 5000, 'whitelist-cidr': '203.0.113.0/24' };

function elsewhere() {
  const other = (name: string) => `arn:aws:iam::999900001111:role/headworks/${name}`;
  const roles = { 'role-arn': other('a'), 'mediaconnect-role-arn': other('b'), 'vpc-role-arn': other('c') };
  return { 'aws-account-id': '999900001111', ...roles };
}

function flowsRefused(): void {
  aws.mediaconnect.answer(() => ({ status: 403, error: 'ForbiddenException' }));
}

function regionOff(): void {
  aws.allowing(subnets);
  aws.mediaconnect.answer(() => ({ status: 403, error: 'UnrecognizedClientException' }));
}

function flowsThrottled(): void {
  aws.mediaconnect.answer(() => ({ status: 429, error: 'TooManyRequestsException' }));
}

function throttled(operation: string) {
  return { service: 'sts', operation, effect: 'error', error: 'Throttling', status: 400, times: 'always' };
}
