import { egressStatuses } from '../../lambdas/domain/egress-status';
import type { RefreshedFlow } from '../../lambdas/domain/refreshed-flow';
import type { Known } from '../../lambdas/domain/source-status';
import { egressArn, egressFlow, far, handedOffRecord } from '../support/egress-record';
import { completeRecord, provisioned } from '../support/source-record';

const now = Date.parse('2026-03-02T11:00:00Z');
const minute = now - 60_000;
const feed = { name: 'far-feed', arn: `${egressArn}/feed` };

/** What a look at the egress flow showed. */
const looked = (status: string, metrics: Record<string, number> = {}): Known => {
  const described = { at: now, status, errors: [], 'flow-sources': [feed] };
  const points = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, [[minute, value]]]));
  const measured = { at: now, 'flow-sources': { [feed.name]: points }, flow: {} };
  return { refreshed: { 'flow-arn': egressArn, described, measured } as RefreshedFlow };
};

const statusesOf = (known: Known | undefined, record = handedOffRecord()) =>
  egressStatuses(record, new Map(known ? [[egressArn, known]] : []), now);

describe('the status of an egress flow', () => {
  it('is absent where the source has none', () => {
    expect(egressStatuses(completeRecord(), new Map(), now)).toBeUndefined();
  });

  it('is healthy where its feed was just seen to arrive', () => {
    expect(statusesOf(looked('ACTIVE', { BitRate: 8e6, Connected: 1 }))).toEqual([
      {
        name: far.name,
        region: far.region,
        arn: egressArn,
        health: { status: 'healthy' },
        'running-status': 'running',
      },
    ]);
  });

  it.each([
    [
      'ACTIVE',
      { Connected: 0, BitRate: 0 },
      'running',
      'unhealthy',
      'InputNotConnected',
      /Nothing comes from the ingress/,
    ],
    ['GONE', {}, 'error', 'unhealthy', 'FlowMissing', /The egress flow no longer exists/],
    ['STANDBY', {}, 'stopped', 'unknown', 'FlowNotRunning', /somebody stopped it by hand/],
    ['ERROR', {}, 'error', 'unhealthy', 'FlowError', /MediaConnect reports an error/],
  ])('says what is the matter with one that is %s %j', (status, metrics, running, health, reason, cause) => {
    expect(statusesOf(looked(status, metrics))).toMatchObject([
      {
        health: { status: health, reasons: [reason] },
        'running-status': running,
        explanations: [{ reason, cause: expect.stringMatching(cause), 'next-step': expect.any(String) }],
      },
    ]);
  });

  it('stands still while there is no such flow yet, whatever others there are', () => {
    const inForce = handedOffRecord({ flows: [provisioned] });
    const making = handedOffRecord({
      'provisioning-status': 'creation-in-progress',
      flows: [],
      'next-flows': [provisioned, { ...egressFlow, name: 'other' }],
    });
    for (const record of [inForce, making]) {
      expect(statusesOf(undefined, record)).toMatchObject([{ name: 'far', 'running-status': 'stopped' }]);
      expect(statusesOf(undefined, record)?.[0]).not.toHaveProperty('arn');
    }
  });
});
