import type { HistoryEvent } from './history';
import type { SourceRecord } from './source-record';

/** The event with what the write that it comes with does to the record; `before` is undefined for a new one. */
export function withChanges(before: SourceRecord | undefined, after: SourceRecord, event: HistoryEvent): HistoryEvent {
  const [from, to] = [before?.['provisioning-status'], after['provisioning-status']];
  const { run, revision, 'provisioning-error-reason': reason } = after;
  // A recovery that goes on under the same status has moved nothing; a roll-back that is tried again has failed again.
  const isMove = from !== to || event.kind === 'status-changed';
  return { run, revision, ...(isMove && { status: { ...(from && { from }), to }, reason }), ...event };
}
