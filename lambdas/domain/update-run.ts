import { SourceBusy, SourceDeleting, SourceNotFound } from './errors';
import type { Allowance } from './plan';
import { isUnsettled } from './provisioning-status';
import type { SourceRecord } from './source-record';
import { timestamp } from './timestamp';

/** Throws `SourceNotFound` where the source has been deleted: nothing but a read and a deletion finds it then. */
export function requireThere(record: SourceRecord): void {
  if (record['provisioning-status'] === 'deletion-complete') throw new SourceNotFound(record.id);
}

/**
 * Throws unless the source can be changed, which is so where it rests, and not while it is deleted: `SourceBusy` or
 * `SourceDeleting`.
 */
export function requireRest(record: SourceRecord): void {
  const status = record['provisioning-status'];
  if (isUnsettled(status)) throw new SourceBusy(status);
  if (status === 'deletion-failed') throw new SourceDeleting();
}

/** Claims that a source has no flow since its creation failed: whatever is changed of it, it is created again. */
export function isToBeCreated(record: Pick<SourceRecord, 'provisioning-status'>): boolean {
  return record['provisioning-status'] === 'creation-failed';
}

/**
 * What begins a run that brings the flows to what the record will ask for, does nothing beyond what is allowed, and leaves
 * the flows of these ARNs as still as somebody put them.
 */
export function updateRun(record: SourceRecord, allowed: Allowance, now: Date, leftStopped: readonly string[] = []) {
  const status = isToBeCreated(record) ? ('creation-pending' as const) : ('update-pending' as const);
  return {
    run: record.run + 1,
    'run-mode': 'converge' as const,
    allowed,
    'left-stopped': leftStopped.length > 0 ? [...leftStopped] : undefined,
    recoveries: 0,
    'retry-after': undefined,
    'provisioning-status': status,
    'provisioning-status-timestamp': timestamp(now),
    'provisioning-error-reason': undefined,
  };
}
