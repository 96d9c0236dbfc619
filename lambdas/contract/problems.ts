/** Every refusal of the API: the code of `urn:problem:<code>`, its HTTP status and its title. */
export const problems = {
  'request-invalid': { status: 400, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'No valid token' },
  forbidden: { status: 403, title: 'Not allowed' },
  'source-not-found': { status: 404, title: 'No such source' },
  'target-account-not-found': { status: 404, title: 'No such target account' },
  'thumbnail-unavailable': { status: 404, title: 'No picture' },
  'proxy-unavailable': { status: 404, title: 'Nothing to play' },
  'route-not-found': { status: 404, title: 'No such route' },
  'source-busy': { status: 409, title: 'The source is busy' },
  'source-deleting': { status: 409, title: 'The source is being deleted' },
  'interruption-not-allowed': { status: 409, title: 'The change would interrupt the stream' },
  'flow-has-dependents': { status: 409, title: 'Others would lose what they put on the flow' },
  'target-account-in-use': { status: 409, title: 'The target account is in use' },
  'request-in-progress': { status: 409, title: 'The request is being carried out' },
  'quota-exceeded': { status: 409, title: 'The organisation has as much as it may have' },
  'precondition-failed': { status: 412, title: 'It has changed since it was read' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'idempotency-conflict': { status: 422, title: 'The key was used for another request' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  'target-account-unreachable': { status: 502, title: 'The target account cannot be used' },
  'timed-out': { status: 504, title: 'The request took too long' },
} as const;

export type ProblemCode = keyof typeof problems;

/** The media type of every refusal (RFC 9457). */
export const problemMediaType = 'application/problem+json';
