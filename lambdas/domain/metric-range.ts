import type { Fault } from './fault';
import { timestamp } from './timestamp';

/** From the first moment to before the second, both at the beginning of a period; all in milliseconds since 1970. */
export interface MetricRange {
  readonly start: number;
  readonly end: number;
}

const hour = 3_600;
const day = 24 * hour;

/** The most values of one series, and of all series of an answer together. */
const seriesLimit = 1_440;
const answerLimit = 50_000;

/** The longest time that can be asked for: as long as CloudWatch keeps anything. */
const longestMonths = 15;

/** Periods that people read easily, seconds; CloudWatch takes 1, 5, 10, 30 and any multiple of 60. */
const periods = [1, 5, 10, 30, 60, 300, 900, hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day];

/** The shortest period of which CloudWatch still has values so long after, both in seconds (GetMetricData, StartTime). */
const retention = [
  { age: 3 * hour, shortest: 1 },
  { age: 15 * day, shortest: 60 },
  { age: 63 * day, shortest: 300 },
  { age: Number.POSITIVE_INFINITY, shortest: hour },
];

/** Between now and the moment at which CloudWatch judges an age, at most, seconds. */
const margin = 60;

/** The moments that a request asks for, or the faults in them: the last 24 hours where neither is given. */
export function askedRange(
  given: { 'start-time'?: Date; 'end-time'?: Date },
  now: Date,
): { range: MetricRange; faults?: undefined } | { range?: undefined; faults: Fault[] } {
  const end = given['end-time'] ?? now;
  const start = given['start-time'] ?? new Date(end.getTime() - day * 1000);
  const [pointer, first, last] = ['/query/start-time', timestamp(start), timestamp(end)];
  if (start >= end) {
    const which = given['end-time'] ? 'end-time' : 'the present time, which is the end where end-time is absent';
    return { faults: [{ pointer, detail: `${first} is not before ${last}; use a time before ${which}` }] };
  }
  if (start < monthsBefore(end, longestMonths)) {
    const detail = `${first} is more than ${longestMonths} months before ${last}; use a shorter time`;
    return { faults: [{ pointer, detail }] };
  }
  return { range: { start: start.getTime(), end: end.getTime() } };
}

/** The same time of day so many calendar months earlier, or the last day of that month where it is shorter. */
function monthsBefore(date: Date, months: number): Date {
  const before = new Date(date);
  before.setUTCMonth(date.getUTCMonth() - months);
  if (before.getUTCDate() !== date.getUTCDate()) before.setUTCDate(0);
  return before;
}

/**
 * The shortest period, in seconds, of which CloudWatch has values for the whole range and with which `count` series
 * keep within the limits of an answer.
 */
export function periodFor({ start, end }: MetricRange, count: number, now: Date): number {
  const age = (now.getTime() - start) / 1000 + margin;
  const shortest = retention.find((each) => age <= each.age)?.shortest ?? hour;
  const most = Math.min(seriesLimit, Math.floor(answerLimit / Math.max(1, count)));
  const fits = (period: number) => period >= shortest && valuesIn(aligned({ start, end }, period), period) <= most;
  return periods.find(fits) ?? 2 * day;
}

function valuesIn({ start, end }: MetricRange, period: number): number {
  return (end - start) / (period * 1000);
}

/**
 * The range by whole periods: those that begin in it, so that no value is of an earlier time than asked for, the last
 * of which may still be filling. A range in which none begins has the one that it lies in.
 */
export function aligned({ start, end }: MetricRange, period: number): MetricRange {
  const length = period * 1000;
  const last = Math.ceil(end / length) * length;
  return { start: Math.min(Math.ceil(start / length) * length, last - length), end: last };
}
