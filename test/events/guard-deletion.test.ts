import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ResourceRequest } from '../../lambdas/aws/cloudformation';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { lambdaContext } from '../support/api-event';
import { enterFunction } from '../support/function-environment';
import { completeRecord, newRecord, provisioned } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

type GuardRequest = ResourceRequest<{ LeaveFlows: string }>;

let table: SourceTable;
let guard: (event: GuardRequest) => Promise<void>;
let server: Server;
/** What CloudFormation was answered, and with which content type. */
const answers: { contentType?: string; body: Record<string, string> }[] = [];
let status = 200;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/events/guard-deletion');
  guard = (event) => handler(event, lambdaContext);
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      answers.push({ contentType: request.headers['content-type'], body: JSON.parse(Buffer.concat(parts).toString()) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
beforeEach(() => {
  answers.length = 0;
  status = 200;
});
afterEach(() => table.clear());
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await table.close();
});

const id = (n: number) => `0${n}7f6eca-6276-4993-bfeb-53cbbbba6f08`;
const ids = {
  StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Headworks/one',
  RequestId: 'request-1',
  LogicalResourceId: 'Guard',
};

/** Asks as CloudFormation does, and answers what it is answered. */
async function ask(RequestType: GuardRequest['RequestType'], LeaveFlows = 'false') {
  const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed?X-Amz-Signature=a`;
  await guard({ ...ids, RequestType, ResponseURL, ResourceProperties: { LeaveFlows } });
  expect(answers).toHaveLength(1);
  expect(answers[0]?.contentType ?? '').toBe('');
  return answers[0]?.body;
}

const passed = { ...ids, Status: 'SUCCESS', PhysicalResourceId: 'Guard' };
const live = (n: number, members: Partial<SourceRecord> = {}) => ({ ...completeRecord(), id: id(n), ...members });

describe('the guard of the stack', () => {
  it('lets a stack go that has no source, as a first creation that is undone has none', async () => {
    expect(await ask('Delete')).toEqual(passed);
  });

  it.each<[string, SourceRecord]>([
    ['has a flow', live(1)],
    ['is about to have one', newRecord({ id: id(1) })],
    ['is being deleted', live(1, { 'provisioning-status': 'deletion-in-progress' })],
    ['has a flow whose deletion failed', live(1, { 'provisioning-status': 'deletion-failed' })],
    [
      'has one that a replacement left',
      live(1, { 'provisioning-status': 'creation-failed', flows: [], 'surplus-flows': [provisioned] }),
    ],
    ['is hidden', live(1, { requested: { ...completeRecord().requested, hidden: true } })],
  ])('refuses while a source %s, and says which and what to do', async (_name, record) => {
    await table.put(record);
    const answer = await ask('Delete');
    expect(answer).toMatchObject({ ...ids, Status: 'FAILED' });
    expect(answer?.Reason).toContain(`1 sources may have flows, which would run on and cost: ${id(1)}.`);
    expect(answer?.Reason).toMatch(/npm run drain.*LeaveFlows=true/);
  });

  it.each<[string, SourceRecord]>([
    ['is deleted', live(1, { 'provisioning-status': 'deletion-complete', flows: [], 'flow-creations': [] })],
    [
      'was never made',
      newRecord({ id: id(1), 'provisioning-status': 'creation-failed', flows: [], 'flow-creations': [] }),
    ],
  ])('lets a stack go whose source %s', async (_name, record) => {
    await table.put(record);
    expect(await ask('Delete')).toEqual(passed);
  });

  it('names the first of many', async () => {
    for (let n = 1; n <= 7; n += 1) await table.put(live(n));
    const { Reason = '' } = (await ask('Delete')) ?? {};
    expect(Reason).toMatch(/^7 sources .* and others\./);
    expect(Reason.match(/7f6eca/g)).toHaveLength(5);
  });

  it('lets a stack go whose table is gone', async () => {
    table.fail('Scan', 'ResourceNotFoundException', 400);
    expect(await ask('Delete')).toEqual(passed);
  });

  it('refuses where the table cannot be read', async () => {
    table.fail('Scan', 'AccessDeniedException', 400);
    expect(await ask('Delete')).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('A fault') });
  });

  it('leaves the flows where it is told to', async () => {
    await table.put(live(1));
    expect(await ask('Delete', 'true')).toEqual(passed);
  });

  it.each(['Create', 'Update'] as const)('is not in the way of a %s', async (type) => {
    await table.put(live(1));
    expect(await ask(type)).toEqual(passed);
  });

  it('refuses what it cannot know: a record that it cannot read', async () => {
    await table.putItem({ pk: `source#${id(1)}`, sk: 'record', listed: 'a#live', 'listed-at': '1', flows: 7 });
    expect(await ask('Delete')).toMatchObject({ Status: 'FAILED', Reason: expect.any(String) });
  });

  it('fails where CloudFormation does not take the answer, so that Lambda tries again', async () => {
    status = 403;
    await expect(ask('Create')).rejects.toThrow('403');
  });
});
