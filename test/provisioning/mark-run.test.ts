import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceId } from '../support/configured-source';
import { runTask, useWorkbench } from '../support/run-task';
import { completeRecord, creations, newRecord, provisioned } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const bench = useWorkbench();
const tasks: Record<string, unknown> = {};

beforeAll(async () => {
  tasks.markInProgress = (await import('../../lambdas/provisioning/mark-in-progress')).handler;
  tasks.markComplete = (await import('../../lambdas/provisioning/mark-complete')).handler;
  tasks.markDeleted = (await import('../../lambdas/provisioning/mark-deleted')).handler;
});

const run = (name: string) => runTask(tasks[name]);
const events = async () =>
  (await bench.table.items('event#')).map(({ kind, status, reason }) => ({ kind, status, reason }));
const moved = (from: string, to: string, reason?: string) => [{ kind: 'status-changed', status: { from, to }, reason }];

it.each([
  'markInProgress',
  'markComplete',
  'markDeleted',
])('%s does nothing once another run owns the source', async (name) => {
  await bench.table.put(newRecord({ run: 2 }));
  await expect(run(name)).rejects.toMatchObject({ name: 'RunSuperseded' });
  expect(await bench.table.record(sourceId)).toEqual(newRecord({ run: 2 }));
});

describe('marking a run in progress', () => {
  it.each(['creation', 'update', 'deletion'])('moves a %s on, and says what it is for', async (phase) => {
    await bench.table.put(newRecord({ 'provisioning-status': `${phase}-pending` as ProvisioningStatus }));
    expect(await run('markInProgress')).toEqual({
      mode: 'converge',
      target: 'requested',
      restores: phase === 'update',
      flowIndexes: [0],
      inForceIndexes: [0],
      needsPreFlight: false,
    });
    expect(await bench.table.record(sourceId)).toMatchObject({ 'provisioning-status': `${phase}-in-progress` });
    expect(await events()).toEqual(moved(`${phase}-pending`, `${phase}-in-progress`));
  });

  it.each(['creation-in-progress', 'creation-failed'] as const)('leaves a source in %s alone', async (status) => {
    const record = newRecord({ 'provisioning-status': status, 'run-mode': 'roll-back' });
    await bench.table.put(record);
    expect(await run('markInProgress')).toEqual({
      mode: 'roll-back',
      target: 'requested',
      restores: false,
      flowIndexes: [0],
      inForceIndexes: [0],
      needsPreFlight: false,
    });
    expect(await bench.table.record(sourceId)).toEqual(record);
    expect(await events()).toEqual([]);
  });

  it('says until when an earlier run may still create a flow, while it may', async () => {
    for (const [seconds, isOpen] of [
      [60, true],
      [-60, false],
    ] as const) {
      const ends = new Date(Date.now() + seconds * 1000).toISOString();
      await bench.table.put(newRecord({ 'open-flow-creation': { 'function-ends-at': ends, 'look-ups': 1 } }));
      expect((await run('markInProgress')).earlierCreationEndsAt).toBe(isOpen ? ends : undefined);
    }
  });

  it('has nothing to go back from in a stop', async () => {
    await bench.table.put(completeRecord({ 'provisioning-status': 'update-pending', 'run-mode': 'stop' }));
    expect(await run('markInProgress')).toMatchObject({ mode: 'stop', restores: false, needsPreFlight: false });
  });

  it.each([
    ['an update that failed is', 'update-failed', true],
    ['an update under way is', 'update-in-progress', false],
  ] as const)('has the proxy looked after where %s rolled back: %s', async (_, status, isConcerned) => {
    const proxy = { region: 'eu-west-1', state: 'running', 'seen-at': 1 } as const;
    await bench.table.put(completeRecord({ 'provisioning-status': status, 'run-mode': 'roll-back', proxy }));
    expect('proxy' in (await run('markInProgress'))).toBe(isConcerned);
  });

  it.each<[string, Partial<SourceRecord>, boolean]>([
    ['is to be made', {}, true],
    ['is to be changed', { flows: [provisioned], revision: 2, 'flows-revision': 1 }, true],
    ['is there as asked for', { flows: [provisioned], 'flows-revision': 1 }, false],
    ['was made by an earlier run', { 'next-flows': [provisioned] }, false],
    ['is to be removed', { 'run-mode': 'roll-back' }, false],
  ])('says whether AWS is to be asked about an entitled flow that %s: %#', async (_, members, needs) => {
    await bench.table.put(newRecord({ secrets: [], ...members }, sourceRequest('entitlement')));
    expect(await run('markInProgress')).toMatchObject({ needsPreFlight: needs });
  });
});

describe('marking a run complete', () => {
  it.each(['creation', 'update'])('ends a %s, and what went before counts no more', async (phase) => {
    const record = completeRecord({
      'provisioning-status': `${phase}-in-progress` as ProvisioningStatus,
      'provisioning-error-reason': 'once',
      'surplus-flows': [{ ...provisioned, arn: 'arn:old' }],
      'flow-creations': creations(2),
      recoveries: 2,
    });
    await bench.table.put(record);
    expect(await run('markComplete')).toEqual({});
    const { 'provisioning-error-reason': _, ...rest } = record;
    expect(await bench.table.record(sourceId)).toEqual({
      ...rest,
      'provisioning-status': `${phase}-complete`,
      'provisioning-status-timestamp': expect.stringMatching(/^20\d\d-.*Z$/),
      recoveries: 0,
      'surplus-flows': [],
      'flow-creations': creations(1),
    });
    expect(await events()).toEqual(moved(`${phase}-in-progress`, `${phase}-complete`));
  });

  const left = { 'surplus-flows': [{ ...provisioned, arn: 'arn:old' }], 'flow-creations': creations(2) };
  const removalError = { Error: 'ServiceRefused', Cause: JSON.stringify({ errorMessage: 'stuck' }) };
  const reason = 'Could not be removed and is tried again by itself: arn:old (stuck.)';

  it.each([
    'creation',
    'update',
  ])('ends a %s that left something surplus, and names it for the sweep', async (phase) => {
    const status = `${phase}-in-progress` as ProvisioningStatus;
    await bench.table.put(completeRecord({ ...left, 'provisioning-status': status }));
    await runTask(tasks.markComplete, { start: { mode: 'converge' }, removalError });
    const record = await bench.table.record(sourceId);
    expect(record).toMatchObject({ ...left, 'provisioning-status': `${phase}-complete`, flows: [provisioned] });
    expect(record['provisioning-error-reason']).toBe(reason);
    expect((await bench.table.items('record'))[0]).toHaveProperty('unsettled');
    expect(await events()).toEqual(moved(`${phase}-in-progress`, `${phase}-complete`, reason));
  });

  const alarmError = { Error: 'ServiceRefused', Cause: JSON.stringify({ errorMessage: 'too many alarms' }) };
  const alarmReason = 'The alarms are not as asked for, and are tried again by themselves: too many alarms.';

  it('ends a run well whose alarms could not be made, says why, and has that tried again', async () => {
    await bench.table.put(completeRecord({ 'provisioning-status': 'creation-in-progress' }));
    await runTask(tasks.markComplete, { alarmError });
    expect(await bench.table.record(sourceId)).toMatchObject({
      'provisioning-status': 'creation-complete',
      'provisioning-error-reason': alarmReason,
      'alarms-failed': true,
      flows: [provisioned],
    });
    expect((await bench.table.items('record'))[0]).toHaveProperty('unsettled');
  });

  const unwatched = { 'alarms-failed': true, 'provisioning-error-reason': alarmReason, recoveries: 2 } as const;

  it('tells again of alarms that still cannot be made, and waits longer', async () => {
    const before = completeRecord({ ...unwatched, 'run-mode': 'clean-up', 'retry-after': '2026-03-02T12:00:00.000Z' });
    await bench.table.put(before);
    await runTask(tasks.markComplete, { alarmError });
    expect(await bench.table.record(sourceId)).toEqual(before);
    expect(await events()).toEqual([]);
  });

  it('takes the reason back once the alarms are made, and calls nothing surplus', async () => {
    const { 'alarms-failed': _, ...made } = unwatched;
    await bench.table.put(completeRecord({ ...made, 'run-mode': 'clean-up' }));
    await run('markComplete');
    const record = await bench.table.record(sourceId);
    expect(record).not.toHaveProperty('provisioning-error-reason');
    expect(record.recoveries).toBe(0);
    expect((await bench.table.items('record'))[0]).not.toHaveProperty('unsettled');
    expect(await events()).toEqual([]);
  });

  const cleaning = { 'run-mode': 'clean-up', 'provisioning-error-reason': reason } as const;

  it('tells again of what is still surplus, without another status or event, and waits longer', async () => {
    const before = completeRecord({ ...left, ...cleaning, recoveries: 2, 'retry-after': '2026-03-02T12:00:00.000Z' });
    await bench.table.put(before);
    await runTask(tasks.markComplete, { removalError });
    expect(await bench.table.record(sourceId)).toEqual(before);
    expect((await bench.table.items('record'))[0]?.['unsettled-at']).toBe(before['retry-after']);
    expect(await events()).toEqual([]);
  });

  it.each([
    ['still names', left],
    ['names no more', {}],
  ])('says that nothing is surplus any more, which the record %s', async (_, remains) => {
    await bench.table.put(completeRecord({ ...remains, ...cleaning }));
    await run('markComplete');
    expect(await bench.table.record(sourceId)).toEqual(completeRecord({ 'run-mode': 'clean-up' }));
    expect((await bench.table.items('record'))[0]).not.toHaveProperty('unsettled');
    expect(await events()).toEqual([{ kind: 'surplus-removed' }]);
  });

  it('names network interfaces that the service left, and says so again when it is done again', async () => {
    const ids = ['eni-1 (eu-west-1)'];
    const record = completeRecord({ 'provisioning-status': 'update-in-progress', 'network-interfaces-left': ids });
    await bench.table.put(record);
    const words = 'MediaConnect left network interfaces in the account; delete them by hand: eni-1 (eu-west-1).';
    for (const _ of ['once', 'again']) {
      await run('markComplete');
      expect(await bench.table.record(sourceId)).toMatchObject({ 'provisioning-error-reason': words });
      expect(await events()).toEqual(moved('update-in-progress', 'update-complete', words));
    }
  });

  it('is done again without anything new', async () => {
    await bench.table.put(completeRecord());
    expect(await run('markComplete')).toEqual({});
    expect(await bench.table.record(sourceId)).toEqual(completeRecord());
    expect(await events()).toEqual([]);
  });
});

describe('marking a source deleted', () => {
  it('ends the deletion; the record shows no flow, and expires', async () => {
    await bench.table.put(
      completeRecord({ 'provisioning-status': 'deletion-in-progress', 'run-mode': 'deprovision', secrets: [] }),
    );
    expect(await run('markDeleted')).toEqual({});
    expect(await bench.table.record(sourceId)).toMatchObject({ 'provisioning-status': 'deletion-complete', flows: [] });
    expect((await bench.table.items('record'))[0]).toHaveProperty('expires-at');
    expect(await events()).toEqual(moved('deletion-in-progress', 'deletion-complete'));
  });

  it('is done again without anything new', async () => {
    const record = newRecord({ 'provisioning-status': 'deletion-complete' });
    await bench.table.put(record);
    expect(await run('markDeleted')).toEqual({});
    expect(await bench.table.record(sourceId)).toEqual(record);
    expect(await events()).toEqual([]);
  });
});
