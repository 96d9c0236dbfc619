import { historyItem } from '../../lambdas/aws/source-items';
import type { HistoryEvent } from '../../lambdas/domain/history';
import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { completeRecord, newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

let table: SourceTable;
let list: (options?: EventOptions) => Promise<ApiAnswer>;
beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/list-source-events');
  list = (options) => ask(handler, { sourceId, role: 'viewer', ...options });
});
afterEach(() => table.clear());
afterAll(() => table.close());

/** An event so many seconds ago. */
function eventOf(seconds: number): HistoryEvent {
  const id = `0b5e7c1e-2f4a-4d83-9c6b-${String(seconds).padStart(12, '0')}`;
  return { id, at: new Date(Date.now() - seconds * 1000).toISOString(), kind: 'surplus-removed' };
}

async function given(...events: HistoryEvent[]): Promise<HistoryEvent[]> {
  await table.put(completeRecord());
  for (const event of events) await table.putItem(historyItem(completeRecord(), event));
  return events;
}

it('answers the events of the source, newest first, and of no other', async () => {
  const events = await given(eventOf(10), eventOf(20), eventOf(30));
  await table.putItem(historyItem(newRecord({ id: 'another' }), eventOf(15)));
  expect(await list()).toMatchObject({ status: 200, headers: { 'Cache-Control': 'no-store' } });
  expect((await list()).body).toEqual({ events });
});

it('answers page by page; the last one has no key', async () => {
  const events = await given(...[1, 2, 3, 4].map(eventOf));
  const first = await list({ query: { 'page-size': '2' } });
  expect(first.body).toEqual({ events: events.slice(0, 2), 'last-evaluated-key': expect.any(String) });
  // One that came in between is on no page that follows.
  await table.putItem(historyItem(completeRecord(), eventOf(0)));
  const second = await list({ query: { 'page-size': '2', 'last-evaluated-key': first.body['last-evaluated-key'] } });
  expect(second.body).toEqual({ events: events.slice(2) });
});

it('reads a page in one query beside the record', async () => {
  await given(eventOf(1));
  table.operations();
  await list();
  expect(table.operations()).toEqual(['BatchGetItem', 'Query']);
});

it('leaves out what has expired, and ends there', async () => {
  const [fresh] = await given(eventOf(1), eventOf(91 * 86_400), eventOf(92 * 86_400));
  for (const size of ['1', '2', '50']) {
    expect((await list({ query: { 'page-size': size } })).body).toEqual({ events: [fresh] });
  }
});

it('goes on after a page whose events this version does not know', async () => {
  const [known] = await given(eventOf(9));
  const unknown = { ...historyItem(completeRecord(), eventOf(1)), kind: 'moved-to-mars' };
  await table.putItem(unknown);
  const { body } = await list({ query: { 'page-size': '1' } });
  expect(body).toEqual({ events: [], 'last-evaluated-key': expect.any(String) });
  const next = await list({ query: { 'page-size': '1', 'last-evaluated-key': body['last-evaluated-key'] } });
  expect(next.body).toEqual({ events: [known] });
});

it('tells of a deleted source as long as its record is there', async () => {
  const events = await given(eventOf(1));
  await table.put(completeRecord({ 'provisioning-status': 'deletion-complete' }));
  expect((await list()).body).toEqual({ events });
  await table.clear();
  expect(await list()).toMatchObject({ status: 404, body: { type: 'urn:problem:source-not-found' } });
});

it('is refused to another organisation, and for a source of another account', async () => {
  await given(eventOf(1));
  const role = { '11111111-1111-4111-8111-111111111111': 'viewer' as const };
  expect((await list({ role })).status).toBe(403);
  await table.put(completeRecord({ 'target-account-id': '11111111-1111-4111-8111-111111111111' }));
  expect((await list()).status).toBe(404);
});

it.each([
  ['page-size', '0'],
  ['page-size', '101'],
  ['last-evaluated-key', 'nonsense'],
  ['kind', 'status-changed'],
])('refuses %s %s, and says where', async (name, value) => {
  await given(eventOf(1));
  const { status, body } = await list({ query: { [name]: value } });
  expect([status, body.errors?.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([400, [`/query/${name}`]]);
});
