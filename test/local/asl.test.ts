import { prepareMachine } from '../../local/asl';

const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const task = { Type: 'Task', Resource: arn, End: true };

function prepared(state: Record<string, unknown>, name = 'Step', machine: Record<string, unknown> = {}) {
  const source = { StartAt: name, States: { [name]: state }, ...machine };
  const { definition, tasks } = prepareMachine(source, 10, new Set([arn]));
  return { state: (definition.States as unknown as Record<string, Record<string, unknown>>)[name] ?? {}, tasks };
}

it.each<[string, Record<string, unknown>]>([
  ['HeartbeatSeconds', { ...task, HeartbeatSeconds: 5 }],
  ['Assign', { ...task, Assign: { a: 1 } }],
  ['Arguments', { ...task, Arguments: {} }],
  ['QueryLanguage JSONata', { ...task, QueryLanguage: 'JSONata' }],
  ['the resource arn:aws:states:::lambda:invoke', { ...task, Resource: 'arn:aws:states:::lambda:invoke' }],
  ['.waitForTaskToken', { ...task, Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' }],
  ['TimeoutSecondsPath', { ...task, TimeoutSecondsPath: '$.t' }],
  ['SecondsPath', { Type: 'Wait', SecondsPath: '$.s', End: true }],
  ['$$.Task', { ...task, Parameters: { 'token.$': '$$.Task.Token' } }],
  ['$$.State', { Type: 'Pass', Parameters: { 'at.$': '$$.State.EnteredTime' }, End: true }],
  ['States.JsonToString', { Type: 'Pass', Parameters: { 'a.$': 'States.JsonToString($)' }, End: true }],
  [
    'Map mode DISTRIBUTED',
    { Type: 'Map', End: true, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'A', States: {} } },
  ],
  ['ToleratedFailureCount', { Type: 'Map', ToleratedFailureCount: 1, End: true }],
  ['the type Dance', { Type: 'Dance', End: true }],
  ['StringIs', { Type: 'Choice', Choices: [{ Variable: '$.a', StringIs: 'b', Next: 'Step' }] }],
  ['Jitter', { ...task, Retry: [{ ErrorEquals: ['States.ALL'], Jitter: 'FULL' }] }],
])('refuses %s, naming the state', (what, state) => {
  expect(() => prepared(state)).toThrow(/^(Step|the machine): /);
  expect(() => prepared(state)).toThrow(`${what} is not known here`);
});

it.each<[string, Record<string, unknown>, string]>([
  ['Next', { ...task, End: undefined, Next: 'Nowhere' }, 'Nowhere'],
  ['Default', { Type: 'Choice', Choices: [], Default: 'Nowhere' }, 'Nowhere'],
  ['a choice', { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Nowhere' }] }, 'Nowhere'],
  ['Catch', { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Nowhere' }] }, 'Nowhere'],
  ['neither Next nor End', { Type: 'Pass' }, 'nothing'],
])('refuses a state that leads nowhere: %s', (_name, state, target) => {
  expect(() => prepared(state)).toThrow(`it goes on to ${target}, which is no state of it`);
});

it('refuses JSONata for a whole machine', () => {
  expect(() => prepared(task, 'Step', { QueryLanguage: 'JSONata' })).toThrow('QueryLanguage JSONata');
});

it('refuses two states of one name, also at different depths', () => {
  const branch = { StartAt: 'Step', States: { Step: task } };
  expect(() => prepared({ Type: 'Parallel', Branches: [branch], End: true })).toThrow(
    'Step: two states have this name',
  );
});

it('divides Seconds and retry delays by the speed, and nothing else', () => {
  expect(prepared({ Type: 'Wait', Seconds: 5, End: true }).state.Seconds).toBe(0.5);
  const retry = { ErrorEquals: ['A'], IntervalSeconds: 2, MaxDelaySeconds: 30, BackoffRate: 2, MaxAttempts: 4 };
  const { state } = prepared({ ...task, TimeoutSeconds: 60, Retry: [retry, { ErrorEquals: ['States.ALL'] }] });
  expect(state).toMatchObject({
    TimeoutSeconds: 60,
    Retry: [
      { ...retry, IntervalSeconds: 0.2, MaxDelaySeconds: 3 },
      { ErrorEquals: ['States.ALL'], IntervalSeconds: 0.1 },
    ],
  });
});

it('keeps a wait until a time as it is', () => {
  const state = { Type: 'Wait', TimestampPath: '$.at', End: true };
  expect(prepared(state).state).toEqual(state);
});

it('turns a negated test into the negation of the test', () => {
  const rule = { Variable: '$.a', IsPresent: false };
  const { state } = prepared({
    Type: 'Choice',
    Choices: [{ And: [rule, { Variable: '$.b', IsNull: true }], Next: 'Step' }],
  });
  const positive = { Not: { Variable: '$.a', IsPresent: true } };
  expect(state.Choices).toEqual([{ And: [positive, { Variable: '$.b', IsNull: true }], Next: 'Step' }]);
});

it('tells the function and the timeout of each task', () => {
  expect([...prepared({ ...task, TimeoutSeconds: 7 }).tasks]).toEqual([
    ['Step', { functionArn: arn, timeoutSeconds: 7 }],
  ]);
});
