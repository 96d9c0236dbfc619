import * as z from 'zod';

/** Why a source is not known to be healthy, and how bad that is; `unknown` says nothing of its health. */
export const severities = {
  FlowNotRunning: 'unknown',
  FlowError: 'unhealthy',
  FlowMissing: 'unhealthy',
  InputNotConnected: 'unhealthy',
  DecryptionError: 'unhealthy',
  EntitlementUnavailable: 'unhealthy',
  SourceStreamError: 'unhealthy',
  RedundancyLost: 'degraded',
  BackupInputActive: 'degraded',
  PacketLoss: 'degraded',
  TransportStreamSyncLoss: 'degraded',
  ContinuityCounterError: 'degraded',
  TransportError: 'degraded',
  PcrError: 'degraded',
  InputDegraded: 'degraded',
  VideoMissing: 'degraded',
  AudioMissing: 'degraded',
  BlackFrames: 'degraded',
  FrozenFrames: 'degraded',
  SilentAudio: 'degraded',
} as const;

export type HealthReason = keyof typeof severities;
export const HealthReason = z.enum(Object.keys(severities) as [HealthReason, ...HealthReason[]]);

/** A reason as it was found: of which flow source if it concerns one, since when, and what the service said. */
export interface Finding {
  reason: HealthReason;
  flowSource?: string;
  /** Milliseconds since 1970. */
  since?: number;
  words?: string;
}

/** The health that findings come to; without any, `healthy` where that is proven. */
export function healthOf(
  findings: readonly Finding[],
  isProven: boolean,
): 'healthy' | 'degraded' | 'unhealthy' | 'unknown' {
  const found = new Set(findings.map(({ reason }) => severities[reason]));
  for (const severity of ['unhealthy', 'unknown', 'degraded'] as const) if (found.has(severity)) return severity;
  return isProven ? 'healthy' : 'unknown';
}

/** The reasons of findings, each once, the worst first. */
export function reasonsOf(findings: readonly Finding[]): HealthReason[] {
  const found = new Set(findings.map(({ reason }) => reason));
  return HealthReason.options.filter((reason) => found.has(reason));
}

// The order matters: the name of a flow source stands in the text, and may itself be any of the later words.
const reasonsByText: readonly [RegExp, HealthReason][] = [
  [/stream ?error\b/i, 'SourceStreamError'],
  [/AccessDenied|permission denied|encryption|decryption/i, 'DecryptionError'],
  [/entitlement|originator/i, 'EntitlementUnavailable'],
];

/** The reason that an alert or error of MediaConnect stands for, by code and text (user guide, "Flow alerts"). */
export function reasonOfError(message: string, code = ''): HealthReason {
  const match = (text: string) => reasonsByText.find(([pattern]) => pattern.test(text))?.[1];
  return match(code) ?? match(message) ?? 'FlowError';
}
