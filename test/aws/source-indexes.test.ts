import { SourceIndexes } from '../../lambdas/aws/source-indexes';
import { accountOf, listedAt, unsettledShards } from '../../lambdas/aws/source-items';
import { SourceStore } from '../../lambdas/aws/source-store';
import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { newRecord, provisioned } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

let table: SourceTable;
let store: SourceStore;
let indexes: SourceIndexes;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  store = new SourceStore(functionEnvironment.TABLE_NAME);
  indexes = new SourceIndexes(functionEnvironment.TABLE_NAME);
});
afterEach(() => table.clear());
afterAll(() => table.close());

const account = accountOf(newRecord());
const moved = (status: ProvisioningStatus) => ({
  'provisioning-status': status,
  'provisioning-status-timestamp': '2026-03-02T11:00:00Z',
});

describe('a listing', () => {
  const id = (n: number) => `497f6eca-6276-4993-bfeb-${String(n).padStart(12, '0')}`;
  const aged = (n: number, members = {}) =>
    newRecord({ id: id(n), 'created-at': `2026-03-02T10:15:${30 + n}.000Z`, ...members });

  it('shows a class newest first, page by page', async () => {
    for (const n of [2, 0, 1]) await table.put(aged(n));
    const first = await indexes.listClass(account, 'live', 2);
    expect(first.records.map((record) => record.id)).toEqual([id(2), id(1)]);
    expect(first.lookedUpTo).toBe(listedAt(aged(1)));
    const second = await indexes.listClass(account, 'live', 2, first.lookedUpTo);
    expect(second).toEqual({ records: [aged(0)], lookedUpTo: undefined });
  });

  it('keeps accounts and classes apart, and follows a record from class to class', async () => {
    await table.put(aged(0));
    await table.put(aged(1, { 'organisation-id': '00000000-0000-4000-8000-000000000002' }));
    const hidden = { ...aged(2), requested: { ...aged(2).requested, hidden: true } };
    await table.put(hidden);
    const idsOf = async (listing: 'live' | 'hidden' | 'deleted') =>
      (await indexes.listClass(account, listing, 10)).records.map((record) => record.id);
    expect(await idsOf('live')).toEqual([id(0)]);
    expect(await idsOf('hidden')).toEqual([id(2)]);
    const going = aged(0, { 'provisioning-status': 'deletion-in-progress' });
    await table.put(going);
    await store.changeInRun(going, moved('deletion-complete'));
    expect(await idsOf('live')).toEqual([]);
    expect(await idsOf('deleted')).toEqual([id(0)]);
  });
});

describe('the index of sources that need attention', () => {
  const found = async (since: string) => {
    const ids: string[] = [];
    for await (const id of indexes.unsettledSince(since, unsettledShards)) ids.push(id);
    return ids.sort();
  };
  const later = '2026-03-02T12:00:00.000Z';

  it('spreads over every shard, and finds what has waited', async () => {
    const ids = [0, 1, 2, 3].map((n) => `0${n}7f6eca-6276-4993-bfeb-53cbbbba6f08`);
    for (const id of ids) await table.put(newRecord({ id }));
    expect(new Set((await table.items('record')).map(({ unsettled }) => unsettled)).size).toBe(unsettledShards.length);
    expect(await found(later)).toEqual(ids);
    expect(await found('2026-03-02T10:15:30Z')).toEqual([]);
  });

  it('loses a source that comes to rest, and gets it back when a run is owed', async () => {
    const record = newRecord({ 'provisioning-status': 'creation-in-progress' });
    await table.put(record);
    await store.changeInRun(record, { ...moved('creation-complete'), flows: [provisioned] });
    expect(await found(later)).toEqual([]);
    const run = { run: 2, 'run-mode': 'deprovision', ...moved('deletion-pending') } as const;
    await store.beginRun(await table.record(record.id), run, {
      id: 'e1',
      at: '2026-03-02T11:00:00.000Z',
      kind: 'deletion-requested',
    });
    expect(await found(later)).toEqual([record.id]);
  });
});
