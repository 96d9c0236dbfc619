import { isUnsettled, type ProvisioningStatus } from './provisioning-status';
import { needsAttention } from './removal';
import { failed, type RunMode, type SourceRecord } from './source-record';

/** So often a run whose execution dies is begun again; then it is rolled back, and a removal ends as failed. */
const attempts = { converge: 3, 'roll-back': 5, 'clean-up': 5, deprovision: 5 };

/**
 * A source that has owed attention for this long is stuck, milliseconds: a run that fails after having waited for as
 * long as it may at every step (5 minutes to settle, 10 to start, 5 to stop, 10 to delete) takes no more.
 */
const stuckAfter = 1_800_000;

/** What a recovery writes, and whether it starts a run. */
export type Recovery = Partial<SourceRecord> & { start: boolean };

/**
 * What becomes of a source whose execution died. A run is begun again; one that dies time after time is rolled back,
 * and a roll-back or deletion that does ends as failed, to be tried or asked for again: no record is ever stuck, and
 * no run is begun for ever.
 */
export function nextRecovery(record: SourceRecord, now: Date): Recovery {
  const recoveries = record.recoveries + 1;
  const status = record['provisioning-status'];
  const mode = modeAtRest(status) ?? record['run-mode'];
  if (recoveries <= attempts[mode]) return { start: true, 'run-mode': mode, recoveries };
  // The flows in force run well; the next sweep tries again.
  if (mode === 'clean-up') return { start: false, recoveries: 0 };
  const died = `The workflow died ${recoveries} times while it`;
  if (mode === 'converge') {
    const reason = `${died} provisioned the source, so it was rolled back. Try again; the workflow's executions say more.`;
    return { start: true, 'run-mode': 'roll-back', recoveries: 0, 'provisioning-error-reason': reason };
  }
  const reason =
    mode === 'deprovision'
      ? `${died} removed the source. Delete it again; the workflow's executions say more.`
      : record['provisioning-error-reason'];
  return { start: false, recoveries: 0, ...failed(record, now, reason, record['in-force'] === undefined) };
}

/**
 * Claims that somebody had better look at a source: it has owed attention for half an hour, or a run that failed left
 * something behind, every new try of which gives it a new timestamp.
 */
export function isStuck(record: SourceRecord, now: Date): boolean {
  if (!needsAttention(record)) return false;
  const isLong = Date.parse(record['provisioning-status-timestamp']) <= now.getTime() - stuckAfter;
  return isLong || record['provisioning-status'].endsWith('-failed');
}

/** What a run of a source at rest is for: what an earlier one left behind is removed until nothing is left. */
function modeAtRest(status: ProvisioningStatus): RunMode | undefined {
  if (isUnsettled(status) || status.startsWith('deletion-')) return undefined;
  return status.endsWith('-failed') ? 'roll-back' : 'clean-up';
}
