import { randomUUID } from 'node:crypto';
import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { switchFlows } from '../contract/tasks';
import { FlowVanished } from '../domain/errors';
import { regionOf } from '../domain/flow-description';
import { flowCount } from '../domain/flow-order';
import { addressChanges, provisionedFlow } from '../domain/provisioned-flow';
import type { RecordedFlow } from '../domain/recorded-flow';
import { surplusOf } from '../domain/removal';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('switchFlows').TABLE_NAME);

/**
 * The record shows the flows that are as asked for, as MediaConnect describes them now: those that were changed, and
 * those that were made, before anything happens to the ones whose place they take. A flow that was made and turned out
 * not to be needed is surplus. Answers what is to go.
 */
export const handler = work(switchFlows, async (input, { record }) => {
  const known = [...record['next-flows'], ...record.flows];
  const arns = [...new Set(input.arns)];
  // The ingress flow comes twice: by another ARN the second time, what is fed is not fed by the flow that counts.
  if (arns.length > flowCount(record.requested)) throw new FlowVanished(arns[0] ?? '');
  const types = new Map(known.map(({ arn, type }) => [arn, type]));
  const flows = await Promise.all(arns.map((arn) => described(arn, types.get(arn))));
  const surplus = known.filter(({ arn }) => !arns.includes(arn));
  const detail = addressChanges(record.flows, flows).join('; ');
  const changes = {
    flows,
    'flows-revision': record.revision,
    'next-flows': [],
    'surplus-flows': [...record['surplus-flows'], ...surplus],
    'in-force': undefined,
    'restore-failed': undefined,
    'tags-in-doubt': undefined,
    // Whoever takes this run over has only to remove what is surplus: nothing is undone from here on.
    'run-mode': 'clean-up' as const,
  };
  await store.changeInRun(
    record,
    changes,
    detail ? { id: randomUUID(), at: new Date().toISOString(), kind: 'address-changed', detail } : undefined,
  );
  return surplusOf({ ...record, ...changes }, 'surplus');
});

async function described(arn: string, type: RecordedFlow['type']): Promise<RecordedFlow> {
  const region = regionOf(arn);
  const found = await describeFlow(region, arn);
  if (!found) throw new FlowVanished(arn);
  return provisionedFlow(found.flow, region, type);
}
