import type { APIGatewayProxyResult } from 'aws-lambda';
import { commonHeaders, contentSecurityPolicy } from '../contract/headers';
import { type ProblemCode, problemMediaType, problems } from '../contract/problems';
import {
  BodyTooLarge,
  FlowHasDependents,
  Forbidden,
  IdempotencyConflict,
  InterruptionNotAllowed,
  OrganisationBusy,
  PreconditionFailed,
  ProxyUnavailable,
  QuotaExceeded,
  RequestInProgress,
  RequestInvalid,
  SourceBusy,
  SourceDeleting,
  SourceNotFound,
  TargetAccountChanged,
  TargetAccountInUse,
  TargetAccountNotFound,
  TargetAccountUnreachable,
  ThumbnailUnavailable,
  Unauthenticated,
  UnsupportedMediaType,
} from '../domain/errors';
import type { Fault } from '../domain/fault';
import { logger } from './logger';

type ErrorClass = abstract new (...args: never[]) => Error;

const codes = new Map<ErrorClass, ProblemCode>([
  [RequestInvalid, 'request-invalid'],
  [BodyTooLarge, 'body-too-large'],
  [UnsupportedMediaType, 'unsupported-media-type'],
  [Unauthenticated, 'unauthenticated'],
  [Forbidden, 'forbidden'],
  [SourceNotFound, 'source-not-found'],
  [TargetAccountNotFound, 'target-account-not-found'],
  [ThumbnailUnavailable, 'thumbnail-unavailable'],
  [ProxyUnavailable, 'proxy-unavailable'],
  [SourceBusy, 'source-busy'],
  [SourceDeleting, 'source-deleting'],
  [InterruptionNotAllowed, 'interruption-not-allowed'],
  [FlowHasDependents, 'flow-has-dependents'],
  [PreconditionFailed, 'precondition-failed'],
  [IdempotencyConflict, 'idempotency-conflict'],
  [RequestInProgress, 'request-in-progress'],
  [TargetAccountChanged, 'request-in-progress'],
  [TargetAccountInUse, 'target-account-in-use'],
  [QuotaExceeded, 'quota-exceeded'],
  [OrganisationBusy, 'too-many-requests'],
  [TargetAccountUnreachable, 'target-account-unreachable'],
]);

/** The headers that tell a client how to go on; the times are in seconds. */
const advice: Partial<Record<ProblemCode, Record<string, string>>> = {
  unauthenticated: { 'WWW-Authenticate': 'Bearer' },
  'source-busy': { 'Retry-After': '5' },
  'request-in-progress': { 'Retry-After': '1' },
  'too-many-requests': { 'Retry-After': '1' },
};

/** The answer to a failed request (RFC 9457). What the table does not know becomes `internal`; its detail goes to the log only. */
export function problemAnswer(error: unknown, requestId: string): APIGatewayProxyResult {
  const code = (error instanceof Error && codes.get(error.constructor as ErrorClass)) || 'internal';
  const { status, title } = problems[code];
  const known = code !== 'internal';
  if (!known || status >= 500) logger.error('The request failed', error as Error);
  const detail = known
    ? (error as Error).message
    : 'Something went wrong on our side. The log has the detail under the request id.';
  const faults: readonly Fault[] | undefined = error instanceof RequestInvalid ? error.faults : undefined;
  const hasReason = error instanceof ThumbnailUnavailable || error instanceof ProxyUnavailable;
  const isPlanned = error instanceof InterruptionNotAllowed || error instanceof FlowHasDependents;
  return {
    statusCode: status,
    headers: {
      ...commonHeaders,
      'Content-Security-Policy': contentSecurityPolicy,
      'Content-Type': problemMediaType,
      ...advice[code],
    },
    body: JSON.stringify({
      type: `urn:problem:${code}`,
      title,
      status,
      detail,
      instance: `urn:uuid:${requestId}`,
      message: detail,
      ...(faults ? { errors: faults } : {}),
      ...(isPlanned ? { plan: error.plan } : {}),
      ...(error instanceof QuotaExceeded ? { quota: error.quota } : {}),
      ...(hasReason ? { reason: error.reason } : {}),
    }),
  };
}
