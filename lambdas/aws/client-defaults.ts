import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

const ignore = () => undefined;

/**
 * Ignores all, as the SDK's own does where none is given. That has an `info` too, for which the SDK copies every request
 * and every answer, to leave out what is secret in them.
 */
const logger = { debug: ignore, warn: ignore, error: ignore } as unknown as NonNullable<DynamoDBClientConfig['logger']>;

/**
 * What every client shares. A call ends within `requestTimeout` (milliseconds) an attempt, and the SDK tries
 * three times at the most, so that a call ends well before its function does.
 */
export const clientDefaults = {
  logger,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
