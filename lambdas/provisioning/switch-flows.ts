import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { switchFlows } from '../contract/tasks';
import { FlowVanished } from '../domain/errors';
import { provisionedFlow } from '../domain/provisioned-flow';
import type { ProvisionedFlow } from '../domain/source';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('switchFlows').TABLE_NAME);

/** The record shows the new flows, as MediaConnect describes them now, before anything happens to the old ones. */
export const handler = work(switchFlows, async (input) => {
  const record = await store.readForRun(input);
  if (record['flows-revision'] === record.revision) return {};
  await store.changeInRun(record, {
    flows: await Promise.all(record['next-flows'].map(described)),
    'flows-revision': record.revision,
    'next-flows': [],
    'surplus-flows': [...record['surplus-flows'], ...record.flows],
    'in-force': undefined,
  });
  return {};
});

async function described({ arn, region }: ProvisionedFlow): Promise<ProvisionedFlow> {
  const found = await describeFlow(region, arn);
  if (!found) throw new FlowVanished(arn);
  return provisionedFlow(found.flow, region);
}
