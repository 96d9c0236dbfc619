import { problems } from '../../lambdas/contract/problems';
import * as errors from '../../lambdas/domain/errors';
import type { Plan } from '../../lambdas/domain/plan';
import { logger } from '../../lambdas/runtime/logger';
import { problemAnswer } from '../../lambdas/runtime/problem';

const requestId = '6d3c0ad0-1f3c-4b7a-9a39-0c5d2b2f9a11';
const logged = jest.spyOn(logger, 'error').mockImplementation(() => {});

const answer = (error: unknown) => {
  const { statusCode, headers = {}, body } = problemAnswer(error, requestId);
  return { status: statusCode, headers, body: JSON.parse(body) };
};

const plan: Plan = { impact: 'interruption', 'new-address': false, steps: [], warnings: [] };

/** Every error that can reach a client, with its status and code. */
const clientErrors = [
  [new errors.RequestInvalid([{ pointer: '/a', detail: 'b' }]), 400, 'request-invalid'],
  [new errors.Unauthenticated(), 401, 'unauthenticated'],
  [new errors.Forbidden('operator'), 403, 'forbidden'],
  [new errors.SourceNotFound('id'), 404, 'source-not-found'],
  [new errors.TargetAccountNotFound('id'), 404, 'target-account-not-found'],
  [new errors.ThumbnailUnavailable('FlowNotRunning', 'It stands still.'), 404, 'thumbnail-unavailable'],
  [new errors.ProxyUnavailable('NoSignal', 'Nothing comes in.'), 404, 'proxy-unavailable'],
  [new errors.SourceBusy('creation-pending'), 409, 'source-busy'],
  [new errors.SourceDeleting(), 409, 'source-deleting'],
  [new errors.RequestInProgress(), 409, 'request-in-progress'],
  [new errors.TargetAccountChanged(), 409, 'request-in-progress'],
  [new errors.TargetAccountInUse('1 source is not deleted.'), 409, 'target-account-in-use'],
  [new errors.InterruptionNotAllowed(plan), 409, 'interruption-not-allowed'],
  [new errors.FlowHasDependents(plan), 409, 'flow-has-dependents'],
  [new errors.QuotaExceeded({ name: 'sources', limit: 3, count: 3 }), 409, 'quota-exceeded'],
  [new errors.OrganisationBusy(), 429, 'too-many-requests'],
  [new errors.PreconditionFailed('"1"', '"2"'), 412, 'precondition-failed'],
  [new errors.BodyTooLarge(65_536), 413, 'body-too-large'],
  [new errors.UnsupportedMediaType('content type', 'text/plain', 'application/json'), 415, 'unsupported-media-type'],
  [new errors.IdempotencyConflict(), 422, 'idempotency-conflict'],
  [new errors.TargetAccountUnreachable('refused'), 502, 'target-account-unreachable'],
] as const;

/** Errors that are answered inside, which no request may meet: if one does, it is a fault of ours. */
const innerErrors = [
  new errors.RegionNotAllowed('eu-west-1', 'id'),
  new errors.KeyAlreadyUsed(),
  new errors.RunSuperseded('id', 1),
  new errors.Transient('later'),
  new errors.FlowNotYetVisible('news'),
  new errors.PreFlightFailed([{ pointer: '/ingress-flows/0', detail: 'no such subnet' }]),
  new errors.FlowBusy('arn', 'STARTING'),
  new errors.FlowVanished('arn'),
  new errors.StepNotAllowed({ action: 'stop-flow', resource: 'arn', impact: 'interruption', reason: 'Because.' }),
  new errors.ChangeNotSeen({ action: 'update-flow', resource: 'arn' }),
  new errors.NewFlowUnfit('arn', 'The zone is another.'),
  new errors.FlowKept('arn', [{ kind: 'output', name: 'studio', arn: 'arn' }]),
  new errors.FlowFailed('arn', []),
  new errors.AlarmOfAnother('name'),
  new errors.NoWayBack({ reason: 'The zone is another.' }),
  new errors.ServiceRefused('CreateFlow', 'BadRequestException', 'no'),
];

describe('the answer to a failed request', () => {
  it.each(clientErrors)('is a problem of its own for %p', (error, status, code) => {
    const { status: answered, headers, body } = answer(error);
    expect(answered).toBe(status);
    expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
    expect(body).toMatchObject({
      type: `urn:problem:${code}`,
      title: problems[code].title,
      status,
      detail: error.message,
      message: error.message,
      instance: `urn:uuid:${requestId}`,
    });
  });

  it('knows every error of the domain', () => {
    const known = [...clientErrors.map(([error]) => error), ...innerErrors].map(({ name }) => name);
    expect(known.sort()).toEqual(
      Object.keys(errors)
        .filter((name) => name !== 'Fact')
        .sort(),
    );
  });

  it('names every fault of an invalid request, and of no other', () => {
    const faults = [
      { pointer: '/a', detail: 'b' },
      { pointer: '', detail: 'c' },
    ];
    expect(answer(new errors.RequestInvalid(faults)).body.errors).toEqual(faults);
    for (const [error] of clientErrors.slice(1)) expect(answer(error).body).not.toHaveProperty('errors');
  });

  it('shows the plan of what was not allowed, and of nothing else', () => {
    const planned = clientErrors.filter(([error]) => 'plan' in answer(error).body);
    expect(planned.map(([, , code]) => code)).toEqual(['interruption-not-allowed', 'flow-has-dependents']);
    for (const [error] of planned) expect(answer(error).body.plan).toEqual(plan);
  });

  it('names the quota that is used up, and in no other problem', () => {
    const named = clientErrors.filter(([error]) => 'quota' in answer(error).body);
    expect(named.map(([, , code]) => code)).toEqual(['quota-exceeded']);
    for (const [error] of named) expect(answer(error).body.quota).toEqual({ name: 'sources', limit: 3, count: 3 });
  });

  it.each([
    ['SourceBusy', 'Retry-After', '5'],
    ['RequestInProgress', 'Retry-After', '1'],
    ['OrganisationBusy', 'Retry-After', '1'],
    ['TargetAccountChanged', 'Retry-After', '1'],
    ['Unauthenticated', 'WWW-Authenticate', 'Bearer'],
  ])('says how to go on after %s, and after nothing else: %s', (name, header, value) => {
    for (const [error] of clientErrors) {
      if (error.name === name) expect(answer(error).headers).toHaveProperty(header, value);
      else if (
        header !== 'Retry-After' ||
        !['SourceBusy', 'RequestInProgress', 'OrganisationBusy', 'TargetAccountChanged'].includes(error.name)
      )
        expect(answer(error).headers).not.toHaveProperty(header);
    }
  });

  it.each([
    ...innerErrors,
    new TypeError('x is undefined'),
    'a text',
    undefined,
    null,
  ])('says nothing of what it does not know: %p', (error) => {
    const { status, body } = answer(error);
    expect(status).toBe(500);
    expect(body).toMatchObject({ type: 'urn:problem:internal', instance: `urn:uuid:${requestId}` });
    const words = error instanceof Error ? error.message : String(error);
    if (words.length > 3) expect(JSON.stringify(body)).not.toContain(words);
    expect(logged).toHaveBeenCalledWith(expect.any(String), error);
  });

  it('logs what is not the fault of the client, and only that', () => {
    for (const [error, status] of clientErrors) {
      logged.mockClear();
      answer(error);
      expect(logged).toHaveBeenCalledTimes(status >= 500 ? 1 : 0);
    }
  });
});

it.each([
  ['"1"', 'If-Match is "1", but the source is at "2"; read it again.'],
  [' ', 'If-Match is empty, but the source is at "2"; read it again.'],
])('a precondition of %j is refused in words', (ifMatch, words) => {
  expect(new errors.PreconditionFailed(ifMatch, '"2"').message).toBe(words);
});

describe('the errors of the domain', () => {
  it.each([
    ...clientErrors.map(([error]) => error),
    ...innerErrors,
  ])('have the name of their class set by hand, since bundles are minified: %p', (error) => {
    expect(Object.getOwnPropertyDescriptor(error, 'name')?.value).toBe(error.constructor.name);
    expect(error.message).not.toBe('');
  });
});
