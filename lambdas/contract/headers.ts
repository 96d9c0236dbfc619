/**
 * The headers of every answer, whoever gives it: nothing is to be kept, taken for another type, shown in a frame or
 * asked for without TLS, and no other site learns the address.
 */
export const commonHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=63072000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** What an answer that is no page may load, run and be framed by: nothing. API Gateway could not quote its words. */
export const contentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";

/** What a page of another origin may send, beside what browsers let it send anyhow. */
export const corsRequest = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  headers: ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'],
} as const;

/** The headers of an answer that a page of another origin may read, beside those that browsers always show. */
export const corsAnswerHeaders = 'ETag, Location, Retry-After, WWW-Authenticate, x-amzn-RequestId';
