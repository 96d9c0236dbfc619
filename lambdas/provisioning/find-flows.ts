import { findOwnFlows } from '../aws/own-flows';
import { SourceStore } from '../aws/source-store';
import { findFlows } from '../contract/tasks';
import { FlowNotYetVisible } from '../domain/errors';
import { mayHaveOthers, recordedFlows, surplusOf } from '../domain/removal';
import { lookUps, type SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const environment = environmentOf('findFlows');
const store = new SourceStore(environment.TABLE_NAME);

/**
 * Lists the flows of a source that are to be removed: those that the record names, and those that bear its tags
 * without being named. Looking through the account's flows is left out where every create was answered.
 */
export const handler = work(findFlows, async (input, { record }) => {
  const others = mayHaveOthers(record) ? await flowsNotRecorded(record) : [];
  const open = record['open-flow-creation'];
  if (open && others.length === 0 && open['look-ups'] < lookUps) {
    await store.changeInRun(record, { 'open-flow-creation': { ...open, 'look-ups': open['look-ups'] + 1 } });
    throw new FlowNotYetVisible(record['flow-creations'].at(-1)?.name ?? record.id);
  }
  if (open) await store.changeInRun(record, { 'open-flow-creation': undefined });
  const { flows, hasSurplusSecrets } = surplusOf(record, input.removal);
  return { flows: [...flows, ...others], hasSurplusSecrets, mayHaveOthers: false };
});

async function flowsNotRecorded(record: SourceRecord): Promise<{ arn: string; region: string }[]> {
  const recorded = new Set(recordedFlows(record).map(({ arn }) => arn));
  const others: { arn: string; region: string }[] = [];
  // A configuration that failed is forgotten, what was asked for on its behalf is not.
  const sought = new Map(record['flow-creations'].map((asked) => [`${asked.region} ${asked.name}`, asked]));
  for (const { name, region } of sought.values()) {
    for await (const { arn } of findOwnFlows(environment.DEPLOYMENT_ID, record.id, { name, region })) {
      if (!recorded.has(arn)) others.push({ arn, region });
    }
  }
  return others;
}
