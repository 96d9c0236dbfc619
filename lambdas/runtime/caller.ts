import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Role, roles } from '../contract/roles';
import { Forbidden, Unauthenticated } from '../domain/errors';

/** Who asks: the token's subject, and its role in each organisation. */
export interface Caller {
  subject: string;
  roles: Readonly<Record<string, Role>>;
}

/**
 * The caller as the authorizer put it into the request's context, nobody if there was none to ask. Throws
 * `Unauthenticated` if the token has expired: API Gateway keeps the authorizer's answer for minutes beyond that.
 */
export function callerOf(event: APIGatewayProxyEvent, now: Date): Caller {
  const context = event.requestContext.authorizer;
  if (context?.subject === undefined) return { subject: '', roles: {} };
  // Whatever is no number of seconds has expired, so that an answer without an expiry opens nothing.
  if (!(now.getTime() < Number(context.expires) * 1000)) throw new Unauthenticated();
  return { subject: String(context.subject), roles: JSON.parse(String(context.roles ?? '{}')) };
}

/** Throws `Forbidden` unless the caller has `needed` or a higher role in the organisation. */
export function requireRole(caller: Caller, organisationId: string | undefined, needed: Role): void {
  if (!hasRole(caller, organisationId ?? '', needed)) throw new Forbidden(needed);
}

/** Claims that the caller has `needed` or a higher role in the organisation. */
export function hasRole(caller: Caller, organisationId: string, needed: Role): boolean {
  const role = Object.hasOwn(caller.roles, organisationId) ? caller.roles[organisationId] : undefined;
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(needed);
}
