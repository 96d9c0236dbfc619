import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { desiredAlarms } from '../../lambdas/domain/alarm';
import { ownerTags } from '../../lambdas/domain/ownership';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceId } from '../support/configured-source';
import { functionEnvironment } from '../support/function-environment';
import { runTask, useWorkbench } from '../support/run-task';
import { completeRecord, provisioned } from '../support/source-record';

const bench = useWorkbench();
const cloudWatch = mockClient(CloudWatchClient);
const deployment = functionEnvironment.DEPLOYMENT_ID;
let handler: unknown;

const [provisionedSource] = provisioned['flow-sources'];
const flows = [{ ...provisioned, 'flow-sources': [{ name: '', ...provisionedSource, 'source-arn': 'arn:one' }] }];
const plain = completeRecord({ 'provisioning-status': 'update-in-progress', 'run-mode': 'clean-up', flows });
const alarmed = (members: Partial<SourceRecord> = {}): SourceRecord => ({
  ...plain,
  requested: { ...plain.requested, alarm: { level: 'TR_101_290_PRIORITY_1' } },
  ...members,
});
const had = { 'alarm-regions': ['eu-west-1'] };
const found = (record: SourceRecord): MetricAlarm[] =>
  desiredAlarms(record, deployment).map(({ definition }) => ({
    ...definition,
    AlarmArn: `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${definition.AlarmName}`,
  }));
const tagged = (tags: Record<string, string>) =>
  cloudWatch
    .on(ListTagsForResourceCommand)
    .resolves({ Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
const names = (alarms: readonly { AlarmName?: string | undefined }[]) => alarms.map(({ AlarmName }) => AlarmName);
const calls = () => cloudWatch.calls().map(({ args }) => args[0].constructor.name.replace('Command', ''));
const put = () => cloudWatch.commandCalls(PutMetricAlarmCommand).map(({ args }) => args[0].input);
const removed = () => cloudWatch.commandCalls(DeleteAlarmsCommand).flatMap(({ args }) => args[0].input.AlarmNames);

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/ensure-alarms'));
});
beforeEach(() => {
  cloudWatch.reset();
  cloudWatch.on(PutMetricAlarmCommand).resolves({});
  cloudWatch.on(DeleteAlarmsCommand).resolves({});
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  tagged(ownerTags(deployment, plain));
});

const run = async (record: SourceRecord) => {
  await bench.table.put(record);
  expect(await runTask(handler)).toEqual({});
  return bench.table.record(sourceId);
};

describe('ensuring the alarms of a source', () => {
  it('asks nobody where the source has none and never had', async () => {
    expect(await run(plain)).toEqual(plain);
    expect(calls()).toEqual([]);
  });

  it('makes those that are missing, tagged, and names their Region before', async () => {
    cloudWatch.on(PutMetricAlarmCommand).callsFake(async () => {
      expect(await bench.table.record(sourceId)).toMatchObject(had);
      return {};
    });
    expect(await run(alarmed())).toMatchObject(had);
    expect(names(put())).toEqual(names(found(alarmed())));
    for (const { Tags } of put()) expect(Tags).toContainEqual({ Key: 'headworks:source', Value: sourceId });
    const steps = await bench.table.items('event#');
    expect(steps).toMatchObject([{ kind: 'step-ended', step: { action: 'alarm', impact: 'live', outcome: 'done' } }]);
  });

  it('changes nothing where all are as asked for, on whatever page they are told', async () => {
    const [first, ...others] = found(alarmed());
    cloudWatch
      .on(DescribeAlarmsCommand)
      .resolvesOnce({ MetricAlarms: first ? [first] : [], NextToken: 'more' })
      .resolvesOnce({ MetricAlarms: others });
    await run(alarmed(had));
    expect(calls()).toEqual(['DescribeAlarms', 'DescribeAlarms']);
    expect(cloudWatch.commandCalls(DescribeAlarmsCommand)[1]?.args[0].input).toMatchObject({
      AlarmNamePrefix: `headworks-${deployment}-${sourceId}-`,
      NextToken: 'more',
    });
  });

  it('overwrites one that differs, and points all at the flow source of another flow', async () => {
    const [first, ...others] = found(alarmed());
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ ...first, Threshold: 9 }, ...others] });
    await run(alarmed(had));
    expect(names(put())).toEqual([first?.AlarmName]);
    cloudWatch.resetHistory();
    const moved = [{ ...provisioned, 'flow-sources': [{ name: '', ...provisionedSource, 'source-arn': 'arn:two' }] }];
    await run(alarmed({ ...had, flows: moved }));
    expect(JSON.stringify(put())).toContain('arn:two');
    expect(put()).toHaveLength(found(alarmed()).length);
  });

  it.each<[string, SourceRecord]>([
    ['an alarm is no longer asked for', { ...plain, ...had }],
    ['the source is deleted', alarmed({ ...had, 'run-mode': 'deprovision' })],
  ])('removes all when %s, and forgets the Region', async (_, record) => {
    const MetricAlarms = found(alarmed());
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms });
    expect((await run(record))['alarm-regions']).toBeUndefined();
    expect(removed()).toEqual(names(MetricAlarms));
    expect(put()).toEqual([]);
  });

  it('removes those of the Region that the flow has left', async () => {
    const MetricAlarms = found(alarmed());
    const moved = flows.map((flow) => ({ ...flow, region: 'eu-west-2' }));
    cloudWatch.on(DescribeAlarmsCommand).resolvesOnce({ MetricAlarms }).resolves({ MetricAlarms: [] });
    expect(await run(alarmed({ ...had, flows: moved }))).toMatchObject({ 'alarm-regions': ['eu-west-2'] });
    expect(removed()).toEqual(names(MetricAlarms));
    const [removal] = cloudWatch.commandCalls(DeleteAlarmsCommand);
    expect(await (removal?.thisValue as CloudWatchClient).config.region()).toBe('eu-west-1');
  });

  it('leaves alone what has only a name like ours, and says so where it is in the way', async () => {
    tagged({ 'headworks:source': sourceId });
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: found(alarmed()) });
    await run({ ...plain, ...had });
    expect(removed()).toEqual([]);
    const differing = found(alarmed()).map((alarm) => ({ ...alarm, Threshold: 9 }));
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: differing });
    await bench.table.put(alarmed(had));
    await expect(runTask(handler)).rejects.toMatchObject({ name: 'AlarmOfAnother' });
    expect(put()).toEqual([]);
  });

  it('leaves them to others in a stop, and to the run that took over', async () => {
    await run(alarmed({ 'run-mode': 'stop' }));
    await bench.table.put(alarmed({ run: 2 }));
    await expect(runTask(handler)).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(calls()).toEqual([]);
  });

  it('sends nothing more once another run has taken over', async () => {
    cloudWatch.on(PutMetricAlarmCommand).callsFake(async () => {
      await bench.table.put(alarmed({ ...had, run: 2 }));
      return {};
    });
    await bench.table.put(alarmed(had));
    await expect(runTask(handler)).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(put()).toHaveLength(1);
  });

  it.each([
    ['ThrottlingException', 'Transient'],
    ['LimitExceeded', 'ServiceRefused'],
  ])('ends with %s as %s, after one attempt', async (name, expected) => {
    cloudWatch.on(PutMetricAlarmCommand).rejects(Object.assign(new Error('no'), { name }));
    await bench.table.put(alarmed(had));
    await expect(runTask(handler)).rejects.toMatchObject({ name: expected });
    expect(put()).toHaveLength(1);
    const [call] = cloudWatch.commandCalls(PutMetricAlarmCommand);
    expect(await (call?.thisValue as CloudWatchClient).config.maxAttempts()).toBe(1);
  });

  it('takes alarms that are gone meanwhile for removed', async () => {
    const MetricAlarms = found(alarmed());
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms });
    cloudWatch.on(DeleteAlarmsCommand).rejects(Object.assign(new Error('gone'), { name: 'ResourceNotFound' }));
    expect((await run({ ...plain, ...had }))['alarm-regions']).toBeUndefined();
    expect(removed().slice(-MetricAlarms.length)).toEqual(names(MetricAlarms));
  });

  it('takes the mark of an earlier failure away', async () => {
    expect(await run({ ...plain, 'alarms-failed': true })).toEqual(plain);
  });
});
