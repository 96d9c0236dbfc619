import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { SourceStore } from '../../lambdas/aws/source-store';
import type { HistoryEvent } from '../../lambdas/domain/history';
import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { completeRecord, flowArn, newRecord, provisioned } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

let table: SourceTable;
let store: SourceStore;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  store = new SourceStore(functionEnvironment.TABLE_NAME);
});
afterEach(() => table.clear());
afterAll(() => table.close());

const quotas = { SOURCES_PER_ORGANISATION: 3, RUNS_PER_ORGANISATION: 2 };
const at = '2026-03-02T10:15:30.250Z';
const event = (kind: HistoryEvent['kind'] = 'status-changed', id = 'e1'): HistoryEvent => ({ id, at, kind });
const moved = (status: ProvisioningStatus) => ({
  'provisioning-status': status,
  'provisioning-status-timestamp': '2026-03-02T11:00:00Z',
});

describe('a new record', () => {
  it('is written with its first event in one transaction, and read as it was', async () => {
    await store.create(newRecord(), event('creation-requested'), quotas);
    expect(table.operations()).toEqual(['TransactWriteItems']);
    expect(await store.read(newRecord().id)).toEqual(newRecord());
    const [history] = await table.items('event#');
    expect(history).toMatchObject({
      kind: 'creation-requested',
      'expires-at': Date.parse(at) / 1000 - 0.25 + 90 * 86_400,
    });
  });

  it('is left as it is when the same write comes again', async () => {
    await store.create(newRecord(), event(), quotas);
    await store.changeInRun(newRecord(), moved('creation-in-progress'));
    await store.create(newRecord(), event(), quotas);
    expect((await store.read(newRecord().id))?.['provisioning-status']).toBe('creation-in-progress');
  });

  it('is not taken for written when the table cannot be used', async () => {
    const broken = new SourceStore('no-such-table');
    await expect(broken.create(newRecord(), event(), quotas)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('a read', () => {
  it('answers nothing for a source that is not there', async () => {
    expect(await store.read('nobody')).toBeUndefined();
  });

  it('sees every write before it', async () => {
    const database = mockClient(DynamoDBClient);
    try {
      database.resolves({});
      await store.read(newRecord().id);
      await store.readReply('a key', new Date(at));
      const inputs = database.calls().map(({ args }) => args[0].input);
      expect(inputs).toEqual([
        expect.objectContaining({ ConsistentRead: true }),
        expect.objectContaining({ ConsistentRead: true }),
      ]);
    } finally {
      database.restore();
    }
  });

  it('refuses an item that is no record', async () => {
    await table.put({ ...newRecord(), 'run-mode': 'repair' } as never);
    await expect(store.read(newRecord().id)).rejects.toThrow('run-mode');
  });

  it('is fenced by the run', async () => {
    await table.put(newRecord({ run: 2 }));
    expect((await store.readForRun({ sourceId: newRecord().id, run: 2 })).run).toBe(2);
    for (const run of [1, 3]) {
      const read = store.readForRun({ sourceId: newRecord().id, run });
      await expect(read).rejects.toMatchObject({ name: 'RunSuperseded' });
    }
    await expect(store.readForRun({ sourceId: 'nobody', run: 1 })).rejects.toMatchObject({ name: 'RunSuperseded' });
  });
});

describe('a write of a run', () => {
  it('changes what it names, removes what is undefined, and leaves the rest', async () => {
    const record = newRecord({ 'provisioning-error-reason': 'once' });
    await table.put(record);
    await store.changeInRun(record, { ...moved('creation-in-progress'), 'provisioning-error-reason': undefined });
    expect(await table.record(record.id)).toEqual({ ...newRecord(), ...moved('creation-in-progress') });
  });

  it('is refused once another run owns the source', async () => {
    await table.put(newRecord({ run: 2 }));
    const stale = newRecord({ run: 1 });
    await expect(store.changeInRun(stale, { recoveries: 1 })).rejects.toMatchObject({ name: 'RunSuperseded' });
    const write = store.changeInRun(stale, { ...moved('creation-in-progress') }, event());
    await expect(write).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(await table.record(stale.id)).toEqual(newRecord({ run: 2 }));
    expect(await table.items('event#')).toEqual([]);
  });

  it('is refused for a move that the status does not allow', async () => {
    await table.put(completeRecord());
    const write = store.changeInRun(completeRecord(), moved('creation-in-progress'));
    await expect(write).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(await table.record(completeRecord().id)).toEqual(completeRecord());
  });

  it('writes with a flow where its source is found, in one transaction', async () => {
    await table.put(newRecord());
    table.operations();
    await store.changeInRun(newRecord(), { 'next-flows': [provisioned] });
    expect(table.operations()).toEqual(['TransactWriteItems']);
    expect(await table.items('source')).toEqual([{ pk: `flow#${flowArn}`, sk: 'source', 'source-id': newRecord().id }]);
  });

  it('keeps its event, and may keep one alone', async () => {
    await table.put(newRecord());
    await store.changeInRun(newRecord(), moved('creation-in-progress'), event('status-changed', 'e1'));
    await store.note(newRecord(), event('secrets-revealed', 'e2'));
    expect((await table.items('event#')).map(({ kind }) => kind).sort()).toEqual([
      'secrets-revealed',
      'status-changed',
    ]);
  });

  it('lets a record expire 90 days after its deletion, and never before', async () => {
    const record = completeRecord({ 'provisioning-status': 'deletion-in-progress' });
    await table.put(record);
    await store.changeInRun(record, { recoveries: 1 });
    expect((await table.items('record'))[0]).not.toHaveProperty('expires-at');
    await store.changeInRun(record, moved('deletion-complete'));
    const seconds = Date.parse('2026-03-02T11:00:00Z') / 1000 + 90 * 86_400;
    expect((await table.items('record'))[0]).toHaveProperty('expires-at', seconds);
  });
});

describe('the beginning of a run', () => {
  const deletion = { run: 2, 'run-mode': 'deprovision', ...moved('deletion-pending') } as const;

  it('takes the source over', async () => {
    await table.put(completeRecord());
    await store.beginRun(completeRecord(), deletion, event('deletion-requested'));
    expect(await table.record(completeRecord().id)).toEqual({ ...completeRecord(), ...deletion });
    expect(await table.items('event#')).toHaveLength(1);
  });

  it('is for one of two that ask at the same moment', async () => {
    await table.put(completeRecord());
    const begin = (id: string) => store.beginRun(completeRecord(), deletion, event('deletion-requested', id));
    const outcomes = await Promise.allSettled([begin('e1'), begin('e2')]);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toEqual([expect.objectContaining({ reason: expect.objectContaining({ name: 'SourceBusy' }) })]);
    expect(await table.items('event#')).toHaveLength(1);
  });

  it('is refused for a move that the status does not allow', async () => {
    const record = completeRecord({ 'provisioning-status': 'deletion-complete' });
    await table.put(record);
    await expect(store.beginRun(record, deletion, event())).rejects.toMatchObject({ name: 'SourceBusy' });
    expect(await table.record(record.id)).toEqual(record);
  });

  it('that moves nothing is refused once the source has come to rest', async () => {
    const seen = completeRecord({ 'provisioning-status': 'update-in-progress', 'run-mode': 'clean-up' });
    await table.put({ ...seen, 'provisioning-status': 'update-complete' });
    const recovery = { run: 2, recoveries: 1 };
    await expect(store.beginRun(seen, recovery, event())).rejects.toMatchObject({ name: 'SourceBusy' });
    expect(await store.read(seen.id)).toMatchObject({ run: 1, 'provisioning-status': 'update-complete' });
  });

  it('is refused while another transaction writes the source; a step meets the same as something that passes', async () => {
    const database = mockClient(DynamoDBClient);
    try {
      const conflict = { name: 'TransactionCanceledException', CancellationReasons: [{ Code: 'TransactionConflict' }] };
      database.rejects(Object.assign(new Error('Transaction cancelled'), conflict));
      await expect(store.beginRun(completeRecord(), deletion, event())).rejects.toMatchObject({ name: 'SourceBusy' });
      const step = store.changeInRun(completeRecord(), { recoveries: 1 }, event());
      await expect(step).rejects.toMatchObject(conflict);
    } finally {
      database.restore();
    }
  });
});

it('an update of the record alone does not bring back what a run took away at the same moment', async () => {
  const left = completeRecord({ 'surplus-flows': [{ ...provisioned, arn: 'arn:old' }] });
  await table.put(left);
  const unsettled = async () => (await table.items('record'))[0]?.unsettled;
  expect(await unsettled()).toBeDefined();
  await store.changeInRun(left, { 'surplus-flows': [] });
  expect(await unsettled()).toBeUndefined();
  // It was read before the run wrote.
  await store.revise(
    left,
    { requested: { ...left.requested, hidden: true }, revision: 2, 'flows-revision': 2 },
    event(),
  );
  expect(await unsettled()).toBeUndefined();
  expect((await table.items('record'))[0]).toMatchObject({ revision: 2, listed: expect.stringMatching(/#hidden$/) });
});
