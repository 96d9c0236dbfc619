import * as ownFlows from '../../lambdas/aws/own-flows';
import { ownerTags } from '../../lambdas/domain/ownership';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { newRecord } from '../support/source-record';
import { type StubService, startStubService } from '../support/stub-service';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
const { findOwnFlows } = allActing(ownFlows, { name: 'findFlows' });

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
    'arn:ours': ownerTags(DEPLOYMENT_ID, { ...record, run: 2 }),
    'arn:duplicate': ownerTags(DEPLOYMENT_ID, record),
    'arn:other-source': ownerTags(DEPLOYMENT_ID, { ...record, id: 'other' }),
    'arn:other-deployment': ownerTags('Other@eu-west-1', record),
    'arn:nobodys': {},
  };
  const flows = Object.keys(tags).map((flowArn) => ({ name: 'news', flowArn }));
  service.answer(({ path }) => {
    if (!path.startsWith('/tags/')) return { body: { flows: [{ name: 'sport', flowArn: 'arn:sport' }, ...flows] } };
    return { body: { tags: tags[path.slice('/tags/'.length)] } };
  });
  const found: unknown[] = [];
  for await (const flow of findOwnFlows(DEPLOYMENT_ID, record.id, { name: 'news', region: 'eu-west-1' }))
    found.push(flow);
  expect(found).toEqual(['arn:ours', 'arn:duplicate'].map((arn) => ({ arn, tags: tags[arn] })));
  expect(service.requests.filter(({ path }) => path.startsWith('/tags/'))).toHaveLength(flows.length);
});
