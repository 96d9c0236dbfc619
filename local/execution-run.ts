import { setImmediate } from 'node:timers/promises';
import type { StateMachine } from 'aws-local-stepfunctions';
import type { Task } from './asl';
import type { Execution } from './executions';

/** States pass at most this much to one another. */
export const payloadBytes = 256 * 1024;

/** How an execution ends. */
export type Ending = Pick<Execution, 'status' | 'output' | 'error' | 'cause'>;

/** What a run needs of the host. */
export interface RunOptions {
  execution: Execution;
  machine: { name: string; roleArn: string; interpreted: StateMachine; tasks: Map<string, Task> };
  /** Adds an event to the execution's history. */
  record(type: string, details?: Record<string, unknown>): void;
  /** Invokes a function as the machine's role; its result as JSON text, or a StateError. */
  invoke(functionArn: string, input: string): Promise<string>;
  /** Called once, unless the run is suspended. */
  ended(ending: Ending): void;
}

/** An error with the name that Retry and Catch compare; neither sees a terminal one. */
export class StateError extends Error {
  // The interpreter reads these two.
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, message: string, terminal = false) {
    super(message);
    this.name = name;
    this.isRetryable = !terminal;
    this.isCatchable = !terminal;
  }
}

type Logged = ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;

/** One execution on its way through its machine. */
export class ExecutionRun {
  private over = false;
  /** The Maps of which an iteration has failed: the interpreter goes on with the next, where the service begins none. */
  private readonly failedMaps = new Set<string>();
  private readonly abort: () => void;

  constructor(private readonly options: RunOptions) {
    const { execution, machine, record } = options;
    const handlers = [...machine.tasks].map(([name, task]) => [name, (input: unknown) => this.task(name, task, input)]);
    const executionStartedEventDetails = { input: execution.input, inputDetails: whole, roleArn: machine.roleArn };
    record('ExecutionStarted', { executionStartedEventDetails });
    const run = machine.interpreted.run(JSON.parse(execution.input), {
      overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
      context: {
        Execution: { Id: execution.executionArn, Name: execution.name, RoleArn: machine.roleArn },
        StateMachine: { Id: execution.stateMachineArn, Name: machine.name },
      } as never,
    });
    this.abort = run.abort;
    const followed = this.follow(run.eventLogs);
    run.result
      .then(
        (output): Ending => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
        (error: Error): Ending => {
          if (error.name === 'ExecutionTimeoutError') return { status: 'TIMED_OUT' };
          const reason = error.cause instanceof Error ? error.cause : error;
          return { status: 'FAILED', error: reason.name, cause: reason.message };
        },
      )
      .then(async (ending) => {
        await followed;
        this.end(ending);
      });
  }

  /** Ends the execution from outside the machine, or notes that the machine has ended it; the first end counts. */
  end(ending: Ending): void {
    if (this.over) return;
    this.suspend();
    const { status, output, error, cause } = ending;
    const [type, details] = {
      SUCCEEDED: ['executionSucceeded', { output, outputDetails: whole }],
      FAILED: ['executionFailed', { error, cause }],
      TIMED_OUT: ['executionTimedOut', {}],
      ABORTED: ['executionAborted', { error, cause }],
      RUNNING: ['executionStarted', {}],
    }[status] as [string, Record<string, unknown>];
    this.options.record(`E${type.slice(1)}`, { [`${type}EventDetails`]: details });
    this.options.ended(ending);
  }

  /** Stops without an end, so that a later process can run the execution again. */
  suspend(): void {
    this.over = true;
    this.abort();
  }

  private async follow(events: AsyncIterable<Logged>): Promise<void> {
    for await (const event of events) {
      if (this.over) return;
      if (event.type === 'StateEntered') {
        const { name, type, input } = event.state;
        this.failedMaps.delete(name);
        const stateEnteredEventDetails = { name, input: JSON.stringify(input), inputDetails: whole };
        this.options.record(`${type}StateEntered`, { stateEnteredEventDetails });
      } else if (event.type === 'MapIterationFailed') {
        this.failedMaps.add(event.parentState.name);
      } else if (event.type === 'StateExited') {
        const { name, type } = event.state;
        const output = JSON.stringify(event.state.output);
        const stateExitedEventDetails = { name, output, outputDetails: whole };
        this.options.record(`${type}StateExited`, { stateExitedEventDetails });
        const error = tooLarge(`The state/task '${name}' returned a result`, output);
        if (error) this.end({ status: 'FAILED', error: error.name, cause: error.message });
      }
    }
  }

  private async task(
    name: string,
    { functionArn, timeoutSeconds, within = '' }: Task,
    value: unknown,
  ): Promise<unknown> {
    const record = (type: string, details?: object) => {
      // A function that outlives its task, or its execution, has nothing more to say in the history.
      if (!this.over && !late)
        this.options.record(`LambdaFunction${type}`, detailsOf(`lambdaFunction${type}`, details));
    };
    let late = false;
    const timer = setTimeout(
      () => {
        record('TimedOut', { error: 'States.Timeout' });
        late = true;
      },
      (timeoutSeconds ?? 0) * 1000,
    );
    if (timeoutSeconds === undefined) clearTimeout(timer);
    try {
      // The interpreter tells of entering a state a moment after it calls this; the history must have that first.
      await setImmediate();
      if (this.over) throw new StateError('States.Runtime', 'The execution has ended', true);
      late = this.failedMaps.has(within);
      if (late) throw new StateError('States.Runtime', 'Another iteration has failed', true);
      const input = JSON.stringify(value);
      check(`The state/task '${name}' was given an input`, input);
      record('Scheduled', { resource: functionArn, input, inputDetails: whole, timeoutInSeconds: timeoutSeconds });
      record('Started');
      const output = await this.options.invoke(functionArn, input);
      check(`The state/task '${name}' returned a result`, output);
      record('Succeeded', { output, outputDetails: whole });
      return JSON.parse(output);
    } catch (error) {
      record('Failed', { error: (error as Error).name, cause: (error as Error).message });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

const whole = { truncated: false };

function detailsOf(type: string, details: object | undefined): Record<string, unknown> {
  return details ? { [`${type}EventDetails`]: details } : {};
}

function tooLarge(what: string, text: string): StateError | undefined {
  if (Buffer.byteLength(text) <= payloadBytes) return undefined;
  const cause = `${what} with a size exceeding the maximum number of bytes service limit.`;
  return new StateError('States.DataLimitExceeded', cause, true);
}

function check(what: string, text: string): void {
  const error = tooLarge(what, text);
  if (error) throw error;
}
