import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Run } from '../contract/tasks';
import { clientDefaults } from './client-defaults';
import { translated } from './translate-error';

let client: SFNClient | undefined;

function steps(): SFNClient {
  client ??= new SFNClient(clientDefaults);
  return client;
}

/** The name of the execution of a run: unique for ever, so that a run is never started twice. */
export function executionName(sourceId: string, run: number): string {
  return `${sourceId}-${run}`;
}

/** Starts the execution of a run; done when it was started already. */
export async function startRun(stateMachineArn: string, sourceId: string, run: number): Promise<void> {
  const input: Run = { version: 1, sourceId, run };
  await translated('StartExecution', async () => {
    try {
      await steps().send(
        new StartExecutionCommand({
          stateMachineArn,
          name: executionName(sourceId, run),
          input: JSON.stringify(input),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  });
}

/** Claims that the execution of a run is under way. */
export async function isRunning(stateMachineArn: string, sourceId: string, run: number): Promise<boolean> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${executionName(sourceId, run)}`;
  return translated('DescribeExecution', async () => {
    try {
      const { status } = await steps().send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' || status === 'PENDING_REDRIVE';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return false;
      throw error;
    }
  });
}
