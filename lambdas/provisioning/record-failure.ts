import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { recordFailure } from '../contract/tasks';
import { failureReason } from '../domain/failure-reason';
import { flowsToGo, secretsToGo } from '../domain/removal';
import { failed, type SourceRecord } from '../domain/source-record';
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
  const sentences = [
    reason?.split(leftOverMark)[0]?.trim(),
    input.removalError && `${leftOverMark} ${leftOver(record)} (${failureReason(input.removalError)})`,
  ];
  const changes = failed(record, now, sentences.filter(Boolean).join(' '));
  const refused = record['in-force'] && JSON.stringify(record.requested);
  const detail = [changes['provisioning-status'], refused].filter(Boolean).join(' ');
  await store.changeInRun(record, changes, { id: randomUUID(), at: now.toISOString(), kind: 'status-changed', detail });
  return {};
});

/** Begins the sentence that names what could not be removed. */
const leftOverMark = 'Could not be removed and is tried again by itself:';

/** What is left, by ARN; a flow whose creation was not answered has none that is known. */
function leftOver(record: SourceRecord): string {
  const removal = record['run-mode'] === 'deprovision' ? 'deprovision' : 'roll-back';
  const left = [...flowsToGo(record, removal), ...secretsToGo(record, removal)];
  return left.map(({ arn }) => arn).join(', ') || 'a flow that may have been created';
}
