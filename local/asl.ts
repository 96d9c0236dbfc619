import type { StateMachineDefinition } from 'aws-local-stepfunctions';

/** A task of a machine: the function it invokes. */
export interface Task {
  functionArn: string;
  timeoutSeconds: number | undefined;
  /** The Map or Parallel that it is of; absent in the machine itself. */
  within?: string;
}

/** A definition made ready to run here. */
export interface PreparedMachine {
  definition: StateMachineDefinition;
  tasks: Map<string, Task>;
}

type Json = Record<string, unknown>;

const everyState = ['Type', 'Comment', 'Next', 'End', 'InputPath', 'OutputPath', 'QueryLanguage'];
const results = ['ResultPath', 'ResultSelector', 'Retry', 'Catch', 'Parameters'];
const fields: Record<string, string[]> = {
  Task: [...results, 'Resource', 'TimeoutSeconds'],
  Pass: ['Result', 'ResultPath', 'Parameters'],
  Wait: ['Seconds', 'Timestamp', 'TimestampPath'],
  Choice: ['Choices', 'Default'],
  Succeed: [],
  Fail: ['Error', 'Cause', 'ErrorPath', 'CausePath'],
  Parallel: [...results, 'Branches'],
  Map: [...results, 'ItemsPath', 'ItemSelector', 'ItemProcessor', 'Iterator', 'MaxConcurrency'],
};
const retryFields = 'ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy Comment'.split(
  ' ',
);
const machineFields = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version', 'QueryLanguage', 'ProcessorConfig'];
const comparison =
  /^(String(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?|StringMatches|(Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?|BooleanEquals(Path)?|Is(Null|Present|Numeric|String|Boolean|Timestamp)|Variable|Next|Comment|And|Or|Not)$/;
// The interpreter has no task tokens and gives no State or Task in the context object; it takes every backslash out of
// the text that States.JsonToString makes.
const missing = /\$\$\.(State|Task)\b|States\.JsonToString|\.waitForTaskToken/;
/** Longest delay of a Node timer; stands for the service's "no timeout". */
const noTimeoutSeconds = 2_000_000;

/**
 * Checks that every feature a definition uses is run faithfully here, throwing with the state's name otherwise, and divides
 * its Seconds waits and retry delays by `speed`. TimestampPath waits and timeouts keep their real length.
 */
export function prepareMachine(source: Json, speed: number, functionArns: ReadonlySet<string>): PreparedMachine {
  const definition = structuredClone(source);
  const tasks = new Map<string, Task>();
  const seen = new Set<string>();

  function refuse(where: string, what: string): never {
    throw new Error(`${where}: ${what} is not known here`);
  }

  function onlyFields(where: string, value: Json, known: readonly string[]): void {
    const strange = Object.keys(value).find((key) => !known.includes(key));
    if (strange) refuse(where, strange);
    if ((value.QueryLanguage ?? 'JSONPath') !== 'JSONPath') refuse(where, `QueryLanguage ${value.QueryLanguage}`);
  }

  function machine(where: string, value: Json, within?: string): void {
    onlyFields(where, value, machineFields);
    const mode = (value.ProcessorConfig as Json | undefined)?.Mode ?? 'INLINE';
    if (mode !== 'INLINE') refuse(where, `Map mode ${mode}`);
    const states = value.States as Record<string, Json>;
    for (const target of targetsIn(value)) {
      if (!Object.hasOwn(states, target)) throw new Error(`${where}: it goes on to ${target}, which is no state of it`);
    }
    for (const [name, state] of Object.entries(states)) {
      // Functions stand in for tasks by the state's name, so a name may occur once in the whole machine.
      if (seen.has(name)) throw new Error(`${name}: two states have this name`);
      seen.add(name);
      prepareState(name, state, within);
    }
  }

  function prepareState(name: string, state: Json, within?: string): void {
    const type = String(state.Type);
    onlyFields(name, state, [...everyState, ...(fields[type] ?? refuse(name, `the type ${type}`))]);
    const { Branches, ItemProcessor, Iterator: iterator, States: _nested, ...own } = state;
    const strange = missing.exec(JSON.stringify(own));
    if (strange) refuse(name, strange[0]);
    // The interpreter would write a member called "$" where the service replaces the whole.
    for (const holder of [state, ...((state.Catch ?? []) as Json[])]) {
      if (holder.ResultPath === '$') delete holder.ResultPath;
    }
    for (const retry of (state.Retry ?? []) as Json[]) {
      onlyFields(name, retry, retryFields);
      retry.IntervalSeconds = Number(retry.IntervalSeconds ?? 1) / speed;
      if (retry.MaxDelaySeconds !== undefined) retry.MaxDelaySeconds = Number(retry.MaxDelaySeconds) / speed;
    }
    if (type === 'Wait' && state.Seconds !== undefined) state.Seconds = Number(state.Seconds) / speed;
    if (type === 'Choice') state.Choices = (state.Choices as Json[]).map((rule) => choice(name, rule));
    if (type === 'Task') task(name, state, within);
    for (const nested of [...((Branches ?? []) as Json[]), ItemProcessor, iterator]) {
      if (nested) machine(name, nested as Json, name);
    }
  }

  function task(name: string, state: Json, within?: string): void {
    const functionArn = String(state.Resource);
    if (!functionArns.has(functionArn)) refuse(name, `the resource ${functionArn}`);
    tasks.set(name, {
      functionArn,
      timeoutSeconds: state.TimeoutSeconds as number | undefined,
      ...(within && { within }),
    });
    state.TimeoutSeconds ??= noTimeoutSeconds;
  }

  function choice(name: string, rule: Json): Json {
    const strange = Object.keys(rule).find((key) => !comparison.test(key));
    if (strange) refuse(name, strange);
    const { Next, Comment, ...test } = rule;
    const prepared: Json = { ...test };
    for (const joined of ['And', 'Or']) {
      if (test[joined]) prepared[joined] = (test[joined] as Json[]).map((one) => choice(name, one));
    }
    if (test.Not) prepared.Not = choice(name, test.Not as Json);
    // The interpreter takes `"IsPresent": false` for a test that never holds.
    const negated = Object.keys(test).find((key) => key.startsWith('Is') && test[key] === false);
    const result = negated ? { Not: { ...prepared, [negated]: true } } : prepared;
    return Next === undefined ? result : { ...result, Next };
  }

  machine('the machine', definition);
  return { definition: definition as unknown as StateMachineDefinition, tasks };
}

/** The states that a machine, without the machines inside it, names as the next. */
function targetsIn({ StartAt, States: states }: Json): string[] {
  const holders = Object.values(states as Record<string, Json>).flatMap(
    ({ Type, Next, Default, Choices, Catch, End }) => {
      const onward = Type === 'Choice' ? (Choices as Json[]).map((rule) => rule.Next) : [Next];
      const mayEnd = End === true || ['Choice', 'Succeed', 'Fail'].includes(String(Type));
      return [
        ...onward,
        Default,
        ...((Catch ?? []) as Json[]).map((one) => one.Next),
        mayEnd || Next ? undefined : 'nothing',
      ];
    },
  );
  return [StartAt, ...holders].filter((target) => target !== undefined).map(String);
}
