import type { MetricStat } from './cloudwatch';
import type { AwsCall, RequiredAction } from './endpoint';
import { ServiceError } from './protocol';

export type Tag = { Key: string; Value: string };

export interface MetricQuery {
  Id: string;
  Expression?: string;
  Label?: string;
  MetricStat?: MetricStat;
  ReturnData?: boolean;
}

/** What PutMetricAlarm takes here. */
export interface Definition {
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

/** The comparisons that an alarm can make. */
export const comparisons: Record<string, (value: number, threshold: number) => boolean> = {
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
/** The ARN of an alarm. */
export function arnOf({ account, region }: Pick<AwsCall, 'account' | 'region'>, name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** The actions that a call on alarms needs, on the alarms that it names; undefined where it names none. */
export function actionsOf(call: AwsCall): RequiredAction[] | undefined {
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

/** The names of alarms in a request. */
export function namesIn({ AlarmNames }: Record<string, unknown>): string[] {
  return Array.isArray(AlarmNames) ? AlarmNames.map(String) : [];
}

/** The request of PutMetricAlarm, if it is of a shape that is understood here; refuses any other by name. */
export function checked(input: Record<string, unknown>): Definition & { Tags?: Tag[] } {
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

/** A request that breaks a rule of the service. */
export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
