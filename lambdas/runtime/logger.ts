import { Logger } from '@aws-lambda-powertools/logger';

/** The one logger: JSON lines, `POWERTOOLS_LOG_LEVEL`. It is given ids and errors, never bodies. */
export const logger = new Logger({ serviceName: 'headworks' });
