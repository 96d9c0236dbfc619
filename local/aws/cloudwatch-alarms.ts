import { actionsOf, arnOf, checked, comparisons, type Definition, invalid, namesIn, type Tag } from './alarm-shape';
import { type MetricSeries, type MetricStat, seriesByKey, valuesOf } from './cloudwatch';
import type { AwsCall, RequiredAction } from './endpoint';
import type { EventBridge } from './eventbridge';
import { ServiceError } from './protocol';
import { StateFile } from './state';

export interface AlarmOptions {
  /** The file that keeps the alarms. */
  file: string;
  /** Divides the periods of alarms, down to a second, which is how often there is a value. */
  speed: number;
  metrics(account: string, region: string): MetricSeries[];
  publish: EventBridge['publish'];
}

type StateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
interface Alarm {
  account: string;
  region: string;
  definition: Definition;
  tags: Tag[];
  state: { value: StateValue; reason: string; at: number };
  updatedAt: number;
}

/** The alarms of CloudWatch as one service of the endpoint has them. */
export interface Alarms {
  operations: Record<string, (call: AwsCall) => unknown>;
  /** The actions that a call on alarms needs; undefined for another call. */
  actionsOf(call: AwsCall): RequiredAction[] | undefined;
  /** Begins to evaluate, every period. */
  start(): void;
  stop(): void;
  reset(): void;
}

const pageLength = 100;
/**
 * Alarms of CloudWatch that treat missing data as not breaching: of one metric, or of the sum of some. Each is evaluated
 * over the periods that have ended; a change of its state is an event on the default bus.
 */
export function cloudWatchAlarms({ file, speed, metrics, publish }: AlarmOptions): Alarms {
  const state = new StateFile<Record<string, Alarm>>(file, {});
  let timer: NodeJS.Timeout | undefined;
  const of = ({ account, region }: AwsCall) =>
    Object.values(state.value).filter((alarm) => alarm.account === account && alarm.region === region);
  const taggedBy = (call: AwsCall): Alarm => {
    const { ResourceARN } = call.input;
    const alarm = state.value[String(ResourceARN)];
    if (!alarm) throw new ServiceError('ResourceNotFoundException', `${ResourceARN} does not exist.`, 404);
    return alarm;
  };

  const operations = {
    PutMetricAlarm(call: AwsCall) {
      const { Tags = [], ...definition } = checked(call.input);
      const arn = arnOf(call, definition.AlarmName);
      const before = state.value[arn];
      const now = Date.now();
      const first = { value: 'INSUFFICIENT_DATA' as const, reason: 'Unchecked: Initial alarm creation', at: now };
      state.value[arn] = {
        account: call.account,
        region: call.region,
        definition,
        // The tags of an alarm that exists are left as they are.
        tags: before?.tags ?? Tags,
        state: before?.state ?? first,
        updatedAt: now,
      };
      state.save();
      return {};
    },
    DeleteAlarms(call: AwsCall) {
      const names = namesIn(call.input);
      if (names.length < 1 || names.length > 100) throw invalid('AlarmNames must have 1 to 100 names.');
      const missing = names.find((name) => !state.value[arnOf(call, name)]);
      if (missing !== undefined) throw new ServiceError('ResourceNotFound', `Alarm ${missing} does not exist.`, 404);
      for (const name of names) delete state.value[arnOf(call, name)];
      state.save();
      return {};
    },
    DescribeAlarms(call: AwsCall) {
      const {
        AlarmNames,
        AlarmNamePrefix = '',
        AlarmTypes,
        StateValue,
        MaxRecords = pageLength,
        NextToken,
      } = call.input;
      const names = AlarmNames ? new Set(namesIn(call.input)) : undefined;
      const isMetric = !Array.isArray(AlarmTypes) || AlarmTypes.includes('MetricAlarm');
      const found = of(call)
        .filter(({ definition, state: { value } }) => {
          const name = definition.AlarmName;
          const isNamed = names ? names.has(name) : name.startsWith(String(AlarmNamePrefix));
          return isMetric && isNamed && (StateValue ?? value) === value;
        })
        .sort((one, other) => (one.definition.AlarmName < other.definition.AlarmName ? -1 : 1));
      const from = Number(NextToken ?? 0);
      const end = from + Number(MaxRecords);
      const MetricAlarms = found.slice(from, end).map(described);
      return { MetricAlarms, CompositeAlarms: [], ...(end < found.length && { NextToken: String(end) }) };
    },
    ListTagsForResource: (call: AwsCall) => ({ Tags: taggedBy(call).tags }),
    TagResource(call: AwsCall) {
      const alarm = taggedBy(call);
      const given = (call.input.Tags ?? []) as Tag[];
      alarm.tags = [...alarm.tags.filter(({ Key }) => !given.some((each) => each.Key === Key)), ...given];
      state.save();
      return {};
    },
    UntagResource(call: AwsCall) {
      const alarm = taggedBy(call);
      const keys = (call.input.TagKeys ?? []) as string[];
      alarm.tags = alarm.tags.filter(({ Key }) => !keys.includes(Key));
      state.save();
      return {};
    },
  };

  function evaluate(): void {
    const places = new Map<string, Alarm[]>();
    for (const alarm of Object.values(state.value)) {
      const place = `${alarm.account} ${alarm.region}`;
      places.set(place, [...(places.get(place) ?? []), alarm]);
    }
    for (const [place, alarms] of places) {
      const [account = '', region = ''] = place.split(' ');
      const series = seriesByKey(metrics(account, region));
      for (const alarm of alarms) judge(alarm, series);
    }
  }

  function judge(alarm: Alarm, series: ReturnType<typeof seriesByKey>): void {
    const { definition } = alarm;
    const breaching = breachingPeriods(definition, series, speed);
    const needed = definition.DatapointsToAlarm ?? definition.EvaluationPeriods;
    const value = breaching >= needed ? 'ALARM' : 'OK';
    if (value === alarm.state.value) return;
    const { EvaluationPeriods: of, Threshold, ComparisonOperator } = definition;
    const reason = `Threshold Crossed: ${breaching} of the last ${of} datapoints were ${ComparisonOperator} ${Threshold}.`;
    const previous = alarm.state;
    alarm.state = { value, reason, at: Date.now() };
    state.save();
    publish(stateChange(alarm, previous));
  }

  return {
    operations,
    actionsOf,
    start() {
      timer ??= setInterval(evaluate, periodOf(60, speed)).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    reset() {
      for (const arn of Object.keys(state.value)) delete state.value[arn];
      state.save();
    },
  };
}

/** How long a period of so many seconds lasts here, milliseconds. */
function periodOf(seconds: number, speed: number): number {
  return Math.max(1000, Math.floor((seconds * 1000) / speed));
}

/** How many of the last periods that have ended are breaching. */
function breachingPeriods(definition: Definition, series: ReturnType<typeof seriesByKey>, speed: number): number {
  const stats = definition.Metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
  const period = periodOf(stats[0]?.Period ?? 60, speed);
  const end = Math.floor(Date.now() / period) * period;
  const start = end - definition.EvaluationPeriods * period;
  const all = stats.map((stat) => new Map(valuesOf(series, stat, period, start, end)));
  const isSum = definition.Metrics.some(({ Expression }) => Expression !== undefined);
  const breaches = comparisons[definition.ComparisonOperator];
  let breaching = 0;
  for (let time = start; time < end; time += period) {
    const values = all.map((values) => values.get(time));
    const value = isSum ? values.reduce<number>((total, each) => total + (each ?? 0), 0) : values[0];
    if (value !== undefined && breaches?.(value, definition.Threshold)) breaching += 1;
  }
  return breaching;
}

/** The event in the shape of AWS (CloudWatch user guide, "Alarm events and EventBridge"). */
function stateChange(alarm: Alarm, previous: Alarm['state']) {
  const { account, region, definition } = alarm;
  const told = ({ value, reason, at }: Alarm['state']) => ({
    value,
    reason,
    timestamp: new Date(at).toISOString().replace('Z', '+0000'),
  });
  const metrics = definition.Metrics.map(({ Id: id, Expression, Label, MetricStat, ReturnData = true }) => ({
    id,
    ...(Expression !== undefined && { expression: Expression }),
    ...(Label !== undefined && { label: Label }),
    ...(MetricStat && { metricStat: metricStatOf(MetricStat) }),
    returnData: ReturnData,
  }));
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    account,
    region,
    resources: [arnOf(alarm, definition.AlarmName)],
    detail: {
      alarmName: definition.AlarmName,
      state: told(alarm.state),
      previousState: told(previous),
      configuration: { description: definition.AlarmDescription, metrics },
    },
  };
}

function metricStatOf({
  Metric: { Namespace: namespace, MetricName: name, Dimensions = [] },
  Period,
  Stat,
}: MetricStat) {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { metric: { namespace, name, dimensions }, period: Period, stat: Stat };
}

function described(alarm: Alarm) {
  const { definition, state, updatedAt } = alarm;
  return {
    ...definition,
    AlarmArn: arnOf(alarm, definition.AlarmName),
    ActionsEnabled: definition.ActionsEnabled ?? true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    AlarmConfigurationUpdatedTimestamp: updatedAt / 1000,
    StateValue: state.value,
    StateReason: state.reason,
    StateUpdatedTimestamp: state.at / 1000,
    StateTransitionedTimestamp: state.at / 1000,
  };
}
