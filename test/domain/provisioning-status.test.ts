import {
  isBeingDeleted,
  isUnsettled,
  type ProvisioningStatus,
  predecessorsOf,
  provisioningStatuses,
} from '../../lambdas/domain/provisioning-status';

const followers = (from: ProvisioningStatus) => provisioningStatuses.filter((to) => predecessorsOf(to).includes(from));

describe('the life of a source', () => {
  it('has three phases of four stages', () => {
    expect(provisioningStatuses).toHaveLength(12);
    expect(new Set(provisioningStatuses).size).toBe(12);
  });

  it.each([
    ['creation-pending', ['creation-in-progress', 'creation-failed', 'deletion-pending']],
    ['creation-in-progress', ['creation-in-progress', 'creation-complete', 'creation-failed', 'deletion-pending']],
    ['creation-complete', ['update-pending', 'deletion-pending']],
    ['creation-failed', ['creation-pending', 'creation-failed', 'deletion-pending']],
    ['update-pending', ['update-in-progress', 'update-failed', 'deletion-pending']],
    ['update-in-progress', ['update-in-progress', 'update-complete', 'update-failed', 'deletion-pending']],
    ['update-complete', ['update-pending', 'deletion-pending']],
    ['update-failed', ['update-pending', 'update-failed', 'deletion-pending']],
    ['deletion-pending', ['deletion-in-progress', 'deletion-failed']],
    ['deletion-in-progress', ['deletion-in-progress', 'deletion-complete', 'deletion-failed']],
    ['deletion-failed', ['deletion-pending', 'deletion-failed']],
    ['deletion-complete', []],
  ] as const)('goes from %s to nothing but %j', (from, to) => {
    expect(followers(from)).toEqual(to);
  });

  it.each(provisioningStatuses)('says of %s whether a run is owed or under way', (status) => {
    expect(isUnsettled(status)).toBe(/pending|in-progress/.test(status));
  });

  it.each(provisioningStatuses)('says of %s whether it is a deletion that has not ended well', (status) => {
    const deletions = ['deletion-pending', 'deletion-in-progress', 'deletion-failed'];
    expect(isBeingDeleted(status)).toBe(deletions.includes(status));
  });
});
