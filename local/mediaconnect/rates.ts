import { tooManyRequests } from './faults';

/** The service's two limits per account and Region, in calls per second, and the burst both allow. */
const perSecond = { reads: 30, others: 5 };
const burst = 30;

/** Which of the two limits a call falls under. */
export type RateClass = keyof typeof perSecond;

/** Token buckets by account, Region and class. They run in real time, whatever the simulator's speed. */
export class Rates {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes one call's token at `now` (milliseconds); throws TooManyRequestsException when there is none. */
  take(account: string, region: string, kind: RateClass, now: number): void {
    const key = `${account}/${region}/${kind}`;
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    const refilled = ((now - bucket.at) / 1000) * perSecond[kind];
    const tokens = Math.min(burst, bucket.tokens + Math.max(0, refilled));
    this.buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    if (tokens < 1) throw tooManyRequests();
  }

  /** Fills every bucket. */
  clear(): void {
    this.buckets.clear();
  }
}
