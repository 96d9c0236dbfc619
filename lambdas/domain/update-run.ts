import { SourceBusy, SourceDeleting, SourceNotFound } from './errors';
import type { FlowPlan } from './flow-step';
import { joinLabelKeys, labelKeysOf } from './label-keys';
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

// What could not be read may have lost its tags too.
const ofTags = new Set(['tag', 'untag', 'read-flow']);

/**
 * What begins a run that brings the flows to what the record will ask for, by this plan, does nothing beyond what is
 * allowed, and leaves the flows of these ARNs as still as somebody put them. It looks at tags only where the plan, or an
 * earlier run, has to do with them: each look is a call of the account's five a second.
 */
export function updateRun(
  record: SourceRecord,
  plan: FlowPlan,
  allowed: Allowance,
  now: Date,
  leftStopped: readonly string[] = [],
) {
  return {
    ...runBegun(record, now),
    'run-mode': 'converge' as const,
    allowed,
    'left-stopped': leftStopped.length > 0 ? [...leftStopped] : undefined,
    ...(plan.steps.some(({ action }) => ofTags.has(action)) && {
      'tags-in-doubt': joinLabelKeys(record['tags-in-doubt'] ?? {}, labelKeysOf(record.requested)),
    }),
  };
}

/** What begins a run that has the flows stand still, and leaves all else as it is. */
export function stopRun(record: SourceRecord, allowed: Allowance, now: Date) {
  return { ...runBegun(record, now), 'run-mode': 'stop' as const, allowed, 'left-stopped': undefined };
}

/** What begins a run that leaves the flows as they are, and has what is beside them put right. */
export function cleanUpRun(record: SourceRecord, now: Date) {
  return { ...runBegun(record, now), 'run-mode': 'clean-up' as const, allowed: undefined, 'left-stopped': undefined };
}

function runBegun(record: SourceRecord, now: Date) {
  const status = isToBeCreated(record) ? ('creation-pending' as const) : ('update-pending' as const);
  return {
    run: record.run + 1,
    recoveries: 0,
    'retry-after': undefined,
    'provisioning-status': status,
    'provisioning-status-timestamp': timestamp(now),
    'provisioning-error-reason': undefined,
    'network-interfaces-left': undefined,
  };
}
