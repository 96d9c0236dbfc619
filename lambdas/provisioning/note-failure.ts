import { SourceStore } from '../aws/source-store';
import { noteFailure } from '../contract/tasks';
import { failureReason } from '../domain/failure-reason';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('noteFailure').TABLE_NAME);

/**
 * Turns a run that failed into its roll-back. What it made is removed from here on, so that a run that takes it over can
 * neither go on with it nor find the reason again.
 */
export const handler = work(noteFailure, async (input, { record }) => {
  const reason = failureReason(input.error);
  await store.changeInRun(record, { 'run-mode': 'roll-back', 'provisioning-error-reason': reason });
  return {};
});
