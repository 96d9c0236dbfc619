import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { System } from '../test/support/system';

/**
 * The state transitions of each run of a source, in the order of the runs: one for each state that was entered, also
 * again, and for each repeat of a task after an error, as Step Functions counts them.
 */
export async function transitionsOf(system: System, sourceId: string): Promise<number[]> {
  const client = new SFNClient(system.aws());
  const executions: { arn: string; run: number }[] = [];
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    for (const { stateMachineArn } of stateMachines) {
      for await (const page of paginateListExecutions({ client }, { stateMachineArn })) {
        for (const { executionArn: arn = '', name = '' } of page.executions ?? []) {
          if (name.startsWith(sourceId)) executions.push({ arn, run: Number(name.split('-').at(-1)) });
        }
      }
    }
  }
  const inOrder = executions.sort((one, other) => one.run - other.run);
  return Promise.all(inOrder.map(({ arn }) => transitionsOfExecution(client, arn)));
}

async function transitionsOfExecution(client: SFNClient, executionArn: string): Promise<number> {
  const types: string[] = [];
  for await (const { events = [] } of paginateGetExecutionHistory({ client }, { executionArn, maxResults: 1000 })) {
    types.push(...events.map(({ type = '' }) => type));
  }
  const count = (pattern: RegExp) => types.filter((type) => pattern.test(type)).length;
  const repeats = count(/^LambdaFunctionScheduled$/) - count(/^TaskStateEntered$/);
  return count(/StateEntered$/) + repeats;
}
