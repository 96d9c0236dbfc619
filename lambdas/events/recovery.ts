import { randomUUID } from 'node:crypto';
import type { RecordChanges, SourceStore } from '../aws/source-store';
import { startRun } from '../aws/workflows';
import { SourceBusy } from '../domain/errors';
import { isDue, nextRecovery } from '../domain/recovery';
import type { SourceRecord } from '../domain/source-record';
import { logger } from '../runtime/logger';

/** The two workflows, by ARN. */
export interface Workflows {
  PROVISION_SOURCE_ARN: string;
  DEPROVISION_SOURCE_ARN: string;
}

/** The workflow that the source's current run is of. */
export function workflowOf(record: Pick<SourceRecord, 'run-mode'>, workflows: Workflows): string {
  return record['run-mode'] === 'deprovision' ? workflows.DEPROVISION_SOURCE_ARN : workflows.PROVISION_SOURCE_ARN;
}

/**
 * Takes a source whose execution has died to its end: under a new run number, so that nothing of the old one can
 * still write. Does nothing if it is not time yet, or if somebody else was faster.
 */
export async function recover(store: SourceStore, record: SourceRecord, workflows: Workflows): Promise<void> {
  const now = new Date();
  if (!isDue(record, now)) return;
  const { start, ...next } = nextRecovery(record, now);
  const changes: RecordChanges & { run: number } = { ...next, run: record.run + 1 };
  const event = {
    id: randomUUID(),
    at: now.toISOString(),
    kind: 'run-recovered',
    detail: `after run ${record.run}`,
  } as const;
  try {
    await store.beginRun(record, changes, event);
  } catch (error) {
    if (error instanceof SourceBusy) return;
    throw error;
  }
  logger.warn('Recovering a source', { sourceId: record.id, run: changes.run, mode: changes['run-mode'] });
  if (start) await startRun(workflowOf({ ...record, ...changes }, workflows), record.id, changes.run);
}
