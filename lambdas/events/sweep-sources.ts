import { SourceIndexes } from '../aws/source-indexes';
import { unsettledShards } from '../aws/source-items';
import { SourceStore } from '../aws/source-store';
import { isRunning } from '../aws/workflows';
import { isStuck } from '../domain/recovery';
import { needsAttention } from '../domain/removal';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { count } from '../runtime/metrics';
import { react } from '../runtime/react';
import { recover, workflowOf } from './recovery';

const environment = environmentOf('sweepSources');
const store = new SourceStore(environment.TABLE_NAME);
const indexes = new SourceIndexes(environment.TABLE_NAME);

/** A source that has not moved for this long is looked at, milliseconds: longer than an execution takes to begin. */
const patience = 60_000;

/** The backstop of recovery: finds the sources whose run was never started, or ended without anybody being told. */
export const handler = react('sweepSources', async () => {
  const now = new Date();
  const since = new Date(now.getTime() - patience).toISOString();
  const failures: unknown[] = [];
  let stuck = 0;
  for await (const sourceId of indexes.unsettledSince(since, unsettledShards)) {
    // One source that cannot be helped must not keep the others from it.
    try {
      // The index lags behind the table: what it names is only a hint.
      const record = await store.read(sourceId);
      if (!record || !needsAttention(record) || record['provisioning-status-timestamp'] > since) continue;
      if (isStuck(record, now)) {
        stuck += 1;
        logger.warn('A source is stuck', { sourceId, status: record['provisioning-status'] });
      }
      await lookAfter(record);
    } catch (error) {
      failures.push(error);
    }
  }
  // Also where none is: that the sweep is silent is an alarm too.
  count('StuckSource', stuck);
  if (failures.length > 0)
    throw new AggregateError(failures, `sources that could not be looked after: ${failures.length}`);
});

async function lookAfter(record: SourceRecord): Promise<void> {
  if (await isRunning(workflowOf(record, environment), record.id, record.run)) return;
  await recover(store, record, environment);
}
