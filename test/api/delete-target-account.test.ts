import { SourceStore } from '../../lambdas/aws/source-store';
import { RunSuperseded, TargetAccountChanged } from '../../lambdas/domain/errors';
import type { HistoryEvent } from '../../lambdas/domain/history';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { completeRecord, flowArn, newRecord, secret } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { accountRecord } from '../support/target-account';

const quotas = { SOURCES_PER_ORGANISATION: 1000, RUNS_PER_ORGANISATION: 100 };
const event: HistoryEvent = { id: 'e1', at: '2026-03-02T10:15:30.250Z', kind: 'creation-requested', by: 'someone' };

let table: SourceTable;
let store: SourceStore;
let handler: unknown;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  store = new SourceStore(functionEnvironment.TABLE_NAME);
  ({ handler } = await import('../../lambdas/api/delete-target-account'));
});
afterEach(() => table.clear());
afterAll(() => table.close());

const remove = (options: EventOptions = {}) =>
  ask(handler, { method: 'DELETE', of: 'account', role: 'admin', ...options });
const abandon = () => remove({ query: { abandon: 'true' } });
const created = (members: Parameters<typeof newRecord>[0] = {}) =>
  store.create(newRecord({ 'counted-regions': undefined, ...members }), event, quotas);
const counts = async () => {
  const [item] = await table.accounts();
  return Object.fromEntries(Object.entries(item ?? {}).filter(([name]) => name.startsWith('sources')));
};

describe('deleting a target account', () => {
  it('removes it, after which it is not found', async () => {
    expect(await remove()).toMatchObject({ status: 200, body: { message: 'Success' } });
    expect(await table.accounts()).toEqual([]);
    expect(await remove()).toMatchObject({ status: 404, body: { type: 'urn:problem:target-account-not-found' } });
  });

  it('is refused while a source is not deleted, and counts each once, however it came and went', async () => {
    await created();
    await created();
    expect(await counts()).toEqual({ sources: 1, 'sources#eu-west-1': 1 });
    expect(await remove()).toMatchObject({ status: 409, body: { type: 'urn:problem:target-account-in-use' } });
    const record = await table.record(sourceId);
    await table.put({ ...record, 'provisioning-status': 'deletion-in-progress' });
    const going = await table.record(sourceId);
    const gone = { 'provisioning-status': 'deletion-complete' as const };
    await store.changeInRun(going, gone);
    await expect(store.changeInRun(going, gone)).rejects.toBeInstanceOf(RunSuperseded);
    expect(await counts()).toEqual({ sources: 0, 'sources#eu-west-1': 0 });
    expect(await remove()).toMatchObject({ status: 200 });
  });

  it('meets a creation of the same moment one way or the other', async () => {
    const [creation, removal] = await Promise.all([
      created().then(
        () => 'created',
        (error) => (error instanceof TargetAccountChanged ? 'refused' : String(error)),
      ),
      remove(),
    ]);
    expect([`created ${409}`, `refused ${200}`]).toContain(`${creation} ${removal.status}`);
    expect(await table.items('record')).toHaveLength(creation === 'created' ? 1 : 0);
  });

  it('follows a source from Region to Region, of both of which it is while it moves', async () => {
    await created();
    const record = await table.record(sourceId);
    const [flow] = record.requested['ingress-flows'];
    const moved = {
      ...record.requested,
      'ingress-flows': [{ ...flow, region: 'us-east-1' }],
    } as typeof record.requested;
    await store.changeInRun(record, { requested: moved, 'in-force': record.requested });
    expect(await counts()).toEqual({ sources: 1, 'sources#eu-west-1': 1, 'sources#us-east-1': 1 });
    await store.changeInRun(await table.record(sourceId), { 'in-force': undefined, secrets: [] });
    expect(await counts()).toEqual({ sources: 1, 'sources#eu-west-1': 0, 'sources#us-east-1': 1 });
  });

  it.each([
    ['is not verified', { verification: { status: 'failed' as const } }],
    ['does not allow the Region', { regions: ['us-east-1'] }],
    ['is about to go', { closing: true as const }],
    ['is by now another AWS account than its secrets are in', { 'aws-account-id': '444455556666' }],
  ])('finds that a new source is not taken by an account that %s', async (_, members) => {
    await table.putAccount(accountRecord(members));
    await expect(created()).rejects.toBeInstanceOf(TargetAccountChanged);
    expect(await table.items()).toEqual([]);
  });

  it('is of the revision that If-Match names, and of admins', async () => {
    expect(await remove({ headers: { 'If-Match': '"7"' } })).toMatchObject({ status: 412 });
    expect(await remove({ role: 'operator' })).toMatchObject({ status: 403 });
    expect(await table.accounts()).toHaveLength(1);
  });
});

describe('abandoning a target account', () => {
  it('ends its sources, whatever they are about, and answers what they leave in AWS', async () => {
    await table.putAccount(accountRecord(), { sources: 2, 'sources#eu-west-1': 2 });
    const doubtful = [{ name: 'hw-lost', region: 'eu-west-1' }];
    const second = '497f6eca-6276-4993-bfeb-53cbbbba6f09';
    await table.put(completeRecord({ 'provisioning-status': 'update-in-progress', run: 3 }));
    await table.put(newRecord({ id: second, secrets: [], 'flow-creations': doubtful }));
    const { status, body } = await abandon();
    expect(status).toBe(200);
    expect(body).toEqual({ message: 'Success', 'left-behind': expect.any(Array) });
    expect(body['left-behind'].sort()).toEqual(
      [flowArn, secret.arn, 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:*:hw-lost'].sort(),
    );
    expect(await table.accounts()).toEqual([]);
    const ended = await table.record(sourceId);
    // One run more fences what is under way, before it is read what that has made.
    expect(ended).toMatchObject({ run: 5, 'provisioning-status': 'deletion-complete', secrets: [secret] });
    await expect(store.readForRun({ sourceId, run: 3 })).rejects.toBeInstanceOf(RunSuperseded);
    const [told] = (await table.items('event#')).filter(({ pk }) => String(pk).includes(sourceId));
    expect(told).toMatchObject({ kind: 'deletion-requested', by: 'someone', detail: expect.stringContaining(flowArn) });
  });

  it('names a flow that a run asks for while the sources are read', async () => {
    await table.putAccount(accountRecord(), { sources: 1, 'sources#eu-west-1': 1 });
    const record = newRecord({ 'provisioning-status': 'creation-in-progress', secrets: [], 'flow-creations': [] });
    await table.put(record);
    const supersede = jest.spyOn(SourceStore.prototype, 'supersede').mockImplementationOnce(async function (
      this: SourceStore,
      read: SourceRecord,
    ) {
      await store.changeInRun(record, { 'flow-creations': [{ name: 'hw-asked-for', region: 'eu-west-1' }] });
      await this.supersede(read);
    });
    const { body } = await abandon();
    expect(supersede).toHaveBeenCalledTimes(2);
    expect(body['left-behind']).toEqual(['arn:aws:mediaconnect:eu-west-1:111122223333:flow:*:hw-asked-for']);
  });

  it('answers again what an attempt has left that did not come to its end', async () => {
    await table.putAccount(accountRecord({ closing: true }));
    const left = { 'provisioning-status': 'deletion-complete', 'left-behind': [flowArn] } as const;
    await table.put(completeRecord({ ...left, 'left-behind': [flowArn], 'counted-regions': [] }));
    expect((await abandon()).body).toEqual({ message: 'Success', 'left-behind': [flowArn] });
  });
});
