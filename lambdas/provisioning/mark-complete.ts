import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { markComplete } from '../contract/tasks';
import type { ProvisioningStatus } from '../domain/provisioning-status';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markComplete').TABLE_NAME);

/** Ends a run well, once nothing surplus is left. */
export const handler = work(markComplete, async (input) => {
  const record = await store.readForRun(input);
  const status = record['provisioning-status'];
  if (status.endsWith('-complete')) return {};
  const now = new Date();
  const next = status.replace('-in-progress', '-complete') as ProvisioningStatus;
  await store.changeInRun(
    record,
    {
      'surplus-flows': [],
      recoveries: 0,
      'flow-creations': record.flows.length,
      'provisioning-status': next,
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': undefined,
    },
    { id: randomUUID(), at: now.toISOString(), kind: 'status-changed', detail: next },
  );
  return {};
});
