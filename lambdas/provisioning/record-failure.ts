import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { recordFailure } from '../contract/tasks';
import { failureReason } from '../domain/failure-reason';
import { leftOver, withoutLeftOver } from '../domain/left-over';
import { failed } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('recordFailure').TABLE_NAME);

/**
 * Ends a run that failed: the record says why, what is in force, and what is left if something could not be removed.
 * The event keeps the configuration that was refused.
 */
export const handler = work(recordFailure, async (input) => {
  const record = await store.readForRun(input);
  const now = new Date();
  // A roll-back that is tried again comes without the error that began it; the record has kept its reason.
  const reason = input.error ? failureReason(input.error) : record['provisioning-error-reason'];
  const removal = record['run-mode'] === 'deprovision' ? 'deprovision' : 'roll-back';
  const sentences = [withoutLeftOver(reason), input.removalError && leftOver(record, removal, input.removalError)];
  const changes = failed(record, now, sentences.filter(Boolean).join(' '));
  const refused = record['in-force'] && JSON.stringify(record.requested);
  const detail = [changes['provisioning-status'], refused].filter(Boolean).join(' ');
  await store.changeInRun(record, changes, { id: randomUUID(), at: now.toISOString(), kind: 'status-changed', detail });
  return {};
});
