import type { Call } from '../../local/aws/calls';
import type { System } from '../support/system';

const reading = /^(BatchGet|Describe|Get|List|Query|Scan)/;

/** The AWS calls since a moment that may have changed something, as `service:operation`, in their order. */
export async function changesSince(system: System, moment: string): Promise<string[]> {
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${moment}`);
  return calls
    .filter(({ operation }) => !reading.test(operation))
    .map(({ service, operation }) => `${service}:${operation}`);
}

/** The calls since a moment that may have changed something in MediaConnect, by their operations. */
export async function flowChangesSince(system: System, moment: string): Promise<string[]> {
  const changes = await changesSince(system, moment);
  return changes.flatMap((each) => (each.startsWith('mediaconnect:') ? [each.slice('mediaconnect:'.length)] : []));
}

/** This moment, as the log of calls tells it. */
export const moment = () => new Date().toISOString();
