import fc from 'fast-check';
import { healthChange, hear, unheard } from '../../lambdas/domain/observed-source';
import { readEvent } from '../../lambdas/domain/service-event';
import { sourceStatus } from '../../lambdas/domain/source-status';
import { propertySeed } from '../support/arbitrary-source';
import { heard, record, started } from '../support/observed-record';
import { healthDetail, millisecondOf, type ServiceEvent, serviceEvent } from '../support/service-events';
import { flowArn, provisioned } from '../support/source-record';

const source = record(2);

const second = fc.integer({ min: 0, max: 40 });
const status = fc.constantFrom('STANDBY', 'STARTING', 'ACTIVE', 'UPDATING', 'STOPPING', 'ERROR');
const state = fc.constantFrom('CONNECTED', 'DISCONNECTED', 'RECEIVING', 'IDLE');
const check = fc.constantFrom('pcr_error', 'transport_error');
const flowSource = fc.constantFrom('main', 'spare');
const flag = fc.constantFrom('video_missing', 'silent_audio_duration_breaching');

/** Any event of a flow, at any second of a short time, so that many share one. */
const event: fc.Arbitrary<ServiceEvent> = fc.oneof(
  fc
    .tuple(second, status, status)
    .map(([at, currentStatus, previousStatus]) =>
      serviceEvent('Flow Status Change', at, { currentStatus, previousStatus }),
    ),
  fc
    .tuple(second, flowSource, state, state, fc.array(check))
    .map(([at, name, is, was, checks]) =>
      serviceEvent('Source Health', at, healthDetail(is, was, ...checks), { flowSource: name }),
    ),
  fc.tuple(second, state, state, fc.boolean()).map(([at, is, was, isBitrateZero]) =>
    serviceEvent('Flow Health', at, {
      unhealthy: false,
      current: { state: is, isBitrateZero },
      previous: { state: was },
    }),
  ),
  fc
    .tuple(second, fc.boolean(), fc.constantFrom('a', 'b', 'c'))
    .map(([at, errored, id]) =>
      serviceEvent('Alert', at, { errored, 'error-id': id, 'error-message': `entitlement ${id}` }),
    ),
  fc
    .tuple(second, fc.constantFrom('SCHEDULED', 'INPROGRESS', 'FINISHED'))
    .map(([at, currentStatus]) => serviceEvent('Flow Maintenance', at, { currentStatus })),
  fc.tuple(second, fc.array(flag)).map(([at, flags]) =>
    serviceEvent('Flow Content Quality', at, {
      impacted: flags.length > 0,
      streams: flags.map((each) => ({ [each]: true })),
    }),
  ),
);

/** The events of a run, and the same in another order with some of them twice. */
const arrivals = fc.array(event, { minLength: 1, maxLength: 80 }).chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc
      .subarray(events)
      .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length })),
  ),
);

describe('the events of a run', () => {
  it('come to the same in any order and however often each arrives', () => {
    fc.assert(
      fc.property(arrivals, ([events, shuffled]) => {
        const [one, other] = [heard(source, events), heard(source, shuffled)].map(({ flows }) => flows[flowArn]);
        expect(other).toEqual(one);
        const at = millisecondOf(60);
        expect(sourceStatus(source, { observed: other }, at)).toEqual(sourceStatus(source, { observed: one }, at));
      }),
      { seed: propertySeed, numRuns: 500 },
    );
  });

  it('are bounded, however many there are', () => {
    const many = Array.from({ length: 200 }, (_, at) => [
      serviceEvent('Alert', at, { errored: true, 'error-id': `alert ${at}`, 'error-message': 'x'.repeat(200) }),
      serviceEvent('Source Health', at, healthDetail('IDLE', 'RECEIVING'), { flowSource: 'main' }),
    ]).flat();
    expect(JSON.stringify(heard(source, many)).length).toBeLessThan(40_000);
  });
});

describe('what is heard of a source', () => {
  const take = (of: typeof source, event: ServiceEvent, observed = unheard) => {
    const reading = readEvent('Source Health', event);
    if (reading.outcome !== 'known') throw new Error('the event is known');
    return hear(observed, of, reading, 7);
  };
  const connected = (name: string) =>
    serviceEvent('Source Health', 1, healthDetail('CONNECTED', ''), { flowSource: name });

  it('says when it was heard last', () => {
    expect(take(source, connected('main'))).toMatchObject({ 'heard-at': 7 });
  });

  it('is the same as before for an event that arrives again', () => {
    const event = connected('main');
    const once = take(source, event);
    expect(take(source, event, once)).toBe(once);
  });

  it('leaves out flows that are not its own, and flow sources that were put on by hand', () => {
    expect(take(record(2, { flows: [] }), connected('main'))).toBe(unheard);
    expect(take(source, connected('mine'))).toBe(unheard);
  });

  it('takes in a flow source that an update is putting on', () => {
    const updating = { ...source, flows: record(1).flows };
    expect(take(updating, connected('spare'))).not.toBe(unheard);
  });

  it('forgets the flow that another one has replaced', () => {
    const other = flowArn.replace('news', 'other');
    const both = take({ ...source, 'next-flows': [{ ...provisioned, arn: other }] }, connected('main'));
    const replaced = { ...source, flows: [{ ...provisioned, arn: other }] };
    const event = { ...connected('main'), resources: [other, connected('main').resources[1] ?? ''] };
    expect(Object.keys(take(replaced, event, both).flows)).toEqual([other]);
  });
});

describe('a change of the health', () => {
  const event = { id: 'e', at: '2026-03-02T10:00:00.000Z' };

  it('is noted with what it was and why it is so', () => {
    const health = { status: 'unhealthy', reasons: ['InputNotConnected'] } as const;
    const observed = heard(source, started);
    expect(healthChange(observed, { ...health, reasons: [...health.reasons] }, event)).toEqual({
      observed: { ...observed, health },
      event: {
        ...event,
        kind: 'health-changed',
        health: { from: 'unknown', to: 'unhealthy', reasons: health.reasons },
      },
    });
  });

  it('is one of the reasons, too, but no repetition', () => {
    const degraded = { ...unheard, health: { status: 'degraded' as const, reasons: ['PacketLoss' as const] } };
    expect(healthChange(degraded, { status: 'degraded', reasons: ['PacketLoss'] }, event)).toBeUndefined();
    expect(healthChange(degraded, { status: 'degraded', reasons: ['PcrError'] }, event)).toBeDefined();
    expect(healthChange(unheard, { status: 'unknown', reasons: ['FlowNotRunning'] }, event)).toBeUndefined();
  });
});
