import fc from 'fast-check';
import { aligned, askedRange, periodFor } from '../../lambdas/domain/metric-range';

const now = new Date('2026-03-31T12:34:56Z');
const second = 1_000;
const hour = 3_600 * second;
const day = 24 * hour;

/** The range of so many milliseconds that ended so many before now. */
const range = (length: number, ago = 0) => ({ start: now.getTime() - ago - length, end: now.getTime() - ago });

describe('the time asked for', () => {
  it('is the last 24 hours unless told', () => {
    expect(askedRange({}, now).range).toEqual(range(day));
    const end = new Date('2026-01-02T00:00:00Z');
    expect(askedRange({ 'end-time': end }, now).range).toEqual({ start: end.getTime() - day, end: end.getTime() });
  });

  it.each([
    ['the end itself', '2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z', 'is not before 2026-01-02T00:00:00Z'],
    ['after the end', '2026-01-03T00:00:00Z', '2026-01-02T00:00:00Z', 'use a time before end-time'],
    ['after now, which is the end', '2026-05-01T00:00:00Z', undefined, 'use a time before the present time'],
    ['more than 15 months before', '2024-12-30T23:59:59Z', '2026-03-31T00:00:00Z', 'more than 15 months before'],
    ['more than 15 months before, in a shorter month', '2025-02-27T23:59:59Z', '2026-05-31T00:00:00Z', 'more than 15'],
  ])('is refused with a start that is %s', (_, start, end, message) => {
    const given = { 'start-time': new Date(start), ...(end && { 'end-time': new Date(end) }) };
    const { faults } = askedRange(given, now);
    expect(faults).toEqual([{ pointer: '/query/start-time', detail: expect.stringContaining(message) }]);
  });

  it.each([
    ['2024-12-31T00:00:00Z', '2026-03-31T00:00:00Z'],
    ['2025-02-28T00:00:00Z', '2026-05-31T00:00:00Z'],
    ['2024-07-01T00:00:00Z', '2025-10-01T00:00:00Z'],
  ])('may be 15 months: from %s to %s', (start, end) => {
    expect(askedRange({ 'start-time': new Date(start), 'end-time': new Date(end) }, now).faults).toBeUndefined();
  });
});

describe('the period', () => {
  it.each([
    ['20 minutes', 1, range(1_200 * second), 1],
    ['an hour', 1, range(hour), 5],
    ['24 hours', 1, range(day), 60],
    ['24 hours, as many series as fit', 34, range(day), 60],
    ['24 hours, one series more', 35, range(day), 300],
    ['a minute, 4 hours ago', 1, range(60 * second, 4 * hour), 60],
    ['an hour, 16 days ago', 1, range(hour, 16 * day), 300],
    ['an hour, 64 days ago', 1, range(hour, 64 * day), 3_600],
    ['15 months', 1, range(455 * day), 43_200],
    ['15 months, many series', 200, range(455 * day), 172_800],
  ])('of %s, %i series', (_, count, asked, period) => {
    expect(periodFor(asked, count, now)).toBe(period);
  });

  it('keeps an answer within its limits, and one that CloudWatch still has, whatever is asked for', () => {
    const asked = fc.record({
      length: fc.integer({ min: 1, max: 460 * 86_400 }),
      ago: fc.integer({ min: 0, max: 100 * 86_400 }),
      count: fc.integer({ min: 1, max: 217 }),
    });
    fc.assert(
      fc.property(asked, ({ length, ago, count }) => {
        const wanted = range(length * second, ago * second);
        const period = periodFor(wanted, count, now);
        const { start, end } = aligned(wanted, period);
        const values = (end - start) / (period * second);
        const age = (now.getTime() - start) / second;
        expect([start % (period * second), end % (period * second)]).toEqual([0, 0]);
        expect(values).toBeGreaterThanOrEqual(1);
        expect(values).toBeLessThanOrEqual(1_440);
        expect(values * count).toBeLessThanOrEqual(50_000);
        // Whole periods in the range, up to its end.
        expect(end - period * second).toBeLessThan(wanted.end);
        if (values > 1) expect(start).toBeGreaterThanOrEqual(wanted.start);
        if (age > 3 * 3_600 + period) expect(period % 60).toBe(0);
        if (age > 15 * 86_400 + period) expect(period % 300).toBe(0);
        if (age > 63 * 86_400 + period) expect(period % 3_600).toBe(0);
      }),
    );
  });
});
