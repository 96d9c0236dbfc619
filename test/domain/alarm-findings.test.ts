import * as fc from 'fast-check';
import { readAlarmEvent } from '../../lambdas/domain/alarm-event';
import { hear, unheard } from '../../lambdas/domain/observed-source';
import { sourceStatus } from '../../lambdas/domain/source-status';
import { alarmEvent } from '../support/alarm-events';
import { described, measured, record } from '../support/observed-record';
import { millisecondOf } from '../support/service-events';
import { flowArn } from '../support/source-record';

type AlarmEvent = ReturnType<typeof alarmEvent>;
const alarmed = (() => {
  const plain = record(1);
  return { ...plain, requested: { ...plain.requested, alarm: { level: 'TR_101_290_PRIORITY_1' as const } } };
})();

function folded(events: readonly AlarmEvent[], of = alarmed) {
  return events.reduce((observed, event) => {
    const reading = readAlarmEvent(event);
    if (reading.outcome !== 'known') throw new Error(JSON.stringify(reading));
    return hear(observed, of, reading.heard, 0);
  }, unheard);
}
/** The status ten minutes after the first event, of a flow that was measured at a second. */
function statusOf(events: readonly AlarmEvent[], second: number, values: Record<string, number>) {
  const refreshed = {
    'flow-arn': flowArn,
    described: described(second, ['main']),
    measured: measured(second, { main: values }),
  };
  const at = Date.parse('2026-03-02T10:16:00Z') + second * 1000;
  const shift = at - millisecondOf(second);
  const moved = JSON.parse(JSON.stringify(refreshed), (key, value) => (key === 'at' ? value + shift : value));
  return sourceStatus(alarmed, { alarms: folded(events).alarms, refreshed: moved }, at);
}
const receiving = { Connected: 1, BitRate: 8_000_000 };

describe('what the events of alarms come to', () => {
  it('is the same in any order, and however often each arrives', () => {
    const story = [
      alarmEvent(0, 'INSUFFICIENT_DATA', 'OK'),
      alarmEvent(60, 'OK', 'ALARM'),
      alarmEvent(60, 'ALARM', 'OK'),
      alarmEvent(120, 'OK', 'ALARM'),
      alarmEvent(30, 'INSUFFICIENT_DATA', 'OK', { recipe: 'unrecovered-loss' }),
    ];
    const expected = folded(story);
    const indices = [...story.keys()];
    fc.assert(
      fc.property(fc.shuffledSubarray(indices, { minLength: 5 }), fc.array(fc.nat(4)), (order, again) => {
        const events = [...order, ...again].flatMap((index) => story[index] ?? []);
        expect(folded(events).alarms).toEqual(expected.alarms);
      }),
    );
  });

  it('keeps nothing of an alarm that the source does not ask for', () => {
    expect(folded([alarmEvent(0, 'OK', 'ALARM')], record(1) as never)).toBe(unheard);
    expect(folded([alarmEvent(0, 'OK', 'ALARM', { recipe: 'tr-101-290-priority-2' })])).toBe(unheard);
  });
});

describe('the alarms in a status', () => {
  it('are all that the source asks for, without data where nothing was heard', () => {
    const { alarms } = statusOf([alarmEvent(60, 'INSUFFICIENT_DATA', 'OK')], 120, receiving);
    expect(alarms).toEqual([
      { alarm: 'tr-101-290-priority-1', 'flow-source': 'main', state: 'insufficient-data' },
      { alarm: 'input-lost', 'flow-source': 'main', state: 'ok', since: '2026-03-02T10:17:00Z' },
      { alarm: 'unrecovered-loss', 'flow-source': 'main', state: 'insufficient-data' },
    ]);
  });

  it('stand for a reason until something later was measured', () => {
    const loss = alarmEvent(300, 'OK', 'ALARM', { recipe: 'unrecovered-loss' });
    expect(statusOf([loss], 120, receiving).health.reasons).toEqual(['PacketLoss']);
    expect(statusOf([loss], 600, receiving).health.reasons).toBeUndefined();
    expect(statusOf([loss], 120, { ...receiving, NotRecoveredPackets: 4 }).health.reasons).toEqual(['PacketLoss']);
    const errors = alarmEvent(300, 'OK', 'ALARM', { recipe: 'tr-101-290-priority-1' });
    expect(statusOf([errors], 120, receiving).health.reasons).toEqual(['InputDegraded']);
    const counted = statusOf([errors], 120, { ...receiving, ContinuityCounter: 4 });
    expect(counted.health.reasons).toEqual(['ContinuityCounterError']);
  });

  it('call the input lost where it is, whatever CloudWatch has no data of', () => {
    const { alarms } = statusOf([alarmEvent(60, 'INSUFFICIENT_DATA', 'OK')], 120, { Connected: 0, BitRate: 0 });
    expect(alarms?.find(({ alarm }) => alarm === 'input-lost')).toMatchObject({ state: 'alarm' });
  });
});

describe('an event of an alarm', () => {
  it.each<[string, object, string]>([
    ['that is none', { detail: {} }, 'unknown'],
    ['of an alarm of others', { detail: { ...alarmEvent(0, 'OK', 'ALARM').detail, alarmName: 'mine' } }, 'unknown'],
    ['in a state that is not known', { detail: { ...alarmEvent(0, 'OK', 'NEW').detail } }, 'unknown'],
    ['from another account', { account: '999999999999' }, 'forged'],
  ])('%s is not taken', (_, members, outcome) => {
    expect(readAlarmEvent({ ...alarmEvent(0, 'OK', 'ALARM'), ...members })).toMatchObject({ outcome });
  });

  it('makes the same event of the history each time', () => {
    const event = alarmEvent(0, 'OK', 'ALARM');
    const expected = { id: event.id, at: '2026-03-02T10:16:00.000Z', kind: 'alarm-changed' };
    const alarm = { name: event.detail.alarmName, 'flow-source': 'main', from: 'ok', to: 'alarm' };
    expect(readAlarmEvent(event)).toMatchObject({ event: { ...expected, alarm } });
  });
});
