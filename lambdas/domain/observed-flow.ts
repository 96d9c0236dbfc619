import * as z from 'zod';
import { minute } from './refreshed-flow';
import { noted, Register, type Replay, replay, type Sighting, type Step } from './register';
import { cleared, type Told } from './service-event';

/** How many events of one thing are kept; alerts share a register, and there are more kinds of them. */
export const limits = { one: 12, alerts: 48 };

/** What the service's events say of one flow: the latest of each thing. */
export const ObservedFlow = z.object({
  status: Register,
  health: Register,
  alerts: Register,
  maintenance: Register,
  quality: Register,
  /** By name of the flow source. */
  'flow-sources': z.record(z.string(), Register),
});
export type ObservedFlow = z.infer<typeof ObservedFlow>;

const nothing: ObservedFlow = {
  status: [],
  health: [],
  alerts: [],
  maintenance: [],
  quality: [],
  'flow-sources': {},
};

/** A flow with one more event taken in; the same one if that changes nothing. */
export function observe(flow: ObservedFlow = nothing, told: Told, sighting: Sighting): ObservedFlow {
  if (told.of === 'flow-source') {
    const before = flow['flow-sources'][told.flowSource] ?? [];
    const after = noted(before, sighting, limits.one);
    if (after === before) return flow;
    return { ...flow, 'flow-sources': { ...flow['flow-sources'], [told.flowSource]: after } };
  }
  const after = noted(flow[told.of], sighting, told.of === 'alerts' ? limits.alerts : limits.one);
  return after === flow[told.of] ? flow : { ...flow, [told.of]: after };
}

/** An alert as the events tell it, raised or over. */
export interface HeardAlert {
  at: string;
  isRaised: boolean;
  code: string;
  message: string;
}

/** What the events of a flow come to: of its present time of running alone, but for status and maintenance. */
export interface HeardFlow {
  status?: Sighting;
  /** Since when it runs as it does; undefined where no start was heard. */
  startedAt?: string;
  /** Metrics of before this, milliseconds since 1970, are of another time of running. */
  measuredFrom: number;
  health: Step[];
  sources: Readonly<Record<string, Step[]>>;
  quality: Step[];
  alerts: HeardAlert[];
  maintenance?: Sighting;
  /** The events of some second do not tell which of them came last. */
  isStale: boolean;
}

/**
 * What the events of a flow come to. A flow that becomes ACTIVE after a start begins anew: what was heard before does
 * not count, nor do alerts of before that start.
 */
export function heardOf(flow: ObservedFlow = nothing): HeardFlow {
  const statuses = replay(flow.status, { limit: limits.one });
  const began = lastTime(flow.status, (sighting) => !isPassing(sighting) || isStart(sighting));
  // What came before the flow failed may be why.
  const alertsBegan = lastTime(flow.status, (sighting) => !isPassing(sighting) && sighting.is !== 'ERROR');
  const steps = (register: Register, options: Partial<Replay> = {}) =>
    replay(register, { limit: limits.one, since: began, ...options });
  const heard = {
    health: steps(flow.health),
    sources: Object.fromEntries(
      Object.entries(flow['flow-sources']).map(([name, register]) => [name, steps(register)]),
    ),
    quality: steps(flow.quality),
  };
  const alerts = alertsOf(flow.alerts, alertsBegan);
  const maintenance = steps(flow.maintenance, { since: undefined });
  const all = [statuses, heard.health, ...Object.values(heard.sources), heard.quality, maintenance];
  const status = statuses.at(-1)?.sighting;
  const startedAt = lastTime(flow.status, isStart);
  return {
    ...heard,
    alerts: alerts.heard,
    ...(status && { status }),
    ...(startedAt !== undefined && startedAt === began && { startedAt }),
    measuredFrom: measuredFrom(flow.status, startedAt),
    ...withMaintenance(maintenance.at(-1)?.sighting),
    isStale: alerts.isStale || all.some((each) => each.length > 0 && each.at(-1)?.sighting === undefined),
  };
}

/** A minute that began before the flow started is its own, unless it ran in that minute already. */
function measuredFrom(status: Register, startedAt: string | undefined): number {
  const ended = lastTime(status, (each) => !isPassing(each) && (each.was === 'ACTIVE' || each.was === 'UPDATING'));
  const started = startedAt === undefined ? 0 : Date.parse(startedAt) - minute;
  return Math.max(started, ended === undefined ? 0 : Date.parse(ended));
}

function withMaintenance(maintenance: Sighting | undefined) {
  return maintenance ? { maintenance } : {};
}

/** An alert of which it is not known whether it is over counts as raised. */
function alertsOf(register: Register, since: string | undefined): { heard: HeardAlert[]; isStale: boolean } {
  const subjects = [...new Set(register.map(({ subject }) => subject))].sort();
  let isStale = false;
  const heard = subjects.flatMap((subject = '') => {
    const last = replay(register, { limit: limits.alerts, since, subject, initially: cleared }).at(-1);
    if (!last) return [];
    isStale ||= last.sighting === undefined;
    const { at, sighting = register.find((each) => each.subject === subject) } = last;
    const { code = '', message = '' } = sighting ?? {};
    return [{ at, isRaised: last.sighting?.is !== cleared, code, message }];
  });
  return { heard, isStale };
}

/** Claims that the flow passes a stream on in the status that it came to. */
function isPassing({ is }: Sighting): boolean {
  return is === 'ACTIVE' || is === 'UPDATING';
}

/** Claims that the flow came to run: an update of a running one ends in ACTIVE too. */
function isStart({ is, was }: Sighting): boolean {
  return is === 'ACTIVE' && was !== 'UPDATING';
}

/** The second of the latest of the events that `counts`. */
function lastTime(register: Register, counts: (sighting: Sighting) => boolean): string | undefined {
  return register.find(counts)?.at;
}
