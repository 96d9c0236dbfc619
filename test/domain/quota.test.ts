import { provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { countChange, countsAlike, countsOf, quotaWarnings } from '../../lambdas/domain/quota';

const quotas = { SOURCES_PER_ORGANISATION: 3, RUNS_PER_ORGANISATION: 2 };

describe('what a source counts for', () => {
  it('is a source until it is deleted, and a run while one is owed or under way', () => {
    const counted = provisioningStatuses.map((status) => [status, countsOf(status).sources, countsOf(status).runs]);
    expect(counted).toEqual([
      ['creation-pending', 1, 1],
      ['creation-in-progress', 1, 1],
      ['creation-complete', 1, 0],
      ['creation-failed', 1, 0],
      ['update-pending', 1, 1],
      ['update-in-progress', 1, 1],
      ['update-complete', 1, 0],
      ['update-failed', 1, 0],
      ['deletion-pending', 1, 1],
      ['deletion-in-progress', 1, 1],
      ['deletion-complete', 0, 0],
      ['deletion-failed', 1, 0],
    ]);
  });

  it('is nothing where there is none', () => {
    expect(countsOf(undefined)).toEqual({ sources: 0, runs: 0 });
    expect(countChange(undefined, 'creation-pending')).toEqual({ sources: 1, runs: 1 });
  });

  it('is the same for statuses that a move between leaves the counts at', () => {
    expect(countsAlike('creation-pending', 'deletion-in-progress')).toBe(true);
    expect(countsAlike('creation-complete', 'update-failed')).toBe(true);
    expect(countsAlike('update-in-progress', 'update-complete')).toBe(false);
    expect(countsAlike('deletion-failed', 'deletion-complete')).toBe(false);
  });
});

describe('a dry run', () => {
  const creation = { sources: 1, runs: 1 };

  it('warns of each quota that has no room left', () => {
    expect(quotaWarnings({ sources: 2, runs: 1 }, creation, quotas)).toEqual([]);
    expect(quotaWarnings({ sources: 4, runs: 2 }, creation, quotas)).toEqual([
      'quota-exceeded: The organisation has 4 sources, and may have 3.',
      'quota-exceeded: The organisation has 2 runs that are owed or under way, and may have 2.',
    ]);
  });

  it('does not warn of what it needs no more of', () => {
    expect(quotaWarnings({ sources: 3, runs: 1 }, { sources: 0, runs: 1 }, quotas)).toEqual([]);
  });
});
