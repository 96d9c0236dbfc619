import { interfacesLeft } from './left-over';
import { isUnsettled, type ProvisioningStatus } from './provisioning-status';
import { concernsProxy } from './proxy';
import { needsAttention } from './removal';
import { failed, type SourceRecord } from './source-record';
import { timestamp } from './timestamp';

/** So often a run whose execution dies is begun again; then it is rolled back, or ends where it is. */
const attempts = { converge: 3, stop: 3, 'roll-back': 5, 'clean-up': 5, deprovision: 5 };

/** What an ended run left behind is tried again after 4 minutes, then 8, 16 …, and every 4 hours in the end; milliseconds. */
const backOff = { first: 4 * 60_000, most: 4 * 3_600_000 };

/**
 * A source that has owed attention for this long is stuck, milliseconds: a run that fails after having waited for as
 * long as it may at every step (5 minutes to settle, 10 to start, 5 to stop, 10 to delete) takes no more.
 */
const stuckAfter = 1_800_000;

/** What a recovery writes, and whether it starts a run. */
export type Recovery = Partial<SourceRecord> & { start: boolean };

/**
 * What becomes of a source whose execution died. A run is begun again; one that dies time after time is rolled back,
 * and a stop, roll-back or deletion that does ends as failed, to be tried or asked for again: no record is ever stuck,
 * and no run is begun for ever. What an ended run left behind is removed until nothing is left, ever less often.
 */
export function nextRecovery(record: SourceRecord, now: Date): Recovery {
  const recoveries = record.recoveries + 1;
  const status = record['provisioning-status'];
  const atRest = modeAtRest(status);
  if (atRest) return { start: true, 'run-mode': atRest, recoveries, 'retry-after': nextTry(record.recoveries, now) };
  const mode = record['run-mode'];
  if (recoveries <= attempts[mode]) return { start: true, 'run-mode': mode, recoveries };
  const died = `The workflow died ${recoveries} times while it`;
  if (mode === 'converge') {
    const reason = `${died} provisioned the source, so it was rolled back. Try again; the workflow's executions say more.`;
    return { start: true, 'run-mode': 'roll-back', recoveries: 0, 'provisioning-error-reason': reason };
  }
  // The flows in force are as asked for, whatever is left beside them.
  if (mode === 'clean-up')
    return { start: false, recoveries: 0, ...completed(record, now), ...proxyLeft(record, died) };
  const reasons = {
    stop: `${died} stopped the source. Stop it again; the workflow's executions say more.`,
    deprovision: `${died} removed the source. Delete it again; the workflow's executions say more.`,
    'roll-back': record['provisioning-error-reason'],
  };
  const isRestored = mode === 'stop' || record['in-force'] === undefined;
  const reason = [reasons[mode], interfacesLeft(record)].filter(Boolean).join(' ') || undefined;
  return { start: false, recoveries: 0, ...failed(record, now, reason, isRestored), ...proxyLeft(record, died) };
}

/** Claims that it is time for a recovery; what an ended run left behind has a moment before which it is not. */
export function isDue(record: SourceRecord, now: Date): boolean {
  const after = modeAtRest(record['provisioning-status']) && record['retry-after'];
  return after === undefined || after <= now.toISOString();
}

function nextTry(tries: number, now: Date): string {
  return new Date(now.getTime() + Math.min(backOff.first * 2 ** tries, backOff.most)).toISOString();
}

/** Stops and clean-ups see to the proxy in the end: what they may have left of it is tried again. */
function proxyLeft(record: SourceRecord, died: string): Partial<SourceRecord> {
  const isSeenTo = record['run-mode'] === 'stop' || record['run-mode'] === 'clean-up';
  return isSeenTo && concernsProxy(record) ? { 'proxy-failed': `${died} saw to the proxy.` } : {};
}

function completed(record: SourceRecord, now: Date) {
  const next = record['provisioning-status'].replace('-in-progress', '-complete') as ProvisioningStatus;
  return {
    allowed: undefined,
    'left-stopped': undefined,
    'provisioning-status': next,
    'provisioning-status-timestamp': timestamp(now),
    'provisioning-error-reason': interfacesLeft(record),
  };
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
function modeAtRest(status: ProvisioningStatus): 'roll-back' | 'clean-up' | undefined {
  if (isUnsettled(status) || status.startsWith('deletion-')) return undefined;
  return status.endsWith('-failed') ? 'roll-back' : 'clean-up';
}
