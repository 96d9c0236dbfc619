import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { completeRecord, flowArn, newRecord, provisioned } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { type StubService, startStubService } from '../support/stub-service';

let service: StubService;
let table: SourceTable;
let getStatus: (options?: EventOptions) => Promise<ApiAnswer>;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url });
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/get-source-status');
  getStatus = (options) => ask(handler, { sourceId, role: 'viewer', ...options });
});
beforeEach(() => service.answer(() => ({ status: 404, error: 'NotFoundException' })));
afterEach(() => table.clear());
afterAll(async () => {
  await table.close();
  await service.close();
});

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
    expect((await getStatus()).body).toEqual({ 'running-status': running, health });
  });

  it('is stopped while there is no flow, without asking MediaConnect', async () => {
    await table.put(newRecord());
    expect((await getStatus()).body).toEqual({ 'running-status': 'stopped', health: unknown });
    expect(service.requests).toEqual([]);
  });

  it('tells of the flow that is being made', async () => {
    await table.put(newRecord({ 'provisioning-status': 'creation-in-progress', 'next-flows': [provisioned] }));
    service.answer(() => ({ body: { flow: { flowArn, status: 'STARTING' }, messages: { errors: [] } } }));
    expect((await getStatus()).body).toEqual({ 'running-status': 'starting', health: unknown });
  });

  it.each([
    'creation-in-progress',
    'deletion-in-progress',
  ] as const)('is stopped when %s took the flow away', async (status) => {
    await table.put(newRecord({ 'provisioning-status': status, 'next-flows': [provisioned] }));
    expect((await getStatus()).body).toEqual({ 'running-status': 'stopped', health: unknown });
  });

  it('tells of a flow that vanished', async () => {
    await table.put(completeRecord());
    expect((await getStatus()).body).toEqual({
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
