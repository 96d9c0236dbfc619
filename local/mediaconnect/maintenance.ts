import { flowEvent, timestamp } from './events';
import type { Flow } from './record';
import type { SignalRequest } from './requests';
import type { Work } from './work';

/** Maintenance that is scheduled has to be done within so many days. Assumed. */
const deadlineDays = 7;

/** Reports how the maintenance of a flow stands; while one is due, the flow shows its deadline. */
export function maintain(work: Work, flow: Flow, status: NonNullable<SignalRequest['maintenance']>): void {
  const isDue = status === 'SCHEDULED' || status === 'RESCHEDULED' || status === 'INPROGRESS';
  const { maintenanceDeadline, ...settings } = flow.maintenance;
  const deadline = maintenanceDeadline ?? timestamp(work.now + deadlineDays * 86_400_000);
  flow.maintenance = { ...settings, ...(isDue && { maintenanceDeadline: deadline }) };
  work.events.push(flowEvent(flow, work.now, 'Flow Maintenance', { currentStatus: status }));
}
