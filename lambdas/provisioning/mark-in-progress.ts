import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { markInProgress } from '../contract/tasks';
import { isUnsettled, type ProvisioningStatus } from '../domain/provisioning-status';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markInProgress').TABLE_NAME);

export const handler = work(markInProgress, async (input) => {
  const record = await store.readForRun(input);
  const status = record['provisioning-status'];
  if (status.endsWith('-pending')) {
    const now = new Date();
    const next = status.replace('-pending', '-in-progress') as ProvisioningStatus;
    const changes = { 'provisioning-status': next, 'provisioning-status-timestamp': timestamp(now) };
    const event = { id: randomUUID(), at: now.toISOString(), kind: 'status-changed' } as const;
    await store.changeInRun(record, changes, event);
  }
  return {
    mode: record['run-mode'],
    target: 'requested' as const,
    restores: status.startsWith('update-') && isUnsettled(status),
    flowIndexes: record.requested['ingress-flows'].map((_, index) => index),
    earlierCreationEndsAt: record['open-flow-creation']?.['function-ends-at'],
  };
});
