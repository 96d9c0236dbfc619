import * as z from 'zod';
import { AlarmState } from './alarm';
import { stepImpacts } from './flow-step';
import { ProvisioningStatus } from './provisioning-status';
import { SourceStatus } from './running-status';
import { isObject } from './wire';

/** The members that an event may have beside those that each has. */
type Member = 'by' | 'changed' | 'status' | 'step' | 'health' | 'alarm' | 'detail';

/** What can happen to a source, by kind, with the members that an event of the kind always has. */
export const historyKinds = {
  'creation-requested': ['by', 'status'],
  'update-requested': ['by', 'changed'],
  'deletion-requested': ['by', 'status'],
  'start-requested': ['by', 'status'],
  'stop-requested': ['by', 'status'],
  'repair-requested': ['by', 'status'],
  'status-changed': ['status'],
  'step-ended': ['step'],
  'address-changed': ['detail'],
  'surplus-removed': [],
  'network-interfaces-left': ['detail'],
  'run-recovered': ['detail'],
  'health-changed': ['health'],
  'alarm-changed': ['alarm'],
  'secrets-revealed': ['by'],
} as const satisfies Record<string, readonly Member[]>;

export type HistoryKind = keyof typeof historyKinds;
const kinds = Object.keys(historyKinds) as [HistoryKind, ...HistoryKind[]];

const Health = SourceStatus.shape.health.shape.status;

/**
 * Something that happened to a source, kept with it for 90 days and published. It never holds a secret. A client is to
 * expect kinds and members that it does not know.
 */
export const HistoryEvent = z.object({
  /** The same wherever the event is told. */
  id: z.uuid(),
  /** ISO 8601 with milliseconds. */
  at: z.iso.datetime({ precision: 3 }),
  kind: z.enum(kinds),
  /** The token's subject, for what somebody asked for. */
  by: z.string().optional(),
  /** The run and the configuration's revision that the source was at, or came to by this. */
  run: z.int().optional(),
  revision: z.int().optional(),
  /** Wherever the provisioning status moved; a source that is new comes from nowhere. */
  status: z.object({ from: ProvisioningStatus.optional(), to: ProvisioningStatus }).optional(),
  /** JSON pointers to what a request changed; never its values. */
  changed: z.array(z.string()).optional(),
  /** A step of a run on something in AWS, and how it ended. */
  step: z
    .object({
      action: z.string(),
      resource: z.string(),
      impact: z.enum(stepImpacts).optional(),
      outcome: z.enum(['done', 'failed']),
    })
    .optional(),
  health: z.object({ from: Health.optional(), to: Health, reasons: z.array(z.string()) }).optional(),
  alarm: z
    .object({
      name: z.string(),
      'flow-source': z.string().optional(),
      from: AlarmState.optional(),
      to: AlarmState,
    })
    .optional(),
  /** Why something failed, for a person. */
  reason: z.string().optional(),
  /** The configuration that a failed update asked for, as an answer shows it. */
  refused: z.record(z.string(), z.unknown()).optional(),
  /** What else a person should know. */
  detail: z.string().optional(),
});
export type HistoryEvent = z.infer<typeof HistoryEvent>;

/** An event as it is stored, in the form of today; undefined for one that this version does not know. */
export function storedEvent(item: Record<string, unknown>): HistoryEvent | undefined {
  return HistoryEvent.safeParse(upgraded(item)).data;
}

/** Events of the first version told the new status, and what was refused or left, in `detail`. */
function upgraded(item: Record<string, unknown>): Record<string, unknown> {
  const { kind, status, detail, ...rest } = item;
  if (kind !== 'status-changed' || status !== undefined || typeof detail !== 'string') return item;
  const [to, ...words] = detail.split(' ');
  const more = words.join(' ');
  const refused = objectIn(more);
  return { ...rest, kind, status: { to }, ...(refused ? { refused } : more && { reason: more }) };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
