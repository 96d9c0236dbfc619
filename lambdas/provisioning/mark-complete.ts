import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { markComplete } from '../contract/tasks';
import { failureReason } from '../domain/failure-reason';
import { alarmsLeft, interfacesLeft, leftOver, withoutLeftOver } from '../domain/left-over';
import type { ProvisioningStatus } from '../domain/provisioning-status';
import { needsAttention } from '../domain/removal';
import { creationsOf } from '../domain/source-record';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markComplete').TABLE_NAME);

/**
 * Ends a run well: the flows are as asked for. What is surplus beside them is gone, or the record names it, so that
 * the sweep has it removed; and so it is with alarms that could not be made, for which no flow goes off air.
 */
export const handler = work(markComplete, async (input, { record }) => {
  const status = record['provisioning-status'];
  const isAtRest = status.endsWith('-complete');
  const { removalError, alarmError, proxyError } = input;
  const interfaces = interfacesLeft(record);
  const isClean = !needsAttention(record) && record['provisioning-error-reason'] === interfaces;
  if (isAtRest && isClean && !removalError && !alarmError && !proxyError) return {};
  const now = new Date();
  const left = removalError && leftOver(record, 'surplus', removalError);
  const reason = [left, alarmError && alarmsLeft(alarmError), interfaces].filter(Boolean).join(' ') || undefined;
  const cleaned = {
    'surplus-flows': [],
    'flow-creations': creationsOf(record.flows),
    recoveries: 0,
    'retry-after': undefined,
  };
  const ended = { allowed: undefined, 'left-stopped': undefined, 'provisioning-error-reason': reason };
  const { recoveries, 'retry-after': retryAfter } = record;
  const isBesideFailed = alarmError ?? proxyError;
  const failed = isBesideFailed && {
    ...(alarmError && { 'alarms-failed': true as const }),
    ...(proxyError && { 'proxy-failed': failureReason(proxyError) }),
    recoveries,
    'retry-after': retryAfter,
  };
  const changes = { ...ended, ...(left ? {} : cleaned), ...failed };
  if (isAtRest) {
    const event = { id: randomUUID(), at: now.toISOString(), kind: 'surplus-removed' } as const;
    const before = record['provisioning-error-reason'];
    const isOfSurplus = needsAttention(record) || withoutLeftOver(before) !== before;
    await store.changeInRun(record, changes, reason || !isOfSurplus ? undefined : event);
    return {};
  }
  const next = status.replace('-in-progress', '-complete') as ProvisioningStatus;
  const moved = { 'provisioning-status': next, 'provisioning-status-timestamp': timestamp(now) };
  const event = { id: randomUUID(), at: now.toISOString(), kind: 'status-changed' } as const;
  await store.changeInRun(record, { ...changes, recoveries: 0, ...moved }, event);
  return {};
});
