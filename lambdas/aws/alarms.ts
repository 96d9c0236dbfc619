import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmDefinition } from '../domain/alarm';
import type { FoundAlarm } from '../domain/alarm-steps';
import { ServiceRefused } from '../domain/errors';
import { clientsInTarget } from './target-sessions';
import { translated } from './translate-error';

/** A source has at most eight alarms: more than so many pages of a hundred are a service that never comes to its end. */
const pageLimit = 10;

const reader = clientsInTarget((settings) => new CloudWatchClient(settings));
/** A call that changes something is sent once: the workflow repeats it, and looks first. */
const writer = (region: string) => reader(region, 1);

/** An alarm that is there, with its ARN. */
export type DescribedAlarm = FoundAlarm & { arn: string };

/** The metric alarms of a Region whose names begin so. Throws `Transient` or `ServiceRefused`. */
export async function describeAlarms(region: string, prefix: string): Promise<DescribedAlarm[]> {
  const found: DescribedAlarm[] = [];
  const client = await reader(region);
  let NextToken: string | undefined;
  for (let page = 0; page === 0 || NextToken; page += 1) {
    if (page === pageLimit)
      throw new ServiceRefused('DescribeAlarms', 'TooManyPages', `it has over ${pageLimit} pages`);
    const input = { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm' as const], NextToken };
    const answer = await translated('DescribeAlarms', () => client.send(new DescribeAlarmsCommand(input)));
    found.push(...(answer.MetricAlarms ?? []).map(describedAlarm));
    NextToken = answer.NextToken;
  }
  return found;
}

/** The members that are compared; one metric may be told flat, or in a list, whichever way it was put. */
function describedAlarm(alarm: MetricAlarm): DescribedAlarm {
  const { MetricName, Namespace, Dimensions, Period, Statistic: Stat } = alarm;
  const flat = MetricName
    ? [{ Id: 'm0', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat }, ReturnData: true }]
    : undefined;
  const members = {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription,
    ActionsEnabled: alarm.ActionsEnabled,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: alarm.Threshold,
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    TreatMissingData: alarm.TreatMissingData,
    Metrics: flat ?? alarm.Metrics,
  };
  const told = Object.entries(members).filter(([, value]) => value !== undefined);
  // Of the same form as what is put, where it is that; anything else in it differs, which is what is asked.
  return { ...(Object.fromEntries(told) as unknown as FoundAlarm), arn: alarm.AlarmArn ?? '' };
}

/** The tags of an alarm. Throws `Transient` or `ServiceRefused`. */
export async function tagsOfAlarm(region: string, arn: string): Promise<Record<string, string>> {
  const client = await reader(region);
  const { Tags = [] } = await translated('ListTagsForResource', () =>
    client.send(new ListTagsForResourceCommand({ ResourceARN: arn })),
  );
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** Makes an alarm with these tags, or overwrites one, whose tags stay as they are. Throws `Transient` or `ServiceRefused`. */
export async function putAlarm(
  region: string,
  definition: AlarmDefinition,
  tags: Record<string, string>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const client = await writer(region);
  await translated('PutMetricAlarm', () => client.send(new PutMetricAlarmCommand({ ...definition, Tags })));
}

/** Removes alarms by name, at most a hundred; one that is gone is no error. Throws `Transient` or `ServiceRefused`. */
export async function deleteAlarms(region: string, names: string[]): Promise<void> {
  const client = await writer(region);
  await translated('DeleteAlarms', async () => {
    try {
      await client.send(new DeleteAlarmsCommand({ AlarmNames: names }));
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFound') throw error;
      // One of several that is gone refuses them all.
      if (names.length === 1) return;
      for (const name of names) await deleteAlarms(region, [name]);
    }
  });
}
