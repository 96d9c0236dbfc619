import * as z from 'zod';
import { AlarmRecipe, AlarmState } from './alarm';
import { HealthReason } from './health-reason';

/** What the flow of a source does; `stopped` also stands for no flow yet, `error` for one that vanished. */
export const RunningStatus = z.enum(['running', 'starting', 'stopping', 'stopped', 'error']);
export type RunningStatus = z.infer<typeof RunningStatus>;

const Health = z.object({
  status: z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']),
  /** Absent where there is nothing to say. */
  reasons: z.array(HealthReason).optional(),
});

/** What a status request answers; all but `health` and `running-status` is beyond the published API. */
export const SourceStatus = z.object({
  health: Health,
  'running-status': RunningStatus,
  'running-since': z.string().optional(),
  'last-checked': z.string().optional(),
  'check-problem': z.string().optional(),
  'flow-sources': z
    .array(
      z.object({
        name: z.string(),
        state: z.enum(['connected', 'receiving', 'disconnected', 'idle', 'unknown']),
        since: z.string().optional(),
        'bit-rate': z.number().optional(),
        'packet-loss-percent': z.number().optional(),
        'peer-address': z.string().optional(),
        selected: z.boolean().optional(),
      }),
    )
    .optional(),
  alarms: z
    .array(z.object({ alarm: AlarmRecipe, 'flow-source': z.string(), state: AlarmState, since: z.string().optional() }))
    .optional(),
  explanations: z
    .array(
      z.object({
        reason: HealthReason,
        'flow-source': z.string().optional(),
        since: z.string().optional(),
        cause: z.string(),
        'next-step': z.string(),
      }),
    )
    .optional(),
  /** Absent where the source has none; how they are says nothing of the source. */
  'egress-flows': z
    .array(
      z.object({
        name: z.string(),
        region: z.string(),
        arn: z.string().optional(),
        health: Health,
        'running-status': RunningStatus,
        'check-problem': z.string().optional(),
        explanations: z
          .array(z.object({ reason: HealthReason, cause: z.string(), 'next-step': z.string() }))
          .optional(),
      }),
    )
    .optional(),
  maintenance: z
    .object({
      state: z.enum(['scheduled', 'in-progress']),
      since: z.string().optional(),
      'scheduled-date': z.string().optional(),
      deadline: z.string().optional(),
      day: z.string().optional(),
      'start-hour': z.string().optional(),
    })
    .optional(),
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
