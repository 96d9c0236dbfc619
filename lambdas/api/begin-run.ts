import type { RecordChanges, SourceStore } from '../aws/source-store';
import { startRun } from '../aws/workflows';
import type { HistoryEvent } from '../domain/history';
import type { Quotas } from '../domain/quota';
import type { SourceRecord } from '../domain/source-record';
import { logger } from '../runtime/logger';

/**
 * Begins a run of a source and answers the record with what it then says. Throws `SourceBusy` when another request was
 * faster, and `QuotaExceeded` when there are quotas, and no room for another run.
 */
export async function beginRun(
  store: SourceStore,
  stateMachineArn: string,
  record: SourceRecord,
  changes: RecordChanges & { run: number },
  event: HistoryEvent,
  quotas?: Quotas,
): Promise<SourceRecord> {
  await store.beginRun(record, changes, event, quotas);
  await startOwedRun(stateMachineArn, record.id, changes.run);
  return { ...record, ...changes };
}

/** Starts the run that a record owes from its write on: if that fails, it is logged, and recovery starts the run. */
export async function startOwedRun(stateMachineArn: string, sourceId: string, run: number): Promise<void> {
  await startRun(stateMachineArn, sourceId, run).catch((error) =>
    logger.error('The run could not be started; recovery will', error),
  );
}
