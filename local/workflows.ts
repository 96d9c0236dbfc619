import { randomUUID } from 'node:crypto';
import type { StateMachine } from 'aws-local-stepfunctions';
import { prepareMachine, type Task } from './asl';
import { type Role, refusal } from './aws/gate';
import { ServiceError } from './aws/protocol';
import { type Ending, ExecutionRun, payloadBytes, StateError } from './execution-run';
import { type Execution, Executions } from './executions';
import type { Functions } from './functions';
import { sessionOf } from './principals';
import type { Resource, Stack } from './template';

// The interpreter is written for Node 22; this is the one thing of it that Node 20 lacks.
(Promise as { withResolvers?: unknown }).withResolvers ??= () => {
  let settle: unknown[] = [];
  const promise = new Promise((...functions) => {
    settle = functions;
  });
  const [resolve, reject] = settle;
  return { promise, resolve, reject };
};

/** A state machine of the template, ready to run. */
export interface Machine {
  name: string;
  arn: string;
  roleArn: string;
  definition: string;
  tasks: Map<string, Task>;
  interpreted: StateMachine;
}

/** An event of Step Functions on its way to the event bus. */
export interface StatusChange {
  source: string;
  'detail-type': string;
  account: string;
  region: string;
  time: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** What the workflows stand on. */
export interface WorkflowOptions {
  stack: Stack;
  functions: Functions;
  roles: Map<string, Role>;
  /** The executions are kept here. */
  folder: string;
  /** Divides Seconds waits and retry delays. */
  speed: number;
  publish(event: StatusChange): void;
}

/** Runs the state machines of a template and keeps what happened. */
export class Workflows {
  readonly machines = new Map<string, Machine>();
  readonly executions: Executions;
  private readonly runs = new Map<string, ExecutionRun>();

  private constructor(
    private readonly options: WorkflowOptions,
    interpreter: typeof import('aws-local-stepfunctions'),
  ) {
    const { stack, speed, folder } = options;
    const functionArns = new Set(stack.of('AWS::Lambda::Function').map(({ arn }) => arn));
    for (const resource of stack.of('AWS::StepFunctions::StateMachine')) {
      const { name, arn, properties, logicalId } = resource;
      try {
        const definition = definitionOf(resource);
        const prepared = prepareMachine(JSON.parse(definition), speed, functionArns);
        // The interpreter's own check takes most of a second for each machine, and refuses the divided waits.
        const unchecked = { validationOptions: { noValidate: true } };
        const interpreted = new interpreter.StateMachine(prepared.definition, unchecked);
        const roleArn = String(properties.RoleArn);
        if (!options.roles.has(roleArn)) throw new Error(`its role ${roleArn} is not in the template`);
        this.machines.set(arn, { name, arn, roleArn, definition, tasks: prepared.tasks, interpreted });
      } catch (error) {
        throw new Error(`${logicalId} cannot run locally: ${(error as Error).message}`);
      }
    }
    this.executions = new Executions(folder);
  }

  /** Loads the interpreter and the machines; throws, naming the state, for what cannot be run faithfully. */
  static async load(options: WorkflowOptions): Promise<Workflows> {
    return new Workflows(options, await import('aws-local-stepfunctions'));
  }

  /** Runs again, from their input, the executions that an earlier process left running, and answers how many. */
  resume(): number {
    const left = this.executions.all().filter(({ status }) => status === 'RUNNING');
    for (const execution of left) {
      const machine = this.machines.get(execution.stateMachineArn);
      if (machine) this.run(machine, execution);
      else this.close(execution, { status: 'ABORTED', error: 'StateMachineDoesNotExist' });
    }
    return left.length;
  }

  /** Starts an execution, or throws ServiceError as StartExecution does. A repeat with the input of the running one answers that one. */
  start(stateMachineArn: string, input: string, name: string = randomUUID()): Execution {
    const machine = this.machine(stateMachineArn);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the service refuses control characters in names
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/.test(name)) {
      throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
    }
    checkInput(input);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.get(executionArn);
    if (known?.status === 'RUNNING' && known.input === input) return known;
    if (known) throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    const startDate = Date.now();
    const execution: Execution = { executionArn, stateMachineArn, name, status: 'RUNNING', startDate, input };
    this.executions.save(execution);
    this.tell(execution);
    this.run(machine, execution);
    return execution;
  }

  /** Ends a running execution as ABORTED; a function at work for it goes on, as on AWS. */
  stop(executionArn: string, error?: string, cause?: string): Execution {
    this.execution(executionArn);
    this.runs.get(executionArn)?.end({ status: 'ABORTED', error, cause });
    return this.execution(executionArn);
  }

  /** The machine with this ARN; throws StateMachineDoesNotExist. */
  machine(arn: string): Machine {
    const machine = this.machines.get(arn);
    if (!machine) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  /** The execution with this ARN; throws ExecutionDoesNotExist. */
  execution(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (!execution) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }

  /** Stops every execution without an end, so that the next start runs it again. */
  suspend(): void {
    for (const run of this.runs.values()) run.suspend();
    this.runs.clear();
  }

  /** Stops and forgets every execution. */
  reset(): void {
    this.suspend();
    this.executions.clear();
  }

  private run(machine: Machine, execution: Execution): void {
    const run = new ExecutionRun({
      execution,
      machine,
      record: (type, details) => this.executions.record(execution, type, details),
      invoke: (functionArn, input) => this.invoke(machine, execution, functionArn, input),
      ended: (ending) => this.close(execution, ending),
    });
    this.runs.set(execution.executionArn, run);
  }

  private close(execution: Execution, ending: Ending): void {
    this.runs.delete(execution.executionArn);
    const closed = { ...execution, ...ending, stopDate: Date.now() };
    this.executions.save(closed);
    this.tell(closed);
  }

  private async invoke(machine: Machine, execution: Execution, functionArn: string, input: string): Promise<string> {
    const { stack, roles, functions } = this.options;
    const role = roles.get(machine.roleArn) as Role;
    const required = { action: 'lambda:InvokeFunction', resource: functionArn };
    const refused = refusal(sessionOf(role, execution.name, stack.account), required, stack.region);
    if (refused) throw new StateError('Lambda.AWSLambdaException', refused);
    try {
      const { result, failed } = await functions.invoke(functionArn, input);
      if (failed) throw new StateError(failed.errorType, JSON.stringify(failed));
      return result;
    } catch (error) {
      if (error instanceof ServiceError) throw new StateError(`Lambda.${error.code}`, error.message);
      throw error;
    }
  }

  private tell(execution: Execution): void {
    const { stack, publish } = this.options;
    const { input, output, startDate, stopDate = null, error = null, cause = null, ...rest } = execution;
    publish({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      account: stack.account,
      region: stack.region,
      time: new Date(stopDate ?? startDate).toISOString().replace(/\.\d+Z$/, 'Z'),
      resources: [execution.executionArn],
      detail: {
        ...rest,
        startDate,
        stopDate,
        input,
        output: output ?? null,
        inputDetails: { included: true },
        outputDetails: output === undefined ? null : { included: true },
        error,
        cause,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: execution.status === 'RUNNING' ? null : 'NOT_REDRIVABLE',
      },
    });
  }
}

function definitionOf({ properties }: Resource): string {
  if ((properties.StateMachineType ?? 'STANDARD') !== 'STANDARD')
    throw new Error('express machines are not known here');
  const values = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  return String(properties.DefinitionString).replace(/\$\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

function checkInput(input: string): void {
  if (Buffer.byteLength(input) > payloadBytes) {
    throw new ServiceError('ValidationException', `The input is larger than ${payloadBytes} bytes`);
  }
  try {
    JSON.parse(input);
  } catch (error) {
    throw new ServiceError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
}
