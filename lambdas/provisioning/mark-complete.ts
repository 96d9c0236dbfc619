import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { markComplete } from '../contract/tasks';
import { interfacesLeft, leftOver } from '../domain/left-over';
import type { ProvisioningStatus } from '../domain/provisioning-status';
import { needsAttention } from '../domain/removal';
import { creationsOf } from '../domain/source-record';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markComplete').TABLE_NAME);

/**
 * Ends a run well: the flows are as asked for. What is surplus beside them is gone, or the record names it, so that
 * the sweep has it removed.
 */
export const handler = work(markComplete, async (input) => {
  const record = await store.readForRun(input);
  const status = record['provisioning-status'];
  const isAtRest = status.endsWith('-complete');
  const { removalError } = input;
  const interfaces = interfacesLeft(record);
  const isClean = !needsAttention(record) && record['provisioning-error-reason'] === interfaces;
  if (isAtRest && isClean && !removalError) return {};
  const now = new Date();
  const left = removalError && leftOver(record, 'surplus', removalError);
  const reason = [left, interfaces].filter(Boolean).join(' ') || undefined;
  const cleaned = {
    'surplus-flows': [],
    'flow-creations': creationsOf(record.flows),
    recoveries: 0,
    'retry-after': undefined,
  };
  const ended = { allowed: undefined, 'left-stopped': undefined, 'provisioning-error-reason': reason };
  const changes = { ...ended, ...(left ? {} : cleaned) };
  if (isAtRest) {
    const event = { id: randomUUID(), at: now.toISOString(), kind: 'surplus-removed' } as const;
    await store.changeInRun(record, changes, left ? undefined : event);
    return {};
  }
  const next = status.replace('-in-progress', '-complete') as ProvisioningStatus;
  const moved = { 'provisioning-status': next, 'provisioning-status-timestamp': timestamp(now) };
  const event = { id: randomUUID(), at: now.toISOString(), kind: 'status-changed' } as const;
  await store.changeInRun(record, { ...changes, recoveries: 0, ...moved }, event);
  return {};
});
