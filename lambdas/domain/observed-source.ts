import * as z from 'zod';
import { alarmKeys, alarmOf } from './alarm';
import { HealthReason } from './health-reason';
import type { HistoryEvent } from './history';
import { limits, ObservedFlow, observe } from './observed-flow';
import { noted, Register, Sighting } from './register';
import { SourceStatus } from './running-status';
import type { Told } from './service-event';
import type { SourceRecord } from './source-record';

const Health = SourceStatus.shape.health.extend({ reasons: z.array(HealthReason) });
export type Health = z.infer<typeof Health>;

/** What the service's events say of the flows of a source, beside its record. */
export const ObservedSource = z.object({
  /** Counts what is kept and noted: a health is noted only on all that is kept, and once. */
  version: z.int(),
  /** When an event last changed it, milliseconds since 1970. */
  'heard-at': z.int().optional(),
  /** By ARN: one normally, two while a replacement runs. */
  flows: z.record(z.string(), ObservedFlow),
  /** Of each alarm, by the end of its name: it stays the same whatever flow stands behind it. */
  alarms: z.record(z.string(), Register),
  /** The health that was last noted in the history. */
  health: Health,
});
export type ObservedSource = z.infer<typeof ObservedSource>;

/** Of a source of which nothing was heard yet; it begins without a flow that runs. */
export const unheard: ObservedSource = {
  version: 0,
  flows: {},
  alarms: {},
  health: { status: 'unknown', reasons: ['FlowNotRunning'] },
};

/** What an event tells of a flow. */
export const Heard = z.object({
  flowArn: z.string(),
  told: z.union([
    z.object({ of: z.enum(['status', 'health', 'alerts', 'maintenance', 'quality']) }),
    z.object({ of: z.literal('flow-source'), flowSource: z.string() }),
  ]),
  sighting: Sighting,
});
export type Heard = z.infer<typeof Heard>;

/** What an event tells of an alarm, by the end of its name. */
export const HeardAlarm = z.object({ alarm: z.string(), sighting: Sighting });
export type HeardAlarm = z.infer<typeof HeardAlarm>;

/** What an event tells. */
export const HeardEvent = z.union([Heard, HeardAlarm]);
export type HeardEvent = z.infer<typeof HeardEvent>;

/** Claims that any register still has the event. */
export function isKept(observed: ObservedSource, heard: HeardEvent): boolean {
  const { id } = heard.sighting;
  if ('alarm' in heard) return observed.alarms[heard.alarm]?.some((each) => each.id === id) ?? false;
  const { flowArn, told } = heard;
  const flow = observed.flows[flowArn];
  const register = told.of === 'flow-source' ? flow?.['flow-sources'][told.flowSource] : flow?.[told.of];
  return register?.some((each) => each.id === id) ?? false;
}

/**
 * Takes an event of a flow or an alarm in, at `now`, and forgets the flows that the record no longer names. The same one if that
 * changes nothing, as with an event that arrived before, or of a flow that is no longer the source's.
 */
export function hear(observed: ObservedSource, record: SourceRecord, heard: HeardEvent, now: number): ObservedSource {
  if ('alarm' in heard) return hearAlarm(observed, record, heard, now);
  const { flowArn, told, sighting } = heard;
  if (!arnsOf(record).includes(flowArn) || !isKnown(record, told)) return observed;
  const before = observed.flows[flowArn];
  const after = observe(before, told, sighting);
  if (after === before) return observed;
  const kept = Object.entries(observed.flows).filter(([arn]) => arnsOf(record).includes(arn));
  return { ...observed, 'heard-at': now, flows: { ...Object.fromEntries(kept), [flowArn]: after } };
}

function hearAlarm(
  observed: ObservedSource,
  record: SourceRecord,
  { alarm, sighting }: HeardAlarm,
  now: number,
): ObservedSource {
  const asked = [record.requested, ...(record['in-force'] ? [record['in-force']] : [])].flatMap(alarmKeys).map(alarmOf);
  if (!asked.includes(alarm)) return observed;
  const before = observed.alarms[alarm] ?? [];
  const after = noted(before, sighting, limits.one);
  if (after === before) return observed;
  const kept = Object.entries(observed.alarms).filter(([name]) => asked.includes(name));
  return { ...observed, 'heard-at': now, alarms: { ...Object.fromEntries(kept), [alarm]: after } };
}

/** The event of the history that tells of another health than was noted last; undefined if it is the same. */
export function healthChange(
  observed: ObservedSource,
  { status, reasons = [] }: SourceStatus['health'],
  event: Pick<HistoryEvent, 'id' | 'at'>,
): { observed: ObservedSource; event: HistoryEvent } | undefined {
  const { health: from } = observed;
  const isSame = from.status === status && from.reasons.join() === reasons.join();
  if (isSame) return undefined;
  return {
    observed: { ...observed, health: { status, reasons } },
    event: { ...event, kind: 'health-changed', health: { from: from.status, to: status, reasons } },
  };
}

function arnsOf({ flows, 'next-flows': next }: SourceRecord): string[] {
  return [...flows, ...next].map(({ arn }) => arn);
}

/** A flow source that was put on the flow by hand is no concern of the source's. */
function isKnown(record: SourceRecord, told: Told): boolean {
  if (told.of !== 'flow-source') return true;
  const configurations = [record.requested, ...(record['in-force'] ? [record['in-force']] : [])];
  const configured = configurations.flatMap((each) => each['ingress-flows']).flatMap((each) => each['flow-sources']);
  const provisioned = [...record.flows, ...record['next-flows']].flatMap((each) => each['flow-sources']);
  return [...configured, ...provisioned].some(({ name }) => name === told.flowSource);
}
