import type { AwsCall, AwsService } from './aws/endpoint';
import { awsJson, ServiceError } from './aws/protocol';
import type { Execution } from './executions';
import type { Workflows } from './workflows';

const protocol = awsJson('1.0', 'AWSStepFunctions');

type Input = Record<string, unknown>;

/** The Step Functions API over the machines of the template. */
export function stepFunctions(workflows: Workflows): AwsService {
  return {
    name: 'states',
    ...protocol,
    actionsOf: ({ operation, input, account, region }: AwsCall) => {
      const resource =
        input.executionArn ?? input.stateMachineArn ?? `arn:aws:states:${region}:${account}:stateMachine:*`;
      return [{ action: `states:${operation}`, resource: String(resource) }];
    },
    async handle({ operation, input }) {
      const perform = operations[operation];
      if (!perform) {
        throw new ServiceError('UnknownOperationException', `The local Step Functions has no ${operation}`);
      }
      return protocol.answer(perform(workflows, input));
    },
  };
}

const operations: Record<string, (workflows: Workflows, input: Input) => unknown> = {
  StartExecution(workflows, input) {
    const name = input.name === undefined ? undefined : String(input.name);
    const execution = workflows.start(String(input.stateMachineArn), String(input.input ?? '{}'), name);
    return { executionArn: execution.executionArn, startDate: execution.startDate / 1000 };
  },

  StopExecution(workflows, { executionArn, error, cause }) {
    const execution = workflows.stop(String(executionArn), error as string | undefined, cause as string | undefined);
    return { stopDate: (execution.stopDate ?? Date.now()) / 1000 };
  },

  DescribeExecution(workflows, { executionArn }) {
    const execution = workflows.execution(String(executionArn));
    const { input, output, error, cause } = execution;
    return {
      ...summary(execution),
      input,
      inputDetails: { included: true },
      output,
      outputDetails: output === undefined ? undefined : { included: true },
      error,
      cause,
    };
  },

  ListExecutions(workflows, input) {
    const { arn } = workflows.machine(String(input.stateMachineArn));
    const matching = workflows.executions
      .all()
      .filter((one) => one.stateMachineArn === arn && (input.statusFilter ?? one.status) === one.status);
    const { items, nextToken } = page(matching, input);
    return { executions: items.map(summary), nextToken };
  },

  GetExecutionHistory(workflows, input) {
    const history = workflows.executions.history(workflows.execution(String(input.executionArn)));
    const { items, nextToken } = page(input.reverseOrder ? history.reverse() : history, input);
    return { events: items, nextToken };
  },

  DescribeStateMachine(workflows, { stateMachineArn }) {
    const { arn, name, definition, roleArn } = workflows.machine(String(stateMachineArn));
    return { stateMachineArn: arn, name, definition, roleArn, status: 'ACTIVE', type: 'STANDARD', creationDate: 0 };
  },

  ListStateMachines(workflows, input) {
    const { items, nextToken } = page([...workflows.machines.values()], input);
    const stateMachines = items.map(({ arn, name }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: 0,
    }));
    return { stateMachines, nextToken };
  },
};

function summary({ executionArn, stateMachineArn, name, status, startDate, stopDate }: Execution) {
  const stop = stopDate === undefined ? {} : { stopDate: stopDate / 1000 };
  return { executionArn, stateMachineArn, name, status, startDate: startDate / 1000, ...stop, redriveCount: 0 };
}

/** A page of up to maxResults items (0 means 100, at most 1,000); the token is the position of the next one. */
function page<T>(all: T[], { maxResults, nextToken }: Input): { items: T[]; nextToken?: string } {
  const size = Number(maxResults || 100);
  const from = nextToken === undefined ? 0 : Number(Buffer.from(String(nextToken), 'base64').toString());
  if (!Number.isInteger(size) || size < 1 || size > 1000) {
    throw new ServiceError('ValidationException', `maxResults is ${maxResults}; it must be from 0 to 1000`);
  }
  if (!Number.isInteger(from)) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const items = all.slice(from, from + size);
  const more = from + size < all.length;
  return { items, ...(more ? { nextToken: Buffer.from(String(from + size)).toString('base64') } : {}) };
}
