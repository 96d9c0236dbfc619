import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { markDeleted } from '../contract/tasks';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markDeleted').TABLE_NAME);

/** Ends a deletion well; the record stays readable until it expires. */
export const handler = work(markDeleted, async (_, { record }) => {
  if (record['provisioning-status'] === 'deletion-complete') return {};
  const now = new Date();
  await store.changeInRun(
    record,
    {
      flows: [],
      'in-force': undefined,
      recoveries: 0,
      'provisioning-status': 'deletion-complete',
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': undefined,
    },
    { id: randomUUID(), at: now.toISOString(), kind: 'status-changed' },
  );
  return {};
});
