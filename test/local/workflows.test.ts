import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Fixture, startFixture } from '../support/local-stack';
import { until } from '../support/system';

const prefix = 'arn:aws:states:eu-west-1:111122223333';
const machine = `${prefix}:stateMachine:Fixture-Machine`;

let fixture: Fixture;
let sfn: SFNClient;

async function open(dataDirectory?: string) {
  fixture = await startFixture(dataDirectory);
  sfn = new SFNClient(fixture.aws);
}
beforeAll(() => open());
afterAll(() => fixture.stop());

let count = 0;
async function start(input: unknown, name = `run-${count++}`, stateMachineArn = machine) {
  return sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
}

function ended(executionArn = ''): Promise<DescribeExecutionCommandOutput> {
  return until(
    () => sfn.send(new DescribeExecutionCommand({ executionArn })),
    ({ status }) => status !== 'RUNNING',
  );
}

async function run(input: unknown, stateMachineArn = machine) {
  return ended((await start(input, undefined, stateMachineArn)).executionArn);
}

async function history(executionArn = '') {
  return (await sfn.send(new GetExecutionHistoryCommand({ executionArn }))).events ?? [];
}

describe('an execution', () => {
  it('runs the task as the template has it and shows what came out', async () => {
    const execution = await run({ a: 1 });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', stateMachineArn: machine, input: '{"a":1}' });
    expect(JSON.parse(execution.output ?? '')).toEqual({ a: 1, result: { a: 1, done: true } });
    expect(execution.stopDate?.getTime()).toBeGreaterThanOrEqual(execution.startDate?.getTime() ?? Infinity);
  });

  it('tells its history in the order and the shapes of the service', async () => {
    const { executionArn } = await run({ a: 1 });
    const events = await history(executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'ChoiceStateEntered', 'ChoiceStateExited', 'ChoiceStateEntered', 'ChoiceStateExited'],
      ...[
        'TaskStateEntered',
        'LambdaFunctionScheduled',
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited',
      ],
      ...['SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'],
    ]);
    expect(events.map(({ id, previousEventId }) => [id, previousEventId])).toEqual(
      events.map((_event, at) => [at + 1, at]),
    );
    expect(events[6]?.lambdaFunctionScheduledEventDetails).toMatchObject({
      resource: 'arn:aws:lambda:eu-west-1:111122223333:function:Fixture-Task',
      input: '{"a":1}',
      timeoutInSeconds: 1,
    });
  });

  it('takes the branch of a negated test', async () => {
    expect(JSON.parse((await run({ plain: true })).output ?? '')).toEqual({ plain: true });
  });

  it('waits for Seconds divided by the speed, and until a time in full', async () => {
    const before = Date.now();
    await run({ wait: true });
    expect(Date.now() - before).toBeLessThan(5_000);
    const moment = new Date(Date.now() + 700);
    const { stopDate } = await run({ until: moment.toISOString() });
    expect(stopDate?.getTime()).toBeGreaterThanOrEqual(moment.getTime());
  });

  it('retries the named error, at the divided delay', async () => {
    const execution = await run({ failTimes: 2 });
    expect(execution.status).toBe('SUCCEEDED');
    const types = (await history(execution.executionArn)).map(({ type }) => type);
    expect(types.filter((type) => type === 'LambdaFunctionFailed')).toHaveLength(2);
    expect(types.filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
  });

  it('fails with the error of the function, caught with the payload of the function as its cause', async () => {
    const execution = await run({ fail: 'Broken' });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Broken' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({ errorType: 'Broken', errorMessage: 'as asked' });
    const described = (await history(execution.executionArn)).find(
      (event) => event.stateExitedEventDetails?.name === 'Describe',
    );
    expect(JSON.parse(described?.stateExitedEventDetails?.output ?? '')).toMatchObject({
      id: execution.executionArn,
      name: execution.name,
      machine,
    });
  });

  it('begins no iteration of a Map after one that failed', async () => {
    const execution = await run({ items: [{ a: 1 }, { fail: 'Broken' }, { a: 2 }, { a: 3 }] });
    expect(execution.status).toBe('SUCCEEDED');
    const scheduled = (await history(execution.executionArn)).flatMap(
      (event) => event.lambdaFunctionScheduledEventDetails?.input ?? [],
    );
    const items = scheduled.slice(0, -1).map((input) => JSON.parse(input));
    expect(items).toEqual([{ a: 1 }, { fail: 'Broken' }]);
    // The last is of what follows.
    expect(JSON.parse(scheduled.at(-1) ?? '')).toMatchObject({ error: { Error: 'Broken' } });
    const again = await run({ items: [{ a: 1 }, { a: 2 }] });
    expect(JSON.parse(again.output ?? '')).toEqual([
      { a: 1, done: true },
      { a: 2, done: true },
    ]);
  });

  it('times a task out although its function goes on', async () => {
    const execution = await run({ sleepMs: 1_300 });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    const types = (await history(execution.executionArn)).map(({ type }) => type);
    expect(types).toContain('LambdaFunctionTimedOut');
    expect(types).not.toContain('LambdaFunctionSucceeded');
  });

  it.each([
    ['a result', { swell: 300_000 }],
    ['a state', { swell: 262_000 - 1_000, padding: 'x'.repeat(2_000) }],
  ])('fails beyond Catch when %s is over 256 KB', async (_name, input) => {
    const execution = await run(input);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    expect((await history(execution.executionArn)).map(({ type }) => type)).not.toContain('PassStateEntered');
  });

  it("needs its role's leave to invoke a function", async () => {
    const execution = await run({}, `${prefix}:stateMachine:Fixture-Forbidden`);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
    expect(execution.cause).toContain('is not authorized to perform: lambda:InvokeFunction');
  });

  it('stops when told to, and does nothing more', async () => {
    const { executionArn } = await start({ wait: true, sleepMs: 10 });
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
    const execution = await ended(executionArn);
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    await run({ wait: true });
    const types = (await history(executionArn)).map(({ type }) => type);
    expect(types.at(-1)).toBe('ExecutionAborted');
    expect(types).not.toContain('LambdaFunctionScheduled');
  });
});

describe('StartExecution', () => {
  it('answers the running execution for the same name and input, and refuses any other use of the name', async () => {
    const input = { wait: true };
    const first = await start(input, 'once');
    const again = await start(input, 'once');
    expect(again).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start({ wait: false }, 'once')).rejects.toThrow('Execution Already Exists');
    await ended(first.executionArn);
    await expect(start(input, 'once')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it.each([
    ['a machine that is not there', { stateMachineArn: `${machine}x` }, 'StateMachineDoesNotExist'],
    ['a name with a space', { name: 'a b' }, 'InvalidName'],
    ['a name over 80 characters', { name: 'a'.repeat(81) }, 'InvalidName'],
    ['an input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['an input over 256 KB', { input: JSON.stringify('x'.repeat(262_144)) }, 'ValidationException'],
  ])('refuses %s', async (_name, given, error) => {
    const command = new StartExecutionCommand({ stateMachineArn: machine, name: 'refused', ...given });
    await expect(sfn.send(command)).rejects.toMatchObject({ name: error });
    const executionArn = `${machine.replace('stateMachine', 'execution')}:refused`;
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });
});

describe('lists', () => {
  it('pages through executions, newest first, by status', async () => {
    await run({ fail: 'Listed' });
    const failed: string[] = [];
    let nextToken: string | undefined;
    do {
      const command = new ListExecutionsCommand({
        stateMachineArn: machine,
        statusFilter: 'FAILED',
        maxResults: 2,
        nextToken,
      });
      const page = await sfn.send(command);
      expect(page.executions?.length).toBeLessThanOrEqual(2);
      failed.push(...(page.executions ?? []).map(({ name = '' }) => name));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(failed.length).toBeGreaterThanOrEqual(5);
    expect(new Set(failed).size).toBe(failed.length);
    expect(failed[0]).toBe(`run-${count - 1}`);
  });

  it('shows a history from its end, in pages', async () => {
    const { executionArn } = await run({});
    const { events = [], nextToken } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(events.map(({ type }) => type)).toEqual(['ExecutionSucceeded']);
    const next = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1, nextToken }),
    );
    expect(next.events?.[0]?.type).toBe('SucceedStateExited');
  });

  it('describes the machines', async () => {
    const { stateMachines } = await sfn.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name)).toEqual(['Fixture-Machine', 'Fixture-Forbidden']);
    const { definition, roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: machine }));
    expect(JSON.parse(definition ?? '').States.Work.Resource).toMatch(/function:Fixture-Task$/);
    expect(roleArn).toMatch(/role\/Fixture-MachineRole$/);
  });
});

it('shows finished executions after a restart, and runs those again that were not', async () => {
  const finished = await run({ a: 'kept' });
  const { executionArn } = await start({ until: new Date(Date.now() + 60_000).toISOString() }, 'interrupted');
  const { executionArn: soon } = await start({ until: new Date(Date.now() + 1_000).toISOString() }, 'soon');
  await fixture.close();
  await open(fixture.dataDirectory);
  expect(await ended(finished.executionArn)).toMatchObject({ status: 'SUCCEEDED', output: finished.output });
  expect((await ended(soon)).status).toBe('SUCCEEDED');
  const types = (await history(soon)).map(({ type }) => type);
  expect(types.filter((type) => type === 'ExecutionStarted')).toHaveLength(2);
  const command = new DescribeExecutionCommand({ executionArn });
  expect(await sfn.send(command)).toMatchObject({ status: 'RUNNING', name: 'interrupted' });
});
