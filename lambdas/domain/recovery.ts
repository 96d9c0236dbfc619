import { timestamp } from './source-answer';
import type { SourceRecord } from './source-record';

/** So often a creation is begun again before it is rolled back, and so often a deletion before it is given up. */
const attempts = { converge: 3, deprovision: 5 };

/** What a recovery writes, and whether it starts a run. */
export type Recovery = Partial<
  Pick<
    SourceRecord,
    'run-mode' | 'recoveries' | 'provisioning-status' | 'provisioning-status-timestamp' | 'provisioning-error-reason'
  >
> & { start: boolean };

/**
 * What becomes of a source whose execution died. A run is begun again; a creation that dies time after time is
 * rolled back, and a deletion that does ends as failed, to be asked for again: no record is ever stuck.
 */
export function nextRecovery(record: SourceRecord, now: Date): Recovery {
  const mode = record['run-mode'];
  const recoveries = record.recoveries + 1;
  if (mode === 'converge' && recoveries > attempts.converge) {
    const reason = `The workflow died ${recoveries} times while it provisioned the source, so it was rolled back. Try again; the workflow's executions say more.`;
    return { start: true, 'run-mode': 'roll-back', recoveries: 0, 'provisioning-error-reason': reason };
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
  // A failed creation that left a flow behind is rolled back until nothing is left.
  const rollBack = mode === 'roll-back' || record['provisioning-status'] === 'creation-failed';
  return { start: true, 'run-mode': rollBack ? 'roll-back' : mode, recoveries };
}
