import * as fc from 'fast-check';
import {
  type AlarmRecipe,
  alarmName,
  alarmOf,
  desiredAlarms,
  readAlarmName,
  recipes,
  sumOfAll,
} from '../../lambdas/domain/alarm';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { configuredSource, sourceId } from '../support/configured-source';
import { completeRecord, provisioned } from '../support/source-record';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';

const deployment = 'Headworks@eu-west-1';
type Level = 'TR_101_290_PRIORITY_1' | 'TR_101_290_PRIORITY_2';
type Of = Parameters<typeof sourceRequest>[0];

/** The record of a running source of a protocol with one flow source, `main`, or two, and an alarm of a level. */
function withAlarm(protocol: Of, level?: Level, members: Partial<SourceRecord> = {}): SourceRecord {
  const flow = flowRequest(protocol, { 'flow-sources': [flowSourceRequest(protocol, { name: 'main' })] });
  const body = { ...sourceRequest(protocol), 'ingress-flows': [flow], ...(level && { alarm: { level } }) };
  const flows = [{ ...provisioned, 'flow-sources': [{ name: 'main', 'source-arn': 'arn:main' }] }];
  return completeRecord({ requested: configuredSource(body).configuration, flows, ...members });
}
const one = (record: SourceRecord, recipe: AlarmRecipe) =>
  desiredAlarms(record, deployment).find(({ definition }) => definition.AlarmName.includes(recipe))?.definition;

describe('the alarms that a source asks for', () => {
  it.each<[Level | undefined, readonly AlarmRecipe[]]>([
    [undefined, []],
    ['TR_101_290_PRIORITY_1', ['tr-101-290-priority-1', 'input-lost', 'unrecovered-loss']],
    ['TR_101_290_PRIORITY_2', recipes],
  ])('are with level %s %j', (level, expected) => {
    const names = desiredAlarms(withAlarm('rtp', level), deployment).map(({ definition }) => definition.AlarmName);
    expect(names).toEqual(expected.map((recipe) => `headworks-${deployment}-${sourceId}-${recipe}-main`));
  });

  it.each<[AlarmRecipe, string[], number, number]>([
    [
      'tr-101-290-priority-1',
      ['ContinuityCounter', 'PATError', 'PIDError', 'PMTError', 'TSByteError', 'TSSyncLoss'],
      2,
      3,
    ],
    [
      'tr-101-290-priority-2',
      ['CATError', 'CRCError', 'PCRAccuracyError', 'PCRError', 'PTSError', 'TransportError'],
      3,
      5,
    ],
  ])('sum for %s the errors of %j in %d of %d minutes', (recipe, metrics, points, periods) => {
    const definition = one(withAlarm('rtp', 'TR_101_290_PRIORITY_2'), recipe);
    const [sum, ...stats] = definition?.Metrics ?? [];
    expect(sum).toMatchObject({ Expression: sumOfAll, ReturnData: true });
    expect(stats.map(({ MetricStat }) => MetricStat?.Metric.MetricName)).toEqual(
      metrics.map((name) => `Source${name}`),
    );
    for (const { MetricStat, ReturnData } of stats) {
      expect(MetricStat).toMatchObject({ Period: 60, Stat: 'Sum' });
      expect(MetricStat?.Metric.Dimensions).toEqual([{ Name: 'SourceARN', Value: 'arn:main' }]);
      expect(ReturnData).toBe(false);
    }
    expect(definition).toMatchObject({
      ...{
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        DatapointsToAlarm: points,
        EvaluationPeriods: periods,
      },
      ...{ TreatMissingData: 'notBreaching', ActionsEnabled: false },
    });
  });

  it.each<[Of, string, string, string, number]>([
    ['srt-listener', 'SourceConnected', 'Minimum', 'LessThanThreshold', 1],
    ['srt-caller', 'SourceConnected', 'Minimum', 'LessThanThreshold', 1],
    ['zixi-push', 'SourceConnected', 'Minimum', 'LessThanThreshold', 1],
    ['rist', 'SourceConnected', 'Minimum', 'LessThanThreshold', 1],
    ['rtp', 'SourceBitRate', 'Average', 'LessThanOrEqualToThreshold', 0],
    ['rtp-fec', 'SourceBitRate', 'Average', 'LessThanOrEqualToThreshold', 0],
    ['entitlement', 'SourceBitRate', 'Average', 'LessThanOrEqualToThreshold', 0],
  ])('tell that the input of %s is lost by %s', (protocol, MetricName, Stat, ComparisonOperator, Threshold) => {
    const definition = one(withAlarm(protocol, 'TR_101_290_PRIORITY_1'), 'input-lost');
    expect(definition?.Metrics).toMatchObject([{ MetricStat: { Metric: { MetricName }, Stat } }]);
    expect(definition).toMatchObject({ ComparisonOperator, Threshold, DatapointsToAlarm: 2, EvaluationPeriods: 2 });
  });

  it('are in the Region of the flow, and none of a flow source whose ARN is not known', () => {
    const [flow] = withAlarm('rtp').flows;
    const there = withAlarm('rtp', 'TR_101_290_PRIORITY_1', {
      flows: [{ ...provisioned, ...flow, region: 'eu-west-2' }],
    });
    expect(new Set(desiredAlarms(there, deployment).map(({ region }) => region))).toEqual(new Set(['eu-west-2']));
    const flows = [{ ...provisioned, 'flow-sources': [{ name: 'main' }] }];
    expect(desiredAlarms(withAlarm('rtp', 'TR_101_290_PRIORITY_1', { flows }), deployment)).toEqual([]);
  });
});

describe('the name of an alarm', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  const recipe = fc.constantFrom(...recipes);

  it('is at most 255 characters long, and tells source and alarm', () => {
    const longest = `${'s'.repeat(128)}@ap-northeast-1`;
    fc.assert(
      fc.property(name, recipe, (flowSource, which) => {
        const key = { flowSource, recipe: which };
        const full = alarmName(longest, sourceId, key);
        expect(full.length).toBeLessThanOrEqual(255);
        expect(readAlarmName(full)).toEqual({ sourceId, alarm: alarmOf(key) });
      }),
    );
  });

  it('tells long names of flow sources apart', () => {
    const long = 'a'.repeat(63);
    const names = ['b', 'c'].map((end) => alarmOf({ flowSource: `${long}${end}`, recipe: 'input-lost' }));
    expect(new Set(names).size).toBe(2);
  });

  it.each([
    'other',
    `headworks-x-${sourceId}-unknown-main`,
    'headworks-x-no-id-input-lost-main',
  ])('of another alarm, %s, tells nothing', (other) => expect(readAlarmName(other)).toBeUndefined());
});
