import { deleteAlarms, describeAlarms, putAlarm, tagsOfAlarm } from '../aws/alarms';
import { SourceStore } from '../aws/source-store';
import { ensureAlarms } from '../contract/tasks';
import { desiredAlarms, sourceAlarmPrefix } from '../domain/alarm';
import { alarmChanges, alarmRegions, alarmsIn } from '../domain/alarm-steps';
import { AlarmOfAnother } from '../domain/errors';
import { isOwnedBy, ownerTags } from '../domain/ownership';
import type { SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const environment = environmentOf('ensureAlarms');
const store = new SourceStore(environment.TABLE_NAME);

/**
 * Makes the alarms of a source those that its configuration asks for of the flows in force, and removes all others of it;
 * a deletion removes all. The record names the Regions that may have any before the first is made there, so that a source
 * that never had one asks nobody, and one that had some loses them. A stop leaves them as they are.
 */
export const handler = work(ensureAlarms, async (input, { record: given, taking }) => {
  let record = given;
  if (record['run-mode'] === 'stop') return {};
  const desired = record['run-mode'] === 'deprovision' ? [] : desiredAlarms(record, environment.DEPLOYMENT_ID);
  const regions = alarmRegions(record['alarm-regions'], desired);
  record = await noted(record, regions);
  for (const region of regions) {
    const { put, remove, found } = await changesIn(record, region);
    const names = [...put.map(({ definition }) => definition.AlarmName), ...remove];
    if (names.length > 0) taking(record, { action: 'alarm', resource: names.join(', '), impact: 'live' });
    const owned = await ownedOf(record, region, found, names);
    const foreign = put.find(({ definition, isThere }) => isThere && !owned.has(definition.AlarmName));
    if (foreign) throw new AlarmOfAnother(foreign.definition.AlarmName);
    for (const { definition } of put) {
      // Each call is the run's own: another may have taken over meanwhile.
      await store.readForRun(input);
      await putAlarm(region, definition, ownerTags(environment.DEPLOYMENT_ID, record));
    }
    const mine = remove.filter((name) => owned.has(name));
    if (mine.length === 0) continue;
    await store.readForRun(input);
    await deleteAlarms(region, mine);
  }
  await noted(record, alarmRegions(undefined, desired), { 'alarms-failed': undefined });
  return {};

  async function changesIn(owner: SourceRecord, region: string) {
    const found = await describeAlarms(region, sourceAlarmPrefix(environment.DEPLOYMENT_ID, owner.id));
    return { ...alarmChanges(alarmsIn(region, desired), found), found };
  }
});

/** Notes in which Regions the source has alarms, if that is not so already. */
async function noted(
  record: SourceRecord,
  regions: readonly string[],
  others: { 'alarms-failed'?: undefined } = {},
): Promise<SourceRecord> {
  const isSame = regions.join() === (record['alarm-regions'] ?? []).join();
  const isOver = 'alarms-failed' in others && record['alarms-failed'];
  if (isSame && !isOver) return record;
  const changes = { 'alarm-regions': regions.length > 0 ? [...regions] : undefined, ...others };
  return store.changeInRun(record, changes);
}

/** Of the alarms that are to be changed or removed, those that bear our tags: what has only a name like ours stays. */
async function ownedOf(
  record: SourceRecord,
  region: string,
  found: Awaited<ReturnType<typeof describeAlarms>>,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const owned = new Set<string>();
  for (const { AlarmName, arn } of found) {
    if (!names.includes(AlarmName)) continue;
    const tags = await tagsOfAlarm(region, arn);
    if (isOwnedBy(environment.DEPLOYMENT_ID, record.id, tags)) owned.add(AlarmName);
  }
  return owned;
}
