import { randomUUID } from 'node:crypto';
import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { markComplete } from '../contract/tasks';
import { FlowVanished } from '../domain/errors';
import { provisionedFlow } from '../domain/provisioned-flow';
import type { ProvisioningStatus } from '../domain/provisioning-status';
import type { ProvisionedFlow } from '../domain/source';
import { timestamp } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markComplete').TABLE_NAME);

/** Ends a run well: the record shows the flows as MediaConnect describes them now. */
export const handler = work(markComplete, async (input) => {
  const record = await store.readForRun(input);
  const status = record['provisioning-status'];
  if (status.endsWith('-complete')) return {};
  const now = new Date();
  const next = status.replace('-in-progress', '-complete') as ProvisioningStatus;
  await store.changeInRun(
    record,
    {
      flows: await describedFlows(record),
      recoveries: 0,
      'flow-creations': record.flows.length,
      'provisioning-status': next,
      'provisioning-status-timestamp': timestamp(now),
      'provisioning-error-reason': undefined,
    },
    { id: randomUUID(), at: now.toISOString(), kind: 'status-changed', detail: next },
  );
  return {};
});

function describedFlows(record: SourceRecord): Promise<ProvisionedFlow[]> {
  return Promise.all(
    record.flows.map(async ({ arn, region }) => {
      const described = await describeFlow(region, arn);
      if (!described) throw new FlowVanished(arn);
      return provisionedFlow(described.flow, region);
    }),
  );
}
