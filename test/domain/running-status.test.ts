import { healthOfFlow, runningStatus, SourceStatus } from '../../lambdas/domain/running-status';

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

const denied = 'Permission denied accessing encryption key for source srt-a: AccessDeniedException';
const timeout = 'Source srt-a Stream Error: Timeout. Please investigate the flow source.';
const taken = 'The entitlement is already in use by another flow.';
const bandwidth = 'The bandwidth of the flow is near its limit.';

describe('the health of a source, as far as its flow tells', () => {
  it.each<[string, Parameters<typeof healthOfFlow>[0], string, string, string[] | undefined]>([
    ['no flow yet', 'none', 'stopped', 'unknown', ['FlowNotRunning']],
    ['a flow that vanished', 'missing', 'error', 'unhealthy', ['FlowMissing']],
    ['a stopped flow', { status: 'STANDBY', messages: [] }, 'stopped', 'unknown', ['FlowNotRunning']],
    [
      'a stopped flow with an old error',
      { status: 'STANDBY', messages: [timeout] },
      'stopped',
      'unknown',
      ['FlowNotRunning'],
    ],
    ['a starting flow', { status: 'STARTING', messages: [] }, 'starting', 'unknown', ['FlowNotRunning']],
    ['a flow being deleted', { status: 'DELETING', messages: [] }, 'stopping', 'unknown', ['FlowNotRunning']],
    ['a running flow without news', { status: 'ACTIVE', messages: [] }, 'running', 'unknown', undefined],
    [
      'a key that cannot be read',
      { status: 'ACTIVE', messages: [denied] },
      'running',
      'unhealthy',
      ['DecryptionError'],
    ],
    ['a stream error', { status: 'ACTIVE', messages: [timeout] }, 'running', 'unhealthy', ['SourceStreamError']],
    [
      'an entitlement in use',
      { status: 'UPDATING', messages: [taken] },
      'running',
      'unhealthy',
      ['EntitlementUnavailable'],
    ],
    ['another error', { status: 'ACTIVE', messages: [bandwidth] }, 'running', 'unhealthy', ['FlowError']],
    [
      'several errors, each kind once',
      { status: 'ACTIVE', messages: [timeout, denied, timeout] },
      'running',
      'unhealthy',
      ['SourceStreamError', 'DecryptionError'],
    ],
    ['a flow in ERROR', { status: 'ERROR', messages: [] }, 'error', 'unhealthy', ['FlowError']],
    [
      'a flow in ERROR that says why',
      { status: 'ERROR', messages: [denied] },
      'error',
      'unhealthy',
      ['FlowError', 'DecryptionError'],
    ],
    [
      'a stream error of a source with a misleading name',
      {
        status: 'ACTIVE',
        messages: ['Source entitlement-encryption Stream Error: Timeout. Please investigate the flow source.'],
      },
      'running',
      'unhealthy',
      ['SourceStreamError'],
    ],
  ])('of %s', (_, flow, running, status, reasons) => {
    const answer = healthOfFlow(flow);
    expect(answer).toEqual({ health: { status, ...(reasons && { reasons }) }, 'running-status': running });
    expect(SourceStatus.parse(answer)).toEqual(answer);
  });
});
