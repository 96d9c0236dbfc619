import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type Role, roles } from '../contract/roles';
import { Forbidden } from '../domain/errors';

/** Who asks: the token's subject, and its role in each organisation. */
export interface Caller {
  subject: string;
  roles: Readonly<Record<string, Role>>;
}

/** The caller as the authorizer put it into the request's context. */
export function callerOf(event: APIGatewayProxyEvent): Caller {
  const context = event.requestContext.authorizer ?? {};
  return { subject: String(context.subject ?? ''), roles: JSON.parse(String(context.roles ?? '{}')) };
}

/** Throws `Forbidden` unless the caller has `needed` or a higher role in the organisation. */
export function requireRole(caller: Caller, organisationId: string | undefined, needed: Role): void {
  const role = Object.hasOwn(caller.roles, organisationId ?? '') ? caller.roles[organisationId ?? ''] : undefined;
  if (!role || roles.indexOf(role) < roles.indexOf(needed)) throw new Forbidden(needed);
}
