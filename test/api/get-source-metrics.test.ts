import { metrics } from '../../lambdas/domain/metric-table';
import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { completeRecord, flowArn, newRecord, provisioned } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { type StubService, startStubService } from '../support/stub-service';

let cloudWatch: StubService;
let table: SourceTable;
let getMetrics: (query?: EventOptions['query']) => Promise<ApiAnswer>;

beforeAll(async () => {
  cloudWatch = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url });
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/get-source-metrics');
  getMetrics = (query) => ask(handler, { sourceId, role: 'viewer', query });
});
beforeEach(() => {
  cloudWatch.answer(({ body }) => ({
    body: {
      MetricDataResults: body.MetricDataQueries.map(({ Id }: { Id: string }) => ({
        Id,
        StatusCode: 'Complete',
        Timestamps: [1_767_225_600],
        Values: [7],
      })),
    },
  }));
});
afterEach(() => table.clear());
afterAll(() => Promise.all([table.close(), cloudWatch.close()]));

const sourceArn = flowArn.replace(':flow:', ':source:');
const [flowSource] = provisioned['flow-sources'];
const withArn = { ...provisioned, 'flow-sources': [{ name: 'in', ...flowSource, 'source-arn': sourceArn }] };

/** What CloudWatch was asked, by metric and dimension. */
const asked = () =>
  cloudWatch.requests.flatMap(({ body }) =>
    (
      body.MetricDataQueries as { MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] } } }[]
    ).map(({ MetricStat: { Metric } }) => `${Metric.MetricName} ${Metric.Dimensions.map(({ Value }) => Value)}`),
  );

describe('the metrics of a source', () => {
  it('are those that are wanted, from CloudWatch alone', async () => {
    await table.put(completeRecord({ flows: [withArn] }));
    const answer = await getMetrics({ desired: 'bit-rate,failover-switches,nonsense' });
    const samples = ['2026-01-01T00:00:00Z'];
    expect(answer).toMatchObject({ status: 200, headers: { 'Cache-Control': 'no-store' } });
    expect(answer.body).toEqual({
      period: 60,
      series: [
        { identity: flowSource?.name, metrics: 'bit-rate', samples, values: [7], unit: 'Bits/Second' },
        { identity: provisioned.name, metrics: 'failover-switches', samples, values: [7], unit: 'Count' },
      ],
    });
    expect(asked()).toEqual([`SourceBitRate ${sourceArn}`, `FailoverSwitches ${flowArn}`]);
  });

  it('can be asked for by every key', async () => {
    await table.put(completeRecord({ flows: [withArn] }));
    const { body } = await getMetrics({ desired: [...metrics.keys()].join() });
    expect(body.series.map((series: { metrics: string }) => series.metrics)).toEqual([...metrics.keys()]);
    expect(cloudWatch.requests).toHaveLength(1);
  });

  it('are of the time asked for, by whole periods', async () => {
    await table.put(completeRecord({ flows: [withArn] }));
    const query = { 'start-time': '2026-01-20T00:00:00Z', 'end-time': '2026-01-20T03:30:30+01:00' };
    expect((await getMetrics({ ...query, desired: 'bit-rate' })).body.period).toBe(3_600);
    expect(cloudWatch.requests[0]?.body).toMatchObject({
      StartTime: Date.parse('2026-01-20T00:00:00Z') / 1000,
      EndTime: Date.parse('2026-01-20T03:00:00Z') / 1000,
      MetricDataQueries: [{ MetricStat: { Period: 3_600, Stat: 'Average' } }],
    });
  });

  it('are none where the ARNs of the flow sources are not known, or there is no flow yet', async () => {
    await table.put(completeRecord());
    expect((await getMetrics({ desired: 'bit-rate' })).body).toEqual({ series: [] });
    await table.put(newRecord());
    expect((await getMetrics()).body).toEqual({ series: [] });
    expect(cloudWatch.requests).toEqual([]);
  });

  it.each([
    [{ 'start-time': 'yesterday' }, '/query/start-time', '"yesterday" must be a date and time in ISO 8601'],
    [{ 'end-time': '2026-02-30T00:00:00Z' }, '/query/end-time', 'must be a date and time'],
    [{ 'end-time': '2026-02-03T00:00:00' }, '/query/end-time', 'with its zone'],
    [{ 'start-time': '2026-01-02T00:00:00Z', 'end-time': '2026-01-01T00:00:00Z' }, '/query/start-time', 'not before'],
    [{ 'start-time': '2023-01-02T00:00:00Z' }, '/query/start-time', 'more than 15 months'],
    [{ period: '60' }, '/query/period', 'is not a parameter'],
  ])('are refused for %j', async (query, pointer, detail) => {
    const answer = await getMetrics(query as Record<string, string>);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ pointer, detail: expect.stringContaining(detail) }]);
  });

  it('cannot be had while CloudWatch refuses', async () => {
    await table.put(completeRecord({ flows: [withArn] }));
    cloudWatch.answer(() => ({ status: 400, error: 'AccessDenied' }));
    const answer = await getMetrics();
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(answer.body.detail).toContain('GetMetricData was refused');
  });

  it('are none of a source that is deleted, or not there', async () => {
    expect((await getMetrics()).status).toBe(404);
    await table.put(newRecord({ 'provisioning-status': 'deletion-complete' }));
    expect(await getMetrics()).toMatchObject({ status: 404, body: { type: 'urn:problem:source-not-found' } });
  });
});
