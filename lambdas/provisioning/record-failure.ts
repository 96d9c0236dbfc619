import { randomUUID } from 'node:crypto';
import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { recordFailure } from '../contract/tasks';
import { failureReason } from '../domain/failure-reason';
import { interfacesLeft, leftOver, withoutLeftOver } from '../domain/left-over';
import { provisionedFlow } from '../domain/provisioned-flow';
import type { RecordedFlow } from '../domain/recorded-flow';
import { maskedConfiguration } from '../domain/show-source';
import { failed, type SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('recordFailure').TABLE_NAME);

/**
 * Ends a run that failed: the record says why, what is in force, and what is left if something could not be removed.
 * The event keeps the configuration that was refused.
 */
export const handler = work(recordFailure, async (input, { record }) => {
  const now = new Date();
  // A roll-back that is tried again comes without the error that began it; the record has kept its reason.
  const reason = input.error ? failureReason(input.error) : record['provisioning-error-reason'];
  const removal = record['run-mode'] === 'deprovision' ? 'deprovision' : 'roll-back';
  const { removalError, restoreError } = input;
  const sentences = [
    withoutLeftOver(reason),
    restoreError && `The flow could not be brought back: ${failureReason(restoreError)}`,
    removalError && leftOver(record, removal, removalError),
    interfacesLeft(record),
  ];
  const changes = {
    ...failed(record, now, sentences.filter(Boolean).join(' '), restoreError === undefined),
    flows: await flowsNow(record),
  };
  const refused = record['in-force'] && maskedConfiguration(record.requested);
  await store.changeInRun(record, changes, {
    id: randomUUID(),
    at: now.toISOString(),
    kind: 'status-changed',
    refused,
  });
  return {};
});

/** The flows in force as MediaConnect describes them: the way to a failed update and back may have moved a source. */
async function flowsNow(record: SourceRecord): Promise<RecordedFlow[]> {
  if (!record['provisioning-status'].startsWith('update-')) return record.flows;
  return Promise.all(
    record.flows.map(async (flow) => {
      // What cannot be seen is told as it was.
      const described = await describeFlow(flow.region, flow.arn).catch(() => undefined);
      return described ? provisionedFlow(described.flow, flow.region, flow.type) : flow;
    }),
  );
}
