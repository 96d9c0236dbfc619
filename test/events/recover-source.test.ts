import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { lambdaContext } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { completeRecord, newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

const steps = mockClient(SFNClient);
let table: SourceTable;
let ended: (name: string) => Promise<void>;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/events/recover-source');
  ended = (name) => handler({ detail: { name } }, lambdaContext);
});
beforeEach(() => {
  steps.reset();
  steps.on(StartExecutionCommand).resolves({});
});
afterEach(() => table.clear());
afterAll(() => table.close());

const { PROVISION_SOURCE_ARN, DEPROVISION_SOURCE_ARN } = functionEnvironment;
const started = () => steps.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);

describe('an execution that died', () => {
  it.each([
    ['a creation', { 'provisioning-status': 'creation-in-progress' }, PROVISION_SOURCE_ARN],
    ['a roll-back', { 'provisioning-status': 'creation-in-progress', 'run-mode': 'roll-back' }, PROVISION_SOURCE_ARN],
    [
      'a deletion',
      { 'provisioning-status': 'deletion-in-progress', 'run-mode': 'deprovision' },
      DEPROVISION_SOURCE_ARN,
    ],
  ] as const)('is followed by another run of %s, under a new number', async (_, members, stateMachineArn) => {
    await table.put(newRecord({ ...members, run: 3 }));
    await ended(`${sourceId}-3`);
    expect(await table.record(sourceId)).toEqual(newRecord({ ...members, run: 4, recoveries: 1 }));
    expect(started()).toEqual([
      { stateMachineArn, name: `${sourceId}-4`, input: JSON.stringify({ version: 1, sourceId, run: 4 }) },
    ]);
    expect(await table.items('event#')).toMatchObject([{ kind: 'run-recovered', detail: 'after run 3' }]);
  });

  it('is followed by a roll-back when the creation has died too often', async () => {
    await table.put(newRecord({ 'provisioning-status': 'creation-in-progress', recoveries: 3 }));
    await ended(`${sourceId}-1`);
    expect(await table.record(sourceId)).toMatchObject({ 'run-mode': 'roll-back', run: 2 });
    expect(started()).toMatchObject([{ stateMachineArn: PROVISION_SOURCE_ARN }]);
  });

  it('is the last when a deletion has died too often', async () => {
    await table.put(
      newRecord({ 'provisioning-status': 'deletion-in-progress', 'run-mode': 'deprovision', recoveries: 5 }),
    );
    await ended(`${sourceId}-1`);
    expect(await table.record(sourceId)).toMatchObject({ 'provisioning-status': 'deletion-failed', run: 2 });
    expect(started()).toEqual([]);
  });

  it.each([
    ['an older run', newRecord({ run: 2 }), `${sourceId}-1`],
    ['a source at rest', completeRecord(), `${sourceId}-1`],
    ['no source', newRecord(), '00000000-0000-4000-8000-000000000009-1'],
    ['no run of ours', newRecord(), 'by-hand'],
  ])('is left alone when it is of %s', async (_, record, name) => {
    await table.put(record);
    await ended(name);
    expect(await table.record(sourceId)).toEqual(record);
    expect(started()).toEqual([]);
  });

  it('is recovered once, however often it is told', async () => {
    await table.put(newRecord());
    await Promise.all([ended(`${sourceId}-1`), ended(`${sourceId}-1`), ended(`${sourceId}-1`)]);
    expect((await table.record(sourceId)).run).toBe(2);
    expect(started()).toHaveLength(1);
  });

  it('is told again when the next run cannot be started, and the record owes it', async () => {
    await table.put(newRecord());
    steps.on(StartExecutionCommand).rejects(new Error('no'));
    await expect(ended(`${sourceId}-1`)).rejects.toThrow('StartExecution was refused');
    expect((await table.items('record'))[0]).toMatchObject({ run: 2, unsettled: expect.any(String) });
  });
});
