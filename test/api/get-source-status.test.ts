import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { describedFlow, flowSourceArn } from '../support/described-flow';
import { enterFunction } from '../support/function-environment';
import { completeRecord, flowArn, newRecord, provisioned } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { type StubService, startStubService } from '../support/stub-service';

let service: StubService;
let metrics: StubService;
let table: SourceTable;
let getStatus: (options?: EventOptions) => Promise<ApiAnswer>;

beforeAll(async () => {
  service = await startStubService();
  metrics = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url, AWS_ENDPOINT_URL_CLOUDWATCH: metrics.url });
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/get-source-status');
  getStatus = (options) => ask(handler, { sourceId, role: 'viewer', ...options });
});
beforeEach(() => {
  service.answer(() => ({ status: 404, error: 'NotFoundException' }));
  metrics.answer(() => ({ body: { MetricDataResults: [] } }));
});
afterEach(() => table.clear());
afterAll(async () => {
  await table.close();
  await Promise.all([service.close(), metrics.close()]);
});

interface MetricQuery {
  Id: string;
  MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] } };
}

const unknown = { status: 'unknown', reasons: ['FlowNotRunning'] };

describe('the status of a source', () => {
  it.each([
    ['ACTIVE', [], 'running', { status: 'unknown' }],
    ['ACTIVE', ['Source stream error: lost'], 'running', { status: 'unhealthy', reasons: ['SourceStreamError'] }],
    ['STARTING', [], 'starting', unknown],
    ['STANDBY', [], 'stopped', unknown],
    ['STOPPING', [], 'stopping', unknown],
    ['ERROR', [], 'error', { status: 'unhealthy', reasons: ['FlowError'] }],
  ])('tells of a flow that is %s with %j', async (status, errors, running, health) => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flow: { flowArn, status }, messages: { errors } } }));
    expect(await getStatus()).toMatchObject({ status: 200, headers: { 'Cache-Control': 'no-store' } });
    expect((await getStatus()).body).toMatchObject({ 'running-status': running, health });
    expect(service.requests).toHaveLength(1);
    expect(metrics.requests).toHaveLength(status === 'ACTIVE' ? 1 : 0);
  });

  it('is judged by metrics too, of the flow sources that the flow has, asked for in one call', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flow: describedFlow() } }));
    metrics.answer(({ body }) => ({
      body: {
        MetricDataResults: body.MetricDataQueries.flatMap(({ Id, MetricStat }: MetricQuery) => {
          const { MetricName, Dimensions } = MetricStat.Metric;
          const isBitRate = MetricName === 'SourceBitRate' && Dimensions[0]?.Value === flowSourceArn;
          const Timestamps = [Math.floor(Date.now() / 60_000 - 1) * 60];
          return isBitRate || MetricName === 'SourceConnected'
            ? [{ Id, Timestamps, Values: [isBitRate ? 8e6 : 1] }]
            : [];
        }),
      },
    }));
    const { body } = await getStatus();
    expect(body).toMatchObject({
      health: { status: 'healthy' },
      'flow-sources': [{ name: describedFlow().sources?.[0]?.name, state: 'receiving', 'bit-rate': 8e6 }],
    });
    expect(metrics.requests).toHaveLength(1);
    expect(await table.items('event#')).toMatchObject([
      { kind: 'health-changed', health: { from: 'unknown', to: 'healthy', reasons: [] } },
    ]);
  });

  it('is noted also where something was heard while the flow was looked at', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flow: { flowArn, status: 'ERROR' } } }));
    const { Observations } = await import('../../lambdas/aws/observations');
    jest.spyOn(Observations.prototype, 'noteHealth').mockResolvedValueOnce(false);
    await getStatus();
    const health = { from: 'unknown', to: 'unhealthy', reasons: ['FlowError'] };
    expect(await table.items('event#')).toMatchObject([{ kind: 'health-changed', health }]);
  });

  it('is looked at once for however many ask, and read with one request of the table', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flow: describedFlow() } }));
    await getStatus();
    table.operations();
    const answers = await Promise.all(Array.from({ length: 50 }, () => getStatus()));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(table.operations()).toEqual(Array(50).fill('BatchGetItem'));
    expect(service.requests).toHaveLength(1);
    expect(metrics.requests).toHaveLength(1);
  });

  it('keeps what was known while MediaConnect cannot be asked, without a green light for ever', async () => {
    await table.put(completeRecord());
    const at = Date.now() - 200_000;
    const minute = Math.floor(at / 60_000) * 60_000;
    const [source] = describedFlow().sources ?? [];
    const sources = [{ name: source?.name, arn: flowSourceArn }];
    const value = {
      'flow-arn': flowArn,
      described: { at, status: 'ACTIVE', errors: [], 'flow-sources': sources },
      measured: { at, 'flow-sources': { [source?.name ?? '']: { BitRate: [[minute, 8e6]] } }, flow: {} },
    };
    await table.putItem({ pk: `source#${sourceId}`, sk: 'refreshed', at, value });
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    expect((await getStatus()).body).toMatchObject({
      'running-status': 'running',
      health: { status: 'unknown' },
      'last-checked': `${new Date(at).toISOString().slice(0, 19)}Z`,
      'check-problem': expect.stringContaining('ForbiddenException'),
    });
    await getStatus();
    expect(service.requests).toHaveLength(1);
  });

  it('is not asked for again and again where events decide nothing and MediaConnect cannot be asked', async () => {
    await table.put(completeRecord());
    const at = Date.now() - 5_000;
    const second = `${new Date(at).toISOString().slice(0, 19)}Z`;
    const heard = (id: string, is: string) => ({ flowArn, told: { of: 'status' }, sighting: { id, at: second, is } });
    const events = { 'heard#a': heard('a', 'ACTIVE'), 'heard#b': heard('b', 'STANDBY') };
    await table.putItem({ pk: `source#${sourceId}`, sk: 'observed', 'heard-at': at, ...events });
    const described = { at: at - 1_000, status: 'ACTIVE', errors: [], 'flow-sources': [] };
    const value = { 'flow-arn': flowArn, described };
    await table.putItem({ pk: `source#${sourceId}`, sk: 'refreshed', at: at - 1_000, value });
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    for (let poll = 0; poll < 10; poll++) expect((await getStatus()).status).toBe(200);
    expect(service.requests).toHaveLength(1);
  });

  it('keeps the flow and says what is missing while CloudWatch cannot be asked', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flow: describedFlow() } }));
    metrics.answer(() => ({ status: 400, error: 'AccessDenied' }));
    expect((await getStatus()).body).toMatchObject({
      'running-status': 'running',
      health: { status: 'unknown' },
      'check-problem': expect.stringContaining('GetMetricData'),
    });
  });

  it('takes a metric with which CloudWatch fails for no evidence that nothing arrives', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flow: describedFlow() } }));
    metrics.answer(({ body }) => ({
      body: {
        MetricDataResults: body.MetricDataQueries.map(({ Id }: MetricQuery) => {
          return { Id, StatusCode: 'InternalError', Timestamps: [], Values: [] };
        }),
      },
    }));
    const status = 'ACTIVE';
    const at = `${new Date(Date.now() - 120_000).toISOString().slice(0, 19)}Z`;
    const heard = { flowArn, told: { of: 'status' }, sighting: { id: 'a', at, is: status, was: 'STARTING' } };
    await table.putItem({ pk: `source#${sourceId}`, sk: 'observed', 'heard#a': heard });
    expect((await getStatus()).body).toMatchObject({
      health: { status: 'unknown' },
      'check-problem': expect.stringContaining('InternalError'),
    });
  });

  it('is stopped while there is no flow, without asking MediaConnect', async () => {
    await table.put(newRecord());
    expect((await getStatus()).body).toMatchObject({ 'running-status': 'stopped', health: unknown });
    expect(service.requests).toEqual([]);
  });

  it('tells of the flow that is being made', async () => {
    await table.put(newRecord({ 'provisioning-status': 'creation-in-progress', 'next-flows': [provisioned] }));
    service.answer(() => ({ body: { flow: { flowArn, status: 'STARTING' }, messages: { errors: [] } } }));
    expect((await getStatus()).body).toMatchObject({ 'running-status': 'starting', health: unknown });
  });

  it.each([
    'creation-in-progress',
    'deletion-in-progress',
  ] as const)('is stopped when %s took the flow away', async (status) => {
    await table.put(newRecord({ 'provisioning-status': status, 'next-flows': [provisioned] }));
    expect((await getStatus()).body).toMatchObject({ 'running-status': 'stopped', health: unknown });
  });

  it('tells of a flow that vanished', async () => {
    await table.put(completeRecord());
    expect((await getStatus()).body).toMatchObject({
      'running-status': 'error',
      health: { status: 'unhealthy', reasons: ['FlowMissing'] },
    });
  });

  it('tells that MediaConnect cannot be asked, and why', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    const answer = await getStatus();
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(answer.body.detail).toContain('DescribeFlow was refused (ForbiddenException)');
  });

  it('is none for a source that is deleted, or not there, or somebody else’s', async () => {
    expect((await getStatus()).status).toBe(404);
    await table.put(newRecord({ 'provisioning-status': 'deletion-complete' }));
    expect(await getStatus()).toMatchObject({ status: 404, body: { type: 'urn:problem:source-not-found' } });
    await table.put(completeRecord({ 'organisation-id': '00000000-0000-4000-8000-000000000002' }));
    expect((await getStatus()).status).toBe(404);
  });
});
