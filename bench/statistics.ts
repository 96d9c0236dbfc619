/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** What a table says of a figure: the limit, and whether it is kept. */
export function judged(value: number, limit: number): { limit: number; verdict: string } {
  return { limit, verdict: value <= limit ? 'kept' : 'MISSED' };
}

/** A number for a table. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
