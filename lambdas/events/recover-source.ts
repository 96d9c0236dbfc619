import { SourceStore } from '../aws/source-store';
import { needsAttention } from '../domain/removal';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';
import { recover } from './recovery';

const environment = environmentOf('recoverSource');
const store = new SourceStore(environment.TABLE_NAME);

/** The member of Step Functions' "Execution Status Change" event that is needed: the execution's name. */
interface ExecutionEnded {
  detail: { name: string };
}

/** Wakes when an execution failed, timed out or was aborted: none of these reaches the machine's own Catch. */
export const handler = react<ExecutionEnded>('recoverSource', async ({ detail: { name } }) => {
  const [, sourceId = '', run = ''] = /^(.+)-(\d+)$/.exec(name) ?? [];
  const record = await store.read(sourceId);
  if (record?.run !== Number(run) || !needsAttention(record)) {
    logger.info('The execution is not of a current run', { execution: name });
    return;
  }
  await recover(store, record, environment);
});
