import { provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { failed, listingClass, SourceRecord } from '../../lambdas/domain/source-record';
import { completeRecord, newRecord, provisioned } from '../support/source-record';

describe('the record of a source', () => {
  it('has no place for a secret value or an unknown status', () => {
    expect(SourceRecord.safeParse(newRecord()).success).toBe(true);
    expect(SourceRecord.safeParse({ ...newRecord(), 'provisioning-status': 'creation-done' }).success).toBe(false);
    expect(SourceRecord.safeParse({ ...newRecord(), 'schema-version': 2 }).success).toBe(false);
  });

  it.each(provisioningStatuses)('is listed by whether it is hidden and deleted: %s', (status) => {
    const record = newRecord({ 'provisioning-status': status });
    const hidden = { ...record, requested: { ...record.requested, hidden: true } };
    const isDeleted = status === 'deletion-complete';
    expect(listingClass(record)).toBe(isDeleted ? 'deleted' : 'live');
    expect(listingClass(hidden)).toBe(isDeleted ? 'hidden-deleted' : 'hidden');
  });
});

const now = new Date('2026-03-02T11:00:00.400Z');
const newer = { ...newRecord().requested, hidden: true };

describe('what a failure writes', () => {
  it.each([
    ['creation-pending', 'creation-failed'],
    ['creation-in-progress', 'creation-failed'],
    ['creation-failed', 'creation-failed'],
    ['update-pending', 'update-failed'],
    ['update-in-progress', 'update-failed'],
    ['update-failed', 'update-failed'],
    ['deletion-pending', 'deletion-failed'],
    ['deletion-in-progress', 'deletion-failed'],
    ['deletion-failed', 'deletion-failed'],
  ] as const)('takes %s to %s', (from, to) => {
    expect(failed(newRecord({ 'provisioning-status': from }), now, 'broken', true)).toEqual({
      'provisioning-status': to,
      'provisioning-status-timestamp': '2026-03-02T11:00:00Z',
      'provisioning-error-reason': 'broken',
      'next-flows': [],
      'surplus-flows': [],
      allowed: undefined,
    });
  });

  it('keeps in mind that flows may still be as the failed update made them', () => {
    const updating = completeRecord({ 'provisioning-status': 'update-in-progress' });
    expect(failed(updating, now, 'broken', false)).toMatchObject({ 'restore-failed': true });
    expect(failed(updating, now, 'broken', true)).not.toHaveProperty('restore-failed');
  });

  it('goes back to the configuration in force, which is a new revision', () => {
    const updating = completeRecord({
      'provisioning-status': 'update-in-progress',
      revision: 5,
      requested: newer,
      'in-force': newRecord().requested,
    });
    const changes = failed(updating, now, 'broken', true);
    expect(changes).toMatchObject({ requested: newRecord().requested, revision: 6, 'flows-revision': 6 });
    expect({ ...updating, ...changes }['in-force']).toBeUndefined();
  });

  it('leaves the configuration as it is once the new one is in force', () => {
    const changes = failed(
      completeRecord({ 'provisioning-status': 'update-in-progress', revision: 5 }),
      now,
      'broken',
      true,
    );
    expect(changes).not.toHaveProperty('requested');
    expect(changes).not.toHaveProperty('revision');
  });

  it('makes the flows of the failed run surplus, so that no later run takes them for its own', () => {
    const [first, second] = ['arn:first', 'arn:second'].map((arn) => ({ ...provisioned, arn }));
    if (!first || !second) throw new Error('two flows were made');
    const record = completeRecord({ 'next-flows': [second], 'surplus-flows': [first] });
    expect(failed(record, now, 'broken', true)).toMatchObject({ 'next-flows': [], 'surplus-flows': [first, second] });
  });
});
