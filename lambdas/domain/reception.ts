import type { HeardFlow } from './observed-flow';
import { latest, type Measured, minute, type RefreshedFlow, sample } from './refreshed-flow';
import { type Sighting, type Step, sinceWhen } from './register';
import { flowing, silent } from './service-event';

/** Evidence older than this, milliseconds, proves nothing. */
export const evidenceLasts = 3 * minute;

/** Something that is so or is not, and when that was seen, milliseconds since 1970. */
export interface Evidence {
  at: number;
  value: boolean;
}

/** What a flow source receives, as far as anybody knows. */
export interface SourceReception {
  name: string;
  /** The word of the service's last event, or what its metrics say without one. */
  state: 'connected' | 'receiving' | 'disconnected' | 'idle' | 'unknown';
  /** Since when it receives or does not, milliseconds. */
  since?: number;
  receives?: boolean;
  /** When a stream was last seen to arrive. */
  provenAt?: number;
  /** When it was last seen, by an event or by a metric, that no stream arrives. */
  idleAt?: number;
  /** Its present health event, where there is one. */
  event?: Sighting;
}

const present = new Set(['CONNECTED', 'RECEIVING']);
const absent = new Set(['DISCONNECTED', 'IDLE']);

/** The later of what was seen; of one moment, that it is bad (`worse`) counts. */
export function latestOf(worse: boolean, ...evidence: (Evidence | undefined)[]): Evidence | undefined {
  return evidence.reduce((last, each) => {
    if (!last || !each) return last ?? each;
    return each.at > last.at || (each.at === last.at && each.value === worse) ? each : last;
  }, undefined);
}

/** What each flow source receives, from events and metrics; whichever was seen later counts. */
export function receptionOf(
  names: readonly string[],
  heard: HeardFlow,
  refreshed: RefreshedFlow | undefined,
): SourceReception[] {
  return names.map((name) => {
    const own = heard.sources[name] ?? [];
    const steps = own.length > 0 ? own : wholeFlow(heard.health, names.length === 1);
    const also = names.length === 1 ? heard.health : [];
    const measured = measuredOf(refreshed?.measured, name);
    const fromEvents = latestOf(false, eventOf(steps), eventOf(also));
    const received = latestOf(false, fromEvents, measured.received) ?? silence(heard, refreshed?.measured);
    const event = steps.at(-1)?.sighting;
    const since = received && (sinceEvents(steps, received) ?? received.at);
    const isCertain = received?.value && !isDoubtful(fromEvents, refreshed?.measured, name);
    const provenAt = isCertain ? provenBy(measured.provenAt, fromEvents, heard.health) : undefined;
    const idleAt = received?.value === false ? idleBy(measured, fromEvents, refreshed?.measured) : undefined;
    return {
      name,
      state: wordOf(event, received),
      ...(received && { receives: received.value }),
      ...(since !== undefined && { since }),
      ...(provenAt !== undefined && { provenAt }),
      ...(idleAt !== undefined && { idleAt }),
      ...(event && { event }),
    };
  });
}

/** Claims that every flow source is known to receive, and was seen to do so not long ago. */
export function isProven(sources: readonly SourceReception[], now: number): boolean {
  return sources.length > 0 && sources.every((each) => isFresh(each, now));
}

/** Claims that a flow source is known to receive, and was seen to do so not long before `now`. */
export function isFresh({ receives, provenAt }: SourceReception, now: number): boolean {
  return receives === true && provenAt !== undefined && now - provenAt <= evidenceLasts;
}

/** The events of the whole flow, for a flow source of which there are none: without an input no source has one. */
function wholeFlow(steps: Step[], isOnly: boolean): Step[] {
  const last = steps.at(-1)?.sighting;
  return isOnly || (last && !isInput(last)) ? steps : [];
}

/** Claims that a health event says that there is an input. */
export function isInput(sighting: Sighting): boolean {
  return present.has(stateIn(sighting));
}

function stateIn({ is }: Sighting): string {
  return is.split(' ')[0] ?? '';
}

/** What the last of these events says of the input; undefined where it does not tell. */
export function eventOf(steps: readonly Step[]): Evidence | undefined {
  const last = steps.at(-1)?.sighting;
  if (!last) return undefined;
  const words = new Set(last.is.split(' '));
  const isAbsent = absent.has(stateIn(last)) || words.has(silent);
  if (!isAbsent && !isInput(last)) return undefined;
  return { at: Date.parse(last.at), value: !isAbsent };
}

/** Since when the events have said what was received in the end. */
function sinceEvents(steps: readonly Step[], { value }: Evidence): number | undefined {
  const since = sinceWhen(steps, (sighting) => eventOf([{ at: sighting.at, sighting }])?.value === value);
  return since === undefined ? undefined : Date.parse(since);
}

/** What the metrics say of a flow source: `provenAt` is when bits were last seen, `silentAt` when none were. */
interface MeasuredReception {
  received?: Evidence;
  provenAt?: number;
  silentAt?: number;
}

/**
 * A sample without any bit says that nothing arrives; one that is not over yet does not, and leaves it to the one
 * before. Nor does a connection say that anything comes by it.
 */
function measuredOf(measured: Measured | undefined, name: string): MeasuredReception {
  const metrics = measured?.['flow-sources'][name];
  if (!metrics) return {};
  const connected = latest(metrics.Connected);
  const bitRate = latest(metrics.BitRate);
  const isSilentYet = bitRate !== undefined && bitRate.value === 0 && bitRate.at + sample > measured.at;
  const decisive = isSilentYet ? latest(metrics.BitRate?.slice(0, -1)) : bitRate;
  const saysMore = connected !== undefined && (connected.value === 0 || bitRate?.value !== 0);
  const received = latestOf(
    false,
    saysMore ? { at: connected.at, value: connected.value > 0 } : undefined,
    decisive && { at: decisive.at, value: decisive.value > 0 },
  );
  const last = Math.max(bitRate?.at ?? 0, connected?.at ?? 0) + sample;
  const hasBits = bitRate !== undefined && bitRate.value > 0;
  const provenAt = hasBits ? Math.min(bitRate.at + sample, measured.at) : undefined;
  const silentAt = received?.value === false && !hasBits ? Math.min(last, measured.at) : undefined;
  return {
    ...(received && { received }),
    ...(provenAt !== undefined && { provenAt }),
    ...(silentAt !== undefined && { silentAt }),
  };
}

/**
 * Claims that the last sample of a flow source that was heard to connect also shows it without connection or without any
 * bit: an event that would tell of the loss may have been lost itself.
 */
function isDoubtful(event: Evidence | undefined, measured: Measured | undefined, name: string): boolean {
  const { Connected, BitRate } = measured?.['flow-sources'][name] ?? {};
  // An event tells only its second: in that of the look, it counts as later.
  const isLater = event !== undefined && measured !== undefined && measured.at >= event.at + 1000;
  return isLater && (latest(Connected)?.value === 0 || latest(BitRate)?.value === 0);
}

/** An event of a loss proves nothing while the same sample shows bits: that of the return may have been lost. */
function idleBy(
  { silentAt, provenAt }: MeasuredReception,
  event: Evidence | undefined,
  measured: Measured | undefined,
): number | undefined {
  const isDoubted = provenAt !== undefined && event !== undefined && measured !== undefined && measured.at > event.at;
  const heardAt = event?.value === false && !isDoubted ? event.at : undefined;
  return silentAt === undefined || heardAt === undefined ? (silentAt ?? heardAt) : Math.max(silentAt, heardAt);
}

/** A flow that has run for a minute, of which nothing was heard and nothing measured, receives nothing. */
function silence({ startedAt }: HeardFlow, measured: Measured | undefined): Evidence | undefined {
  if (startedAt === undefined || measured === undefined) return undefined;
  return measured.at - Date.parse(startedAt) > minute ? { at: measured.at, value: false } : undefined;
}

/** A connection alone is no stream: the bit rate proves it, by the metrics or by the event of the whole flow. */
function provenBy(measuredAt: number | undefined, event: Evidence | undefined, health: readonly Step[]) {
  const whole = health.at(-1)?.sighting;
  const isFlowing = event?.value === true && whole !== undefined && whole.is.split(' ').includes(flowing);
  const heardAt = isFlowing ? Math.min(event.at, Date.parse(whole.at)) : undefined;
  return measuredAt === undefined || heardAt === undefined ? (measuredAt ?? heardAt) : Math.max(measuredAt, heardAt);
}

function wordOf(event: Sighting | undefined, received: Evidence | undefined): SourceReception['state'] {
  const state = event && stateIn(event);
  const isSaid = state && (received?.value ? present : absent).has(state);
  if (isSaid) return state.toLowerCase() as SourceReception['state'];
  if (!received) return 'unknown';
  return received.value ? 'receiving' : 'idle';
}
