import fc from 'fast-check';
import { aligned, askedRange, periodFor } from '../../lambdas/domain/metric-range';

const now = new Date('2026-03-31T12:34:56Z');
const at = (text: string) => new Date(text);
const hours = (count: number) => count * 3_600_000;
const days = (count: number) => hours(24 * count);

describe('the time asked for', () => {
  it('is the last 24 hours unless told', () => {
    expect(askedRange({}, now).range).toEqual({ start: now.getTime() - days(1), end: now.getTime() });
    const end = at('2026-01-02T00:00:00Z');
    expect(askedRange({ 'end-time': end }, now).range).toEqual({ start: end.getTime() - days(1), end: end.getTime() });
  });

  it.each([
    ['the end itself', '2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z', 'is not before 2026-01-02T00:00:00Z'],
    ['after the end', '2026-01-03T00:00:00Z', '2026-01-02T00:00:00Z', 'use a time before end-time'],
    ['after now, which is the end', '2026-05-01T00:00:00Z', undefined, 'use a time before the present time'],
    ['15 months and a second before', '2024-12-30T23:59:59Z', '2026-03-31T00:00:00Z', 'more than 15 months'],
    ['15 months and a second before, of a short month', '2024-11-29T23:59:59Z', '2026-02-28T00:00:00Z', undefined],
    ['15 months before the 31st, of a month of 30 days', '2024-11-29T23:59:59Z', '2026-02-28T23:59:59Z', undefined],
  ])('is refused with a start that is %s', (_, start, end, message) => {
    const asked = { 'start-time': at(start), ...(end && { 'end-time': at(end) }) };
    const { faults } = askedRange(asked, now);
    if (message === undefined) expect(faults).toBeUndefined();
    else expect(faults).toEqual([{ pointer: '/query/start-time', detail: expect.stringContaining(message) }]);
  });
});
