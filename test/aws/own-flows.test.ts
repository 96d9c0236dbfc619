import { findOwnFlows } from '../../lambdas/aws/own-flows';
import { ownerTags } from '../../lambdas/domain/ownership';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { newRecord } from '../support/source-record';
import { type StubService, startStubService } from '../support/stub-service';

const { DEPLOYMENT_ID } = functionEnvironment;
const record = newRecord();
let service: StubService;

beforeAll(async () => {
  service = await startStubService();
  enterFunction({ AWS_ENDPOINT_URL_MEDIACONNECT: service.url });
});
afterAll(() => service.close());

it('finds the flows of a source by name and owner, and reads the tags of no other name', async () => {
  const tags: Record<string, Record<string, string>> = {
    'arn:ours': ownerTags(DEPLOYMENT_ID, record, 2),
    'arn:duplicate': ownerTags(DEPLOYMENT_ID, record, 1),
    'arn:other-source': ownerTags(DEPLOYMENT_ID, { ...record, id: 'other' }, 1),
    'arn:other-deployment': ownerTags('Other@eu-west-1', record, 1),
    'arn:nobodys': {},
  };
  const flows = Object.keys(tags).map((flowArn) => ({ name: 'news', flowArn }));
  service.answer(({ path }) => {
    if (!path.startsWith('/tags/')) return { body: { flows: [{ name: 'sport', flowArn: 'arn:sport' }, ...flows] } };
    return { body: { tags: tags[path.slice('/tags/'.length)] } };
  });
  const found: string[] = [];
  for await (const arn of findOwnFlows(DEPLOYMENT_ID, record.id, { name: 'news', region: 'eu-west-1' }))
    found.push(arn);
  expect(found).toEqual(['arn:ours', 'arn:duplicate']);
  expect(service.requests.filter(({ path }) => path.startsWith('/tags/'))).toHaveLength(flows.length);
});
