import { type ApiAnswer, ask } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { describedPair, egressArn, handedOffRecord, knowingFlows } from '../support/egress-record';
import { enterFunction } from '../support/function-environment';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { type StubService, startStubService } from '../support/stub-service';

let service: StubService;
let metrics: StubService;
let table: SourceTable;
let getStatus: () => Promise<ApiAnswer>;

beforeAll(async () => {
  service = await startStubService();
  metrics = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url, AWS_ENDPOINT_URL_CLOUDWATCH: metrics.url });
  table = await startSourceTable();
  metrics.answer(() => ({ body: { MetricDataResults: [] } }));
  const { handler } = await import('../../lambdas/api/get-source-status');
  getStatus = () => ask(handler, { sourceId, role: 'viewer' });
});
afterEach(() => table.clear());
afterAll(async () => {
  await table.close();
  await Promise.all([service.close(), metrics.close()]);
});

it('tells how an egress flow is beside the source, which looks no worse for it, at one look for all who ask', async () => {
  await table.put(handedOffRecord());
  const { ingress, egress } = describedPair();
  service.answer(knowingFlows(ingress, { ...egress, status: 'ERROR' }));
  const answers = await Promise.all(Array.from({ length: 10 }, () => getStatus()));
  const { body } = answers[0] as ApiAnswer;
  expect(body).toMatchObject({
    'running-status': 'running',
    health: { status: 'unknown' },
    'egress-flows': [{ name: 'far', arn: egressArn, 'running-status': 'error', health: { status: 'unhealthy' } }],
  });
  expect(JSON.stringify(body.explanations ?? [])).not.toContain('FlowError');
  await getStatus();
  const looks = service.requests.map(({ path }) => path);
  expect(looks.sort()).toEqual([ingress, egress].map(({ flowArn }) => `/v1/flows/${flowArn}`).sort());
  expect(JSON.stringify(await table.items('event#'))).not.toContain('unhealthy');
});
