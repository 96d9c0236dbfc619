import { desiredFlows } from '../../lambdas/domain/desired-flows';
import type { FlowDescription } from '../../lambdas/domain/flow-description';
import { planOf as planOfSteps, type Step } from '../../lambdas/domain/flow-step';
import { dependsOnReception, knownReception } from '../../lambdas/domain/known-reception';
import { planFlowChanges } from '../../lambdas/domain/plan-flow-changes';
import type { RefreshedFlow } from '../../lambdas/domain/refreshed-flow';
import { both, changed, health, legs } from '../support/flow-story';
import { described, heard, measured, started } from '../support/observed-record';
import { healthDetail, millisecondOf, type ServiceEvent, serviceEvent } from '../support/service-events';
import { flowArn } from '../support/source-record';
import { flowDeployment } from '../support/target-account';
import { carrying, idle, twoLeggedFlow, twoLeggedRecord, twoLegs, waiting } from '../support/two-legs';

const told = { resource: 'it', impact: 'live', reason: 'asked for' } as const;
const egress = { region: 'us-east-1', name: 'far', sources: [], flowTags: {} };
const record = twoLeggedRecord();
const flow = twoLeggedFlow();

/** What was looked at 130 seconds after the start, with samples from second 60 on. */
const looked = (main: object, spare: object, second = 130) => ({
  described: described(second, legs),
  measured: measured(second, { main: { ...main }, spare: { ...spare } }),
});
const usual = looked(carrying, waiting);

function known(
  events: readonly ServiceEvent[],
  refreshed: Omit<RefreshedFlow, 'flow-arn'> | undefined = usual,
  second = 140,
  actual: FlowDescription = flow,
) {
  const [provisioned] = record.flows;
  if (!provisioned) throw new Error('the fixture has a flow');
  const look = refreshed && { 'flow-arn': flowArn, ...refreshed };
  const observed = heard(record, events).flows[flowArn];
  return knownReception(record, provisioned, actual, { observed, refreshed: look }, millisecondOf(second));
}

const carries = { receives: true, carries: true };
const waits = { receives: true, carries: false };
const isIdle = { receives: false, carries: false };
const connectedMain = [...started, health(1, 'main', 'CONNECTED', '')];
const downSpare = [...connectedMain, health(1, 'spare', 'DISCONNECTED', '')];

describe('of two flow sources with FAILOVER it is known', () => {
  it.each<[string, object, ReturnType<typeof known>]>([
    ['which one is selected', { main: carries, spare: waits }, known(both)],
    [
      'that the primary waits, where the other one is selected',
      { main: waits, spare: carries },
      known(both, looked(waiting, carrying)),
    ],
    ['by metrics alone', { main: carries, spare: waits }, known([])],
    ['that one receives nothing', { main: carries, spare: isIdle }, known(downSpare, looked(carrying, idle))],
    [
      'that one was lost a moment ago',
      { main: carries, spare: isIdle },
      known([...both, health(135, 'spare', 'DISCONNECTED', 'CONNECTED')]),
    ],
    ['for three minutes', { main: carries, spare: waits }, known(both, usual, 250)],
  ])('%s', (_, expected, reception) => {
    expect(reception).toEqual(expected);
  });
});

describe('it is not known which one does not carry', () => {
  const merging = { ...flow, sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'MERGE' } };
  const other = {
    ...flow,
    sources: flow.sources?.map((each) => ({ ...each, sourceArn: `${each.sourceArn}-2` })) ?? [],
  };
  const silent = serviceEvent('Flow Health', 125, {
    ...{ unhealthy: true, current: { isBitrateZero: true, ...healthDetail('CONNECTED', '').current } },
    previous: { state: '' },
  });
  const both0 = looked(carrying, { ...waiting, Selected: 1 });

  it.each<[string, ReturnType<typeof known>]>([
    ['without a look', known(both, {})],
    ['where only events tell of a connection', known(both, { described: described(130, legs) })],
    ['by evidence of more than three minutes ago', known(both, usual, 251)],
    [
      'of a flow that was started since',
      known([...both, changed(135, 'STANDBY', 'STOPPING'), changed(136, 'ACTIVE', 'STARTING')]),
    ],
    ['of a flow that failed', known([...both, changed(135, 'ERROR', 'ACTIVE')])],
    [
      'where the order of events is not known',
      known([
        ...connectedMain,
        health(135, 'spare', 'DISCONNECTED', 'CONNECTED'),
        health(135, 'spare', 'CONNECTED', 'DISCONNECTED'),
      ]),
    ],
    ['where each was selected in the last sample', known(both, both0)],
    ['where none was', known(both, looked(waiting, waiting))],
    ['of flow sources that are others of these names', known(both, usual, 140, other)],
    ['where failover is off', known(both, usual, 140, { ...flow, sourceFailoverConfig: { state: 'DISABLED' } })],
    ['with MERGE, where both receive', known(both, usual, 140, merging)],
    ['where nothing tells of one but that nothing is heard', known(connectedMain, looked(carrying, {}))],
    [
      'where a loss was heard in a sample that has bits',
      known(
        [...both, health(125, 'spare', 'DISCONNECTED', 'CONNECTED')],
        looked(carrying, { Connected: 1, BitRate: 8e6 }),
      ),
    ],
  ])('%s', (_, reception) => {
    expect(reception.spare?.carries).not.toBe(false);
  });

  it('of the primary once it is back, until a sample shows what was selected since', () => {
    const back = [
      ...both,
      health(100, 'main', 'DISCONNECTED', 'CONNECTED'),
      health(135, 'main', 'CONNECTED', 'DISCONNECTED'),
    ];
    expect(known(back, looked(idle, carrying))).toEqual({ spare: carries });
    expect(known(back, looked(waiting, carrying, 250), 260)).toEqual({ main: waits, spare: carries });
  });

  it('once the other one was lost, though it has come back', () => {
    const lost = [
      ...both,
      health(132, 'main', 'DISCONNECTED', 'CONNECTED'),
      health(134, 'main', 'CONNECTED', 'DISCONNECTED'),
    ];
    expect(known(lost).spare).toEqual(carries);
  });

  it('nor that the other one receives, where the flow was heard to pass nothing on', () => {
    expect(known([...both, silent]).main?.receives).not.toBe(true);
  });
});

it('with MERGE every one that receives carries, and one that receives nothing does not', () => {
  const merging = { ...flow, sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'MERGE' } };
  expect(known(both, usual, 140, merging)).toEqual({ main: carries, spare: carries });
  expect(known(downSpare, looked(carrying, idle), 140, merging)).toEqual({ main: carries, spare: isIdle });
});

describe('a plan depends on the reception', () => {
  const planOf = (changes: Parameters<typeof twoLegs>[1], actual = flow, running = true) => {
    const wanted = twoLeggedRecord(twoLegs('FAILOVER', changes));
    const [desired] = desiredFlows(wanted, wanted.requested, flowDeployment);
    if (!desired) throw new Error('the fixture has a flow');
    return dependsOnReception(planFlowChanges(desired, { kind: 'described', flow: actual }, { running }), actual);
  };
  const otherPort = { spare: { 'ingest-port': 5020 } };

  it.each<[string, boolean, boolean]>([
    ['that interrupts one of two', true, planOf(otherPort)],
    ['that changes nothing', false, planOf({})],
    ['of what is live anyhow', false, planOf({ spare: { description: 'the other camera' } })],
    ['of a flow that stands still', false, planOf(otherPort, { ...flow, status: 'STANDBY' })],
    ['that stops the flow', false, planOf(otherPort, flow, false)],
    ['of a flow with one flow source', false, planOf(otherPort, { ...flow, sources: flow.sources?.slice(0, 1) ?? [] })],
    ['that makes another flow', false, planOf(otherPort, { ...flow, name: 'another' })],
  ])('%s: %s', (_, expected, depends) => {
    expect(depends).toBe(expected);
  });

  it.each<[string, Step, boolean]>([
    ['makes an egress flow', { action: 'create-flow', flow: { ...egress, type: 'egress' }, ...told }, true],
    ['stops an egress flow', { action: 'stop-flow', flowArn: 'arn:egress', ...told }, true],
    ['stops the flow itself', { action: 'stop-flow', flowArn, ...told }, false],
  ])('is no less so where the same plan %s', (_, step, depends) => {
    const change = { action: 'update-flow-source', flowArn, name: 'spare', change: {}, ...told } as const;
    expect(dependsOnReception(planOfSteps([{ ...change, impact: 'interruption' }, step], false), flow)).toBe(depends);
  });
});
