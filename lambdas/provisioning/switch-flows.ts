import { randomUUID } from 'node:crypto';
import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { switchFlows } from '../contract/tasks';
import { FlowVanished } from '../domain/errors';
import { addressChanges, provisionedFlow } from '../domain/provisioned-flow';
import type { ProvisionedFlow } from '../domain/source';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('switchFlows').TABLE_NAME);

/**
 * The record shows the flows as MediaConnect describes them now: those that were changed, and those that were made,
 * before anything happens to the ones whose place they take.
 */
export const handler = work(switchFlows, async (input) => {
  const record = await store.readForRun(input);
  const next = record['next-flows'];
  const flows = await Promise.all(
    record.requested['ingress-flows'].map(({ name, region }, index) => {
      const flow = next.find((made) => made.name === name && made.region === region) ?? record.flows[index];
      if (!flow) throw new Error(`source ${record.id} has no flow for ingress flow ${index}`);
      return described(flow);
    }),
  );
  const arns = new Set(flows.map(({ arn }) => arn));
  const replaced = record.flows.filter(({ arn }) => !arns.has(arn));
  const detail = addressChanges(record.flows, flows).join('; ');
  await store.changeInRun(
    record,
    {
      flows,
      'flows-revision': record.revision,
      'next-flows': [],
      'surplus-flows': [...record['surplus-flows'], ...replaced],
      'in-force': undefined,
      'restore-failed': undefined,
      'tags-in-doubt': undefined,
    },
    detail ? { id: randomUUID(), at: new Date().toISOString(), kind: 'address-changed', detail } : undefined,
  );
  return {};
});

async function described({ arn, region }: ProvisionedFlow): Promise<ProvisionedFlow> {
  const found = await describeFlow(region, arn);
  if (!found) throw new FlowVanished(arn);
  return provisionedFlow(found.flow, region);
}
