import * as z from 'zod';
import { carriesTransportStream, type Protocol } from './protocol';
import { ingressOf } from './recorded-flow';
import type { FlowSource, SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';

/** What is watched of a flow source. */
export const recipes = ['tr-101-290-priority-1', 'tr-101-290-priority-2', 'input-lost', 'unrecovered-loss'] as const;
export const AlarmRecipe = z.enum(recipes);
export type AlarmRecipe = z.infer<typeof AlarmRecipe>;

/** The words of CloudWatch, in the form of this API. */
export const AlarmState = z.enum(['ok', 'alarm', 'insufficient-data']);
export type AlarmState = z.infer<typeof AlarmState>;

interface MetricStat {
  Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
  Period: number;
  Stat: string;
}

/** An alarm as PutMetricAlarm takes it, but for its tags, and as it is compared with what DescribeAlarms answers. */
export interface AlarmDefinition {
  AlarmName: string;
  AlarmDescription: string;
  ActionsEnabled: boolean;
  ComparisonOperator: 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
  Threshold: number;
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  TreatMissingData: 'notBreaching';
  Metrics: { Id: string; Expression?: string; MetricStat?: MetricStat; Label?: string; ReturnData: boolean }[];
}

/** An alarm that a source asks for, in the Region of its flow. */
export interface DesiredAlarm {
  region: string;
  definition: AlarmDefinition;
}

/** Which alarm of a source one is. */
export interface AlarmKey {
  flowSource: string;
  recipe: AlarmRecipe;
}

/** The checks of each priority of TR 101 290 (ETSI, section 5), as the metrics of MediaConnect. */
const checks = {
  'tr-101-290-priority-1': ['ContinuityCounter', 'PATError', 'PIDError', 'PMTError', 'TSByteError', 'TSSyncLoss'],
  'tr-101-290-priority-2': ['CATError', 'CRCError', 'PCRAccuracyError', 'PCRError', 'PTSError', 'TransportError'],
};

/** Seconds. */
const period = 60;

/**
 * Fills what one of the metrics lacks, or the sum would lack it too; so few periods of several have to be bad that one
 * whose metric comes late does not count.
 */
export const sumOfAll = 'SUM(FILL(METRICS(), 0))';

/** The alarms of a source that has this configuration, by flow source: none without `alarm`, and of no media streams. */
export function alarmKeys(configuration: SourceConfiguration): (AlarmKey & { protocol: Protocol })[] {
  const { alarm } = configuration;
  if (!alarm || !carriesTransportStream(configuration)) return [];
  const wanted = recipes.filter(
    (recipe) => recipe !== 'tr-101-290-priority-2' || alarm.level === 'TR_101_290_PRIORITY_2',
  );
  const flowSources: FlowSource[] = configuration['ingress-flows'].flatMap((flow) => flow['flow-sources']);
  return flowSources.flatMap(({ name, protocol }) => wanted.map((recipe) => ({ flowSource: name, recipe, protocol })));
}

/**
 * The alarms that the configuration asked for makes of the flows in force. A flow source whose ARN is not known, as in
 * records of an earlier version, has none until the next run.
 */
export function desiredAlarms(
  record: Pick<SourceRecord, 'id' | 'requested' | 'flows'>,
  deployment: string,
): DesiredAlarm[] {
  return alarmKeys(record.requested).flatMap((key) =>
    ingressOf(record.flows).flatMap(({ region, 'flow-sources': sources }) =>
      sources
        .filter((source) => source.name === key.flowSource)
        .flatMap(({ 'source-arn': arn }) =>
          arn === undefined
            ? []
            : [{ region, definition: definitionOf(alarmName(deployment, record.id, key), key, arn) }],
        ),
    ),
  );
}

/** What the names of all alarms of a deployment begin with: nothing else of an account is named so. */
export function alarmPrefix(deployment: string): string {
  return `headworks-${deployment}-`;
}

/** What the names of all alarms of a source begin with. */
export function sourceAlarmPrefix(deployment: string, sourceId: string): string {
  return `${alarmPrefix(deployment)}${sourceId}-`;
}

/**
 * The name of an alarm, the same whatever flow stands behind it: at most 255 characters, since a stack's name has at
 * most 128, a Region's 14, and that of a flow source counts with 40.
 */
export function alarmName(deployment: string, sourceId: string, { recipe, flowSource }: AlarmKey): string {
  return `${sourceAlarmPrefix(deployment, sourceId)}${recipe}-${shortened(flowSource)}`;
}

const namePattern = new RegExp(
  `^headworks-.+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(${recipes.join('|')})-(.+)$`,
);

/** Of which source an alarm of this name is, and the rest of the name, which tells which of its alarms. */
export function readAlarmName(name: string): { sourceId: string; alarm: string } | undefined {
  const [, sourceId, recipe, flowSource] = namePattern.exec(name) ?? [];
  return sourceId === undefined ? undefined : { sourceId, alarm: `${recipe}-${flowSource}` };
}

/** The rest of an alarm's name behind the source: what tells the alarms of one source apart. */
export function alarmOf({ recipe, flowSource }: AlarmKey): string {
  return `${recipe}-${shortened(flowSource)}`;
}

const longest = 40;

/** A name of at most forty characters; of a longer one the beginning, and a digest (FNV-1a, 32 bits) of all of it. */
function shortened(name: string): string {
  if (name.length <= longest) return name;
  let digest = 0x811c9dc5;
  for (const letter of name) digest = Math.imul(digest ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return `${name.slice(0, longest - 9)}~${digest.toString(16).padStart(8, '0')}`;
}

function definitionOf(
  name: string,
  { flowSource, recipe, protocol }: AlarmKey & { protocol: Protocol },
  sourceArn: string,
): AlarmDefinition {
  const { words, ...rest } = definitions[recipe](sourceArn, protocol);
  return {
    AlarmName: name,
    AlarmDescription: `${words} (flow source ${flowSource}). Made by Headworks, which listens to it: changes by hand are drift.`,
    // State changes come over EventBridge: a topic would have to be in the Region of each alarm.
    ActionsEnabled: false,
    // A flow that stands still sends nothing, and is no fault.
    TreatMissingData: 'notBreaching',
    ...rest,
  };
}

type Definition = Omit<AlarmDefinition, 'AlarmName' | 'AlarmDescription' | 'ActionsEnabled' | 'TreatMissingData'>;

const definitions: Record<AlarmRecipe, (sourceArn: string, protocol: Protocol) => Definition & { words: string }> = {
  'tr-101-290-priority-1': (sourceArn) => ({
    words: 'Errors of TR 101 290 priority 1 in 2 of 3 minutes',
    ...above(2, 3),
    Metrics: sumOf(sourceArn, checks['tr-101-290-priority-1']),
  }),
  'tr-101-290-priority-2': (sourceArn) => ({
    words: 'Errors of TR 101 290 priority 2 in 3 of 5 minutes',
    ...above(3, 5),
    Metrics: sumOf(sourceArn, checks['tr-101-290-priority-2']),
  }),
  'input-lost': (sourceArn, protocol) => ({
    words: 'No input for 2 minutes',
    // Only protocols that make a connection tell of it.
    ...(['srt-listener', 'srt-caller', 'zixi-push', 'rist'].includes(protocol)
      ? {
          ComparisonOperator: 'LessThanThreshold',
          Threshold: 1,
          Metrics: one(sourceArn, 'SourceConnected', 'Minimum'),
        }
      : {
          ComparisonOperator: 'LessThanOrEqualToThreshold',
          Threshold: 0,
          Metrics: one(sourceArn, 'SourceBitRate', 'Average'),
        }),
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
  }),
  'unrecovered-loss': (sourceArn) => ({
    words: 'Packets lost for good in 3 of 5 minutes',
    ...above(3, 5),
    Metrics: one(sourceArn, 'SourceNotRecoveredPackets', 'Sum'),
  }),
};

function above(DatapointsToAlarm: number, EvaluationPeriods: number) {
  return { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, DatapointsToAlarm, EvaluationPeriods } as const;
}

function one(sourceArn: string, metricName: string, Stat: string): AlarmDefinition['Metrics'] {
  return [{ Id: 'm0', MetricStat: stat(sourceArn, metricName, Stat), ReturnData: true }];
}

function sumOf(sourceArn: string, names: readonly string[]): AlarmDefinition['Metrics'] {
  return [
    { Id: 'errors', Expression: sumOfAll, Label: 'errors', ReturnData: true },
    ...names.map((name, index) => ({
      Id: `m${index}`,
      MetricStat: stat(sourceArn, `Source${name}`, 'Sum'),
      ReturnData: false,
    })),
  ];
}

function stat(sourceArn: string, MetricName: string, Stat: string): MetricStat {
  const Dimensions = [{ Name: 'SourceARN', Value: sourceArn }];
  return { Metric: { Namespace: 'AWS/MediaConnect', MetricName, Dimensions }, Period: period, Stat };
}
