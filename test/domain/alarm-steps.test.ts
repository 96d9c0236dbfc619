import { type AlarmDefinition, desiredAlarms } from '../../lambdas/domain/alarm';
import { alarmChanges, alarmDrift, planAlarms } from '../../lambdas/domain/alarm-steps';
import { withStepsBeside } from '../../lambdas/domain/plan';
import { configuredSource, sourceId } from '../support/configured-source';
import { completeRecord, provisioned } from '../support/source-record';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';

type Level = 'TR_101_290_PRIORITY_1' | 'TR_101_290_PRIORITY_2';
const configured = (level?: Level, name = 'main') => {
  const flow = flowRequest('rtp', { 'flow-sources': [flowSourceRequest('rtp', { name })] });
  const alarm = level && { alarm: { level } };
  return configuredSource({ ...sourceRequest('rtp'), 'ingress-flows': [flow], ...alarm }).configuration;
};
const [none, level1, level2] = [configured(), configured('TR_101_290_PRIORITY_1'), configured('TR_101_290_PRIORITY_2')];
const flows = [{ ...provisioned, 'flow-sources': [{ name: 'main', 'source-arn': 'arn:main' }] }];
const desired = desiredAlarms(completeRecord({ requested: level2, flows }), 'd').map(({ definition }) => definition);
const [first, ...others] = desired as [AlarmDefinition, ...AlarmDefinition[]];

/** The same in another order and with what the service adds. */
const told = ({ Metrics, ...rest }: AlarmDefinition) => ({
  StateValue: 'OK',
  ...Object.fromEntries(Object.entries(rest).reverse()),
  AlarmName: rest.AlarmName,
  Metrics: [...Metrics].reverse(),
});

describe('the changes of alarms', () => {
  it('are none where what is there is told in another way', () => {
    expect(alarmChanges(desired, desired.map(told))).toEqual({ put: [], remove: [] });
    const { DatapointsToAlarm: _, ...all } = { ...first, DatapointsToAlarm: first.EvaluationPeriods };
    expect(alarmDrift([{ ...first, DatapointsToAlarm: first.EvaluationPeriods }], [all])).toEqual([]);
  });

  it.each<[string, Partial<AlarmDefinition>]>([
    ['Threshold', { Threshold: 5 }],
    ['ActionsEnabled', { ActionsEnabled: true }],
    ['EvaluationPeriods', { EvaluationPeriods: 9 }],
    ['DatapointsToAlarm', { DatapointsToAlarm: 1 }],
    ['ComparisonOperator', { ComparisonOperator: 'LessThanThreshold' }],
    ['Metrics', { Metrics: first.Metrics.slice(1) }],
    ['AlarmDescription', { AlarmDescription: 'mine' }],
  ])('overwrite one whose %s is another, which is drift', (member, change) => {
    const found = [{ ...told(first), ...change }, ...others];
    expect(alarmChanges(desired, found)).toEqual({ put: [{ definition: first, isThere: true }], remove: [] });
    expect(alarmDrift(desired, found)).toMatchObject([{ resource: first.AlarmName, member }]);
  });

  it('make what is missing and remove what is not asked for', () => {
    const surplus = { ...first, AlarmName: 'surplus' };
    const found = [...others, surplus];
    expect(alarmChanges(desired, found)).toEqual({ put: [{ definition: first, isThere: false }], remove: ['surplus'] });
    expect(alarmDrift(desired, found)).toEqual([
      { resource: first.AlarmName, desired: first.AlarmName },
      { resource: 'surplus', actual: 'surplus' },
    ]);
  });
});

describe('the steps on alarms of a change', () => {
  const owner = { deployment: 'd', sourceId };
  it.each([
    ['from none to level 1', none, level1, false, 3],
    ['from level 1 to 2', level1, level2, false, 1],
    ['from level 2 to none', level2, none, false, 4],
    ['of nothing', level2, level2, false, 0],
    ['to another flow', level2, level2, true, 4],
    ['to a flow source of another name', level1, configured('TR_101_290_PRIORITY_1', 'other'), false, 6],
    ['of a source that is new', undefined, level1, true, 3],
  ])('%s: as many as alarms change', (_, before, after, hasNewFlow, count) => {
    const steps = planAlarms(owner, before, after, hasNewFlow);
    expect(steps).toHaveLength(count);
    for (const step of steps) expect(step).toMatchObject({ action: 'alarm', impact: 'live' });
  });

  it('make a plan live that does nothing else, and no other less than it is', () => {
    const plan = { impact: 'none' as const, 'new-address': false, steps: [], warnings: [] };
    const steps = planAlarms(owner, none, level1, false);
    expect(withStepsBeside(plan, steps)).toMatchObject({ impact: 'live', steps });
    expect(withStepsBeside({ ...plan, impact: 'replacement' }, steps).impact).toBe('replacement');
    expect(withStepsBeside(plan, [])).toBe(plan);
  });
});
