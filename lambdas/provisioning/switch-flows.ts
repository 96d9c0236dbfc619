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
  const next = record['next-flows'];
  if (next.length === 0) return {};
  const made = await Promise.all(next.map(described));
  const staying = record['flows-revision'] === record.revision ? record.flows.filter((flow) => !isIn(next, flow)) : [];
  await store.changeInRun(record, {
    flows: [...staying, ...made],
    'flows-revision': record.revision,
    'next-flows': [],
    'surplus-flows': [...record['surplus-flows'], ...record.flows.filter((flow) => !staying.includes(flow))],
    'in-force': undefined,
  });
  return {};
});

/** Claims that there is a flow in place of this one: one that vanished is made again under its name. */
function isIn(flows: readonly ProvisionedFlow[], { name, region }: ProvisionedFlow): boolean {
  return flows.some((flow) => flow.name === name && flow.region === region);
}

async function described({ arn, region }: ProvisionedFlow): Promise<ProvisionedFlow> {
  const found = await describeFlow(region, arn);
  if (!found) throw new FlowVanished(arn);
  return provisionedFlow(found.flow, region);
}
