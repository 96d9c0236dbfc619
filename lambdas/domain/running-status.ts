import * as z from 'zod';

/** What the flow of a source does; `stopped` also stands for no flow yet, `error` for one that vanished. */
const RunningStatus = z.enum(['running', 'starting', 'stopping', 'stopped', 'error']);
type RunningStatus = z.infer<typeof RunningStatus>;

/** Why a source is not known to be healthy. */
const HealthReason = z.enum([
  'FlowNotRunning',
  'FlowError',
  'FlowMissing',
  'InputNotConnected',
  'DecryptionError',
  'EntitlementUnavailable',
  'SourceStreamError',
]);
type HealthReason = z.infer<typeof HealthReason>;

/** What a status request answers. `reasons` is absent where there is nothing to say. */
export const SourceStatus = z.object({
  health: z.object({
    status: z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']),
    reasons: z.array(HealthReason).optional(),
  }),
  'running-status': RunningStatus,
});
export type SourceStatus = z.infer<typeof SourceStatus>;

/**
 * The running status of a flow in MediaConnect's status; undefined stands for no flow. A word that is not known
 * counts as running, so that nobody interrupts what may be on air.
 */
export function runningStatus(flowStatus: string | undefined): RunningStatus {
  switch (flowStatus) {
    case undefined:
    case 'STANDBY':
      return 'stopped';
    case 'STARTING':
      return 'starting';
    case 'STOPPING':
    case 'DELETING':
      return 'stopping';
    case 'ERROR':
      return 'error';
    default:
      return 'running';
  }
}

/** What DescribeFlow tells of a flow. */
export interface ObservedFlow {
  readonly status: string;
  readonly messages: readonly string[];
}

/**
 * The status of a source as far as its flow tells: `none` while there is no flow, `missing` when the one that was made
 * is gone. DescribeFlow does not say whether anything is received, so this never answers `healthy`.
 */
export function healthOfFlow(flow: ObservedFlow | 'none' | 'missing'): SourceStatus {
  if (flow === 'none') return status('stopped', 'unknown', ['FlowNotRunning']);
  if (flow === 'missing') return status('error', 'unhealthy', ['FlowMissing']);
  const running = runningStatus(flow.status);
  const reasons = [...new Set(flow.messages.map(reasonOf))];
  if (running === 'error') return status(running, 'unhealthy', [...new Set<HealthReason>(['FlowError', ...reasons])]);
  if (running !== 'running') return status(running, 'unknown', ['FlowNotRunning']);
  return reasons.length > 0 ? status(running, 'unhealthy', reasons) : status(running, 'unknown', []);
}

function status(
  running: RunningStatus,
  health: SourceStatus['health']['status'],
  reasons: HealthReason[],
): SourceStatus {
  return { health: { status: health, ...(reasons.length > 0 && { reasons }) }, 'running-status': running };
}

// The order matters: the name of a flow source stands in the text, and may itself be any of the later words.
const reasonsByText: readonly [RegExp, HealthReason][] = [
  [/stream error:/i, 'SourceStreamError'],
  [/AccessDenied|permission denied|encryption|decryption/i, 'DecryptionError'],
  [/entitlement/i, 'EntitlementUnavailable'],
];

/** The reason that an error of MediaConnect stands for, by its text: it carries no code (user guide, "Flow alerts"). */
function reasonOf(message: string): HealthReason {
  return reasonsByText.find(([text]) => text.test(message))?.[1] ?? 'FlowError';
}
