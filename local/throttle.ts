/** What a stage's MethodSettings say of throttling. */
export interface MethodSetting {
  ResourcePath?: string;
  HttpMethod?: string;
  /** Requests a second, and at once. */
  ThrottlingRateLimit?: number;
  ThrottlingBurstLimit?: number;
}

/**
 * The token bucket of a stage's settings: answers false to a request that comes too soon. `now` tells milliseconds.
 * Throws on limits of one method alone, which are not known here.
 */
export function throttle(settings: MethodSetting[], now: () => number): () => boolean {
  const limits = settings.filter((one) => one.ThrottlingRateLimit !== undefined);
  const narrow = limits.find((one) => one.ResourcePath !== '/*' || one.HttpMethod !== '*');
  if (narrow) throw new Error(`throttling of ${narrow.HttpMethod} ${narrow.ResourcePath} alone is not known here`);
  const [limit] = limits;
  if (!limit) return () => true;
  const { ThrottlingRateLimit: rate = 0, ThrottlingBurstLimit: burst = rate } = limit;
  let [tokens, at] = [burst, now()];
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - at) / 1000) * rate);
    at = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
