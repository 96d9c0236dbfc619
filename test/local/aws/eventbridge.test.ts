import { setImmediate } from 'node:timers/promises';
import { type EventBusOptions, eventBridge, type Rule } from '../../../local/aws/eventbridge';
import { callJson, home, roleSession, testEndpoint } from '../../support/aws-endpoint';

const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:one';
const target = { Id: 'one', Arn: lambda };
const rule: Rule = { Name: 'flows', EventPattern: { source: ['aws.mediaconnect'] }, Targets: [target] };
const publication = { source: 'aws.mediaconnect', 'detail-type': 'Flow Status Change', detail: { state: 'ACTIVE' } };

/** First attempts end before the next turn of the event loop, since the targets here answer at once. */
const delivered = () => setImmediate();

function bus(rules: Rule[], options: Partial<EventBusOptions> = {}) {
  const deliver = jest.fn(async (_arn: string, _event: unknown): Promise<unknown> => undefined);
  const giveUp = jest.fn();
  const record = jest.fn();
  return { deliver, giveUp, record, bridge: eventBridge({ ...home, rules, deliver, giveUp, record, ...options }) };
}

it('hands an event to the targets of the rules that match, filled in as the service does', async () => {
  const { bridge, deliver } = bus([rule, { ...rule, Name: 'others', EventPattern: { source: ['aws.states'] } }]);
  const id = bridge.publish({ ...publication, resources: ['arn:flow'] });
  await delivered();
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(deliver.mock.calls).toEqual([
    [lambda, { version: '0', id, ...home, time, resources: ['arn:flow'], ...publication }],
  ]);
});

it('gives a target the part or the constant it asks for', async () => {
  const Targets = [
    { ...target, InputPath: '$.detail.state' },
    { ...target, Input: '{"constant":1}' },
    { ...target, InputPath: '$' },
  ];
  const { bridge, deliver } = bus([{ ...rule, Targets }]);
  const id = bridge.publish(publication);
  await delivered();
  expect(deliver.mock.calls.map(([, event]) => event)).toEqual([
    'ACTIVE',
    { constant: 1 },
    expect.objectContaining({ id }),
  ]);
});

it('keeps disabled rules, schedules and other buses out of it', async () => {
  const { EventPattern: _, ...schedule } = rule;
  const { bridge, deliver } = bus([{ ...rule, State: 'DISABLED' }, schedule, { ...rule, EventBusName: 'own' }]);
  bridge.publish(publication);
  await delivered();
  expect(deliver).not.toHaveBeenCalled();
  bridge.publish({ ...publication, bus: 'own' });
  await delivered();
  expect(deliver).toHaveBeenCalledTimes(1);
});

it('passes an event on to another bus', async () => {
  const own = 'arn:aws:events:eu-west-1:111122223333:event-bus/own';
  const forward = { ...rule, Targets: [{ Id: 'own', Arn: own }] };
  const { bridge, deliver } = bus([forward, { ...rule, EventBusName: own }]);
  const id = bridge.publish(publication);
  await delivered();
  expect(deliver.mock.calls).toEqual([[lambda, expect.objectContaining({ id })]]);
});

describe('a target that fails', () => {
  it('is tried again until it succeeds', async () => {
    jest.useFakeTimers();
    const { bridge, deliver, giveUp } = bus([rule]);
    deliver.mockRejectedValueOnce(new Error('throttled')).mockRejectedValueOnce(new Error('throttled'));
    bridge.publish(publication);
    await jest.advanceTimersByTimeAsync(1_000);
    expect([deliver.mock.calls.length, giveUp.mock.calls.length]).toEqual([3, 0]);
    jest.useRealTimers();
  });

  it('is given up after the attempts its rule allows, with its dead-letter queue', async () => {
    jest.useFakeTimers();
    const deadLetterArn = 'arn:aws:sqs:eu-west-1:111122223333:letters';
    const Targets = [{ ...target, RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: deadLetterArn } }];
    const { bridge, deliver, giveUp } = bus([{ ...rule, Targets }]);
    const reason = new Error('down');
    deliver.mockRejectedValue(reason);
    const id = bridge.publish(publication);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(deliver).toHaveBeenCalledTimes(3);
    expect(giveUp.mock.calls).toEqual([[{ arn: lambda, deadLetterArn }, expect.objectContaining({ id }), reason]]);
    jest.useRealTimers();
  });

  it('is given up when the event is older than its rule allows', async () => {
    jest.useFakeTimers();
    const Targets = [{ ...target, RetryPolicy: { MaximumEventAgeInSeconds: 60 } }];
    const { bridge, deliver, giveUp } = bus([{ ...rule, Targets }]);
    deliver.mockRejectedValue(new Error('down'));
    bridge.publish(publication);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(giveUp).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });

  it('is not tried after the bus has stopped', async () => {
    jest.useFakeTimers();
    const { bridge, deliver } = bus([rule]);
    deliver.mockRejectedValue(new Error('down'));
    bridge.publish(publication);
    await jest.advanceTimersByTimeAsync(1);
    bridge.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(deliver).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });
});

it.each([
  [{ ...rule, EventPattern: { source: [{ wildcard: '*' }] } }, 'flows.EventPattern.source'],
  [{ ...rule, Targets: [{ ...target, InputTransformer: {} }] }, 'Rule flows: target member InputTransformer'],
])('refuses a rule it does not understand', (wrong, message) => {
  expect(() => bus([wrong])).toThrow(message);
});

describe('PutEvents', () => {
  const entry = { Source: 'aws.mediaconnect', DetailType: 'a', Detail: '{"b":1}' };

  async function put(Entries: unknown, accessKeyId?: string) {
    const { bridge, deliver } = bus([rule]);
    const writer = roleSession('writer', { Effect: 'Allow', Action: 'events:PutEvents', Resource: '*/own' });
    const endpoint = await testEndpoint([bridge], { principals: { WRITER: writer } });
    const call = { service: 'events', target: 'AWSEvents.PutEvents', accessKeyId };
    const answer = await callJson(endpoint.url, call, { Entries }).finally(() => endpoint.close());
    await delivered();
    return { ...answer, events: deliver.mock.calls.map(([, event]) => event) };
  }

  it('publishes the entries that are sound and says what is wrong with the others', async () => {
    const { body, events } = await put([
      { ...entry, Time: 1_767_225_600 },
      { ...entry, Detail: '{' },
      { ...entry, Detail: '1' },
      { Source: 'x' },
    ]);
    expect(body).toEqual({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('DetailType') },
      ],
    });
    expect(events).toMatchObject([{ 'detail-type': 'a', detail: { b: 1 }, time: '2026-01-01T00:00:00Z' }]);
  });

  it.each([[[]], [Array.from({ length: 11 }, () => entry)], ['none']])('refuses %#', async (entries) => {
    expect((await put(entries)).body).toMatchObject({ __type: 'ValidationException' });
  });

  it('needs a grant for the bus', async () => {
    const { body } = await put([entry], 'WRITER');
    expect(body.message).toContain(
      'events:PutEvents on resource: arn:aws:events:eu-west-1:111122223333:event-bus/default',
    );
  });
});
