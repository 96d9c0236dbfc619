import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { System } from '../support/system';

/** Input, output and history of every execution of every workflow, as one text, and how many executions that are. */
export async function executionTraces(system: System): Promise<{ count: number; text: string }> {
  const client = new SFNClient(system.aws());
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const lists = stateMachines.map(({ stateMachineArn }) => client.send(new ListExecutionsCommand({ stateMachineArn })));
  const executions = (await Promise.all(lists)).flatMap((list) => list.executions ?? []);
  const traces: unknown[] = [];
  for (const { executionArn } of executions) {
    const { input, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const { events } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true, maxResults: 1000 }),
    );
    traces.push({ input, output, events });
  }
  return { count: executions.length, text: JSON.stringify(traces) };
}

/** The files under the system's data directory that hold a text as it is or in base64, its logs among them. */
export function filesWith({ dataDirectory }: System, text: string): string[] {
  const forms = [text, ...[0, 1, 2].map((shift) => base64Core(text, shift))];
  return readdirSync(dataDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => forms.some((form) => readFileSync(path).includes(form)))
    .map((path) => path.slice(dataDirectory.length + 1));
}

/** The characters that a text certainly has in base64 when it begins `shift` bytes after a multiple of three. */
function base64Core(text: string, shift: number): string {
  return Buffer.from(' '.repeat(shift) + text)
    .toString('base64')
    .slice(shift === 0 ? 0 : 4)
    .replace(/.{0,3}=*$/, '');
}
