import type { Answer } from './system';

/** Expects a problem as RFC 9457 has it, of this status and type. */
export function expectProblem({ status, headers, body }: Answer, code: number, type: string): void {
  expect(body).toEqual({
    type: `urn:problem:${type}`,
    title: expect.stringMatching(/./),
    status: code,
    detail: expect.stringMatching(/./),
    instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    message: body.detail,
    ...(code === 400 ? { errors: expect.any(Array) } : {}),
  });
  expect(status).toBe(code);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(headers.get('cache-control')).toBe('no-store');
}

/** Where the faults are that a problem names, in order. */
export function pointersOf({ body }: Answer): string[] {
  return body.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
}
