import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import type { HistoryEvent } from '../../lambdas/domain/history';
import type { Plan } from '../../lambdas/domain/plan';
import type { SourceStatus } from '../../lambdas/domain/running-status';
import type { Call } from '../../local/aws/calls';
import { sourceRequest } from '../support/sources';
import { until } from '../support/system';
import type { SeenSource } from './client';
import { ask, takeBack } from './faults';
import { untilOwedNothing } from './rest';
import { useSystem } from './scene';

jest.setTimeout(240_000);

const { system, client } = useSystem();
const priority1 = { alarm: { level: 'TR_101_290_PRIORITY_1' as const } };
const priority2 = { alarm: { level: 'TR_101_290_PRIORITY_2' } };
const recipes1 = ['input-lost', 'tr-101-290-priority-1', 'unrecovered-loss'];
const recipes2 = ['input-lost', 'tr-101-290-priority-1', 'tr-101-290-priority-2', 'unrecovered-loss'];
const body = { ...sourceRequest('rtp'), ...priority1 };
const cloudWatch = () => new CloudWatchClient(system.aws());

beforeAll(() => system.simulator('POST', 'reset'));

/** The alarms that are there, as somebody at the console sees them. */
async function alarms() {
  const { MetricAlarms = [] } = await cloudWatch().send(new DescribeAlarmsCommand({}));
  return MetricAlarms;
}
const recipesOf = (names: readonly (string | undefined)[]) =>
  names.map((name = '') => recipes2.find((recipe) => name.includes(`-${recipe}-`))).sort();
const there = async () => recipesOf((await alarms()).map(({ AlarmName }) => AlarmName));
const statusOf = async (id: string) => (await system.api<SourceStatus>('GET', `/sources/${id}/status`)).body;
const stateOf = ({ alarms: all = [] }: SourceStatus, recipe: string) =>
  all.find(({ alarm }) => alarm === recipe)?.state;
const change = async (id: string, members: object) => {
  const { status } = await system.api('PATCH', `/sources/${id}`, members);
  expect(status).toBe(200);
  return client.settled(id, 'update-complete');
};
const planOf = async (id: string, members: object) =>
  (await system.api<{ plan: Plan }>('PATCH', `/sources/${id}?dry-run=true`, members)).body.plan;
const driftOf = async (id: string) => (await system.api('GET', `/sources/${id}?include-drift=true`)).body.drift;
/** The calls that the product made of CloudWatch's alarms since then. */
async function alarmCalls(since: string): Promise<string[]> {
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  const ours = calls.filter(({ service, principal }) => service === 'monitoring' && !principal.endsWith('/outsider'));
  return ours.map(({ operation }) => operation).filter((operation) => /Alarm|Tag/.test(operation));
}

describe('a source with an alarm', () => {
  let source: SeenSource;
  const signal = (members: object) => {
    const flowArn = source['provisioned-flows']['ingress-flows'][0]?.arn;
    return system.simulator('POST', 'signals', { flowArn, connected: true, bitRate: 8_000_000, ...members });
  };

  beforeAll(async () => {
    source = await client.createRunning(body);
  });

  it('has the alarms of its level once it is created, tagged, without actions', async () => {
    const all = await alarms();
    expect(recipesOf(all.map(({ AlarmName }) => AlarmName))).toEqual(recipes1);
    for (const { AlarmArn = '', AlarmName, ActionsEnabled, AlarmActions } of all) {
      expect(AlarmName).toContain(source.id);
      expect([ActionsEnabled, AlarmActions]).toEqual([false, []]);
      const { Tags } = await cloudWatch().send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
      expect(Tags).toContainEqual({ Key: 'headworks:source', Value: source.id });
    }
    expect(await driftOf(source.id)).toEqual([]);
  });

  it('shows in its status when one goes off, and when that is over, and keeps it in its history', async () => {
    await signal({});
    const seen = (state: string) =>
      until(
        () => statusOf(source.id),
        (status) => stateOf(status, 'tr-101-290-priority-1') === state,
      );
    await seen('ok');
    await signal({ tr101: { continuity_count_error: true } });
    const status = await seen('alarm');
    expect(status.alarms?.find(({ alarm }) => alarm === 'tr-101-290-priority-1')?.since).toBeDefined();
    expect(status.health.status).toBe('degraded');
    await signal({});
    await seen('ok');
    const { events } = (await system.api<{ events: HistoryEvent[] }>('GET', `/sources/${source.id}/events`)).body;
    const changes = events.flatMap(({ kind, alarm }) => (kind === 'alarm-changed' && alarm ? [alarm] : []));
    const [flowSource] = source['ingress-flows'][0]?.['flow-sources'] ?? [];
    expect(changes).toContainEqual({
      name: expect.stringContaining('tr-101-290-priority-1'),
      'flow-source': flowSource?.name,
      from: 'ok',
      to: 'alarm',
    });
  });

  it('shows a lost input', async () => {
    await signal({ connected: false, bitRate: 0 });
    await until(
      () => statusOf(source.id),
      (status) => stateOf(status, 'input-lost') === 'alarm',
    );
    await until(alarms, (all) => all.some(({ StateValue }) => StateValue === 'ALARM'));
    await signal({});
  });

  it('gets one more with level 2, without a look at its flow, and says so before', async () => {
    const plan = await planOf(source.id, priority2);
    expect(plan.impact).toBe('live');
    expect(plan.steps.map(({ action }) => action)).toEqual(['update-record', 'alarm']);
    const since = new Date().toISOString();
    await change(source.id, priority2);
    expect(await there()).toEqual(recipes2);
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
    expect(calls.filter(({ service }) => service === 'mediaconnect')).toEqual([]);
    expect((await alarmCalls(since)).filter((each) => each === 'PutMetricAlarm')).toHaveLength(1);
  });

  it('has what was changed or removed by hand told as drift, and repaired', async () => {
    const [first, second] = await alarms();
    await cloudWatch().send(new DeleteAlarmsCommand({ AlarmNames: [first?.AlarmName ?? ''] }));
    const { AlarmName, ComparisonOperator, EvaluationPeriods, TreatMissingData, Metrics } = second ?? {};
    const kept = { AlarmName, ComparisonOperator, EvaluationPeriods, TreatMissingData, Metrics };
    await cloudWatch().send(new PutMetricAlarmCommand({ ...kept, Threshold: 1000 } as never));
    const drift: { resource: string; member?: string }[] = await driftOf(source.id);
    expect(drift).toContainEqual({ resource: first?.AlarmName, desired: first?.AlarmName });
    expect(drift).toContainEqual(expect.objectContaining({ resource: AlarmName, member: 'Threshold', actual: 1000 }));
    const repair = await system.api('POST', `/sources/${source.id}/repair`);
    expect(repair.status).toBe(202);
    await client.settled(source.id, 'update-complete');
    expect(await driftOf(source.id)).toEqual([]);
    const since = new Date().toISOString();
    expect((await system.api('POST', `/sources/${source.id}/repair`)).status).toBe(200);
    expect(await alarmCalls(since)).toEqual(['DescribeAlarms']);
  });

  it('stays on air where alarms cannot be made, says why, and gets them later by itself', async () => {
    const refusal = { service: 'monitoring', operation: 'PutMetricAlarm', error: 'LimitExceeded' };
    await change(source.id, priority1);
    await ask(system, { ...refusal, effect: 'error', status: 400, times: 1 });
    const seen = await change(source.id, priority2);
    expect(seen['provisioning-error-reason']).toContain('The alarms are not as asked for');
    expect(await there()).toEqual(recipes1);
    expect((await statusOf(source.id))['running-status']).toBe('running');
    await takeBack(system);
    await untilOwedNothing(system, source.id);
    expect(await there()).toEqual(recipes2);
    expect((await client.read(source.id))['provisioning-error-reason']).toBeUndefined();
  });

  it('has none that follows another flow but under the same names', async () => {
    const before = await alarms();
    const flow = { ...source['ingress-flows'][0], name: 'another', az: undefined };
    const { status } = await system.api('PATCH', `/sources/${source.id}?allow-interruption=true`, {
      'ingress-flows': [flow],
    });
    expect(status).toBe(200);
    const moved = await client.settled(source.id, 'update-complete');
    const arn = moved['provisioned-flows']['ingress-flows'][0]?.['flow-sources'][0]?.['source-arn'];
    const after = await alarms();
    expect(after.map(({ AlarmName }) => AlarmName)).toEqual(before.map(({ AlarmName }) => AlarmName));
    const dimensions = after.flatMap(({ Metrics = [] }) =>
      Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions?.map(({ Value }) => Value) ?? []),
    );
    expect([...new Set(dimensions)]).toEqual([arn]);
  });

  it('loses them with the level, and from then on nobody asks CloudWatch', async () => {
    await change(source.id, { alarm: null });
    expect(await there()).toEqual([]);
    expect((await statusOf(source.id)).alarms).toBeUndefined();
    const since = new Date().toISOString();
    await system.api('POST', `/sources/${source.id}/repair`);
    expect(await alarmCalls(since)).toEqual([]);
  });

  it('leaves none when it is deleted', async () => {
    await change(source.id, priority1);
    expect(await there()).toEqual(recipes1);
    await client.remove(source.id);
    expect(await there()).toEqual([]);
  });
});
