import { runningStatus } from '../../lambdas/domain/running-status';

describe('the running status of a flow', () => {
  it.each([
    [undefined, 'stopped'],
    ['STANDBY', 'stopped'],
    ['STARTING', 'starting'],
    ['ACTIVE', 'running'],
    ['UPDATING', 'running'],
    ['STOPPING', 'stopping'],
    ['DELETING', 'stopping'],
    ['ERROR', 'error'],
    ['A_WORD_OF_THE_FUTURE', 'running'],
  ])('of %s is %s', (status, expected) => {
    expect(runningStatus(status)).toBe(expected);
  });
});
