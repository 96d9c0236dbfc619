import { Fact, ServiceRefused, Transient } from '../domain/errors';

const transientNames = new Set([
  'AbortError',
  'InternalFailure',
  'InternalServerError',
  'InternalServerErrorException',
  'InternalServiceError',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ServiceUnavailableException',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

const brokenConnection = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** The members of an SDK or socket error that tell what it means. */
interface Failure {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number; attempts?: number };
  CancellationReasons?: { Code?: string }[];
}

/** Why DynamoDB cancelled a transaction, where the same one may succeed later. */
const passingReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Claims that the same call may succeed later: throttling, a fault of the service, a broken connection, a timeout. */
export function isTransient(error: unknown): boolean {
  const { name = '', code = '', $metadata, CancellationReasons = [] } = error as Failure;
  const status = $metadata?.httpStatusCode ?? 0;
  const passes = CancellationReasons.some(({ Code = '' }) => passingReasons.has(Code));
  return transientNames.has(name) || brokenConnection.has(code) || status >= 500 || status === 429 || passes;
}

/**
 * Claims that the call may have taken effect although it failed: everything but a refusal (4xx), which is certain,
 * what never arrived, and what we found out ourselves. An answer that cannot be read says nothing of the call, and the
 * last of several attempts says nothing of those before it.
 */
export function mayHaveTakenEffect(error: unknown): boolean {
  const { code, $metadata } = error as Failure;
  const status = $metadata?.httpStatusCode ?? 0;
  const refused = status >= 400 && status < 500;
  const neverArrived = code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  const isKnown = error instanceof Fact && !(error instanceof Transient);
  const isRepeat = ($metadata?.attempts ?? 1) > 1;
  return !isKnown && (isRepeat || !(refused || neverArrived));
}

/** Runs a call and turns its failure into `Transient` or `ServiceRefused`; the service's words are kept. */
export async function translated<Answer>(operation: string, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw translateError(operation, error);
  }
}

/** `Transient` or `ServiceRefused`, with the service's error as cause; a fact, which is no service's, stays what it is. */
export function translateError(operation: string, error: unknown): Fact {
  if (error instanceof Fact) return error;
  const { name = 'Error', code, message = '' } = error as Failure;
  const label = code ?? name;
  if (isTransient(error)) return new Transient(`${operation} failed for now (${label}): ${message}`, { cause: error });
  return new ServiceRefused(operation, label, message, { cause: error });
}
