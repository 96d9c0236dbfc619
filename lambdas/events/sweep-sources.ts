import { unsettledShards } from '../aws/source-items';
import { SourceStore } from '../aws/source-store';
import { isRunning } from '../aws/workflows';
import { needsAttention } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { react } from '../runtime/react';
import { recover, workflowOf } from './recovery';

const environment = environmentOf('sweepSources');
const store = new SourceStore(environment.TABLE_NAME);

/** A source that has not moved for this long is looked at, milliseconds: longer than an execution takes to begin. */
const patience = 60_000;

/** The backstop of recovery: finds the sources whose run was never started, or ended without anybody being told. */
export const handler = react('sweepSources', async () => {
  const since = new Date(Date.now() - patience).toISOString();
  for await (const sourceId of store.unsettledSince(since, unsettledShards)) {
    // The index lags behind the table: what it names is only a hint.
    const record = await store.read(sourceId);
    if (!record || !needsAttention(record) || record['provisioning-status-timestamp'] > since) continue;
    if (await isRunning(workflowOf(record, environment), sourceId, record.run)) continue;
    await recover(store, record, environment);
  }
});
