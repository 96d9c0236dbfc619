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
type Tag = { Key: string; Value: string };

interface MetricQuery {
  Id: string;
  Expression?: string;
  Label?: string;
  MetricStat?: MetricStat;
  ReturnData?: boolean;
}

/** What PutMetricAlarm takes here. */
interface Definition {
  AlarmName: string;
  AlarmDescription?: string;
  ActionsEnabled?: boolean;
  ComparisonOperator: string;
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  TreatMissingData: string;
  Metrics: MetricQuery[];
}

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

const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};
const members = new Set([
  ...['AlarmName', 'AlarmDescription', 'ActionsEnabled', 'ComparisonOperator', 'Threshold', 'EvaluationPeriods'],
  ...['DatapointsToAlarm', 'TreatMissingData', 'Metrics', 'Tags'],
]);
/** The one expression that is understood. */
const sum = 'SUM(FILL(METRICS(), 0))';
const pageLength = 100;
const arnOf = ({ account, region }: Pick<Alarm, 'account' | 'region'>, name: string) =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

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

function actionsOf(call: AwsCall): RequiredAction[] | undefined {
  const { operation, input } = call;
  const action = `cloudwatch:${operation}`;
  switch (operation) {
    case 'PutMetricAlarm': {
      const Tags = (input.Tags ?? []) as Tag[];
      const resource = arnOf(call, String(input.AlarmName));
      const context = Object.fromEntries(Tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]));
      return [action, ...(Tags.length > 0 ? ['cloudwatch:TagResource'] : [])].map((each) => {
        return { action: each, resource, context };
      });
    }
    case 'DeleteAlarms':
      return namesIn(input).map((name) => ({ action, resource: arnOf(call, name) }));
    case 'ListTagsForResource':
    case 'TagResource':
    case 'UntagResource':
      return [{ action, resource: String(input.ResourceARN) }];
    default:
      return undefined;
  }
}

function namesIn({ AlarmNames }: Record<string, unknown>): string[] {
  return Array.isArray(AlarmNames) ? AlarmNames.map(String) : [];
}

/** The request, if it is of a shape that is understood here; refuses any other by name. */
function checked(input: Record<string, unknown>): Definition & { Tags?: Tag[] } {
  const unknown = Object.keys(input).find((member) => !members.has(member) && !isEmptyList(input[member]));
  if (unknown) throw invalid(`The local CloudWatch knows alarms of Metrics without ${unknown}.`);
  const given = input as unknown as Definition & { Tags?: Tag[] };
  if (!given.AlarmName || given.AlarmName.length > 255) throw invalid('AlarmName must have 1 to 255 characters.');
  if (!comparisons[given.ComparisonOperator])
    throw invalid(`ComparisonOperator ${given.ComparisonOperator} is unknown.`);
  if (given.TreatMissingData !== 'notBreaching')
    throw invalid('The local CloudWatch knows TreatMissingData notBreaching only.');
  const { EvaluationPeriods: periods, DatapointsToAlarm: needed = periods } = given;
  if (!(Number.isInteger(periods) && periods >= 1 && Number.isInteger(needed) && needed >= 1 && needed <= periods))
    throw invalid('EvaluationPeriods must be at least DatapointsToAlarm, and that at least 1.');
  if (typeof given.Threshold !== 'number') throw invalid('Threshold must be a number.');
  checkMetrics(given.Metrics);
  return given;
}

function checkMetrics(metrics: MetricQuery[] | undefined): void {
  if (!Array.isArray(metrics) || metrics.length < 1) throw invalid('Metrics must name at least one metric.');
  const returned = metrics.filter(({ ReturnData }) => ReturnData !== false);
  const expressions = metrics.flatMap(({ Expression }) => Expression ?? []);
  const stats = metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
  if (returned.length !== 1) throw invalid('Exactly one of Metrics must have ReturnData.');
  if (stats.length > 10) throw invalid('An alarm can take at most 10 metrics.');
  const isOne = expressions.length === 0 && stats.length === 1;
  const isSum = expressions.length === 1 && expressions[0] === sum && returned[0]?.Expression === sum;
  if (!isOne && !isSum) throw invalid(`The local CloudWatch knows one metric, or ${sum} of some.`);
  const periods = new Set(stats.map(({ Period }) => Period));
  if (periods.size !== 1 || ![...periods].every((each) => each >= 10 && (each % 60 === 0 || each < 60)))
    throw invalid('All metrics of an alarm must have one Period: 10, 20, 30 or a multiple of 60.');
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
