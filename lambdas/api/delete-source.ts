import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { startRun } from '../aws/workflows';
import { deleteSource } from '../contract/endpoints';
import { SourceBusy } from '../domain/errors';
import { isBeingDeleted } from '../domain/provisioning-status';
import type { SourceRecord } from '../domain/source-record';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import { serve } from '../runtime/serve';

const environment = environmentOf('deleteSource');
const store = new SourceStore(environment.TABLE_NAME);

/** How often a deletion is tried against concurrent requests. */
const attempts = 3;

const done = { body: { message: 'Success' as const } };

export const handler = serve(deleteSource, async ({ path, caller, now, ifMatch }) => {
  for (let attempt = 1; ; attempt++) {
    const record = await ownedSource(store, environment, path);
    requireMatch(record, ifMatch);
    const status = record['provisioning-status'];
    if (status === 'deletion-complete' || (isBeingDeleted(status) && status !== 'deletion-failed')) return done;
    try {
      await beginDeletion(record, caller.subject, now);
      return done;
    } catch (error) {
      // Another request began a run between our read and our write; what it was decides what is left to do.
      if (!(error instanceof SourceBusy) || attempt === attempts) throw error;
    }
  }
});

/** A new run number fences whatever is under way: each of its steps finds that the source is no longer its own. */
async function beginDeletion(record: SourceRecord, subject: string, now: Date): Promise<void> {
  const run = record.run + 1;
  await store.beginRun(
    record,
    {
      run,
      'run-mode': 'deprovision',
      recoveries: 0,
      'provisioning-status': 'deletion-pending',
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': undefined,
    },
    { id: randomUUID(), at: now.toISOString(), kind: 'deletion-requested', by: subject },
  );
  await startRun(environment.DEPROVISION_SOURCE_ARN, record.id, run).catch((error) =>
    logger.error('The run could not be started; recovery will', error),
  );
}
