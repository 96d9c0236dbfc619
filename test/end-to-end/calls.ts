import type { Call } from '../../local/aws/calls';
import type { System } from '../support/system';

/** What changes nothing: a look, or the session in which one is taken. */
const reading = /^(AssumeRole|BatchGet|Describe|Get|List|Query|Scan)/;

/** Claims that a call is of those who listen to MediaConnect and publish what happened: they come at their own pace. */
export const isOfListeners = ({ principal }: Call) => /\/Headworks-(Observation|Events)/.test(principal);

/** Claims that a call is of those whom a schedule starts: what they do is no part of what is going on. */
export const isOfSchedules = ({ principal }: Call) => /\/Headworks-(Recovery|Reconciliation)/.test(principal);

/** The AWS calls since a moment that may have changed something but for what listeners keep, as `service:operation`, in their order. */
export async function changesSince(system: System, moment: string): Promise<string[]> {
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${moment}`);
  return calls
    .filter((call) => !reading.test(call.operation) && !isOfListeners(call))
    .map(({ service, operation }) => `${service}:${operation}`);
}

/**
 * All calls of the product since a moment, as `service:operation`; with a role, those alone that its functions made as
 * themselves.
 */
export async function callsSince(system: System, moment: string, role = ''): Promise<string[]> {
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${moment}`);
  const ours = calls.filter(({ principal }) => !principal.endsWith('/outsider') && principal.includes(role));
  return ours.map(({ service, operation }) => `${service}:${operation}`);
}

/** The calls since a moment that may have changed something in MediaConnect, by their operations. */
export async function flowChangesSince(system: System, moment: string): Promise<string[]> {
  const changes = await changesSince(system, moment);
  return changes.flatMap((each) => (each.startsWith('mediaconnect:') ? [each.slice('mediaconnect:'.length)] : []));
}

/** This moment, as the log of calls tells it. */
export const moment = () => new Date().toISOString();
