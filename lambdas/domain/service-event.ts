import * as z from 'zod';
import type { Sighting } from './register';

/** An event of EventBridge, as far as it is not of one kind. */
const Envelope = z.object({
  id: z.string().min(1),
  account: z.string(),
  time: z.iso.datetime(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});

/** What of a flow an event tells. */
export type Told =
  | { of: 'status' | 'health' | 'alerts' | 'maintenance' | 'quality' }
  | { of: 'flow-source'; flowSource: string };

/** What is made of an event: what it tells of which flow, or why it is not taken. */
export type Reading =
  | { outcome: 'known'; flowArn: string; told: Told; sighting: Sighting }
  /** It comes from another account than the one that owns the flow. */
  | { outcome: 'forged'; flowArn: string }
  | { outcome: 'unknown'; why: string };

type Content = { told: Told; sighting: Omit<Sighting, 'id' | 'at'> };
type Reader = (detail: Record<string, unknown>, resources: readonly string[]) => Content | undefined;

const text = z.string().min(1);
const StatusChange = z.object({ currentStatus: text, previousStatus: z.string().optional() });
// Guides of different years name the state differently; the service has been seen to leave members out.
const Health = z.object({
  state: z.string().optional(),
  source_state: z.string().optional(),
  tr101: z.record(z.string(), z.unknown()).optional(),
  isBitrateZero: z.boolean().optional(),
});
const HealthChange = z.object({ unhealthy: z.boolean().optional(), current: Health, previous: Health.optional() });
const Alert = z.object({
  errored: z.boolean(),
  'error-code': z.string().optional(),
  'error-message': z.string().optional(),
  'error-id': z.string().optional(),
});
const Maintenance = z.object({ currentStatus: text });
const Quality = z.object({
  impacted: z.boolean().optional(),
  streams: z.array(z.record(z.string(), z.unknown())).optional(),
});

/** The kinds of event that are read, by the end of their `detail-type` (user guide, "EventBridge events"). */
export const eventKinds = [
  'Flow Status Change',
  'Source Health',
  'Flow Health',
  'Alert',
  'Flow Maintenance',
  'Flow Content Quality',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** The event does not say what was before; maintenance has only one way to go. */
const beforeMaintenance: Readonly<Record<string, string>> = {
  SCHEDULED: '',
  RESCHEDULED: 'SCHEDULED',
  CANCELED: 'SCHEDULED',
  INPROGRESS: 'SCHEDULED',
  FINISHED: 'INPROGRESS',
  FAILED: 'INPROGRESS',
};

const readers: Record<EventKind, Reader> = {
  'Flow Status Change': (detail) => {
    const { data } = StatusChange.safeParse(detail);
    return data && content({ of: 'status' }, { was: data.previousStatus, is: data.currentStatus });
  },
  'Source Health': (detail, resources) => {
    const flowSource = resources.map((arn) => flowSourceOf(arn)).find((name) => name !== undefined);
    const health = flowSource === undefined ? undefined : healthOf(detail);
    return health && content({ of: 'flow-source', flowSource: flowSource ?? '' }, health);
  },
  'Flow Health': (detail) => {
    const health = healthOf(detail);
    return health && content({ of: 'health' }, health);
  },
  Alert: (detail) => {
    const { data } = Alert.safeParse(detail);
    const subject = data?.['error-id'] || data?.['error-code'];
    if (!data || !subject) return undefined;
    const [is, was] = data.errored ? [raised, cleared] : [cleared, raised];
    const words = { code: data['error-code'], message: data['error-message'] };
    return content({ of: 'alerts' }, { subject, was, is, ...words });
  },
  'Flow Maintenance': (detail) => {
    const { data } = Maintenance.safeParse(detail);
    return (
      data && content({ of: 'maintenance' }, { is: data.currentStatus, was: beforeMaintenance[data.currentStatus] })
    );
  },
  'Flow Content Quality': (detail) => {
    const { data } = Quality.safeParse(detail);
    if (!data || (data.impacted === undefined && !data.streams)) return undefined;
    const flags = data.impacted === false ? [] : (data.streams ?? []).flatMap(raisedIn);
    return content({ of: 'quality' }, { is: wordsOf(flags) });
  },
};

/** The two values of an alert. */
export const raised = 'raised';
export const cleared = 'cleared';

/** The word of a health whose flow is known to have a bit rate, or to have none. */
export const flowing = 'flowing';
export const silent = 'silent';

/**
 * What an event of one kind tells, in the documented shapes and those seen of the service. Each value is a text of words
 * that equal values share: a state or status, then what is raised, sorted.
 */
export function readEvent(kind: EventKind, event: unknown): Reading {
  const { data } = Envelope.safeParse(event);
  if (!data) return { outcome: 'unknown', why: 'it is no event of EventBridge' };
  const flowArn = data.resources.find((arn) => arn.split(':')[5] === 'flow');
  if (!flowArn) return { outcome: 'unknown', why: 'it names no flow' };
  if (flowArn.split(':')[4] !== data.account) return { outcome: 'forged', flowArn };
  const found = readers[kind](data.detail, data.resources);
  if (!found) return { outcome: 'unknown', why: 'its detail is in no known shape' };
  const { told, sighting } = found;
  const at = `${new Date(data.time).toISOString().slice(0, 19)}Z`;
  return { outcome: 'known', flowArn, told, sighting: { id: data.id, at, ...sighting } };
}

/** The name of a flow source, by its ARN; undefined for another ARN. */
export function flowSourceOf(arn: string): string | undefined {
  const [, , , , , kind, , name] = arn.split(':');
  return kind === 'source' ? name : undefined;
}

/** A sighting without members that are undefined, so that what is stored equals what was. */
function content(told: Told, { is, ...others }: Content['sighting']): Content {
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  return { told, sighting: { is, ...Object.fromEntries(given) } };
}

function healthOf(detail: Record<string, unknown>): Content['sighting'] | undefined {
  const { data } = HealthChange.safeParse(detail);
  if (!data) return undefined;
  const is = wordsOfHealth(data.current);
  // An event that says nothing of its flow is in a shape of the future.
  if (is === '' && data.unhealthy === undefined) return undefined;
  const was = data.previous && wordsOfHealth(data.previous);
  return { is, was, ...(data.unhealthy && { unhealthy: true as const }) };
}

function wordsOfHealth({ state, source_state, tr101 = {}, isBitrateZero }: z.infer<typeof Health>): string {
  const bitRate = isBitrateZero === undefined ? [] : [isBitrateZero ? silent : flowing];
  return [(state || source_state || '').toUpperCase(), wordsOf(raisedIn(tr101)), ...bitRate].filter(Boolean).join(' ');
}

function raisedIn(flags: Record<string, unknown>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => (value === true ? [name] : []));
}

function wordsOf(flags: readonly string[]): string {
  return [...new Set(flags)].sort().join(' ');
}
