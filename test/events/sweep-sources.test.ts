import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { timestamp } from '../../lambdas/domain/timestamp';
import { count } from '../../lambdas/runtime/metrics';
import { lambdaContext } from '../support/api-event';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { completeRecord, newRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

jest.mock('../../lambdas/runtime/metrics');
const steps = mockClient(SFNClient);
let table: SourceTable;
let sweep: () => Promise<void>;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/events/sweep-sources');
  sweep = () => handler({}, lambdaContext);
});
beforeEach(() => {
  steps.reset();
  steps.on(StartExecutionCommand).resolves({});
  noExecution();
});
afterEach(() => table.clear());
afterAll(() => table.close());

const { PROVISION_SOURCE_ARN, DEPROVISION_SOURCE_ARN } = functionEnvironment;
const id = (n: number) => `0${n}7f6eca-6276-4993-bfeb-53cbbbba6f08`;
const started = () => steps.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.name);
const noExecution = () =>
  steps.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist({ message: 'no', $metadata: {} }));

/** A source whose status is this many seconds old. */
function waiting(n: number, seconds: number, members: Partial<SourceRecord> = {}): SourceRecord {
  const since = timestamp(new Date(Date.now() - seconds * 1000));
  return newRecord({ id: id(n), 'provisioning-status-timestamp': since, ...members });
}

describe('the sweep of sources', () => {
  it('starts the run that a source is owed', async () => {
    await table.put(waiting(1, 120));
    await sweep();
    expect(started()).toEqual([`${id(1)}-2`]);
    expect(steps.commandCalls(DescribeExecutionCommand)[0]?.args[0].input.executionArn).toBe(
      `${PROVISION_SOURCE_ARN.replace('stateMachine', 'execution')}:${id(1)}-1`,
    );
  });

  it('leaves a source alone whose run has come to its end while it was looked at', async () => {
    const { 'provisioning-status-timestamp': since } = waiting(1, 120);
    const updating = { 'provisioning-status': 'update-in-progress', 'run-mode': 'clean-up' } as const;
    const record = completeRecord({ id: id(1), 'provisioning-status-timestamp': since, ...updating });
    await table.put(record);
    steps.on(DescribeExecutionCommand).callsFake(async () => {
      await table.put({ ...record, 'provisioning-status': 'update-complete' });
      return { status: 'SUCCEEDED' };
    });
    await sweep();
    expect(started()).toEqual([]);
    expect(await table.record(id(1))).toMatchObject({ run: 1, 'provisioning-status': 'update-complete' });
    const [item] = await table.items('record');
    expect(item).not.toHaveProperty('unsettled');
  });

  it('asks after a deletion at its own workflow', async () => {
    await table.put(waiting(1, 120, { 'provisioning-status': 'deletion-pending', 'run-mode': 'deprovision' }));
    await sweep();
    expect(steps.commandCalls(DescribeExecutionCommand)[0]?.args[0].input.executionArn).toBe(
      `${DEPROVISION_SOURCE_ARN.replace('stateMachine', 'execution')}:${id(1)}-1`,
    );
    expect(steps.commandCalls(StartExecutionCommand)[0]?.args[0].input.stateMachineArn).toBe(DEPROVISION_SOURCE_ARN);
  });

  it.each([
    ['RUNNING', []],
    ['FAILED', [`${id(1)}-2`]],
    ['TIMED_OUT', [`${id(1)}-2`]],
    ['SUCCEEDED', [`${id(1)}-2`]],
  ] as [ExecutionStatus, string[]][])('follows an execution that is %s with %j', async (status, expected) => {
    await table.put(waiting(1, 120));
    steps.on(DescribeExecutionCommand).resolves({ status });
    await sweep();
    expect(started()).toEqual(expected);
  });

  it('rolls a failed creation back that left something behind, and leaves a clean one alone', async () => {
    const failed = { 'provisioning-status': 'creation-failed' } as const;
    await table.put(waiting(1, 120, failed));
    await table.put(waiting(2, 120, { ...failed, secrets: [] }));
    await sweep();
    expect(started()).toEqual([`${id(1)}-2`]);
    expect(await table.record(id(1))).toMatchObject({ 'run-mode': 'roll-back' });
  });

  it('leaves a source alone until what an ended run left is to be looked after once more', async () => {
    const left = { 'provisioning-status': 'creation-failed', recoveries: 2 } as const;
    await table.put(waiting(1, 3600, { ...left, 'retry-after': new Date(Date.now() + 60_000).toISOString() }));
    await table.put(waiting(2, 3600, { ...left, 'retry-after': new Date(Date.now() - 120_000).toISOString() }));
    await sweep();
    expect(started()).toEqual([`${id(2)}-2`]);
    const [after] = (await table.items('record')).filter((item) => item.id === id(2));
    expect(after).toMatchObject({ recoveries: 3, 'unsettled-at': after?.['retry-after'] });
  });

  it('gives a source a minute', async () => {
    await table.put(waiting(1, 30));
    await sweep();
    expect(steps.calls()).toEqual([]);
  });

  it('believes the table and not the index', async () => {
    // The index shows what a record was a moment ago: here its item says so for ever.
    const stale = completeRecord({ id: id(1), 'provisioning-status-timestamp': timestamp(new Date(0)) });
    await table.put(stale);
    const [item] = await table.items('record');
    await table.putItem({ ...item, unsettled: 'unsettled#1', 'unsettled-at': timestamp(new Date(0)) });
    await sweep();
    expect(steps.calls()).toEqual([]);
    expect((await table.record(id(1))).run).toBe(1);
  });

  it('looks after every source, also when one cannot be helped, and says so in the end', async () => {
    for (const n of [0, 1, 2, 3]) await table.put(waiting(n, 120));
    const [broken] = (await table.items('record')).filter((item) => item.id === id(0));
    await table.putItem({ ...broken, 'run-mode': 'no such mode' });
    await expect(sweep()).rejects.toThrow('sources that could not be looked after: 1');
    expect(started().sort()).toEqual([1, 2, 3].map((n) => `${id(n)}-2`));
  });

  it('tells how many sources are stuck, also those that it cannot help', async () => {
    await table.put(waiting(1, 1700));
    await table.put(waiting(2, 1900));
    await table.put(waiting(3, 1900));
    steps.on(DescribeExecutionCommand).rejects(new Error('no answer'));
    await expect(sweep()).rejects.toThrow('sources that could not be looked after: 3');
    expect(jest.mocked(count).mock.calls).toEqual([['StuckSource', 2]]);
  });

  it('says so where none is', async () => {
    await sweep();
    expect(jest.mocked(count).mock.calls).toEqual([['StuckSource', 0]]);
  });
});
