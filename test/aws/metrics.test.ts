import * as cloudWatchMetrics from '../../lambdas/aws/metrics';
import { ServiceRefused, Transient } from '../../lambdas/domain/errors';
import { desiredMetrics, type MetricQuery, metricQueries } from '../../lambdas/domain/metric-series';
import { metrics } from '../../lambdas/domain/metric-table';
import { cloudWatch } from '../../local/aws/cloudwatch';
import { type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { enterFunction } from '../support/function-environment';
import { type StubService, startStubService } from '../support/stub-service';
import { accountRecord, allActing, useTargetSts } from '../support/target-account';

useTargetSts();
// Those of the tests below, each with a client of its own.
const regions = ['eu-west-1', 'eu-north-1', ...Array.from({ length: 20 }, (_, index) => `xx-test-${index + 1}`)];
const { readMetrics } = allActing(cloudWatchMetrics, { name: 'getSourceMetrics', account: accountRecord({ regions }) });

const minute = 60_000;
const start = Math.floor(Date.now() / minute) * minute - 10 * minute;
const range = { start, end: start + 4 * minute };

const queryOf = (key: string, arn: string, region = 'eu-west-1'): MetricQuery => {
  const [metric] = desiredMetrics(key);
  if (!metric) throw new Error(`there is no metric ${key}`);
  return { metric, region, identity: arn, dimension: 'SourceARN', arn };
};

describe('metrics of CloudWatch', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await testEndpoint([
      cloudWatch({
        metrics: () => [
          {
            namespace: 'AWS/MediaConnect',
            metricName: 'SourceBitRate',
            dimensions: { SourceARN: 'a' },
            steps: [
              { from: start, value: 10 },
              { from: start + minute, value: undefined },
              { from: start + 2 * minute, value: 30 },
            ],
          },
        ],
      }),
    ]);
    enterFunction({ AWS_ENDPOINT_URL_CLOUDWATCH: endpoint.url });
  });
  afterAll(() => endpoint.close());

  it('are the values of each query in the order of time, without those of a period that has none', async () => {
    const queries = [queryOf('bit-rate', 'none'), queryOf('bit-rate', 'a')];
    expect(await readMetrics(queries, range, 60)).toEqual({
      values: [
        [],
        [
          [start, 10],
          [start + 2 * minute, 30],
          [start + 3 * minute, 30],
        ],
      ],
      messages: [],
    });
  });

  it('are read in one call for all keys and flow sources, none if there is nothing to read', async () => {
    const sources = ['a', 'b'].map((name) => ({ name, 'source-arn': name }));
    const flow = { arn: 'f', name: 'f', region: 'eu-west-1', 'flow-sources': sources };
    const queries = metricQueries([flow], [], [...metrics.values()]);
    endpoint.calls.clear();
    await readMetrics(queries, range, 60);
    expect(queries.length).toBeGreaterThan(100);
    expect(endpoint.calls.since()).toMatchObject([{ operation: 'GetMetricData' }]);
    expect(await readMetrics([], range, 60)).toEqual({ values: [], messages: [] });
    expect(endpoint.calls.since()).toHaveLength(1);
  });

  it('are asked of the Region of each flow', async () => {
    endpoint.calls.clear();
    await readMetrics([queryOf('bit-rate', 'a', 'eu-north-1'), queryOf('bit-rate', 'a')], range, 60);
    expect(
      endpoint.calls
        .since()
        .map(({ region }) => region)
        .sort(),
    ).toEqual(['eu-north-1', 'eu-west-1']);
  });
});

describe('what CloudWatch answers in parts', () => {
  let service: StubService;
  beforeAll(async () => {
    service = await startStubService();
    enterFunction({ AWS_ENDPOINT_URL_CLOUDWATCH: service.url });
  });
  afterAll(() => service.close());

  /** Another Region for each test, since the client of one goes on calling where it was made to. */
  let count = 0;
  const queries = (keys: string[]) => {
    count += 1;
    return keys.map((key) => queryOf(key, 'a', `xx-test-${count}`));
  };
  const result = (Id: string, StatusCode: string, ...points: [number, number][]) => ({
    Id,
    StatusCode,
    Timestamps: points.map(([at]) => at),
    Values: points.map(([, value]) => value),
  });

  it('is put together from page to page', async () => {
    const pages = [
      {
        MetricDataResults: [result('q0', 'PartialData', [60, 1]), result('q1', 'PartialData')],
        NextToken: 'second',
      },
      { MetricDataResults: [result('q0', 'Complete', [120, 2]), result('q1', 'Complete', [60, 9])] },
    ];
    service.answer(({ body }) => ({ body: pages[body.NextToken === 'second' ? 1 : 0] }));
    expect(await readMetrics(queries(['bit-rate', 'connected']), range, 60)).toEqual({
      values: [
        [
          [60_000, 1],
          [120_000, 2],
        ],
        [[60_000, 9]],
      ],
      messages: [],
    });
    expect(service.requests.map(({ body }) => body.NextToken)).toEqual([undefined, 'second']);
    expect(service.requests[0]?.body).toMatchObject({ ScanBy: 'TimestampAscending', StartTime: start / 1000 });
  });

  it('is said to be incomplete where it stays so', async () => {
    const Messages = [{ Code: 'MaxMetricsExceeded', Value: 'Not all metrics were looked at.' }];
    const MetricDataResults = [result('q0', 'PartialData', [60, 1])];
    service.answer(() => ({ body: { MetricDataResults, Messages } }));
    expect(await readMetrics(queries(['bit-rate']), range, 60)).toEqual({
      values: [[[60_000, 1]]],
      messages: ['Not all metrics were looked at.', 'CloudWatch has not all values of bit-rate of a.'],
    });
  });

  it('is asked for 500 queries at a time', async () => {
    service.answer(({ body }) => ({
      body: {
        MetricDataResults: body.MetricDataQueries.map(({ Id }: { Id: string }) => result(Id, 'Complete', [60, 1])),
      },
    }));
    const found = await readMetrics(queries(Array.from({ length: 1_001 }, () => 'bit-rate')), range, 60);
    expect(found.values).toEqual(Array.from({ length: 1_001 }, () => [[60_000, 1]]));
    const sizes = service.requests.map(({ body }) => body.MetricDataQueries.length);
    expect(sizes.sort((a, b) => a - b)).toEqual([1, 500, 500]);
  });

  it.each([
    ['of one series', { body: { MetricDataResults: [result('q0', 'InternalError')] } }, ServiceRefused, /bit-rate/],
    ['for good', { status: 400, error: 'AccessDenied' }, ServiceRefused, /^GetMetricData was refused \(AccessDenied/],
    ['for now', { status: 503, error: 'ServiceUnavailableException' }, Transient, /failed for now/],
    ['by never ending', { body: { MetricDataResults: [], NextToken: 'more' } }, ServiceRefused, /over 50 pages/],
  ])('fails %s', async (_, answer, kind, message) => {
    service.answer(() => answer);
    const error = await readMetrics(queries(['bit-rate']), range, 60).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
  });
});
