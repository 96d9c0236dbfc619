import { flowEvent } from './events';
import { badRequest } from './faults';
import type { Flow, Status } from './record';
import type { Work } from './work';

/** How long the service takes for a transition, in seconds. Assumed: only the budgets of its waiters are public. */
const seconds = { StartFlow: 20, StopFlow: 10, DeleteFlow: 30, update: 2 };

const settled: Status[] = ['STANDBY', 'ACTIVE'];
const allowed: Partial<Record<string, Status[]>> = {
  StartFlow: ['STANDBY'],
  StopFlow: ['ACTIVE', 'ERROR'],
  DeleteFlow: ['STANDBY', 'ERROR'],
  RemoveFlowVpcInterface: ['STANDBY'],
  RemoveFlowMediaStream: ['STANDBY'],
};

/** True while the flow passes a stream on: ACTIVE, or being updated out of ACTIVE. */
export const isRunning = (flow: Flow) =>
  flow.status === 'ACTIVE' || (flow.status === 'UPDATING' && flow.transition?.to === 'ACTIVE');

/** Throws BadRequestException unless the flow's status allows the operation. */
export function requireStatus(flow: Flow, operation: string): void {
  const statuses = allowed[operation] ?? settled;
  if (statuses.includes(flow.status)) return;
  throw badRequest(
    `${operation} is not possible while flow ${flow.arn} is in status ${flow.status}; it must be ${statuses.join(' or ')}.`,
  );
}

/** Begins a transition, which ends by itself after the service's duration unless the surroundings say it is stuck. */
export function begin(work: Work, flow: Flow, operation: string): void {
  const { to, status } = destination(flow, operation);
  const duration = seconds[operation as keyof typeof seconds] ?? seconds.update;
  const endsAt = work.now + (duration * 1000) / work.surroundings.speed;
  flow.transition = work.surroundings.isStuck(operation) ? { to } : { to, endsAt };
  enter(work, flow, status);
}

/** Puts a flow into a status, and says so in an event. */
export function enter(work: Work, flow: Flow, status: Status): void {
  if (flow.status === status) return;
  const detail = { currentStatus: status, previousStatus: flow.status };
  flow.status = status;
  work.events.push(flowEvent(flow, work.now, 'Flow Status Change', detail));
}

function destination(flow: Flow, operation: string): { to: 'STANDBY' | 'ACTIVE' | 'GONE'; status: Status } {
  if (operation === 'StartFlow') return { to: 'ACTIVE', status: 'STARTING' };
  if (operation === 'StopFlow') return { to: 'STANDBY', status: 'STOPPING' };
  if (operation === 'DeleteFlow') return { to: 'GONE', status: 'DELETING' };
  return { to: isRunning(flow) ? 'ACTIVE' : 'STANDBY', status: 'UPDATING' };
}
