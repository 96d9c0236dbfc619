import { type ApiAnswer, ask } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { egressArn, handedOffRecord } from '../support/egress-record';
import { enterFunction } from '../support/function-environment';
import { completeRecord, flowArn, newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { sourceRequest } from '../support/sources';
import { type StubService, startStubService } from '../support/stub-service';

let service: StubService;
let table: SourceTable;
let getServiceInfo: () => Promise<ApiAnswer>;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url });
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/get-source-service-info');
  getServiceInfo = () => ask(handler, { sourceId, role: 'viewer' });
});
afterEach(() => table.clear());
afterAll(() => Promise.all([table.close(), service.close()]));

const timestamp = '2026-03-02T10:16:05Z';
const programs = [{ programNumber: 1, programPid: 4096, pcrPid: 256, streams: [] }];
const listOf = async () => (await getServiceInfo()).body['service-info-list'];

describe('the service info of a source', () => {
  it('is what its flow carries', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flowArn, timestamp, messages: [], transportMediaInfo: { programs } } }));
    const { status, body } = await getServiceInfo();
    expect(status).toBe(200);
    expect(body).toEqual({
      'source-id': sourceId,
      'service-info-list': [
        {
          'pipeline-id': 0,
          type: 'ingress',
          'last-checked': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
          'metadata-snapshot': {
            'last-updated': '2026-03-02T10:16:05.000000+00:00',
            'transport-stream-media-info': {
              programs: [{ 'program-number': 1, 'program-pid': 4096, 'pcr-pid': 256, streams: [] }],
            },
          },
        },
      ],
    });
    expect(service.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /v1/flows/${flowArn}/source-metadata`,
    ]);
  });

  it('is that of its egress flows too, each in its own Region and place', async () => {
    await table.put(handedOffRecord());
    service.answer(() => ({ body: { flowArn, timestamp, transportMediaInfo: { programs } } }));
    expect(await listOf()).toMatchObject([
      { 'pipeline-id': 0, type: 'ingress' },
      { 'pipeline-id': 0, type: 'egress', 'metadata-snapshot': { 'transport-stream-media-info': { programs: [{}] } } },
    ]);
    expect(service.requests.map(({ path }) => path).sort()).toEqual(
      [flowArn, egressArn].map((arn) => `/v1/flows/${arn}/source-metadata`).sort(),
    );
  });

  it('costs one look, however many ask', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ body: { flowArn, timestamp, transportMediaInfo: { programs } } }));
    await listOf();
    const [kept] = await table.items('metadata#');
    // As if all that follow came at the same moment, however slow this machine is.
    await table.putItem({ ...kept, at: Number(kept?.at) + 60_000 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => listOf()));
    for (const list of answers) expect(list).toEqual(answers[0]);
    expect(service.requests).toHaveLength(1);
  });

  it.each([
    [{ status: 400, error: 'BadRequestException' }, 'FlowNotRunning'],
    [{ status: 404, error: 'NotFoundException' }, 'FlowMissing'],
  ])('has no programs while the flow cannot be looked at, and says why: %j', async (answer, code) => {
    await table.put(completeRecord());
    service.answer(() => answer);
    expect(await listOf()).toMatchObject([
      {
        'metadata-snapshot': { 'transport-stream-media-info': { programs: [] } },
        messages: [{ code, message: `${answer.error} was asked for` }],
      },
    ]);
  });

  it('has no item for a flow that carries no transport stream, and none without a flow; nobody is asked', async () => {
    service.answer(() => ({ status: 500, error: 'InternalServerErrorException' }));
    const { requested } = newRecord({}, sourceRequest('cdi'));
    await table.put(completeRecord({ requested }));
    expect((await getServiceInfo()).body).toEqual({ 'source-id': sourceId, 'service-info-list': [] });
    await table.put(newRecord());
    expect((await getServiceInfo()).body).toEqual({ 'source-id': sourceId, 'service-info-list': [] });
    expect(service.requests).toEqual([]);
  });

  it('cannot be had while MediaConnect refuses', async () => {
    await table.put(completeRecord());
    service.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    const answer = await getServiceInfo();
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(answer.body.detail).toContain('DescribeFlowSourceMetadata was refused (ForbiddenException)');
  });

  it('is none of a source that is deleted, or not there', async () => {
    expect((await getServiceInfo()).status).toBe(404);
    await table.put(newRecord({ 'provisioning-status': 'deletion-complete' }));
    expect(await getServiceInfo()).toMatchObject({ status: 404, body: { type: 'urn:problem:source-not-found' } });
  });
});
