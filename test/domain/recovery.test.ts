import { isDue, isStuck, nextRecovery } from '../../lambdas/domain/recovery';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { completeRecord, newRecord, provisioned } from '../support/source-record';

const now = new Date('2026-03-02T11:00:00.400Z');
const inProgress = { 'provisioning-status': 'creation-in-progress' } as const;
const deleting = { 'provisioning-status': 'deletion-in-progress', 'run-mode': 'deprovision' } as const;
const rollingBack = { ...inProgress, 'run-mode': 'roll-back' } as const;
const updating = { 'provisioning-status': 'update-in-progress' } as const;

/** What recovery decides each time the execution dies again, until it starts no more runs (ten deaths at the most). */
function deaths(record: SourceRecord) {
  const decisions: ReturnType<typeof nextRecovery>[] = [];
  let dying = record;
  while (decisions.length < 10) {
    const { start, ...changes } = nextRecovery(dying, now);
    decisions.push({ start, ...changes });
    if (!start) break;
    dying = { ...dying, ...changes };
  }
  return decisions;
}

describe('a source whose execution died', () => {
  it.each<[string, Partial<SourceRecord>, string]>([
    ['creation', inProgress, 'converge'],
    ['roll-back', rollingBack, 'roll-back'],
    ['update', updating, 'converge'],
    ['roll-back of an update', { ...updating, 'run-mode': 'roll-back' }, 'roll-back'],
    ['deletion', deleting, 'deprovision'],
  ])('is taken further in its %s, and the death is counted', (_, members, mode) => {
    expect(nextRecovery(newRecord({ ...members, recoveries: 0 }), now)).toEqual({
      start: true,
      'run-mode': mode,
      recoveries: 1,
    });
  });

  it('is rolled back when its creation dies a fourth time, with a reason', () => {
    const decisions = deaths(newRecord(inProgress));
    expect(decisions.slice(0, 4).map((each) => each['run-mode'])).toEqual([
      'converge',
      'converge',
      'converge',
      'roll-back',
    ]);
    expect(decisions[3]).toMatchObject({ start: true, recoveries: 0 });
    expect(decisions[3]?.['provisioning-error-reason']).toContain('died 4 times');
  });

  it('fails when its roll-back dies a sixth time, and keeps its reason', () => {
    const decisions = deaths(newRecord(rollingBack));
    expect(decisions).toHaveLength(6);
    expect(decisions.at(-1)).toEqual({
      start: false,
      recoveries: 0,
      'provisioning-status': 'creation-failed',
      'provisioning-status-timestamp': '2026-03-02T11:00:00Z',
      'next-flows': [],
      'surplus-flows': [],
    });
  });

  it('fails when its deletion dies a sixth time, and can be deleted again', () => {
    const decisions = deaths(newRecord(deleting));
    expect(decisions).toHaveLength(6);
    expect(decisions.at(-1)).toMatchObject({
      start: false,
      recoveries: 0,
      'provisioning-status': 'deletion-failed',
      'provisioning-status-timestamp': '2026-03-02T11:00:00Z',
      'provisioning-error-reason': expect.stringContaining('Delete it again'),
    });
  });

  it('goes back to what is in force when its update, and then the roll-back, dies time after time', () => {
    const inForce = newRecord().requested;
    const members = { ...updating, revision: 3, requested: { ...inForce, hidden: true }, 'in-force': inForce };
    const decisions = deaths(newRecord(members));
    expect(decisions.slice(0, 4).map((each) => each['run-mode'])).toEqual([
      'converge',
      'converge',
      'converge',
      'roll-back',
    ]);
    expect(decisions.at(-1)).toMatchObject({
      start: false,
      'provisioning-status': 'update-failed',
      'provisioning-error-reason': expect.stringContaining('died 4 times'),
      requested: inForce,
      revision: 4,
      'flows-revision': 4,
    });
    expect(decisions).toHaveLength(10);
  });

  it.each([
    ['creation', 0],
    ['creation', 3],
    ['update', 0],
    ['update', 3],
  ] as const)('is rolled back if its %s had failed already, after %i deaths', (phase, recoveries) => {
    const record = newRecord({ 'provisioning-status': `${phase}-failed`, recoveries });
    expect(nextRecovery(record, now)).toMatchObject({
      start: true,
      'run-mode': 'roll-back',
      recoveries: recoveries + 1,
    });
  });

  it.each(['creation-complete', 'update-complete'] as const)('in %s is cleaned up, and never undone', (status) => {
    const decisions = deaths(newRecord({ 'provisioning-status': status, 'run-mode': 'converge', recoveries: 0 }));
    expect(decisions.map((each) => each['run-mode'])).toEqual(Array(10).fill('clean-up'));
  });

  it('is tried again ever less often where an ended run left something, every four hours in the end', () => {
    const minutes = deaths(newRecord({ 'provisioning-status': 'update-complete' })).map(
      (each) => (Date.parse(each['retry-after'] ?? '') - now.getTime()) / 60_000,
    );
    expect(minutes).toEqual([4, 8, 16, 32, 64, 128, 240, 240, 240, 240]);
  });

  it.each<[string, Partial<SourceRecord>, boolean]>([
    ['was left before', { 'provisioning-status': 'update-complete', 'retry-after': '2026-03-02T11:00:01.000Z' }, false],
    ['was left by now', { 'provisioning-status': 'update-complete', 'retry-after': '2026-03-02T11:00:00.400Z' }, true],
    ['was left for the first time', { 'provisioning-status': 'update-complete' }, true],
    ['is under way', { ...updating, 'retry-after': '2026-03-02T11:00:01.000Z' }, true],
  ])('is due where what %s: %#', (_, members, due) => {
    expect(isDue(newRecord(members), now)).toBe(due);
  });

  it('ends well when only the removal of what was replaced dies time after time', () => {
    const decisions = deaths(newRecord({ ...updating, 'run-mode': 'clean-up' }));
    expect(decisions.slice(0, -1).map((each) => each['run-mode'])).toEqual(Array(5).fill('clean-up'));
    expect(decisions.at(-1)).toMatchObject({ start: false, recoveries: 0, 'provisioning-status': 'update-complete' });
  });

  it('fails when its stop dies a fourth time, and is not undone', () => {
    const decisions = deaths(newRecord({ ...updating, 'run-mode': 'stop' }));
    expect(decisions.map(({ start }) => start)).toEqual([true, true, true, false]);
    expect(decisions.at(-1)).toMatchObject({
      'provisioning-status': 'update-failed',
      'provisioning-error-reason': expect.stringContaining('Stop it again'),
    });
    expect(decisions.at(-1)).not.toHaveProperty('restore-failed');
  });

  it.each(['clean-up', 'stop', 'roll-back'] as const)('has the proxy tried again that a %s may have left', (mode) => {
    const proxy = { region: 'eu-west-1', state: 'running', 'seen-at': 1 } as const;
    const [last] = deaths(newRecord({ ...updating, proxy, 'run-mode': mode })).slice(-1);
    expect(last?.['proxy-failed']).toEqual(mode === 'roll-back' ? undefined : expect.stringMatching(/died \d times/));
    const [without] = deaths(newRecord({ ...updating, 'run-mode': mode })).slice(-1);
    expect(without).not.toHaveProperty('proxy-failed');
  });

  it.each(['clean-up', 'roll-back'] as const)('tells at its end what a %s has left in the account', (mode) => {
    const left = { 'network-interfaces-left': ['eni-1 (eu-west-1)'] };
    const [last] = deaths(newRecord({ ...updating, ...left, 'run-mode': mode })).slice(-1);
    expect(last?.['provisioning-error-reason']).toMatch(/left network interfaces .*: eni-1 \(eu-west-1\)\.$/);
  });
});

describe('a source', () => {
  const surplus = { 'surplus-flows': [provisioned] };
  const complete = completeRecord();
  const failed = { ...complete, 'provisioning-status': 'update-failed' } as const;

  it.each<[string, SourceRecord, number, boolean]>([
    ['has been in progress for half an hour', newRecord(inProgress), 1800, true],
    ['has been in progress for a second less', newRecord(inProgress), 1799, false],
    ['has been pending for half an hour', newRecord(), 1800, true],
    ['has been deleted for half an hour', newRecord(deleting), 1800, true],
    ['has been complete for days', complete, 400_000, false],
    ['is complete, and has had something to remove for half an hour', { ...complete, ...surplus }, 1800, true],
    ['is complete, and has something to remove', { ...complete, ...surplus }, 60, false],
    ['has failed, and nothing is left', failed, 400_000, false],
    ['has failed, and something is left, which was tried again just now', { ...failed, ...surplus }, 1, true],
  ])('that %s', (_, record, seconds, stuck) => {
    const since = new Date(now.getTime() - seconds * 1000).toISOString();
    expect(isStuck({ ...record, 'provisioning-status-timestamp': since }, now)).toBe(stuck);
  });
});
