import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { InvokePermissions } from '../../local/invoke-permissions';
import { templateRoles } from '../../local/principals';
import { Schedules } from '../../local/schedules';
import { checkTargets } from '../../local/targets';
import { type Fixture, fixtureStack, startFixture } from '../support/local-stack';
import { until } from '../support/system';

let fixture: Fixture;
let lambda: LambdaClient;
beforeAll(async () => {
  fixture = await startFixture();
  lambda = new LambdaClient(fixture.aws);
});
afterAll(() => fixture.stop());

async function stored(id: string): Promise<string | undefined> {
  const command = new GetItemCommand({ TableName: 'Fixture-Table', Key: { id: { S: id } } });
  return (await new DynamoDBClient(fixture.aws).send(command)).Item?.what?.S;
}

function letters(): { message: { requestPayload: { id: string }; requestContext: object; responsePayload: object } }[] {
  const file = join(fixture.dataDirectory, 'queues', 'Fixture-Letters.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const invoke = (
  FunctionName: string,
  event: object,
  InvocationType: 'Event' | 'DryRun' | 'RequestResponse' = 'RequestResponse',
) => lambda.send(new InvokeCommand({ FunctionName, InvocationType, Payload: JSON.stringify(event) }));

describe('Invoke', () => {
  it('answers what the function answered', async () => {
    const { StatusCode, Payload, FunctionError } = await invoke('Fixture-Store', { id: 'invoked' });
    expect([StatusCode, FunctionError, Buffer.from(Payload ?? []).toString()]).toEqual([200, undefined, '"stored"']);
    expect(await stored('invoked')).toBe('{"id":"invoked"}');
  });

  it('answers a failure as a payload', async () => {
    const { FunctionError, Payload } = await invoke('Fixture-Store', { id: 'f', fail: true });
    expect(FunctionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ errorMessage: 'stored, then failed' });
  });

  it('runs a function with nothing but the rights of its role', async () => {
    const { Payload } = await invoke('Fixture-Store', { id: 'g', forbidden: true });
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({
      errorType: 'AccessDeniedException',
      errorMessage: expect.stringMatching(
        /^User: arn:aws:sts::111122223333:assumed-role\/Fixture-StoreRole\/Fixture-Store is not authorized to perform: dynamodb:DeleteTable on resource: arn:aws:dynamodb:eu-west-1:111122223333:table\/Fixture-Table because/,
      ),
    });
  });

  it('does nothing in a dry run, and knows no other function', async () => {
    expect((await invoke('Fixture-Store', { id: 'dry' }, 'DryRun')).StatusCode).toBe(204);
    await expect(invoke('Nobody', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await stored('dry')).toBeUndefined();
  });
});

describe('events for functions', () => {
  it('are taken at once and handled in time', async () => {
    expect((await invoke('Fixture-Store', { id: 'later' }, 'Event')).StatusCode).toBe(202);
    await until(() => stored('later'), Boolean);
  });

  it('end in the dead-letter queue after the retries that the template allows', async () => {
    await invoke('Fixture-Store', { id: 'hopeless', fail: true }, 'Event');
    const [letter] = await until(
      async () => letters(),
      ({ length }) => length > 0,
    );
    expect(letter?.message).toMatchObject({
      requestPayload: { id: 'hopeless' },
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      responsePayload: { errorMessage: 'stored, then failed' },
    });
  });

  it('come from the rule on the status of executions', async () => {
    const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Fixture-Machine';
    const start = (input: object) =>
      new SFNClient(fixture.aws).send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
    await start({ plain: true });
    const { executionArn } = await start({ fail: 'Told' });
    const event = JSON.parse((await until(() => stored('aws.states'), Boolean)) ?? '');
    expect(event).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        executionArn,
        stateMachineArn,
        status: 'FAILED',
        error: 'Told',
        input: '{"fail":"Told"}',
        output: null,
      },
    });
  });
});

describe('schedules', () => {
  it('run now when the control endpoint asks, and answer what came of it', async () => {
    const answer = await fetch(`${fixture.awsUrl}/_simulator/sweep`, { method: 'POST' });
    expect(await answer.json()).toEqual({ 'Fixture-Hourly': ['delivered'] });
    expect(await stored('hourly')).toBe('{"id":"hourly"}');
  });

  it('refuse an expression they do not understand', () => {
    const stack = fixtureStack();
    const rule = stack.resources.find(({ logicalId }) => logicalId === 'Hourly');
    for (const expression of ['rate(1 fortnight)', 'cron(0 12 * * ? *)', 'at(2026-01-01T00:00:00)']) {
      if (rule) rule.properties.ScheduleExpression = expression;
      expect(() => new Schedules(stack, async () => undefined)).toThrow(`Hourly cannot run locally: ${expression}`);
    }
  });

  it.each([
    ['rate(2 minutes)', '2026-01-01T00:00:30Z', ['00:02:30', '00:04:30', '00:06:30', '00:08:30', '00:10:30']],
    ['rate(1 hour)', '2026-01-01T00:00:30Z', []],
  ])('%s fires when EventBridge would', async (expression, from, times) => {
    jest.useFakeTimers({ now: new Date(from) });
    const stack = fixtureStack();
    const rule = stack.resources.find(({ logicalId }) => logicalId === 'Hourly');
    if (rule) rule.properties.ScheduleExpression = expression;
    const fired: string[] = [];
    const schedules = new Schedules(stack, async () => fired.push(new Date().toISOString().slice(11, 19)));
    schedules.start();
    jest.advanceTimersByTime(10 * 60_000 + 30_000);
    schedules.stop();
    jest.useRealTimers();
    expect(fired).toEqual(times);
  });
});

it('refuses a rule that may not invoke its function', () => {
  const stack = fixtureStack();
  const without = { ...stack, of: (type: string) => (type === 'AWS::Lambda::Permission' ? [] : stack.of(type)) };
  expect(() => checkTargets(stack, templateRoles(stack), new InvokePermissions(stack))).not.toThrow();
  expect(() => checkTargets(stack, templateRoles(stack), new InvokePermissions(without))).toThrow(
    'Ended: no AWS::Lambda::Permission lets it invoke',
  );
});
