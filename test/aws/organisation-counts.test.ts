import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { type RecordChanges, SourceStore } from '../../lambdas/aws/source-store';
import { OrganisationBusy, QuotaExceeded, RunSuperseded, SourceBusy } from '../../lambdas/domain/errors';
import type { HistoryEvent } from '../../lambdas/domain/history';
import { type ProvisioningStatus, provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { type Counts, countsOf } from '../../lambdas/domain/quota';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { propertySeed } from '../support/arbitrary-source';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { accountRecord } from '../support/target-account';

const quotas = { SOURCES_PER_ORGANISATION: 3, RUNS_PER_ORGANISATION: 2 };
const organisation = functionEnvironment.ORGANISATION_ID;
const another = '00000000-0000-4000-8000-000000000002';

let table: SourceTable;
let store: SourceStore;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  store = new SourceStore(functionEnvironment.TABLE_NAME);
});
afterEach(() => table.clear());
afterAll(() => table.close());

const event: HistoryEvent = { id: 'e', at: '2026-03-02T10:15:30.250Z', kind: 'status-changed' };
const numbered = (number: number, members: Partial<SourceRecord> = {}) =>
  newRecord({ id: `497f6eca-6276-4993-bfeb-${String(number).padStart(12, '0')}`, ...members });
const create = (number: number, members?: Partial<SourceRecord>) =>
  store.create(numbered(number, members), event, quotas);

/** Has the run of a source come to this status. */
async function move(number: number, status: ProvisioningStatus): Promise<void> {
  const record = await table.record(numbered(number).id);
  await store.changeInRun(record, { 'provisioning-status': status }, event);
}

/** Begins a run of a source as a client does. */
async function begin(number: number, status: ProvisioningStatus, limits?: typeof quotas): Promise<void> {
  const record = await table.record(numbered(number).id);
  await store.beginRun(record, { run: record.run + 1, 'provisioning-status': status }, event, limits);
}

/** What the records come to. */
async function counted(): Promise<Counts> {
  const records = await table.items('record');
  const each = records.map((record) => countsOf(record['provisioning-status'] as ProvisioningStatus));
  const sum = (name: keyof Counts) => each.reduce((total, counts) => total + counts[name], 0);
  return { sources: sum('sources'), runs: sum('runs') };
}

describe('what an organisation has', () => {
  it('is nothing at first', async () => {
    expect(await store.counts(organisation)).toEqual({ sources: 0, runs: 0 });
  });

  it('follows each source through its life', async () => {
    const seen: (Counts & { status: ProvisioningStatus })[] = [];
    const look = async () => {
      const [record] = await table.items('record');
      const status = record?.['provisioning-status'] as ProvisioningStatus;
      seen.push({ status, ...(await store.counts(organisation)) });
    };
    await create(1);
    await look();
    for (const status of ['creation-in-progress', 'creation-complete'] as const) await move(1, status).then(look);
    await begin(1, 'update-pending').then(look);
    for (const status of ['update-in-progress', 'update-failed'] as const) await move(1, status).then(look);
    await begin(1, 'deletion-pending').then(look);
    for (const status of ['deletion-in-progress', 'deletion-failed'] as const) await move(1, status).then(look);
    await begin(1, 'deletion-pending').then(look);
    for (const status of ['deletion-in-progress', 'deletion-complete'] as const) await move(1, status).then(look);
    expect(seen.map(({ status, sources, runs }) => `${status} ${sources} ${runs}`)).toEqual([
      'creation-pending 1 1',
      'creation-in-progress 1 1',
      'creation-complete 1 0',
      'update-pending 1 1',
      'update-in-progress 1 1',
      'update-failed 1 0',
      'deletion-pending 1 1',
      'deletion-in-progress 1 1',
      'deletion-failed 1 0',
      'deletion-pending 1 1',
      'deletion-in-progress 1 1',
      'deletion-complete 0 0',
    ]);
  });

  it('is of that organisation alone', async () => {
    await table.putAccount(accountRecord({ 'organisation-id': another }));
    await create(1, { 'organisation-id': another });
    expect(await store.counts(organisation)).toEqual({ sources: 0, runs: 0 });
    expect(await store.counts(another)).toEqual({ sources: 1, runs: 1 });
  });

  it('counts a write that comes twice once', async () => {
    await create(1);
    await create(1);
    expect(await store.counts(organisation)).toEqual({ sources: 1, runs: 1 });
    await move(1, 'creation-in-progress');
    const record = await table.record(numbered(1).id);
    const end = () => store.changeInRun(record, { 'provisioning-status': 'creation-failed' }, event);
    await end();
    await expect(end()).rejects.toBeInstanceOf(RunSuperseded);
    expect(await store.counts(organisation)).toEqual({ sources: 1, runs: 0 });
  });

  it('counts a deletion that meets the end of a run by what it replaces', async () => {
    await create(1);
    await move(1, 'creation-in-progress');
    const stale = await table.record(numbered(1).id);
    await move(1, 'creation-complete');
    const deletion: RecordChanges & { run: number } = { run: 2, 'provisioning-status': 'deletion-pending' };
    await expect(store.beginRun(stale, deletion, event)).rejects.toBeInstanceOf(SourceBusy);
    expect(await store.counts(organisation)).toEqual({ sources: 1, runs: 0 });
    await begin(1, 'deletion-pending');
    expect(await store.counts(organisation)).toEqual({ sources: 1, runs: 1 });
  });
});

describe('a quota', () => {
  it('of sources leaves nothing of the one too many, and has room again when one is deleted', async () => {
    for (const number of [1, 2, 3]) {
      await create(number);
      await move(number, 'creation-failed');
    }
    const refused = create(4);
    await expect(refused).rejects.toBeInstanceOf(QuotaExceeded);
    await expect(refused).rejects.toMatchObject({ quota: { name: 'sources', limit: 3, count: 3 } });
    await expect(refused).rejects.toThrow('The organisation has 3 sources, and may have 3.');
    expect(await table.items('record')).toHaveLength(3);
    await begin(1, 'deletion-pending');
    await move(1, 'deletion-in-progress');
    await expect(create(4)).rejects.toBeInstanceOf(QuotaExceeded);
    await move(1, 'deletion-complete');
    await create(4);
    expect(await store.counts(organisation)).toEqual({ sources: 3, runs: 1 });
  });

  it('of runs holds creations and changes off, and no deletion', async () => {
    await create(1);
    await move(1, 'creation-in-progress');
    await move(1, 'creation-complete');
    await create(2);
    await create(3);
    const full = { quota: { name: 'runs', limit: 2, count: 2 } };
    await expect(create(4)).rejects.toMatchObject({ quota: { name: 'sources', limit: 3, count: 3 } });
    await expect(begin(1, 'update-pending', quotas)).rejects.toMatchObject(full);
    await begin(1, 'deletion-pending');
    expect(await store.counts(organisation)).toEqual({ sources: 3, runs: 3 });
  });

  it('is kept by requests at the same moment', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7, 8].map((number) => create(number)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toHaveLength(6);
    for (const reason of refused) expect(reason).toBeInstanceOf(QuotaExceeded);
    expect(await store.counts(organisation)).toEqual({ sources: 2, runs: 2 });
    expect(await counted()).toEqual({ sources: 2, runs: 2 });
  });
});

it('what is counted is what is there, whatever is written at the same moment', async () => {
  const step = fc.record({ source: fc.integer({ min: 1, max: 4 }), to: fc.constantFrom(...provisioningStatuses) });
  // Each round is written at the same moment, by clients and workflows that have read the records before it.
  const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 10 });
  const known = [QuotaExceeded, RunSuperseded, SourceBusy];
  await fc.assert(
    fc.asyncProperty(rounds, async (each) => {
      await table.clear();
      for (const number of [1, 2, 3, 4]) await create(number).catch(() => {});
      for (const round of each) {
        const records = await table.items('record');
        const outcomes = await Promise.allSettled(
          round.map(({ source, to }) => {
            const record = records.find(({ id }) => id === numbered(source).id) as SourceRecord | undefined;
            if (!record) return create(source);
            const changes = { 'provisioning-status': to };
            if (!to.endsWith('-pending')) return store.changeInRun(record, changes, event);
            return store.beginRun(record, { run: record.run + 1, ...changes }, event, quotas);
          }),
        );
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected' && !known.some((kind) => outcome.reason instanceof kind))
            throw outcome.reason;
        }
        expect(await store.counts(organisation)).toEqual(await counted());
        expect((await counted()).sources).toBeLessThanOrEqual(3);
      }
    }),
    { seed: propertySeed, numRuns: 5 },
  );
});

describe('transactions that meet at the counts', () => {
  const conflict = (...codes: string[]) =>
    Object.assign(new Error('Transaction cancelled'), {
      name: 'TransactionCanceledException',
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  let database: AwsClientStub<DynamoDBClient>;
  beforeEach(() => {
    database = mockClient(DynamoDBClient);
  });
  afterEach(() => database.restore());

  it('are tried again, and not where the record is in the way', async () => {
    database.rejectsOnce(conflict('None', 'TransactionConflict', 'None')).resolves({});
    await create(1);
    expect(database.calls()).toHaveLength(2);
    database.reset();
    database.rejects(conflict('TransactionConflict', 'TransactionConflict', 'None'));
    const record = numbered(1, { 'provisioning-status': 'creation-complete' });
    const begun = store.beginRun(record, { run: 2, 'provisioning-status': 'update-pending' }, event, quotas);
    await expect(begun).rejects.toBeInstanceOf(SourceBusy);
    expect(database.calls()).toHaveLength(1);
  });

  it('give up after a while, which takes no effect', async () => {
    database.rejects(conflict('None', 'TransactionConflict', 'None'));
    await expect(create(1)).rejects.toBeInstanceOf(OrganisationBusy);
    expect(database.calls()).toHaveLength(8);
  });
});
