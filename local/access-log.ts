import type { GatewayContext } from './gateway-responses';

/** The variables of `$context` that a line may speak of. */
const known = new Set([
  ...['requestId', 'extendedRequestId', 'requestTime', 'requestTimeEpoch', 'identity.sourceIp', 'httpMethod', 'path'],
  ...['resourcePath', 'stage', 'status', 'responseLatency', 'authorizer.principalId'],
]);

/**
 * Makes the lines of a stage's access log, in the format of its template; what is not there stands as `-`, as on AWS.
 * Throws for a variable that is not known here.
 */
export function accessLine(format: string): (context: GatewayContext) => string {
  const variable = /\$context\.(\w+(?:\.\w+)*)/g;
  for (const [text, name = ''] of format.matchAll(variable)) {
    if (!known.has(name)) throw new Error(`the access log cannot be written locally: ${text} is not known here`);
  }
  return (context) => format.replace(variable, (_, name: string) => context[name] ?? '-');
}
