import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { type ProvisioningStatus, provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { completeRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

const steps = mockClient(SFNClient);
let table: SourceTable;
let remove: (options?: EventOptions) => Promise<ApiAnswer>;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/delete-source');
  remove = (options) => ask(handler, { method: 'DELETE', sourceId, ...options });
});
beforeEach(() => {
  steps.reset();
  steps.on(StartExecutionCommand).resolves({});
});
afterEach(() => table.clear());
afterAll(() => table.close());

const success = { status: 200, body: { message: 'Success' } };
const alreadyAsked: ProvisioningStatus[] = ['deletion-pending', 'deletion-in-progress', 'deletion-complete'];
const accepted = provisioningStatuses.filter((status) => !alreadyAsked.includes(status));

describe('deleting a source', () => {
  it.each(accepted)('fences whatever is under way and begins a deletion in %s', async (status) => {
    const record = completeRecord({
      run: 4,
      recoveries: 2,
      'provisioning-status': status,
      'provisioning-error-reason': 'once',
    });
    await table.put(record);
    expect(await remove()).toMatchObject(success);
    const { 'provisioning-error-reason': _, ...rest } = record;
    expect(await table.record(sourceId)).toEqual({
      ...rest,
      run: 5,
      recoveries: 0,
      'run-mode': 'deprovision',
      'provisioning-status': 'deletion-pending',
      'provisioning-status-timestamp': expect.stringMatching(/^20\d\d-.*Z$/),
    });
    expect(await table.items('event#')).toMatchObject([{ kind: 'deletion-requested', by: 'someone' }]);
    expect(steps.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      {
        stateMachineArn: functionEnvironment.DEPROVISION_SOURCE_ARN,
        name: `${sourceId}-5`,
        input: JSON.stringify({ version: 1, sourceId, run: 5 }),
      },
    ]);
  });

  it.each(alreadyAsked)('is done again without anything new in %s', async (status) => {
    const record = completeRecord({ 'provisioning-status': status, 'run-mode': 'deprovision', run: 2 });
    await table.put(record);
    expect(await remove()).toMatchObject(success);
    expect(await table.record(sourceId)).toEqual(record);
    expect(await table.items('event#')).toEqual([]);
    expect(steps.calls()).toEqual([]);
  });

  it('is accepted although the run cannot be started: the record owes it', async () => {
    await table.put(completeRecord());
    steps.on(StartExecutionCommand).rejects(new Error('no'));
    expect(await remove()).toMatchObject(success);
    expect((await table.items('record'))[0]).toHaveProperty('unsettled');
  });

  it.each([
    ['a viewer', { role: 'viewer' }, 403, 'forbidden'],
    ['nobody of the organisation', { role: {} }, 403, 'forbidden'],
    ['an unknown parameter', { query: { force: 'true' } }, 400, 'request-invalid'],
    ['another target account', { account: '00000000-0000-4000-8000-0000000000a2' }, 404, 'target-account-not-found'],
  ] as [string, EventOptions, number, string][])('is refused for %s', async (_, options, status, code) => {
    await table.put(completeRecord());
    expect(await remove(options)).toMatchObject({ status, body: { type: `urn:problem:${code}` } });
    expect(await table.record(sourceId)).toEqual(completeRecord());
  });

  it('finds no source of somebody else', async () => {
    await table.put(completeRecord({ 'organisation-id': '00000000-0000-4000-8000-000000000002' }));
    expect(await remove()).toMatchObject({ status: 404, body: { type: 'urn:problem:source-not-found' } });
  });
});

describe('deleting while others change the source', () => {
  it('is done once by many at the same moment', async () => {
    await table.put(completeRecord());
    const answers = await Promise.all(Array.from({ length: 8 }, () => remove()));
    for (const answer of answers) expect(answer).toMatchObject(success);
    expect((await table.record(sourceId)).run).toBe(2);
    expect(await table.items('event#')).toHaveLength(1);
    expect(steps.calls()).toHaveLength(1);
  });

  it('looks again when a write of the source came in between, and gives up after three', async () => {
    await table.put(completeRecord());
    const { send } = DynamoDBClient.prototype;
    let writes = 0;
    const meddling = jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      ...args: unknown[]
    ) {
      // Somebody else's run begins between the read and the write.
      if ((args[0] as object).constructor.name === 'TransactWriteItemsCommand') {
        meddling.mockImplementation(send as never);
        await table.put(completeRecord({ run: 10 + writes++ }));
        meddling.mockImplementation(interrupted);
      }
      return Reflect.apply(send, this, args);
    } as never);
    const interrupted = meddling.getMockImplementation() as never;
    try {
      const answer = await remove();
      expect(answer).toMatchObject({ status: 409, headers: { 'Retry-After': '5' } });
      expect(answer.body.type).toBe('urn:problem:source-busy');
      expect(writes).toBe(3);
      expect(steps.calls()).toEqual([]);
    } finally {
      meddling.mockRestore();
    }
  });
});
