import { SourceIndexes } from '../aws/source-indexes';
import { unsettledShards } from '../aws/source-items';
import { SourceStore } from '../aws/source-store';
import { isRunning } from '../aws/workflows';
import { needsAttention } from '../domain/removal';
import { environmentOf } from '../runtime/environment';
import { react } from '../runtime/react';
import { recover, workflowOf } from './recovery';

const environment = environmentOf('sweepSources');
const store = new SourceStore(environment.TABLE_NAME);
const indexes = new SourceIndexes(environment.TABLE_NAME);

/** A source that has not moved for this long is looked at, milliseconds: longer than an execution takes to begin. */
const patience = 60_000;

/** The backstop of recovery: finds the sources whose run was never started, or ended without anybody being told. */
export const handler = react('sweepSources', async () => {
  const since = new Date(Date.now() - patience).toISOString();
  const failures: unknown[] = [];
  for await (const sourceId of indexes.unsettledSince(since, unsettledShards)) {
    // One source that cannot be helped must not keep the others from it.
    await lookAfter(sourceId, since).catch((error) => failures.push(error));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `sources that could not be looked after: ${failures.length}`);
});

async function lookAfter(sourceId: string, since: string): Promise<void> {
  // The index lags behind the table: what it names is only a hint.
  const record = await store.read(sourceId);
  if (!record || !needsAttention(record) || record['provisioning-status-timestamp'] > since) return;
  if (await isRunning(workflowOf(record, environment), sourceId, record.run)) return;
  await recover(store, record, environment);
}
