import { timestamp } from './source-answer';
import type { SourceRecord } from './source-record';

/** So often a run whose execution dies is begun again; then a creation is rolled back, and a removal ends as failed. */
const attempts = { converge: 3, 'roll-back': 5, deprovision: 5 };

/** What a recovery writes, and whether it starts a run. */
export type Recovery = Partial<
  Pick<
    SourceRecord,
    'run-mode' | 'recoveries' | 'provisioning-status' | 'provisioning-status-timestamp' | 'provisioning-error-reason'
  >
> & { start: boolean };

/**
 * What becomes of a source whose execution died. A run is begun again; a creation that dies time after time is
 * rolled back, and a roll-back or deletion that does ends as failed, to be tried or asked for again: no record is
 * ever stuck, and no run is begun for ever.
 */
export function nextRecovery(record: SourceRecord, now: Date): Recovery {
  const recoveries = record.recoveries + 1;
  // A failed creation that left something behind is rolled back until nothing is left.
  const mode = record['provisioning-status'] === 'creation-failed' ? 'roll-back' : record['run-mode'];
  if (mode === 'converge' && recoveries > attempts.converge) {
    const reason = `The workflow died ${recoveries} times while it provisioned the source, so it was rolled back. Try again; the workflow's executions say more.`;
    return { start: true, 'run-mode': 'roll-back', recoveries: 0, 'provisioning-error-reason': reason };
  }
  if (mode === 'roll-back' && recoveries > attempts['roll-back']) {
    return {
      start: false,
      recoveries: 0,
      'provisioning-status': 'creation-failed',
      'provisioning-status-timestamp': timestamp(now),
    };
  }
  if (mode === 'deprovision' && recoveries > attempts.deprovision) {
    const reason = `The workflow died ${recoveries} times while it removed the source. Delete it again; the workflow's executions say more.`;
    return {
      start: false,
      recoveries: 0,
      'provisioning-status': 'deletion-failed',
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': reason,
    };
  }
  return { start: true, 'run-mode': mode, recoveries };
}
