/**
 * Bounds that every client shares. A call ends within `requestTimeout` (milliseconds) an attempt, and the SDK tries
 * three times at the most, so that a call ends well before its function does.
 */
export const clientDefaults = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
