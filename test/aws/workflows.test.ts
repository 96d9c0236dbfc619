import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { executionName, isRunning, startRun } from '../../lambdas/aws/workflows';
import { Run } from '../../lambdas/contract/tasks';
import { sourceId } from '../support/configured-source';

const steps = mockClient(SFNClient);
beforeEach(() => steps.reset());

const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:provision';
const exception = { message: 'no', $metadata: {} };

describe('a run', () => {
  it('is started under a name of its own, with its ids as the only input', async () => {
    steps.on(StartExecutionCommand).resolves({});
    await startRun(machine, sourceId, 3);
    const { name, input = '', stateMachineArn } = steps.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
    expect({ name, stateMachineArn }).toEqual({ name: `${sourceId}-3`, stateMachineArn: machine });
    expect(Run.parse(JSON.parse(input))).toEqual({ version: 1, sourceId, run: 3 });
    expect(Object.keys(JSON.parse(input))).toHaveLength(3);
  });

  it('has a name that Step Functions takes', () => {
    expect(executionName(sourceId, 999_999)).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
  });

  it('is started already when the name is taken', async () => {
    steps.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(exception));
    await expect(startRun(machine, sourceId, 3)).resolves.toBeUndefined();
  });

  it('is not started when Step Functions refuses', async () => {
    steps.on(StartExecutionCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    await expect(startRun(machine, sourceId, 3)).rejects.toThrow(
      'StartExecution was refused (AccessDeniedException): no',
    );
  });

  it.each([
    ['RUNNING', true],
    ['PENDING_REDRIVE', true],
    ['SUCCEEDED', false],
    ['FAILED', false],
    ['TIMED_OUT', false],
    ['ABORTED', false],
  ] as [ExecutionStatus, boolean][])('is under way while its execution is %s: %s', async (status, expected) => {
    const executionArn = `arn:aws:states:eu-west-1:111122223333:execution:provision:${sourceId}-3`;
    steps.on(DescribeExecutionCommand, { executionArn }).resolves({ status });
    expect(await isRunning(machine, sourceId, 3)).toBe(expected);
  });

  it('is not under way when there is no such execution, and unknown when it cannot be asked for', async () => {
    steps.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist(exception));
    expect(await isRunning(machine, sourceId, 3)).toBe(false);
    steps.reset();
    steps.on(DescribeExecutionCommand).rejects(Object.assign(new Error('no'), { name: 'ThrottlingException' }));
    await expect(isRunning(machine, sourceId, 3)).rejects.toMatchObject({ name: 'Transient' });
  });
});
