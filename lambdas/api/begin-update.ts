import type { RecordChanges, SourceStore } from '../aws/source-store';
import { startRun } from '../aws/workflows';
import type { HistoryEvent } from '../domain/history';
import type { SourceRecord } from '../domain/source-record';
import { logger } from '../runtime/logger';

/**
 * Begins a run that brings the flows of a source at rest to what its record will then say, and answers that record.
 * Throws `SourceBusy` when another request was faster. The record owes the run once it is written: if it cannot be
 * started now, recovery starts it.
 */
export async function beginUpdate(
  store: SourceStore,
  stateMachineArn: string,
  record: SourceRecord,
  changes: RecordChanges & { run: number },
  event: HistoryEvent,
): Promise<SourceRecord> {
  await store.beginRun(record, changes, event);
  await startRun(stateMachineArn, record.id, changes.run).catch((error) =>
    logger.error('The run could not be started; recovery will', error),
  );
  return { ...record, ...changes };
}
