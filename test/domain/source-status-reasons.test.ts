import { HealthReason } from '../../lambdas/domain/health-reason';
import { SourceStatus } from '../../lambdas/domain/running-status';
import { sourceStatus } from '../../lambdas/domain/source-status';
import {
  alert,
  backup,
  both,
  changed,
  connected,
  connectedOne,
  denied,
  failing,
  good,
  health,
  legs,
  looked,
  lost,
  one,
  pair,
  quality,
  taken,
  timeout,
  two,
} from '../support/flow-story';
import { described, measured, started, statusAt } from '../support/observed-record';
import { healthDetail, millisecondOf, serviceEvent, timeOf } from '../support/service-events';
import { newRecord } from '../support/source-record';

interface Row {
  reason: HealthReason;
  how: string;
  status: SourceStatus;
  expected: 'unknown' | 'unhealthy' | 'degraded';
  flowSource?: string;
  since?: number;
}

const rows: Row[] = [
  { reason: 'FlowNotRunning', how: 'no flow yet', status: sourceStatus(newRecord(), {}, 0), expected: 'unknown' },
  {
    reason: 'FlowNotRunning',
    how: 'an event',
    status: statusAt(50, one, [...started, changed(40, 'STOPPING', 'ACTIVE')]),
    expected: 'unknown',
    since: 40,
  },
  {
    reason: 'FlowNotRunning',
    how: 'a look',
    status: statusAt(50, one, started, { described: described(30, ['main'], { status: 'STANDBY' }) }),
    expected: 'unknown',
  },
  {
    reason: 'FlowError',
    how: 'an event',
    status: statusAt(50, one, [...started, changed(40, 'ERROR', 'ACTIVE')]),
    expected: 'unhealthy',
    since: 40,
  },
  {
    reason: 'FlowError',
    how: 'an alert that nobody knows',
    status: statusAt(50, one, [...connectedOne, alert(40, 'NewCode', 'The bandwidth of the flow is near its limit.')]),
    expected: 'unhealthy',
    since: 40,
  },
  {
    reason: 'FlowMissing',
    how: 'a look',
    status: statusAt(50, one, started, { described: described(30, [], { status: 'GONE' }) }),
    expected: 'unhealthy',
  },
  {
    reason: 'InputNotConnected',
    how: 'an event',
    status: statusAt(140, one, [...connectedOne, lost], { described: described(130, ['main']) }),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 100,
  },
  {
    reason: 'InputNotConnected',
    how: 'a connection that is measured to be none',
    status: statusAt(140, one, connectedOne, looked({ Connected: 0 })),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 60,
  },
  {
    reason: 'InputNotConnected',
    how: 'a minute without a bit',
    status: statusAt(140, one, connectedOne, looked({ BitRate: 0 })),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 60,
  },
  {
    reason: 'InputNotConnected',
    how: 'a connection by which no bit came in a sample, nor in the one that is not over',
    status: statusAt(200, one, connectedOne, {
      described: described(189, ['main']),
      measured: {
        at: millisecondOf(189),
        'flow-sources': {
          main: {
            Connected: [120, 180].map((second) => [millisecondOf(second), 1]),
            BitRate: [120, 180].map((second) => [millisecondOf(second), 0]),
          },
        },
        flow: {},
      },
    }),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 120,
  },
  {
    reason: 'InputNotConnected',
    how: 'silence since the start',
    status: statusAt(140, one, started, { described: described(130, ['main']), measured: measured(130, {}) }),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 130,
  },
  {
    reason: 'InputNotConnected',
    how: 'the whole flow',
    status: statusAt(140, two, [...started, serviceEvent('Flow Health', 20, healthDetail('IDLE', ''))]),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 20,
  },
  {
    reason: 'DecryptionError',
    how: 'an alert',
    status: statusAt(50, one, [...connectedOne, alert(40, 'AccessDeniedException', denied)]),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 40,
  },
  {
    reason: 'DecryptionError',
    how: 'a look',
    status: statusAt(50, one, connectedOne, { described: described(30, ['main'], { errors: [denied] }) }),
    expected: 'unhealthy',
    flowSource: 'main',
  },
  {
    reason: 'EntitlementUnavailable',
    how: 'an alert',
    status: statusAt(50, one, [...connectedOne, alert(40, '', taken)]),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 40,
  },
  {
    reason: 'SourceStreamError',
    how: 'an alert',
    status: statusAt(50, one, [...connectedOne, alert(40, 'SourceStreamError', timeout)]),
    expected: 'unhealthy',
    flowSource: 'main',
    since: 40,
  },
  {
    reason: 'RedundancyLost',
    how: 'silence of one since the start',
    status: statusAt(140, two, [...started, connected], {
      described: described(130, legs),
      measured: measured(130, { main: good }),
    }),
    expected: 'degraded',
    flowSource: 'spare',
    since: 130,
  },
  {
    reason: 'RedundancyLost',
    how: 'an event',
    status: statusAt(140, two, [...both, health(100, 'spare', 'DISCONNECTED', 'CONNECTED')]),
    expected: 'degraded',
    flowSource: 'spare',
    since: 100,
  },
  {
    reason: 'RedundancyLost',
    how: 'streams that are not merged',
    status: statusAt(140, two, both, pair({ MergeActive: 0 }, { MergeActive: 0 }, { mode: 'MERGE' })),
    expected: 'degraded',
    since: 60,
  },
  {
    reason: 'BackupInputActive',
    how: 'the metrics of both',
    status: statusAt(140, two, both, pair({ Selected: 0 }, { Selected: 1 }, backup)),
    expected: 'degraded',
    flowSource: 'spare',
  },
  {
    reason: 'PacketLoss',
    how: 'metrics',
    status: statusAt(140, one, connectedOne, looked({ NotRecoveredPackets: 12 })),
    expected: 'degraded',
    flowSource: 'main',
    since: 60,
  },
  {
    reason: 'TransportStreamSyncLoss',
    how: 'an event',
    status: statusAt(140, one, [...connectedOne, failing('ts_sync_loss')], looked({})),
    expected: 'degraded',
    flowSource: 'main',
    since: 100,
  },
  {
    reason: 'ContinuityCounterError',
    how: 'an event',
    status: statusAt(140, one, [...connectedOne, failing('continuity_count_error')], looked({})),
    expected: 'degraded',
    flowSource: 'main',
    since: 100,
  },
  {
    reason: 'ContinuityCounterError',
    how: 'metrics',
    status: statusAt(140, one, connectedOne, looked({ ContinuityCounter: 3 })),
    expected: 'degraded',
    flowSource: 'main',
    since: 60,
  },
  {
    reason: 'TransportError',
    how: 'an event',
    status: statusAt(140, one, [...connectedOne, failing('transport_error')], looked({})),
    expected: 'degraded',
    flowSource: 'main',
    since: 100,
  },
  {
    reason: 'PcrError',
    how: 'an event',
    status: statusAt(140, one, [...connectedOne, failing('pcr_error')], looked({})),
    expected: 'degraded',
    flowSource: 'main',
    since: 100,
  },
  {
    reason: 'InputDegraded',
    how: 'metrics',
    status: statusAt(140, one, connectedOne, looked({ PMTError: 2 })),
    expected: 'degraded',
    flowSource: 'main',
    since: 60,
  },
  {
    reason: 'InputDegraded',
    how: 'an event that does not say why',
    status: statusAt(140, one, [
      ...started,
      serviceEvent(
        'Source Health',
        50,
        { unhealthy: true, current: { state: 'CONNECTED' }, previous: { state: '' } },
        { flowSource: 'main' },
      ),
    ]),
    expected: 'degraded',
    flowSource: 'main',
    since: 50,
  },
  ...(
    [
      ['VideoMissing', 'video_missing', 'VideoStreamMissing'],
      ['AudioMissing', 'audio_missing', 'AudioStreamMissing'],
      ['BlackFrames', 'black_frames_duration_breaching', 'BlackFramesBreaching'],
      ['FrozenFrames', 'frozen_frames_duration_breaching', 'FrozenFramesBreaching'],
      ['SilentAudio', 'silent_audio_duration_breaching', 'SilentAudioBreaching'],
    ] as const
  ).flatMap(([reason, flag, metric]): Row[] => [
    {
      reason,
      how: 'an event',
      status: statusAt(140, one, [...connectedOne, quality(90, flag)], looked({})),
      expected: 'degraded',
      since: 90,
    },
    {
      reason,
      how: 'metrics',
      status: statusAt(140, one, connectedOne, looked({}, { [metric]: 1 })),
      expected: 'degraded',
      since: 60,
    },
  ]),
];

describe.each(rows)('$reason, known by $how', ({ reason, status, expected, flowSource, since }) => {
  it('is the reason, explained with its cause and the next step', () => {
    expect(status.health).toEqual({ status: expected, reasons: [reason] });
    expect(SourceStatus.parse(status)).toEqual(status);
    const explanation = status.explanations?.find((each) => each.reason === reason);
    expect(explanation?.['flow-source']).toBe(flowSource);
    expect(explanation?.since).toBe(since === undefined ? undefined : timeOf(since));
    for (const text of [explanation?.cause, explanation?.['next-step']]) {
      expect(text).toMatch(/^[A-Z].{15,}[.!]$/s);
      expect(text).not.toMatch(/undefined|\[object/);
    }
  });
});

it('covers every reason there is', () => {
  expect(new Set(rows.map(({ reason }) => reason))).toEqual(new Set(HealthReason.options));
});
