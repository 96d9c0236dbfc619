import type { Protocol } from './protocol';

/** The metrics that have everything in common but their names (MediaConnect user guide, "Metrics"). */
export interface MetricGroup {
  readonly unit: 'Bits/Second' | 'Bytes' | 'Count' | 'Milliseconds' | 'None' | 'Percent' | 'Seconds';
  /** How the samples of a period, one a second, become one value. */
  readonly statistic: 'Average' | 'Minimum' | 'Maximum' | 'Sum';
  /** The flows that have them at all: by what they carry, what their flow sources do for each other, or by protocol. */
  readonly having: 'all' | 'transport-streams' | 'media-streams' | 'FAILOVER' | 'MERGE' | readonly Protocol[];
  readonly rows: readonly (readonly [key: string, name: string, meaning: string, mark?: 'default'])[];
}

const group = (
  unit: MetricGroup['unit'],
  statistic: MetricGroup['statistic'],
  having: MetricGroup['having'],
  rows: MetricGroup['rows'],
): MetricGroup => ({ unit, statistic, having, rows });

const answering: readonly Protocol[] = ['srt-listener', 'srt-caller', 'rist', 'zixi-push'];

/** Of each flow source, with `Source` before the name, and of the whole flow under the name alone. */
export const twins: readonly MetricGroup[] = [
  group('Bits/Second', 'Average', 'all', [['bit-rate', 'BitRate', 'Bit rate of what arrives', 'default']]),
  group('None', 'Minimum', answering, [
    ['connected', 'Connected', '1 while the sender was connected throughout, otherwise 0', 'default'],
  ]),
  group('Count', 'Sum', 'transport-streams', [
    ['disconnections', 'Disconnections', 'Times that the connection was lost', 'default'],
  ]),
  group('Percent', 'Average', 'all', [
    ['packet-loss-percent', 'PacketLossPercent', 'Share of packets lost on the way, the recovered included', 'default'],
  ]),
  group('Count', 'Sum', 'all', [
    ['total-packets', 'TotalPackets', 'Packets that arrived'],
    ['dropped-packets', 'DroppedPackets', 'Packets lost on the way, before any was recovered'],
    ['recovered-packets', 'RecoveredPackets', 'Packets lost on the way and recovered'],
    ['not-recovered-packets', 'NotRecoveredPackets', 'Packets lost for good: what is seen and heard', 'default'],
  ]),
  group('Count', 'Sum', 'transport-streams', [
    [
      'overflow-packets',
      'OverflowPackets',
      'Packets in excess of the buffer; not with two flow sources or an entitlement',
    ],
  ]),
  group('Milliseconds', 'Average', answering, [
    ['round-trip-time', 'RoundTripTime', 'Time of a signal to the sender and back', 'default'],
  ]),
  group('Count', 'Sum', answering, [
    ['arq-requests', 'ARQRequests', 'Packets that the sender was asked to send again'],
    ['arq-recovered', 'ARQRecovered', 'Packets recovered by sending them again'],
  ]),
  group(
    'Count',
    'Sum',
    ['rtp-fec', 'zixi-push'],
    [
      ['fec-packets', 'FECPackets', 'Packets of forward error correction that arrived'],
      ['fec-recovered', 'FECRecovered', 'Packets recovered by forward error correction'],
    ],
  ),
  group('None', 'Minimum', 'MERGE', [
    ['merge-active', 'MergeActive', '1 while both flow sources were merged throughout, otherwise 0', 'default'],
  ]),
  group('Milliseconds', 'Maximum', 'MERGE', [
    ['merge-latency', 'MergeLatency', 'How far the flow source was behind the other'],
  ]),
  // TR 101 290; priority 3 is not measured.
  group('Count', 'Sum', 'transport-streams', [
    ['continuity-counter', 'ContinuityCounter', 'Priority 1: packets missing, doubled or out of order', 'default'],
    ['pat-error', 'PATError', 'Priority 1: the table of programs is missing or damaged'],
    ['pid-error', 'PIDError', 'Priority 1: a stream that the tables name does not come'],
    ['pmt-error', 'PMTError', 'Priority 1: the table of a program is missing or damaged'],
    ['ts-byte-error', 'TSByteError', 'Priority 1: packets that do not begin with the sync byte'],
    ['ts-sync-loss', 'TSSyncLoss', 'Priority 1: the stream cannot be followed', 'default'],
    ['cat-error', 'CATError', 'Priority 2: the table of conditional access is missing or damaged'],
    ['crc-error', 'CRCError', 'Priority 2: tables whose checksum is wrong'],
    ['pcr-accuracy-error', 'PCRAccuracyError', 'Priority 2: clock references more than 500 ns off'],
    ['pcr-error', 'PCRError', 'Priority 2: more than 100 ms between clock references'],
    ['pts-error', 'PTSError', 'Priority 2: more than 700 ms between presentation times'],
    ['transport-error', 'TransportError', 'Priority 2: packets that were marked as damaged on the way'],
  ]),
];

/** Of each flow source only. */
export const ofFlowSources: readonly MetricGroup[] = [
  group('None', 'Maximum', 'FAILOVER', [
    [
      'selected',
      'SourceSelected',
      '1 where the flow source was on air, 0 where it was the spare throughout',
      'default',
    ],
  ]),
  group('Count', 'Sum', 'MERGE', [
    ['merge-status-warn-mismatch', 'SourceMergeStatusWarnMismatch', 'The two flow sources were not identical'],
    ['merge-status-warn-solo', 'SourceMergeStatusWarnSolo', 'The flow source was alone'],
  ]),
  group('Count', 'Sum', 'all', [['missing-packets', 'SourceMissingPackets', 'Packets that did not come']]),
  group('Bytes', 'Sum', 'all', [['total-bytes', 'SourceTotalBytes', 'Bytes that arrived']]),
  group('Count', 'Sum', 'media-streams', [
    ['total-payloads', 'SourceTotalPayloads', 'Payloads that arrived'],
    ['late-payloads', 'SourceLatePayloads', 'Payloads that came too late'],
    ['dropped-payloads', 'SourceDroppedPayloads', 'Payloads that were lost'],
  ]),
  group(
    'Count',
    'Maximum',
    ['zixi-push'],
    [
      ['consecutive-drops', 'ConsecutiveDrops', 'Longest run of packets lost on the way'],
      ['consecutive-not-recovered', 'ConsecutiveNotRecovered', 'Longest run of packets lost for good'],
    ],
  ),
  group(
    'Count',
    'Sum',
    ['srt-listener', 'srt-caller', 'zixi-push'],
    [['connection-attempts', 'ConnectionAttempts', 'Times that a connection was tried']],
  ),
  group('Milliseconds', 'Average', 'transport-streams', [
    ['jitter', 'SourceJitter', 'How unevenly packets arrived'],
    ['latency', 'SourceLatency', 'How long the flow source held packets back'],
  ]),
  group('Seconds', 'Maximum', 'transport-streams', [
    ['uptime', 'SourceUptime', 'How long the sender had been connected'],
  ]),
];

/** Of whole flows only. */
export const ofFlows: readonly MetricGroup[] = [
  group('Count', 'Sum', 'FAILOVER', [
    ['failover-switches', 'FailoverSwitches', 'Times that the flow went over to its other flow source', 'default'],
  ]),
  group('None', 'Maximum', 'transport-streams', [
    ['audio-stream-missing', 'AudioStreamMissing', '1 where there was no audio'],
    ['video-stream-missing', 'VideoStreamMissing', '1 where there was no video'],
    ['black-frames-breaching', 'BlackFramesBreaching', '1 where the picture was black for too long'],
    ['frozen-frames-breaching', 'FrozenFramesBreaching', '1 where the picture stood still for too long'],
    ['silent-audio-breaching', 'SilentAudioBreaching', '1 where the sound was silent for too long'],
    ['timecode-present', 'TimecodePresent', '1 where the video had timecode'],
  ]),
  group('Count', 'Sum', 'all', [
    ['maintenance-scheduled', 'MaintenanceScheduled', 'Maintenance of the flow was scheduled'],
    ['maintenance-rescheduled', 'MaintenanceRescheduled', 'Maintenance was put off or brought forward'],
    ['maintenance-started', 'MaintenanceStarted', 'Maintenance began'],
    ['maintenance-succeeded', 'MaintenanceSucceeded', 'Maintenance ended well'],
    ['maintenance-failed', 'MaintenanceFailed', 'Maintenance failed'],
    ['maintenance-canceled', 'MaintenanceCanceled', 'Maintenance was called off'],
  ]),
];
