import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { recordFailure } from '../contract/tasks';
import { failureReason } from '../domain/failure-reason';
import type { ProvisioningStatus } from '../domain/provisioning-status';
import { timestamp } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('recordFailure').TABLE_NAME);

/** Ends a run that failed: the record says why, and what is left if something could not be removed. */
export const handler = work(recordFailure, async (input) => {
  const record = await store.readForRun(input);
  const now = new Date();
  const phase = record['provisioning-status'].split('-')[0];
  const next = `${phase}-failed` as ProvisioningStatus;
  // A roll-back that is tried again comes without the error that began it; the record has kept its reason.
  const reason = input.error ? failureReason(input.error) : record['provisioning-error-reason'];
  const sentences = [
    reason?.split(leftOverMark)[0]?.trim(),
    input.removalError && `${leftOverMark} ${leftOver(record)} (${failureReason(input.removalError)})`,
  ];
  await store.changeInRun(
    record,
    {
      'provisioning-status': next,
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': sentences.filter(Boolean).join(' '),
    },
    { id: randomUUID(), at: now.toISOString(), kind: 'status-changed', detail: next },
  );
  return {};
});

/** Begins the sentence that names what could not be removed. */
const leftOverMark = 'Could not be removed and is tried again by itself:';

/** What is left, by ARN; a flow whose creation was not answered has none that is known. */
function leftOver({ flows, secrets }: SourceRecord): string {
  return [...flows, ...secrets].map(({ arn }) => arn).join(', ') || 'a flow that may have been created';
}
