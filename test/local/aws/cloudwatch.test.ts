import { cloudWatch, type MetricSeries } from '../../../local/aws/cloudwatch';
import { callJson, home, testEndpoint } from '../../support/aws-endpoint';

const start = Date.parse('2026-03-01T12:00:00Z');
const seconds = (count: number) => start + count * 1000;

const bitRate: MetricSeries = {
  namespace: 'AWS/MediaConnect',
  metricName: 'BitRate',
  dimensions: { FlowARN: 'arn:flow', AvailabilityZone: 'a' },
  steps: [
    { from: start, value: 10 },
    { from: seconds(90), value: 40 },
    { from: seconds(150), value: undefined },
    { from: seconds(200), value: 5 },
  ],
};
beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(seconds(3_600)));
afterEach(() => void jest.restoreAllMocks());

const connected: MetricSeries = { ...bitRate, metricName: 'Connected', dimensions: { SourceARN: 'arn:source' } };

async function ask(operation: string, input: object) {
  const metrics = (account: string, region: string) =>
    account === home.account && region === home.region ? [bitRate, connected] : [];
  const endpoint = await testEndpoint([cloudWatch({ metrics })]);
  const target = `GraniteServiceVersion20100801.${operation}`;
  return callJson(endpoint.url, { service: 'monitoring', target }, input).finally(() => endpoint.close());
}

function data(Stat: string, { Period = 60, StartTime = start, EndTime = seconds(240), ...more } = {}) {
  const Dimensions = [
    { Name: 'AvailabilityZone', Value: 'a' },
    { Name: 'FlowARN', Value: 'arn:flow' },
  ];
  const Metric = { Namespace: 'AWS/MediaConnect', MetricName: 'BitRate', Dimensions, ...more };
  const MetricDataQueries = [{ Id: 'm', MetricStat: { Metric, Period, Stat } }];
  return { MetricDataQueries, StartTime: StartTime / 1000, EndTime: EndTime / 1000, ScanBy: 'TimestampAscending' };
}

async function points(input: object): Promise<[number, number][]> {
  const { body } = await ask('GetMetricData', input);
  const [result] = body.MetricDataResults as { Timestamps: number[]; Values: number[] }[];
  return (result?.Timestamps ?? []).map((time, at) => [time - start / 1000, result?.Values[at] ?? Number.NaN]);
}

it.each<[string, [number, number][]]>([
  [
    'Average',
    [
      [0, 10],
      [60, 25],
      [120, 40],
      [180, 5],
    ],
  ],
  [
    'Sum',
    [
      [0, 600],
      [60, 1500],
      [120, 1200],
      [180, 200],
    ],
  ],
  [
    'Minimum',
    [
      [0, 10],
      [60, 10],
      [120, 40],
      [180, 5],
    ],
  ],
  [
    'Maximum',
    [
      [0, 10],
      [60, 40],
      [120, 40],
      [180, 5],
    ],
  ],
  [
    'SampleCount',
    [
      [0, 60],
      [60, 60],
      [120, 30],
      [180, 40],
    ],
  ],
])('%s of one value a second, without points where there is no data', async (statistic, expected) => {
  expect(await points(data(statistic))).toEqual(expected);
});

it('ends at the end asked for', async () => {
  expect(await points(data('SampleCount', { EndTime: seconds(70) }))).toEqual([
    [0, 60],
    [60, 10],
  ]);
});

it('knows nothing of the future', async () => {
  jest.mocked(Date.now).mockReturnValue(seconds(210));
  expect((await points(data('SampleCount'))).at(-1)).toEqual([180, 10]);
});

it('answers newest first unless told otherwise', async () => {
  const { ScanBy: _, ...input } = data('Average');
  expect((await points(input)).map(([time]) => time)).toEqual([180, 120, 60, 0]);
});

it('gives as many points a page as are wanted, and the rest on the next', async () => {
  const input = { ...data('Average'), MaxDatapoints: 3 };
  const first = await ask('GetMetricData', input);
  expect(first.body).toMatchObject({
    MetricDataResults: [{ Values: [10, 25, 40], StatusCode: 'PartialData' }],
    NextToken: '3',
  });
  const second = await ask('GetMetricData', { ...input, NextToken: first.body.NextToken });
  expect(second.body).toMatchObject({ MetricDataResults: [{ Values: [5], StatusCode: 'Complete' }] });
  expect(second.body).not.toHaveProperty('NextToken');
});

const days = 86_400;
it.each([
  [1, 2 * 3_600, 90],
  [1, 4 * 3_600, 0],
  [60, 14 * days, 2],
  [60, 16 * days, 0],
  [300, 62 * days, 1],
  [300, 64 * days, 0],
  [3_600, 454 * days, 1],
  [3_600, 456 * days, 0],
])('of periods of %i s, %i s later, has %i', async (Period, age, count) => {
  jest.mocked(Date.now).mockReturnValue(seconds(age));
  expect(await points(data('Sum', { Period, EndTime: seconds(90) }))).toHaveLength(count);
});

it("has no points for dimensions that are not exactly a metric's", async () => {
  expect(await points(data('Average', { Dimensions: [{ Name: 'FlowARN', Value: 'arn:flow' }] } as object))).toEqual([]);
});

it.each([
  ['an expression', { ...data('Sum'), MetricDataQueries: [{ Id: 'e', Expression: 'm*2' }] }, 'MetricStat only'],
  ['a statistic it does not know', data('p99'), 'Stat p99'],
  ['a period of 45 s', data('Sum', { Period: 45 }), 'Period 45'],
  ['an end before the start', data('Sum', { EndTime: start }), 'StartTime must be less'],
  ['no query', { ...data('Sum'), MetricDataQueries: [] }, '1 to 500'],
])('refuses %s', async (_, input, message) => {
  const { status, body } = await ask('GetMetricData', input);
  expect([status, body.message]).toEqual([400, expect.stringContaining(message)]);
});

it.each([
  ['everything', {}, ['BitRate', 'Connected']],
  ['a name', { MetricName: 'Connected' }, ['Connected']],
  ['a dimension', { Dimensions: [{ Name: 'FlowARN' }] }, ['BitRate']],
  ['a dimension with another value', { Dimensions: [{ Name: 'FlowARN', Value: 'x' }] }, []],
  ['another namespace', { Namespace: 'AWS/Lambda' }, []],
])('lists metrics by %s', async (_, input, names) => {
  const { body } = await ask('ListMetrics', input);
  expect((body.Metrics as { MetricName: string }[]).map(({ MetricName }) => MetricName)).toEqual(names);
});

it('says which operations it does not have', async () => {
  const { status, body } = await ask('PutMetricAlarm', {});
  expect([status, body.message]).toEqual([400, 'The local monitoring has no PutMetricAlarm']);
});
