import { type AlarmDefinition, alarmKeys, alarmName, type DesiredAlarm } from './alarm';
import type { Difference } from './flow-drift';
import { isSame } from './flow-source-form';
import type { PlanStep } from './plan';
import type { SourceConfiguration } from './source';
import { isObject } from './wire';

/** An alarm that bears the name of one of a source, as DescribeAlarms answers it: in what order and with what else. */
export type FoundAlarm = { AlarmName: string } & Partial<Omit<AlarmDefinition, 'AlarmName'>>;

/** What of the alarms in one Region is to be done, by name. */
export interface AlarmChanges {
  /** Those that are missing or differ; `isThere` where one of the name is to be overwritten. */
  put: { definition: AlarmDefinition; isThere: boolean }[];
  remove: string[];
}

/** What it takes to come from the alarms that are there to those asked for; nothing where they are so already. */
export function alarmChanges(desired: readonly AlarmDefinition[], found: readonly FoundAlarm[]): AlarmChanges {
  const byName = new Map(found.map((alarm) => [alarm.AlarmName, alarm]));
  const names = new Set(desired.map(({ AlarmName }) => AlarmName));
  return {
    put: desired.flatMap((definition) => {
      const there = byName.get(definition.AlarmName);
      if (there && differences(definition, there).length === 0) return [];
      return [{ definition, isThere: there !== undefined }];
    }),
    remove: found.map(({ AlarmName }) => AlarmName).filter((name) => !names.has(name)),
  };
}

/** In what the alarms that are there are not as asked for: a missing or surplus one as a whole, others by member. */
export function alarmDrift(desired: readonly AlarmDefinition[], found: readonly FoundAlarm[]): Difference[] {
  const { put, remove } = alarmChanges(desired, found);
  const changed = put.flatMap(({ definition }): Difference[] => {
    const { AlarmName: resource } = definition;
    const there = found.find(({ AlarmName }) => AlarmName === resource);
    return there ? differences(definition, there) : [{ resource, desired: resource }];
  });
  return [...changed, ...remove.map((resource) => ({ resource, actual: resource }))];
}

function differences(desired: AlarmDefinition, found: FoundAlarm): Difference[] {
  const actual = normalised(found);
  return Object.entries(normalised(desired)).flatMap(([member, value]) => {
    const there = actual[member];
    if (isSame(inOrder(value), inOrder(there))) return [];
    return [{ resource: desired.AlarmName, member, desired: value, ...(there !== undefined && { actual: there }) }];
  });
}

/** An alarm in one form: of all of several periods where it does not say of how many, its metrics in order. */
function normalised(alarm: FoundAlarm): Record<string, unknown> {
  const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, Metrics = [], ...rest } = alarm;
  const byId = [...Metrics].sort((one, other) => (one.Id < other.Id ? -1 : 1));
  const metrics = byId.map(({ ReturnData = true, ...metric }) => ({ ...metric, ReturnData }));
  return { ...rest, EvaluationPeriods, DatapointsToAlarm, Metrics: metrics };
}

/** A value whose members stand in one order: the service need not keep the one they were sent in. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member)]));
}

/** Whose alarms are meant. */
interface Owner {
  deployment: string;
  sourceId: string;
}

/**
 * The steps on alarms of a change of configuration, told from the configurations alone: nobody is asked. With another
 * flow, those that stay are pointed at its flow sources.
 */
export function planAlarms(
  { deployment, sourceId }: Owner,
  before: SourceConfiguration | undefined,
  after: SourceConfiguration,
  hasNewFlow: boolean,
): PlanStep[] {
  const named = (configuration: SourceConfiguration | undefined) =>
    new Map(
      (configuration ? alarmKeys(configuration) : []).map(({ protocol, ...key }) => [
        alarmName(deployment, sourceId, key),
        `${key.recipe}, flow source ${key.flowSource}, ${protocol}`,
      ]),
    );
  const [old, wanted] = [named(before), named(after)];
  const put = [...wanted].flatMap(([name, what]): PlanStep[] => {
    if (!old.has(name)) return [alarmStep(name, `The alarm is made: ${what}.`)];
    const isMoved = hasNewFlow || old.get(name) !== what;
    return isMoved ? [alarmStep(name, `The alarm follows its flow source: ${what}.`)] : [];
  });
  const gone = [...old].filter(([name]) => !wanted.has(name));
  return [...put, ...gone.map(([name, what]) => alarmStep(name, `The alarm is removed: ${what}.`))];
}

/** The steps on alarms of a repair, from what was found of them. */
export function planAlarmRepair({ put, remove }: AlarmChanges): PlanStep[] {
  return [
    ...put.map(({ definition, isThere }) =>
      alarmStep(definition.AlarmName, isThere ? 'The alarm was changed by hand.' : 'The alarm is missing.'),
    ),
    ...remove.map((name) => alarmStep(name, 'The alarm is no longer asked for.')),
  ];
}

function alarmStep(resource: string, reason: string): PlanStep {
  return { action: 'alarm', resource, impact: 'live', reason };
}

/** The alarms asked for in a Region. */
export function alarmsIn(region: string, desired: readonly DesiredAlarm[]): AlarmDefinition[] {
  return desired.filter((alarm) => alarm.region === region).map(({ definition }) => definition);
}

/** The Regions in which a source has, or is to have, alarms: what a source never had is asked nowhere. */
export function alarmRegions(known: readonly string[] | undefined, desired: readonly DesiredAlarm[]): string[] {
  return [...new Set([...(known ?? []), ...desired.map(({ region }) => region)])].sort();
}
