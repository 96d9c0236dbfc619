import { provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { needsAttention } from '../../lambdas/domain/removal';
import { listingClass, SourceRecord } from '../../lambdas/domain/source-record';
import { newRecord, provisioned, secret } from '../support/source-record';

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

describe('a source needs attention', () => {
  const nothingLeft = { flows: [], 'flow-creations': 0, secrets: [] };
  const everything = { flows: [provisioned], 'flow-creations': 1, secrets: [secret] };

  it.each(provisioningStatuses)('in %s, if a run is owed or under way', (status) => {
    const isOwed = /pending|in-progress/.test(status);
    expect(needsAttention({ 'provisioning-status': status, ...nothingLeft })).toBe(isOwed);
  });

  it.each([
    ['a flow', { flows: [provisioned] }],
    ['a flow whose creation was not answered', { 'flow-creations': 1 }],
    ['a secret', { secrets: [secret] }],
  ])('after a failed creation that left %s behind', (_, remains) => {
    expect(needsAttention({ 'provisioning-status': 'creation-failed', ...nothingLeft, ...remains })).toBe(true);
  });

  it.each([
    'creation-complete',
    'update-failed',
    'deletion-failed',
  ] as const)('not while it rests in %s, whatever it has', (status) => {
    expect(needsAttention({ 'provisioning-status': status, ...everything })).toBe(false);
  });
});
