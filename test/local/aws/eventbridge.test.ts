import { setImmediate } from 'node:timers/promises';
import type { BusPolicy } from '../../../local/aws/event-buses';
import { checkRule, type EventBusOptions, eventBridge, type Rule } from '../../../local/aws/eventbridge';
import type { Principal } from '../../../local/aws/gate';
import { callJson, home, roleSession, testEndpoint } from '../../support/aws-endpoint';

const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:one';
const target = { Id: 'one', Arn: lambda };
const rule: Rule = {
  Name: 'flows',
  Arn: 'arn:aws:events:eu-west-1:111122223333:rule/flows',
  EventPattern: { source: ['aws.mediaconnect'] },
  Targets: [target],
};
const publication = { source: 'aws.mediaconnect', 'detail-type': 'Flow Status Change', detail: { state: 'ACTIVE' } };

const own = 'arn:aws:events:eu-west-1:111122223333:event-bus/own';

/** A role that may put events on that bus, in the account of its ARN; none for another name. */
function forwarderOf(roleArn: string): Principal | undefined {
  const [, , , , account = ''] = roleArn.split(':');
  const policies = [{ Statement: { Effect: 'Allow' as const, Action: 'events:PutEvents', Resource: own } }];
  return roleArn.endsWith('role/forwarder') ? { arn: roleArn, account, policies } : undefined;
}

/** A rule that sends events on to that bus, in an account and Region. */
function forwarding({ account, region }: typeof home, role = 'forwarder'): Rule {
  const RoleArn = `arn:aws:iam::${account}:role/${role}`;
  const Targets = [{ Id: 'own', Arn: own, RoleArn, DeadLetterConfig: { Arn: 'arn:letters' } }];
  return { ...rule, Arn: `arn:aws:events:${region}:${account}:rule/flows`, Targets };
}

/** First attempts end before the next turn of the event loop, since the targets here answer at once. */
const delivered = () => setImmediate();

function bus(rules: Rule[], options: Partial<EventBusOptions> = {}, policies: BusPolicy[] = []) {
  const deliver = jest.fn(async (_arn: string, _event: unknown): Promise<unknown> => undefined);
  const giveUp = jest.fn();
  const record = jest.fn();
  const routing = () => ({ rules, policies });
  const bridge = eventBridge({ ...home, routing, roleOf: forwarderOf, deliver, giveUp, record, ...options });
  return { deliver, giveUp, record, bridge };
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

describe('a rule whose target is a bus', () => {
  const listening = { ...rule, EventBusName: 'own' };
  const elsewhere = { ...home, region: 'us-east-1' };
  const stranger = { account: '444455556666', region: 'us-east-1' };
  const admitting = (account: string): BusPolicy => ({
    busArn: own,
    statement: { Effect: 'Allow', Principal: { AWS: [account] }, Action: 'events:PutEvents', Resource: own },
  });

  it.each([
    ['its own Region', home, home],
    ['another Region', elsewhere, elsewhere],
  ])('sends an event of %s on as it is', async (_name, place, from) => {
    const { bridge, deliver, record } = bus([forwarding(place), listening]);
    const id = bridge.publish({ ...publication, ...from });
    await delivered();
    expect(deliver.mock.calls).toEqual([[lambda, expect.objectContaining({ id, ...from })]]);
    expect(record).not.toHaveBeenCalled();
  });

  it('leaves the events of other accounts and Regions alone', async () => {
    const { bridge, deliver, giveUp } = bus([forwarding(elsewhere), listening]);
    for (const from of [home, stranger]) bridge.publish({ ...publication, ...from });
    await delivered();
    expect([deliver.mock.calls, giveUp.mock.calls]).toEqual([[], []]);
  });

  it('sends the events of an account on that the policy of the bus admits', async () => {
    const { bridge, deliver } = bus([forwarding(stranger), listening], {}, [admitting(stranger.account)]);
    bridge.publish({ ...publication, ...stranger });
    await delivered();
    expect(deliver.mock.calls).toEqual([[lambda, expect.objectContaining(stranger)]]);
  });

  it.each([
    ['an account that no policy admits', forwarding(stranger), [], 'because no resource-based policy allows'],
    ['an account beside the one admitted', forwarding(stranger), [admitting('777788889999')], 'resource-based policy'],
    ['a role that is not there', forwarding(stranger, 'nobody'), [admitting(stranger.account)], 'needs a role'],
  ])('gives an event up at once, to its dead letters, for %s', async (_name, forward, policies, why) => {
    const { bridge, deliver, giveUp } = bus([forward, listening], {}, policies);
    bridge.publish({ ...publication, ...stranger });
    await delivered();
    expect(deliver).not.toHaveBeenCalled();
    const letter = { arn: own, deadLetterArn: 'arn:letters' };
    const reason = expect.objectContaining({ message: expect.stringContaining(why) });
    expect(giveUp.mock.calls).toEqual([[letter, expect.objectContaining(stranger), reason]]);
  });

  it('does not help a role that may not put events there', async () => {
    const roleOf = (arn: string) => ({ arn, account: home.account, policies: [] });
    const { bridge, giveUp } = bus([forwarding(home), listening], { roleOf });
    bridge.publish(publication);
    await delivered();
    const reason = expect.objectContaining({ message: expect.stringContaining('no identity-based policy allows') });
    expect(giveUp.mock.calls).toEqual([[expect.anything(), expect.anything(), reason]]);
  });
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
  expect(() => checkRule(wrong)).toThrow(message);
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

  it('needs the bus of another account to admit its caller', async () => {
    const stranger = 'arn:aws:events:eu-west-1:444455556666:event-bus/theirs';
    const { body } = await put([{ ...entry, EventBusName: stranger }]);
    expect(body).toMatchObject({ __type: 'AccessDeniedException', message: expect.stringContaining(stranger) });
  });

  it('needs a grant for the bus', async () => {
    const { body } = await put([entry], 'WRITER');
    expect(body.message).toContain(
      'events:PutEvents on resource: arn:aws:events:eu-west-1:111122223333:event-bus/default',
    );
  });
});
