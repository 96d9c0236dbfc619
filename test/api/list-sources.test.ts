import type { SourceRecord } from '../../lambdas/domain/source-record';
import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { enterFunction } from '../support/function-environment';
import { completeRecord, newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';

let table: SourceTable;
let list: (query?: EventOptions['query'], options?: EventOptions) => Promise<ApiAnswer>;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/list-sources');
  list = (query, options) => ask(handler, { role: 'viewer', query, ...options });
});
afterEach(() => table.clear());
afterAll(() => table.close());

const id = (n: number) => `497f6eca-6276-4993-bfeb-${String(n).padStart(12, '0')}`;

/** The n-th source that was created, of a kind. */
function source(n: number, kind: 'live' | 'hidden' | 'deleted' | 'hidden-deleted' = 'live'): SourceRecord {
  const createdAt = new Date(Date.UTC(2026, 2, 2, 10, 0, n)).toISOString();
  const record = completeRecord({ id: id(n), 'created-at': createdAt });
  return {
    ...record,
    'provisioning-status': kind.includes('deleted') ? 'deletion-complete' : 'creation-complete',
    requested: { ...record.requested, hidden: kind.includes('hidden') },
  };
}

const idsIn = ({ body }: ApiAnswer): string[] => body.sources.map((each: { id: string }) => each.id);

/** The ids of every page. */
async function walk(query: Record<string, string>, between: () => Promise<void> = async () => {}): Promise<string[][]> {
  const pages: string[][] = [];
  let key: string | undefined;
  do {
    const answer = await list({ ...query, ...(key && { 'last-evaluated-key': key }) });
    expect(answer.status).toBe(200);
    pages.push(idsIn(answer));
    key = answer.body['last-evaluated-key'];
    await between();
  } while (key);
  return pages;
}

describe('listing sources', () => {
  it('answers an empty list without a key', async () => {
    expect((await list()).body).toEqual({ sources: [] });
  });

  it('shows five members of each, newest first', async () => {
    for (const n of [1, 3, 2]) await table.put(source(n));
    const { body } = await list();
    expect(body.sources.map((each: { id: string }) => each.id)).toEqual([id(3), id(2), id(1)]);
    expect(Object.keys(body.sources[0]).sort()).toEqual([
      'hidden',
      'id',
      'metadata',
      'provisioning-status',
      'provisioning-status-timestamp',
    ]);
    expect(body).not.toHaveProperty('last-evaluated-key');
  });

  it('shows whole sources inline, secrets masked', async () => {
    await table.put(source(1));
    const { body, text } = await list({ inline: 'true' });
    expect(body.sources[0]['ingress-flows'][0]['flow-sources'][0]['decryption-settings'].passphrase).toBe('********');
    expect(body.sources[0]['provisioned-flows']['ingress-flows']).toHaveLength(1);
    expect(text).not.toContain(secretValues.srt);
  });

  it.each([
    [{}, [1]],
    [{ 'include-hidden': 'true' }, [2, 1]],
    [{ 'include-deleted': 'true' }, [3, 1]],
    [{ 'include-hidden': 'true', 'include-deleted': 'true' }, [4, 3, 2, 1]],
  ])('shows the kinds that %j asks for, with one request to the table each, and one for the account', async (query, expected) => {
    const kinds = ['live', 'hidden', 'deleted', 'hidden-deleted'] as const;
    for (const [index, kind] of kinds.entries()) await table.put(source(index + 1, kind));
    table.operations();
    expect(idsIn(await list(query))).toEqual(expected.map(id));
    expect(table.operations().sort()).toEqual(['GetItem', ...expected.map(() => 'Query')]);
  });

  it('shows sources of this organisation and target account only', async () => {
    await table.put({ ...source(1), 'organisation-id': '00000000-0000-4000-8000-000000000002' });
    await table.put({ ...source(2), 'target-account-id': '00000000-0000-4000-8000-0000000000a2' });
    expect((await list()).body.sources).toEqual([]);
  });
});

describe('paging', () => {
  it('goes through every kind once, newest first', async () => {
    const kinds = ['live', 'hidden', 'deleted', 'live', 'hidden-deleted', 'live', 'hidden'] as const;
    for (const [index, kind] of kinds.entries()) await table.put(source(index, kind));
    const pages = await walk({ 'page-size': '2', 'include-hidden': 'true', 'include-deleted': 'true' });
    expect(pages.flat()).toEqual([6, 5, 4, 3, 2, 1, 0].map(id));
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 2, 1]);
  });

  it('has no key at an end that fills its page', async () => {
    for (const n of [1, 2]) await table.put(source(n));
    expect(await walk({ 'page-size': '2' })).toEqual([[id(2), id(1)]]);
  });

  it('loses and repeats nothing while sources are made and deleted in between', async () => {
    for (const n of [1, 2, 3, 4, 5, 6]) await table.put(source(n));
    let next = 7;
    const pages = await walk({ 'page-size': '2' }, async () => {
      await table.put(source(next++));
      await table.put(source(6, 'deleted'));
    });
    expect(pages.flat()).toEqual([6, 5, 4, 3, 2, 1].map(id));
  });

  it('ends a page where DynamoDB ends a query, at 1 MB, and goes on from there', async () => {
    const metadata = { labels: Array.from({ length: 40 }, (_, n) => ({ key: `${n}`, value: 'x'.repeat(256) })) };
    const flows = [flowRequest('rtp', { metadata, 'flow-sources': [flowSourceRequest('rtp', { metadata })] })];
    const { requested } = newRecord({}, sourceRequest('rtp', { metadata, 'ingress-flows': flows }));
    for (let n = 0; n < 60; n++) await table.put({ ...source(n), requested });
    const pages = await walk({ 'page-size': '100', inline: 'true' });
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flat()).toEqual(Array.from({ length: 60 }, (_, n) => id(59 - n)));
  });
});

describe('a key', () => {
  const key = async (query: Record<string, string>) => {
    for (const n of [1, 2]) await table.put(source(n));
    return (await list({ 'page-size': '1', ...query })).body['last-evaluated-key'];
  };

  it.each([
    [{}, { 'include-hidden': 'true' }],
    [{ 'include-deleted': 'true' }, {}],
    [{ 'include-hidden': 'true' }, { 'include-deleted': 'true' }],
  ])('of the listing %j is refused in %j', async (given, used) => {
    const lastEvaluatedKey = await key(given);
    const answer = await list({ ...used, 'last-evaluated-key': lastEvaluatedKey });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/last-evaluated-key' }] } });
  });

  it('may be used with another page size, and inline', async () => {
    const lastEvaluatedKey = await key({});
    const answer = await list({ 'page-size': '7', inline: 'true', 'last-evaluated-key': lastEvaluatedKey });
    expect(idsIn(answer)).toEqual([id(1)]);
  });

  it.each(['', 'x', 'bGl2ZQ=='])('that is none is refused: %j', async (text) => {
    expect(await list({ 'last-evaluated-key': text })).toMatchObject({ status: 400 });
  });
});

it('is for the target account of this deployment', async () => {
  const answer = await list({}, { account: '00000000-0000-4000-8000-0000000000a2' });
  expect(answer).toMatchObject({ status: 404, body: { type: 'urn:problem:target-account-not-found' } });
});
