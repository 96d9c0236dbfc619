import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type ProblemCode, problems } from '../../lambdas/contract/problems';
import { type EventOptions, requestId } from '../support/api-event';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedFlow, knowing } from '../support/described-flow';
import { functionEnvironment } from '../support/function-environment';
import { completeRecord, secret } from '../support/source-record';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';
import { accountRecord } from '../support/target-account';

const api = useApiFunctions();

/** What only API Gateway answers; a test of the template holds its answers against the same table. */
const gatewayCodes: ProblemCode[] = ['route-not-found', 'timed-out'];

interface Case {
  code: ProblemCode;
  method: Method;
  options: EventOptions;
  /** What is to be so before the request. */
  given?: () => unknown;
}

const body = sourceRequest('srt-listener');
const json = { 'content-type': 'application/json' };
const elsewhere = '00000000-0000-4000-8000-0000000000a2';
const put = (members: Parameters<typeof completeRecord>[0]) => () => api.table.put(completeRecord(members));
const busy = put({ 'provisioning-status': 'update-in-progress' });

const intents = ['start', 'stop', 'repair'] as const;
const refusal = () => ({ status: 403, error: 'ForbiddenException' });
const outputs = [{ name: 'studio', outputArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:output:1-a:studio' }];
const moved = [
  flowRequest('srt-listener', { 'flow-sources': [flowSourceRequest('srt-listener', { 'ingest-port': 5010 })] }),
];
const renamed = [flowRequest('srt-listener', { name: 'another' })];

/** The organisation has so much as it may have. */
const full = async (counts: object) => {
  await api.table.putItem({ pk: `organisation#${functionEnvironment.ORGANISATION_ID}`, sk: 'counts', ...counts });
};

/** Makes every transaction fail for a reason that is the key's. */
function conflictOfKeys(): void {
  const CancellationReasons = ['None', 'None', 'None', 'None', 'TransactionConflict'].map((Code) => ({ Code }));
  failWrites({ name: 'TransactionCanceledException', CancellationReasons, $metadata: { httpStatusCode: 400 } });
}

/** Makes every transaction meet another one of the organisation. */
function conflictOfCounts(): void {
  const CancellationReasons = ['None', 'TransactionConflict', 'None', 'None'].map((Code) => ({ Code }));
  failWrites({ name: 'TransactionCanceledException', CancellationReasons, $metadata: { httpStatusCode: 400 } });
}

function failWrites(failure: object): void {
  const { send } = DynamoDBClient.prototype;
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
    this: DynamoDBClient,
    ...args: unknown[]
  ) {
    const isRead = ['GetItemCommand', 'BatchGetItemCommand'].includes((args[0] as object).constructor.name);
    if (isRead) return Reflect.apply(send, this, args);
    throw Object.assign(new Error('a canary in the words of the service'), failure);
  } as never);
}

const cases: Case[] = [
  { code: 'request-invalid', method: 'POST', options: { body: {} } },
  { code: 'request-invalid', method: 'POST', options: { body: '{' } },
  { code: 'request-invalid', method: 'PATCH', options: { sourceId, body: { strange: 1 } } },
  { code: 'request-invalid', method: 'PUT', options: { sourceId, body: [] } },
  { code: 'request-invalid', method: 'GET', options: { sourceId: 'no-uuid' } },
  { code: 'request-invalid', method: 'DELETE', options: { sourceId, query: { force: 'true' } } },
  { code: 'unauthenticated', method: 'POST', options: { body: '{', expires: 1 } },
  { code: 'unauthenticated', method: 'GET', options: { sourceId: 'no-uuid', role: {}, expires: 1 } },
  { code: 'forbidden', method: 'POST', options: { body, role: 'viewer' } },
  { code: 'forbidden', method: 'PATCH', options: { sourceId, body: {}, role: 'viewer' } },
  { code: 'forbidden', method: 'PUT', options: { sourceId, body: '{', role: 'viewer' } },
  { code: 'forbidden', method: 'DELETE', options: { sourceId, role: 'viewer' } },
  ...intents.flatMap((method): Case[] => [
    { code: 'request-invalid', method, options: { sourceId, query: { 'dry-run': 'yes' } } },
    { code: 'forbidden', method, options: { sourceId, role: 'viewer' } },
    { code: 'source-not-found', method, options: { sourceId: '497f6eca-6276-4993-bfeb-53cbbbba6f09' } },
    { code: 'target-account-not-found', method, options: { account: elsewhere, sourceId } },
    { code: 'source-busy', method, options: { sourceId }, given: busy },
    {
      code: 'source-deleting',
      method,
      options: { sourceId },
      given: put({ 'provisioning-status': 'deletion-failed' }),
    },
    { code: 'precondition-failed', method, options: { sourceId, headers: { 'If-Match': '"9"' } } },
  ]),
  // A stop is not refused, whatever it interrupts.
  ...(['start', 'repair'] as const).map(
    (method): Case => ({
      code: 'interruption-not-allowed',
      method,
      options: { sourceId },
      given: () => api.mediaconnect.answer(refusal),
    }),
  ),
  {
    code: 'interruption-not-allowed',
    method: 'PATCH',
    options: { sourceId, body: { 'ingress-flows': moved } },
    given: () => api.vault.values.set(secret.arn, secretValues.srt),
  },
  {
    code: 'flow-has-dependents',
    method: 'PATCH',
    options: { sourceId, body: { 'ingress-flows': renamed }, query: { 'allow-interruption': 'true' } },
    given: () => {
      api.vault.values.set(secret.arn, secretValues.srt);
      api.mediaconnect.answer(() => ({ body: { flow: describedFlow({ outputs }) } }));
    },
  },
  {
    code: 'target-account-unreachable',
    method: 'GET',
    options: { sourceId, query: { 'include-drift': 'true' } },
    given: () => api.mediaconnect.answer(refusal),
  },
  { code: 'forbidden', method: 'GET', options: { sourceId, role: {} } },
  { code: 'forbidden', method: 'GET', options: { sourceId, role: 'viewer', query: { 'include-passphrase': 'true' } } },
  ...(['PATCH', 'PUT', 'DELETE', 'GET'] as const).map((method): Case => {
    const options = { sourceId: '497f6eca-6276-4993-bfeb-53cbbbba6f09', ...(method[0] === 'P' ? { body: {} } : {}) };
    return { code: 'source-not-found', method, options };
  }),
  {
    code: 'target-account-in-use',
    method: 'account',
    options: { of: 'account', role: 'admin', method: 'DELETE' },
    given: () => api.table.putAccount(accountRecord(), { sources: 1 }),
  },
  { code: 'target-account-not-found', method: 'POST', options: { account: elsewhere, body } },
  ...(['PATCH', 'PUT', 'DELETE', 'GET'] as const).map((method): Case => {
    const options = { account: elsewhere, sourceId, ...(method[0] === 'P' ? { body: {} } : {}) };
    return { code: 'target-account-not-found', method, options };
  }),
  { code: 'source-busy', method: 'PATCH', options: { sourceId, body: { hidden: true } }, given: busy },
  { code: 'source-busy', method: 'PUT', options: { sourceId, body: {} }, given: busy },
  {
    code: 'source-deleting',
    method: 'PATCH',
    options: { sourceId, body: { hidden: true } },
    given: put({ 'provisioning-status': 'deletion-failed', secrets: [] }),
  },
  {
    code: 'request-in-progress',
    method: 'POST',
    options: { body, headers: { ...json, 'Idempotency-Key': 'key' } },
    given: conflictOfKeys,
  },
  ...(['PATCH', 'PUT', 'DELETE'] as const).map((method): Case => {
    const headers = { ...json, 'If-Match': '"9"' };
    return {
      code: 'precondition-failed',
      method,
      options: { sourceId, headers, ...(method === 'DELETE' ? {} : { body: {} }) },
    };
  }),
  { code: 'quota-exceeded', method: 'POST', options: { body }, given: () => full({ sources: 1000, runs: 0 }) },
  { code: 'quota-exceeded', method: 'POST', options: { body }, given: () => full({ sources: 1, runs: 100 }) },
  ...(['start', 'repair', 'PATCH'] as const).map(
    (method): Case => ({
      code: 'quota-exceeded',
      method,
      options: { sourceId, ...(method === 'PATCH' ? { body: { 'ingress-flows': moved } } : {}) },
      given: async () => {
        await full({ sources: 1000, runs: 100 });
        api.vault.values.set(secret.arn, secretValues.srt);
        api.mediaconnect.answer(knowing(describedFlow({ status: 'STANDBY' })));
      },
    }),
  ),
  { code: 'too-many-requests', method: 'POST', options: { body }, given: conflictOfCounts },
  { code: 'body-too-large', method: 'POST', options: { body: ' '.repeat(65_537) } },
  { code: 'body-too-large', method: 'PATCH', options: { sourceId, body: ' '.repeat(65_537) } },
  { code: 'unsupported-media-type', method: 'POST', options: { body, headers: { 'Content-Type': 'text/plain' } } },
  {
    code: 'unsupported-media-type',
    method: 'PATCH',
    options: { sourceId, body: {}, headers: { 'Content-Type': 'application/merge-patch+json' } },
  },
  {
    code: 'idempotency-conflict',
    method: 'POST',
    options: { body: { ...body, hidden: true }, headers: { ...json, 'Idempotency-Key': 'key' } },
    given: () => api.call('POST', { body, headers: { ...json, 'Idempotency-Key': 'key' } }),
  },
  { code: 'target-account-unreachable', method: 'POST', options: { body }, given: () => api.vault.refuse() },
  {
    code: 'target-account-unreachable',
    method: 'GET',
    options: { sourceId, query: { 'include-passphrase': 'true' } },
    given: () => api.vault.refuse(),
  },
  {
    code: 'target-account-unreachable',
    method: 'PATCH',
    options: { sourceId, body: { 'ingress-flows': body['ingress-flows'] } },
    given: () => api.vault.refuse(),
  },
  // The stub of MediaConnect answers with a flow, in which no picture is.
  { code: 'thumbnail-unavailable', method: 'thumbnail', options: { sourceId } },
  { code: 'proxy-unavailable', method: 'proxy', options: { sourceId } },
  { code: 'internal', method: 'POST', options: { body }, given: () => failWrites({ name: 'SurpriseException' }) },
  {
    code: 'internal',
    method: 'DELETE',
    options: { sourceId },
    given: () => failWrites({ name: 'SurpriseException' }),
  },
];

afterEach(() => jest.restoreAllMocks());

const planned = new Set<ProblemCode>(['interruption-not-allowed', 'flow-has-dependents']);

/** A case in a few words: what is asked, a long body in its beginning. */
const titled = cases.map((one) => ({ ...one, asked: JSON.stringify(one.options).slice(0, 100) }));

it.each(titled)('$code is what $method is refused with for $asked', async ({ code, method, options, given }) => {
  await api.table.put(completeRecord());
  await given?.();
  const { status, headers, body: problem, text } = await api.call(method, options);
  const { status: expected, title } = problems[code];
  expect(problem).toEqual({
    type: `urn:problem:${code}`,
    title,
    status: expected,
    detail: expect.stringMatching(/./),
    instance: `urn:uuid:${requestId}`,
    message: problem.detail,
    ...(expected === 400 ? { errors: expect.any(Array) } : {}),
    ...(code === 'thumbnail-unavailable' ? { reason: 'ThumbnailGenerationInProgress' } : {}),
    ...(code === 'proxy-unavailable' ? { reason: 'ProxyOff' } : {}),
    ...(code === 'quota-exceeded' ? { quota: expect.objectContaining({ count: problem.quota?.limit }) } : {}),
    ...(planned.has(code) ? { plan: expect.objectContaining({ steps: expect.any(Array) }) } : {}),
  });
  expect(status).toBe(expected);
  expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
  for (const fault of problem.errors ?? []) {
    expect(fault).toEqual({ pointer: expect.stringMatching(/^($|\/)/), detail: expect.stringMatching(/./) });
  }
  expect(text).not.toContain('canary');
});

it('is produced in every code that a request can meet', () => {
  const produced = new Set([...cases.map(({ code }) => code), ...gatewayCodes]);
  expect([...produced].sort()).toEqual(Object.keys(problems).sort());
});
