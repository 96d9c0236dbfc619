import { randomUUID } from 'node:crypto';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { recordItem } from '../../lambdas/aws/source-items';
import { accountItem } from '../../lambdas/aws/target-account-items';
import { type Endpoint, endpoints } from '../../lambdas/contract/endpoints';
import { type Role, roles } from '../../lambdas/contract/roles';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { expectProblem } from '../support/problems';
import { completeRecord } from '../support/source-record';
import { sourceRequest } from '../support/sources';
import type { Answer } from '../support/system';
import { accountRecord, accountSettings } from '../support/target-account';
import { useSystem } from './scene';
import { StrangeTokens } from './strange-tokens';

jest.setTimeout(120_000);

const { system, client } = useSystem();
const tokens = new StrangeTokens(system);

/** A row of the API that wants a token, under one of its methods. */
interface Row extends Endpoint {
  role: Role;
}
const rows = (endpoints as readonly Endpoint[])
  .filter((row): row is Row => row.role !== undefined)
  .flatMap((row) => [row, ...(row.alias ? [{ ...row, method: row.alias as Row['method'] }] : [])])
  .map((row): [string, Row] => [`${row.method} ${row.path.replace('/organisations/{organisation-id}', '')}`, row]);

/** A body that a row would take; a row that needs one and is not named here is refused as invalid, and its test fails. */
const bodies: Record<string, object> = {
  createSource: sourceRequest('rtp'),
  updateSource: { hidden: true },
  putTargetAccount: accountSettings(),
};

const otherOrganisation = '00000000-0000-4000-8000-000000000002';
/** A target account of theirs, another one of ours, and one that we had. */
const otherAccount = '00000000-0000-4000-8000-0000000000b2';
const secondAccount = '00000000-0000-4000-8000-0000000000a2';
const deletedAccount = '00000000-0000-4000-8000-0000000000a3';

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

const accountOf = (organisation: string, account: string) =>
  `/organisations/${organisation}/target-accounts/${account}`;
const adminOf = (organisation: string) => ({ token: system.token({ organisation, role: 'admin' }) });

async function register(organisation: string, account: string): Promise<void> {
  const answer = await system.api('PUT', accountOf(organisation, account), accountSettings(), adminOf(organisation));
  if (answer.status !== 201) throw new Error(`the target account was refused: ${JSON.stringify(answer.body)}`);
}

/** Writes an item as the product's functions would. */
async function put(item: Record<string, unknown>): Promise<void> {
  const store = new DynamoDBClient(system.aws());
  const { TableNames: [TableName] = [] } = await store.send(new ListTablesCommand({}));
  await store.send(new PutItemCommand({ TableName, Item: marshall(item, { removeUndefinedValues: true }) }));
}

let mine: string;
let theirs: string;
let elsewhere: string;

/** A source of somebody else, kept as one of ours is. */
async function keep(owner: { 'organisation-id'?: string; 'target-account-id'?: string }): Promise<string> {
  const record = completeRecord({ id: randomUUID(), secrets: [], ...owner });
  await put(recordItem(record));
  return record.id;
}

beforeAll(async () => {
  mine = await client.create(sourceRequest('rtp'));
  await client.settled(mine, 'creation-complete');
  await put(accountItem(accountRecord({ 'organisation-id': otherOrganisation, id: otherAccount })));
  await put(accountItem(accountRecord({ id: secondAccount })));
  await register(demo.organisation, deletedAccount);
  const gone = accountOf(demo.organisation, deletedAccount);
  expect(await system.api('DELETE', gone, undefined, adminOf(demo.organisation))).toMatchObject({ status: 200 });
  theirs = await keep({ 'organisation-id': otherOrganisation, 'target-account-id': otherAccount });
  elsewhere = await keep({ 'target-account-id': secondAccount });
});

it('has made the tokens below from ones that are good', async () => {
  expect(await ask(rows[1]?.[1] as Row, tokens.almost({}))).toMatchObject({ status: 200 });
});

describe.each(rows)('%s', (_, row) => {
  const isOfSource = row.path.includes('{source-id}');

  it('is not answered to whom nobody vouches for, and nothing is looked up', async () => {
    const before = await calls();
    const strangers = tokens.all();
    const [known] = strangers.map(([, token]) => token);
    const first = withoutIds(await ask(row, known ?? ''));
    for (const [what, token] of strangers) {
      const answers = [await ask(row, token, { source: mine }), await ask(row, token)];
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
    ...['dry-run', 'abandon']
      .filter((flag) => row.query.safeParse({ [flag]: 'true' }).success)
      .map((flag) => ({ needed: row.role, query: `?${flag}=true` })),
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
    return { answer, all: { ...withoutIds(answer), calls: (await calls()).slice(before.length).sort() } };
  }

  if (isOfSource) {
    it.each(variants)("tells a source that is not there from nobody's: $query", async ({ query }) => {
      const absent = await seen({}, query);
      expectProblem(absent.answer, 404, 'source-not-found');
      expect(absent.all.calls).not.toEqual([]);
      for (const source of [theirs, elsewhere]) expect((await seen({ source }, query)).all).toEqual(absent.all);
    });
  }

  // What is put need not be there before.
  const isPut = row.name === 'putTargetAccount';
  if (row.path.includes('{target-account-id}') && !isPut) {
    it.each(variants)("tells a target account that is not there from nobody's: $query", async ({ query }) => {
      const absent = await seen({ account: randomUUID() }, query);
      expectProblem(absent.answer, 404, 'target-account-not-found');
      for (const account of [otherAccount, deletedAccount]) {
        for (const source of [mine, theirs]) expect((await seen({ account, source }, query)).all).toEqual(absent.all);
      }
    });
  }
});

it("lists no source of anybody else's", async () => {
  const { body } = await system.api('GET', '/sources?include-deleted=true&include-hidden=true');
  expect(body.sources.map(({ id }: { id: string }) => id)).toEqual([mine]);
});

describe('a target account of somebody else', () => {
  it('is not listed', async () => {
    const { body } = await system.api('GET', `/organisations/${demo.organisation}/target-accounts`);
    const ids = body['target-accounts'].map(({ id }: { id: string }) => id).sort();
    expect(ids).toEqual([demo.targetAccount, secondAccount].sort());
  });

  it('cannot be put: who names its id has another one of that id', async () => {
    const theirPath = accountOf(otherOrganisation, otherAccount);
    const read = () => system.api('GET', theirPath, undefined, adminOf(otherOrganisation));
    const before = await read();
    expect(before.status).toBe(200);
    await register(demo.organisation, otherAccount);
    expect((await read()).body).toEqual(before.body);
    const ours = accountOf(demo.organisation, otherAccount);
    const { body } = await system.api('GET', ours, undefined, adminOf(demo.organisation));
    expect(body['external-id']).not.toBe(before.body['external-id']);
  });
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
