import { type ProblemCode, problems } from '../../lambdas/contract/problems';
import {
  BodyTooLarge,
  FlowHasDependents,
  Forbidden,
  IdempotencyConflict,
  InterruptionNotAllowed,
  PreconditionFailed,
  ProxyUnavailable,
  QuotaExceeded,
  RequestInProgress,
  RequestInvalid,
  SourceBusy,
  SourceDeleting,
  SourceNotFound,
  TargetAccountInUse,
  TargetAccountNotFound,
  TargetAccountUnreachable,
  ThumbnailUnavailable,
  UnsupportedMediaType,
} from '../../lambdas/domain/errors';
import { proxyMessage } from '../../lambdas/domain/proxy-status';
import { quotaAdvice } from '../../lambdas/domain/quota';
import { interruptingPlan, losingPlan } from './examples';
import type { JsonSchema } from './json-schema';

const sourceId = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const targetAccountId = '00000000-0000-4000-8000-0000000000a1';

interface ProblemText {
  /** When a request is refused so. */
  readonly when: string;
  /** The `detail` of an example. */
  readonly detail: string;
}

const fault = {
  pointer: '/ingress-flows/0/flow-sources/0/ingest-port',
  detail: '2088 is reserved by the service; use 1024–65535 except 2077, 2088 and 2090–2099',
};

const nothingToPlay = new ProxyUnavailable('NoSignal', proxyMessage('NoSignal'));
const noPicture = new ThumbnailUnavailable('ThumbnailDecodeError', 'There is no video to decode.');

const usedUp = new QuotaExceeded({ name: 'sources', limit: 1000, count: 1000 });

/** What the document says of each problem. */
export const problemTexts: Record<ProblemCode, ProblemText> = {
  'request-invalid': {
    when: 'Path, query, headers or body break a rule. `errors` names every fault.',
    detail: new RequestInvalid([fault]).message,
  },
  unauthenticated: {
    when: 'There is no token, or it is not valid (any more).',
    detail: 'Send a valid token: Authorization: Bearer <JWT>.',
  },
  forbidden: {
    when: "The token gives no sufficient role in the path's organisation. Decided before anything is looked up.",
    detail: new Forbidden('operator').message,
  },
  'source-not-found': {
    when: "There is no such source. Somebody else's looks the same.",
    detail: new SourceNotFound(sourceId).message,
  },
  'target-account-not-found': {
    when: "There is no such target account. Somebody else's looks the same.",
    detail: new TargetAccountNotFound(targetAccountId).message,
  },
  'thumbnail-unavailable': {
    when: 'There is no picture of the source: `reason` says why. It does not run, what it carries cannot be decoded, thumbnails are suppressed, the first is still being made, or the protocol has none.',
    detail: noPicture.message,
  },
  'proxy-unavailable': {
    when: 'There is nothing of the proxy to be played: `reason` says why. The source has none or is stopped, the proxy is still being made or has failed, nothing comes in, or the bucket is not there.',
    detail: nothingToPlay.message,
  },
  'route-not-found': {
    when: 'There is no such path, or not with this method.',
    detail: 'There is no such path, or not with this method.',
  },
  'source-busy': {
    when: 'Another request or run is changing the source. Ask again after `Retry-After`.',
    detail: new SourceBusy('creation-in-progress').message,
  },
  'source-deleting': {
    when: 'The deletion of the source has failed. Only `DELETE` is accepted.',
    detail: new SourceDeleting().message,
  },
  'interruption-not-allowed': {
    when: 'The change would interrupt a running stream or replace the flow, or the flow could not be read, which counts as running. `plan` says what it would do. Nothing was changed. `allow-interruption=true` lets it be done.',
    detail: new InterruptionNotAllowed(interruptingPlan).message,
  },
  'flow-has-dependents': {
    when: 'The change would take away outputs or entitlements that others put on the flow: `warnings` of `plan` names them. Nothing was changed. `allow-dependents-loss=true` lets it be done.',
    detail: new FlowHasDependents(losingPlan).message,
  },
  'target-account-in-use': {
    when: 'Sources that are not deleted use the target account, or the Region that it is to allow no more. Nothing was changed.',
    detail: new TargetAccountInUse('3 sources are in eu-west-1. Delete what is there first.').message,
  },
  'request-in-progress': {
    when: 'A request with the same `Idempotency-Key` is being carried out, or the target account is being changed. Ask again after `Retry-After`.',
    detail: new RequestInProgress().message,
  },
  'quota-exceeded': {
    when: 'The organisation has as many sources, runs at a time, or target accounts, as it may have: `quota` says which, and how many. A deletion is never refused so.',
    detail: usedUp.message,
  },
  'precondition-failed': {
    when: 'The source is at another revision than `If-Match` says. Read it again.',
    detail: new PreconditionFailed('"1"', '"2"').message,
  },
  'idempotency-conflict': {
    when: 'The `Idempotency-Key` was used for a request with another body. Use a new one.',
    detail: new IdempotencyConflict().message,
  },
  'body-too-large': { when: 'The body is longer than 64 KiB.', detail: new BodyTooLarge(65536).message },
  'unsupported-media-type': {
    when: 'The content type is not `application/json`, the charset not UTF-8, or the body is compressed.',
    detail: new UnsupportedMediaType('content type', 'text/plain', 'application/json').message,
  },
  'too-many-requests': {
    when: 'Requests come too fast. Ask again after `Retry-After`.',
    detail: 'Too many requests; slow down.',
  },
  internal: {
    when: 'Something went wrong on our side. The log has the detail under the request id.',
    detail: 'Something went wrong on our side. The log has the detail under the request id.',
  },
  'target-account-unreachable': {
    when: 'AWS refused a call that the request needs in the target account, or could not be reached.',
    detail: new TargetAccountUnreachable('DescribeFlow was refused (ForbiddenException): not authorized').message,
  },
  'timed-out': {
    when: 'The request took too long. Whether it took effect is to be seen by reading.',
    detail: 'The request took too long. Whether it took effect is to be seen by reading.',
  },
};

/** A whole problem as an example. */
export function problemExample(code: ProblemCode) {
  const { status, title } = problems[code];
  const { detail } = problemTexts[code];
  return {
    type: `urn:problem:${code}`,
    title,
    status,
    detail,
    instance: 'urn:uuid:6d3c0ad0-1f3c-4b7a-9a39-0c5d2b2f9a11',
    message: detail,
    ...(code === 'request-invalid' ? { errors: [fault] } : {}),
    ...(code === 'quota-exceeded' ? { quota: usedUp.quota } : {}),
    ...(code === 'thumbnail-unavailable' ? { reason: noPicture.reason } : {}),
    ...(code === 'proxy-unavailable' ? { reason: nothingToPlay.reason } : {}),
    ...(code === 'interruption-not-allowed' ? { plan: interruptingPlan } : {}),
    ...(code === 'flow-has-dependents' ? { plan: losingPlan } : {}),
  };
}

/** The schemas of every refusal (RFC 9457). */
export function problemSchemas(): Record<string, JsonSchema> {
  return {
    Problem: {
      type: 'object',
      properties: {
        type: { type: 'string', enum: Object.keys(problems).map((code) => `urn:problem:${code}`) },
        title: { type: 'string' },
        status: { type: 'integer', enum: [...new Set(Object.values(problems).map(({ status }) => status))] },
        detail: { type: 'string' },
        instance: { type: 'string', format: 'uri' },
        message: { type: 'string' },
        errors: { type: 'array', items: { $ref: '#/components/schemas/Fault' }, minItems: 1 },
        plan: { $ref: '#/components/schemas/Plan' },
        reason: { type: 'string' },
        quota: { $ref: '#/components/schemas/Quota' },
      },
      required: ['type', 'title', 'status', 'detail', 'instance', 'message'],
    },
    Quota: {
      type: 'object',
      properties: {
        name: { type: 'string', enum: Object.keys(quotaAdvice) },
        limit: { type: 'integer', minimum: 1 },
        count: { type: 'integer' },
      },
      required: ['name', 'limit', 'count'],
    },
    Fault: {
      type: 'object',
      properties: { pointer: { type: 'string', format: 'json-pointer' }, detail: { type: 'string' } },
      required: ['pointer', 'detail'],
    },
  };
}
