import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { cloudWatch, type MetricSeries } from '../../../local/aws/cloudwatch';
import { type Alarms, cloudWatchAlarms } from '../../../local/aws/cloudwatch-alarms';
import type { Publication } from '../../../local/aws/eventbridge';
import { inTemporaryFolder, roleSession, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

interface Subject {
  client: CloudWatchClient;
  endpoint: TestEndpoint;
  alarms: Alarms;
  file: string;
  events: Publication[];
  /** Sets what each second of a metric counts from now on. */
  set(metric: string, value: number | undefined): void;
  /** Lets time pass, seconds: each is a period. */
  pass(seconds: number): Promise<void>;
}

const begin = Date.parse('2026-03-01T12:00:00Z');

async function withStepsBeside(work: (subject: Subject) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'], now: begin });
    const file = `${folder}/alarms.json`;
    const events: Publication[] = [];
    const steps: Record<string, MetricSeries['steps']> = {};
    const metrics = () =>
      Object.entries(steps).map(([metricName, each]) => ({
        namespace: 'AWS/MediaConnect',
        metricName,
        dimensions: { SourceARN: 'arn:one' },
        steps: each,
      }));
    const publish = (event: Publication) => String(events.push(event));
    const alarms = cloudWatchAlarms({ file, speed: 60, metrics, publish });
    const principals = {
      OURS: roleSession('ours', {
        Effect: 'Allow',
        Action: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
        Resource: 'arn:aws:cloudwatch:*:*:alarm:ours-*',
      }),
    };
    const endpoint = await testEndpoint([cloudWatch({ metrics, alarms })], { principals });
    alarms.start();
    const client = new CloudWatchClient(endpoint.client());
    const set = (metric: string, value: number | undefined) => {
      steps[metric] = [...(steps[metric] ?? []), { from: Date.now(), value }];
    };
    const pass = async (seconds: number) => void (await jest.advanceTimersByTimeAsync(seconds * 1000));
    try {
      await work({ client, endpoint, alarms, file, events, set, pass });
    } finally {
      alarms.stop();
      jest.useRealTimers();
      await endpoint.close();
    }
  });
}

const stat = (MetricName: string) => ({
  Metric: { Namespace: 'AWS/MediaConnect', MetricName, Dimensions: [{ Name: 'SourceARN', Value: 'arn:one' }] },
  Period: 60,
  Stat: 'Sum',
});
const sumOf = (...names: string[]) => [
  { Id: 'sum', Expression: 'SUM(FILL(METRICS(), 0))', ReturnData: true },
  ...names.map((name, index) => ({ Id: `m${index}`, MetricStat: stat(name), ReturnData: false })),
];
const alarm = (members: Partial<PutMetricAlarmCommandInput> = {}) =>
  new PutMetricAlarmCommand({
    AlarmName: 'ours-1',
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    Metrics: sumOf('A', 'B'),
    Tags: [{ Key: 'owner', Value: 'me' }],
    ...members,
  });
const stateOf = async ({ client }: Subject) =>
  (await client.send(new DescribeAlarmsCommand({}))).MetricAlarms?.map(({ StateValue }) => StateValue);

it('goes off after so many of its periods, of any of the metrics, and is over when they have passed', () =>
  withStepsBeside(async (subject) => {
    await subject.client.send(alarm());
    expect(await stateOf(subject)).toEqual(['INSUFFICIENT_DATA']);
    await subject.pass(5);
    expect(await stateOf(subject)).toEqual(['OK']);
    subject.set('B', 3);
    await subject.pass(1);
    subject.set('B', 0);
    await subject.pass(1);
    expect(await stateOf(subject)).toEqual(['OK']);
    subject.set('A', 1);
    await subject.pass(3);
    expect(await stateOf(subject)).toEqual(['ALARM']);
    // What is missing is not breaching.
    subject.set('A', undefined);
    await subject.pass(3);
    expect(await stateOf(subject)).toEqual(['OK']);
    const values = subject.events.map(({ detail }) => (detail as { state: { value: string } }).state.value);
    expect(values).toEqual(['OK', 'ALARM', 'OK']);
  }));

it('tells of a change in the shape of AWS', () =>
  withStepsBeside(async (subject) => {
    await subject.client.send(alarm());
    await subject.pass(2);
    expect(subject.events).toMatchObject([
      {
        source: 'aws.cloudwatch',
        'detail-type': 'CloudWatch Alarm State Change',
        resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ours-1'],
        detail: {
          alarmName: 'ours-1',
          state: { value: 'OK', timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}\+0000$/) },
          previousState: { value: 'INSUFFICIENT_DATA' },
          configuration: {
            metrics: [
              { id: 'sum', expression: 'SUM(FILL(METRICS(), 0))', returnData: true },
              { metricStat: { metric: { name: 'A', dimensions: { SourceARN: 'arn:one' } }, stat: 'Sum' } },
              { id: 'm1' },
            ],
          },
        },
      },
    ]);
  }));

it('keeps state and tags when it is overwritten, and after the end of the process', () =>
  withStepsBeside(async (subject) => {
    const { client, file, alarms } = subject;
    await client.send(alarm());
    await subject.pass(2);
    await client.send(alarm({ Threshold: 7, Tags: [{ Key: 'owner', Value: 'other' }] }));
    expect(await stateOf(subject)).toEqual(['OK']);
    const ResourceARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:ours-1';
    const tags = async () => (await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tags()).toEqual([{ Key: 'owner', Value: 'me' }]);
    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'owner', Value: 'you' }] }));
    expect(await tags()).toEqual([{ Key: 'owner', Value: 'you' }]);
    const again = cloudWatchAlarms({ file, speed: 60, metrics: () => [], publish: () => '' });
    const call = { account: '111122223333', region: 'eu-west-1', input: {} };
    expect(again.operations.DescribeAlarms?.(call as never)).toMatchObject({ MetricAlarms: [{ Threshold: 7 }] });
    alarms.reset();
    expect(await stateOf(subject)).toEqual([]);
  }));

it('is found by prefix, names and state, a page at a time', () =>
  withStepsBeside(async ({ client }) => {
    for (const AlarmName of ['b', 'ours-2', 'ours-1']) await client.send(alarm({ AlarmName }));
    const found = async (input: object) => {
      const { MetricAlarms = [], NextToken } = await client.send(new DescribeAlarmsCommand(input));
      return [MetricAlarms.map(({ AlarmName }) => AlarmName), NextToken];
    };
    expect(await found({ AlarmNamePrefix: 'ours-' })).toEqual([['ours-1', 'ours-2'], undefined]);
    expect(await found({ AlarmNames: ['b'] })).toEqual([['b'], undefined]);
    expect(await found({ StateValue: 'ALARM' })).toEqual([[], undefined]);
    const [first, token] = await found({ MaxRecords: 2 });
    expect([first, (await found({ NextToken: token }))[0]]).toEqual([['b', 'ours-1'], ['ours-2']]);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['b', 'ours-1'] }));
    const gone = client.send(new DeleteAlarmsCommand({ AlarmNames: ['b', 'ours-2'] }));
    await expect(gone).rejects.toMatchObject({ name: 'ResourceNotFound' });
    expect(await found({})).toEqual([['ours-2'], undefined]);
  }));

it.each<[string, Partial<PutMetricAlarmCommandInput>]>([
  ['actions', { AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:topic'] }],
  ['a flat metric', { MetricName: 'A', Namespace: 'AWS/MediaConnect' }],
  ['another treatment of missing data', { TreatMissingData: 'breaching' }],
  ['another expression', { Metrics: [{ Id: 'e', Expression: 'm0 * 2' }, ...sumOf('A').slice(1)] }],
  ['two metrics without an expression', { Metrics: sumOf('A', 'B').slice(1) }],
  ['eleven metrics', { Metrics: sumOf(...'ABCDEFGHIJK') }],
  ['more points than periods', { DatapointsToAlarm: 4 }],
  ['an anomaly detector', { ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold' }],
])('is refused with %s', (_, members) =>
  withStepsBeside(async ({ client }) => {
    await expect(client.send(alarm(members))).rejects.toThrow(
      /The local CloudWatch|must be|is unknown|at most 10|Exactly one/,
    );
    expect((await client.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  }));

it('asks for permission on the alarm by its name, and on tags that are sent with it', () =>
  withStepsBeside(async ({ endpoint }) => {
    const ours = new CloudWatchClient(endpoint.client({ accessKeyId: 'OURS' }));
    await expect(ours.send(alarm({ Tags: undefined }))).resolves.toBeDefined();
    await expect(ours.send(alarm())).rejects.toThrow('cloudwatch:TagResource');
    await expect(ours.send(alarm({ AlarmName: 'other', Tags: undefined }))).rejects.toThrow('alarm:other');
    const removal = new DeleteAlarmsCommand({ AlarmNames: ['ours-1', 'other'] });
    await expect(ours.send(removal)).rejects.toThrow('alarm:other');
  }));
