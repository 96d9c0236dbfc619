import { createHmac, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { recordItem } from '../../lambdas/aws/source-items';
import { type Endpoint, type EndpointName, endpoints } from '../../lambdas/contract/endpoints';
import { type Role, roles } from '../../lambdas/contract/roles';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { type Members, newPair, signToken } from '../support/key-set';
import { expectProblem } from '../support/problems';
import { completeRecord } from '../support/source-record';
import { sourceRequest } from '../support/sources';
import type { Answer } from '../support/system';
import { useSystem } from './scene';

jest.setTimeout(120_000);

const { system, client } = useSystem();

/** A row of the API that wants a token, under one of its methods. */
interface Row extends Endpoint {
  role: Role;
}
const rows = (endpoints as readonly Endpoint[])
  .filter((row): row is Row => row.role !== undefined)
  .flatMap((row) => [row, ...(row.alias ? [{ ...row, method: row.alias as Row['method'] }] : [])])
  .map((row): [string, Row] => [`${row.method} ${row.path.replace('/organisations/{organisation-id}', '')}`, row]);

/** A body that a row would take; a row that needs one and is not named here is refused as invalid, and its test fails. */
const bodies: Partial<Record<EndpointName, object>> = {
  createSource: sourceRequest('rtp'),
  updateSource: { hidden: true },
};

const otherOrganisation = '00000000-0000-4000-8000-000000000002';
const otherAccount = '00000000-0000-4000-8000-0000000000b2';

/** The ids that a path has; those of the demonstration, and a source that is not there, unless told. */
interface Place {
  organisation?: string;
  account?: string;
  source?: string;
}

function pathOf({ path }: Row, { organisation, account, source }: Place = {}): string {
  return path
    .replace('{organisation-id}', organisation ?? demo.organisation)
    .replace('{target-account-id}', account ?? demo.targetAccount)
    .replace('{source-id}', source ?? randomUUID());
}

function ask(
  row: Row,
  token: string,
  place: Place = {},
  query = '',
  body: unknown = bodies[row.name],
): Promise<Answer> {
  return system.api(row.method, pathOf(row, place) + query, body, { token });
}

/** An answer without what differs from request to request: the ids. */
function withoutIds({ status, headers, body }: Answer): object {
  const kept = [...headers].filter(([name]) => !['date', 'x-amzn-requestid', 'content-length'].includes(name));
  const text = JSON.stringify(body).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>');
  return { status, headers: Object.fromEntries(kept), body: JSON.parse(text) };
}

/** The calls so far, as `service:operation status`, but for those that are made whether or not somebody asks. */
async function calls(): Promise<string[]> {
  const { calls: all } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
  return all
    .filter(({ principal }) => !/\/Headworks-(Observation|Events|Recovery|Workflows)|\/outsider/.test(principal))
    .map(({ service, operation, status }) => `${service}:${operation} ${status}`);
}

let mine: string;
let theirs: string;
let elsewhere: string;

/** A source of somebody else, kept as one of ours is. */
async function keep(owner: { 'organisation-id'?: string; 'target-account-id'?: string }): Promise<string> {
  const store = new DynamoDBClient(system.aws());
  const { TableNames: [TableName] = [] } = await store.send(new ListTablesCommand({}));
  const record = completeRecord({ id: randomUUID(), secrets: [], ...owner });
  await store.send(
    new PutItemCommand({ TableName, Item: marshall(recordItem(record), { removeUndefinedValues: true }) }),
  );
  return record.id;
}

beforeAll(async () => {
  mine = await client.create(sourceRequest('rtp'));
  await client.settled(mine, 'creation-complete');
  theirs = await keep({ 'organisation-id': otherOrganisation, 'target-account-id': otherAccount });
  elsewhere = await keep({ 'target-account-id': otherAccount });
});

const seconds = () => Math.floor(Date.now() / 1000);
const encode = (part: Members) => Buffer.from(JSON.stringify(part)).toString('base64url');
const headerOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** A token signed with the issuer's own key that differs from a good admin's in these claims, or in its header. */
function almost(claims: Members, header: Members = {}, key = issuerKey()): string {
  const good = system.token({ role: 'admin' });
  return signToken({ ...headerOf(good), ...header }, { ...claimsOf(good), ...claims }, key);
}

const issuerKey = () => createPrivateKey(readFileSync(join(system.dataDirectory, 'token-key.pem')));

/** A good token whose header says something else, and whose signature is `sign`ed by whoever made that. */
function forged(header: Members, sign: (content: string) => string): string {
  const good = system.token({ role: 'admin' });
  const content = `${encode({ ...headerOf(good), ...header })}.${good.split('.')[1]}`;
  return `${content}.${sign(content)}`;
}

const publicPem = () => createPublicKey(issuerKey()).export({ type: 'spki', format: 'pem' });
const stranger = newPair('ES256');

const strangers: [string, () => string][] = [
  ['no token', () => ''],
  ['a malformed token', () => 'open-sesame'],
  ['a token of two parts', () => system.token().split('.').slice(0, 2).join('.')],
  ['an expired token', () => almost({ exp: seconds() - 1 })],
  ['a token without an expiry', () => almost({ exp: undefined })],
  ['a token that is not good yet', () => almost({ nbf: seconds() + 600 })],
  ['a token of another issuer', () => almost({ iss: 'https://issuer.example' })],
  ['a token for another audience', () => almost({ aud: 'another' })],
  ['a token of nobody', () => almost({ sub: undefined })],
  ['an unsigned token', () => forged({ alg: 'none' }, () => '')],
  [
    'a token signed with the public key as a secret',
    () => forged({ alg: 'HS256' }, (content) => createHmac('sha256', publicPem()).update(content).digest('base64url')),
  ],
  ['a token of another key under the name of ours', () => almost({}, {}, stranger.privateKey)],
  [
    'a token that brings its key',
    () => almost({}, { jwk: stranger.publicKey.export({ format: 'jwk' }) }, stranger.privateKey),
  ],
  ['a token of a key that is a path', () => almost({}, { kid: '../../../dev/null' }, stranger.privateKey)],
];

it('has made the tokens below from ones that are good', async () => {
  expect(await ask(rows[1]?.[1] as Row, almost({}))).toMatchObject({ status: 200 });
});

describe.each(rows)('%s', (_, row) => {
  const isOfSource = row.path.includes('{source-id}');

  it('is not answered to whom nobody vouches for, and nothing is looked up', async () => {
    const before = await calls();
    const [known] = strangers.map(([, make]) => make());
    const first = withoutIds(await ask(row, known ?? ''));
    for (const [what, make] of strangers) {
      const answers = [await ask(row, make(), { source: mine }), await ask(row, make())];
      for (const answer of answers) {
        expectProblem(answer, 401, 'unauthenticated');
        expect([what, withoutIds(answer)]).toEqual([what, first]);
      }
    }
    expect(await calls()).toEqual(before);
  });

  it('is not for those of another organisation, whether or not anything is there', async () => {
    const before = await calls();
    for (const role of roles) {
      const token = system.token({ organisation: otherOrganisation, role });
      const places = [{ source: mine }, {}, { account: otherAccount }, { account: otherAccount, source: theirs }];
      const answers = await Promise.all(places.map((place) => ask(row, token, place)));
      for (const answer of answers) {
        expectProblem(answer, 403, 'forbidden');
        expect(withoutIds(answer)).toEqual(withoutIds(answers[0] as Answer));
      }
    }
    expect(await calls()).toEqual(before);
  });

  const variants = [
    { needed: row.role, query: '' },
    ...(row.revealed ? [{ needed: row.revealed.role, query: '?include-passphrase=true' }] : []),
    ...(row.isPlannable ? [{ needed: row.role, query: '?dry-run=true' }] : []),
  ];

  it.each(variants)('is not for a role below $needed: $query', async ({ needed, query }) => {
    const before = await calls();
    for (const role of ['owner', ...roles.slice(0, roles.indexOf(needed))]) {
      const token = system.token({ role });
      const answers = await Promise.all(
        [{ source: mine }, {}, { source: theirs }, { account: otherAccount }, { account: 'x', source: 'y' }].map(
          (place) => ask(row, token, place, query),
        ),
      );
      for (const answer of answers) {
        expectProblem(answer, 403, 'forbidden');
        expect(withoutIds(answer)).toEqual(withoutIds(answers[0] as Answer));
      }
      // What is wrong with a request is for those to know who may make it.
      if (row.body) expectProblem(await ask(row, token, {}, query, '{"a":'), 403, 'forbidden');
    }
    expect(await calls()).toEqual(before);
  });

  /** What is answered, and the AWS calls that it took. */
  async function seen(place: Place, query: string) {
    const before = await calls();
    const answer = await ask(row, system.token({ role: 'admin' }), place, query);
    return { answer, all: { ...withoutIds(answer), calls: (await calls()).slice(before.length) } };
  }

  if (isOfSource) {
    it.each(variants)("tells a source that is not there from nobody's: $query", async ({ query }) => {
      const absent = await seen({}, query);
      expectProblem(absent.answer, 404, 'source-not-found');
      expect(absent.all.calls).not.toEqual([]);
      for (const source of [theirs, elsewhere]) expect((await seen({ source }, query)).all).toEqual(absent.all);
    });
  }

  if (row.path.includes('{target-account-id}')) {
    it.each(variants)("tells a target account that is not there from nobody's: $query", async ({ query }) => {
      const absent = await seen({ account: randomUUID() }, query);
      expectProblem(absent.answer, 404, 'target-account-not-found');
      for (const source of [mine, theirs]) {
        expect((await seen({ account: otherAccount, source }, query)).all).toEqual(absent.all);
      }
    });
  }
});

describe('the documents', () => {
  const open = (endpoints as readonly Endpoint[]).filter(({ role }) => role === undefined);

  it.each(open)('are for everybody, and the same to each: $method $path', async ({ method, path }) => {
    const answers = await Promise.all(
      ['', 'open-sesame', system.token()].map((token) => system.api(method, path, undefined, { token })),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toEqual(answers[0]?.body);
    }
  });
});
