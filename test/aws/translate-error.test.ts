import { isTransient, mayHaveTakenEffect, translated, translateError } from '../../lambdas/aws/translate-error';

const service = (name: string, httpStatusCode: number, more = {}) =>
  Object.assign(new Error('the words of the service'), { name, $metadata: { httpStatusCode }, ...more });
const socket = (code: string) => Object.assign(new Error('the words of the socket'), { code });
const cancelled = (...codes: string[]) =>
  service('TransactionCanceledException', 400, { CancellationReasons: codes.map((Code) => ({ Code })) });

/** Each failure of a call, whether the same call may succeed later, and whether this one may have taken effect. */
const failures = [
  ['a throttled call', service('TooManyRequestsException', 429), true, false],
  ['a throttled call of another service', service('ThrottlingException', 400), true, false],
  ['a fault of the service', service('InternalServerErrorException', 500), true, true],
  ['an unavailable service', service('ServiceUnavailableException', 503), true, true],
  ['a gateway that says nothing', service('Error', 502), true, true],
  ['a broken connection', socket('ECONNRESET'), true, true],
  ['a connection that takes too long', socket('ETIMEDOUT'), true, true],
  ['an answer that takes too long', Object.assign(new Error('late'), { name: 'TimeoutError' }), true, true],
  ['a call that was given up', Object.assign(new Error('late'), { name: 'AbortError' }), true, true],
  [
    'a throttled repeat',
    service('ThrottlingException', 400, { $metadata: { httpStatusCode: 400, attempts: 3 } }),
    true,
    true,
  ],
  [
    'a repeat that meets its own first attempt',
    service('TransactionInProgressException', 400, { $metadata: { httpStatusCode: 400, attempts: 2 } }),
    true,
    true,
  ],
  ['a service that is not there', socket('ECONNREFUSED'), true, false],
  ['a name that is not found', socket('ENOTFOUND'), true, false],
  ['an answer that cannot be read', new SyntaxError('Unexpected token <'), false, true],
  ['a readable status with an unreadable answer', service('SyntaxError', 201), false, true],
  ['bad input', service('BadRequestException', 400), false, false],
  ['a missing permission', service('ForbiddenException', 403), false, false],
  ['a full quota', service('CreateFlow420Exception', 420), false, false],
  ['a write that met another', service('TransactionConflictException', 400), true, false],
  ['a transaction that met another', cancelled('TransactionConflict', 'None'), true, false],
  ['a throttled transaction', cancelled('None', 'ThrottlingError'), true, false],
  ['a transaction whose condition failed', cancelled('ConditionalCheckFailed', 'None'), false, false],
] as const;

describe('a failed call', () => {
  it.each(failures)('is told apart: %s', (_, error, passes, mayHave) => {
    expect(isTransient(error)).toBe(passes);
    expect(mayHaveTakenEffect(error)).toBe(mayHave);
    expect(translateError('Call', error).name).toBe(passes ? 'Transient' : 'ServiceRefused');
  });

  it("keeps the service's words, its code and itself as the cause", () => {
    const error = service('BadRequestException', 400);
    const refused = translateError('CreateFlow', error);
    expect(refused.message).toBe('CreateFlow was refused (BadRequestException): the words of the service');
    expect(refused).toMatchObject({ operation: 'CreateFlow', code: 'BadRequestException', cause: error });
    expect(translateError('CreateFlow', socket('ECONNRESET')).message).toBe(
      'CreateFlow failed for now (ECONNRESET): the words of the socket',
    );
  });

  it('is translated where it is made, and an answer is left alone', async () => {
    await expect(translated('Call', () => Promise.resolve(1))).resolves.toBe(1);
    await expect(translated('Call', () => Promise.reject(service('X', 403)))).rejects.toThrow('Call was refused (X)');
  });
});
