import { readEvent } from '../../lambdas/domain/service-event';
import { healthDetail, serviceEvent, sourceArn, timeOf } from '../support/service-events';
import { flowArn } from '../support/source-record';

const read = (...[kind, detail, more]: [Parameters<typeof readEvent>[0], Record<string, unknown>, object?]) =>
  readEvent(kind, serviceEvent(kind, 0, detail, { id: 'one', ...more }));
const known = (told: object, sighting: object) => ({
  outcome: 'known',
  flowArn,
  told,
  sighting: { id: 'one', at: timeOf(0), ...sighting },
});
const flowSource = 'srt-a';
const error = 'Source srt-a Stream Error: Timeout. Please investigate the flow source.';

describe('an event of MediaConnect', () => {
  it.each<[string, Parameters<typeof readEvent>[0], Record<string, unknown>, object | undefined, object, object]>([
    [
      'of a status',
      'Flow Status Change',
      { currentStatus: 'STARTING', previousStatus: 'STANDBY' },
      undefined,
      { of: 'status' },
      { is: 'STARTING', was: 'STANDBY' },
    ],
    [
      'of a flow source, as seen',
      'Source Health',
      healthDetail('CONNECTED', 'DISCONNECTED', 'continuity_count_error'),
      { flowSource },
      { of: 'flow-source', flowSource },
      { is: 'CONNECTED continuity_count_error', was: 'DISCONNECTED', unhealthy: true },
    ],
    [
      'of a flow source, as older guides have it',
      'Source Health',
      { unhealthy: false, current: { source_state: 'receiving' }, previous: { source_state: 'idle' } },
      { flowSource },
      { of: 'flow-source', flowSource },
      { is: 'RECEIVING', was: 'IDLE' },
    ],
    [
      'of a flow, as seen',
      'Flow Health',
      {
        unhealthy: true,
        current: { isBitrateZero: true, state: 'DISCONNECTED', tr101: { pcr_error: false } },
        previous: { state: '' },
      },
      undefined,
      { of: 'health' },
      { is: 'DISCONNECTED silent', was: '', unhealthy: true },
    ],
    [
      'of a flow, as documented',
      'Flow Health',
      {
        unhealthy: true,
        current: { source_state: 'connected', failover_switch: false, tr101: { pcr_error: true } },
        previous: { source_state: 'connected', failover_switch: false, tr101: { pcr_error: false } },
      },
      undefined,
      { of: 'health' },
      { is: 'CONNECTED pcr_error', was: 'CONNECTED', unhealthy: true },
    ],
    [
      'of an alert with an id',
      'Alert',
      { errored: true, 'error-code': 'SourceStreamError', 'error-id': 'Qta', 'error-message': error },
      undefined,
      { of: 'alerts' },
      { subject: 'Qta', is: 'raised', was: 'cleared', code: 'SourceStreamError', message: error },
    ],
    [
      'of an alert without one that is over',
      'Alert',
      { errored: false, 'error-code': 'AccessDeniedException', 'error-message': 'denied' },
      undefined,
      { of: 'alerts' },
      {
        subject: 'AccessDeniedException',
        is: 'cleared',
        was: 'raised',
        code: 'AccessDeniedException',
        message: 'denied',
      },
    ],
    [
      'of maintenance',
      'Flow Maintenance',
      { currentStatus: 'SCHEDULED' },
      undefined,
      { of: 'maintenance' },
      { is: 'SCHEDULED', was: '' },
    ],
    [
      'of content quality',
      'Flow Content Quality',
      { impacted: true, streams: [{ audio_missing: true }, { frozen_frames_duration_breaching: true }] },
      undefined,
      { of: 'quality' },
      { is: 'audio_missing frozen_frames_duration_breaching' },
    ],
    [
      'of content that is good again',
      'Flow Content Quality',
      { impacted: false },
      undefined,
      { of: 'quality' },
      { is: '' },
    ],
  ])('%s is understood', (_, kind, detail, more, told, sighting) => {
    expect(read(kind, detail, more)).toEqual(known(told, sighting));
  });

  it.each<[string, unknown]>([
    ['no event', 'text'],
    ['no id', { ...serviceEvent('Alert', 0, {}), id: undefined }],
    ['no time', { ...serviceEvent('Alert', 0, {}), time: 'yesterday' }],
    ['no flow', serviceEvent('Alert', 0, { errored: true, 'error-id': 'a' }, { resources: [] })],
    ['no detail', serviceEvent('Flow Status Change', 0, {})],
  ])('with %s is unknown, whatever its kind', (_, event) => {
    for (const kind of ['Flow Status Change', 'Source Health', 'Flow Health', 'Alert'] as const)
      expect(readEvent(kind, event)).toMatchObject({ outcome: 'unknown', why: expect.any(String) });
  });

  it('of a flow source that it does not name is unknown', () => {
    expect(read('Source Health', healthDetail('IDLE', ''))).toMatchObject({ outcome: 'unknown' });
  });

  it('whose health says nothing is unknown', () => {
    expect(read('Flow Health', { current: {} })).toMatchObject({ outcome: 'unknown' });
  });

  it('of an account that does not own the flow is forged', () => {
    expect(read('Flow Maintenance', { currentStatus: 'SCHEDULED' }, { account: '999988887777' })).toEqual({
      outcome: 'forged',
      flowArn,
    });
  });

  it('names its flow wherever the ARN stands among its resources', () => {
    const resources = [sourceArn('srt-a'), flowArn];
    expect(read('Alert', { errored: true, 'error-id': 'a' }, { resources })).toMatchObject({
      outcome: 'known',
      flowArn,
    });
  });
});
