import { describeAlarms } from '../aws/alarms';
import { desiredAlarms, sourceAlarmPrefix } from '../domain/alarm';
import type { FoundAlarm } from '../domain/alarm-steps';
import { alarmRegions, alarmsIn } from '../domain/alarm-steps';
import type { SourceRecord } from '../domain/source-record';
import { inTargetAccount } from '../runtime/target-account';

/**
 * The alarms that a source asks for and those that it has, by Region; none, and no call, for one that asks for none and
 * had none. Throws `TargetAccountUnreachable`.
 */
export function alarmsFound(record: SourceRecord, deployment: string) {
  const desired = desiredAlarms(record, deployment);
  const regions = alarmRegions(record['alarm-regions'], desired);
  const look = async (region: string) => {
    const found: FoundAlarm[] = await describeAlarms(region, sourceAlarmPrefix(deployment, record.id));
    return { desired: alarmsIn(region, desired), found };
  };
  return inTargetAccount(() => Promise.all(regions.map(look)));
}
