import { evaluate, namesPrincipal, type PolicyContext, type PolicyDocument, roleOfSession } from './policy';

/** Who calls: an assumed role with its policies, or (`admin`) a caller from outside, who may do everything in its account. */
export interface Principal {
  arn: string;
  /** The ARN of the role, with its path, which the ARN of a session lacks. */
  role?: string;
  /** The ARN of whoever took on the role, where it was not a service. */
  by?: string;
  account: string;
  policies: PolicyDocument[];
  sessionPolicy?: PolicyDocument;
  admin?: boolean;
}

/** A role: who may assume it and what it may do. */
export interface Role {
  arn: string;
  name: string;
  trust: PolicyDocument;
  /** For so long it may be assumed, seconds; an hour if absent. */
  longestSession?: number;
  policies: PolicyDocument[];
}

/** An IAM action that a call needs, on one resource ARN (or `*`), with the condition keys the service gives. */
export interface RequiredAction {
  action: string;
  resource: string;
  context?: PolicyContext;
  /** What the resource itself says; it can only forbid here. */
  resourcePolicy?: PolicyDocument;
}

/** Says in the words of AWS why the principal may not do this, or answers undefined if it may. */
export function refusal(principal: Principal, required: RequiredAction, region: string): string | undefined {
  const question = { ...required, context: { ...globalContext(principal, region), ...required.context } };
  if (isForbidden(principal, required.resourcePolicy, question)) {
    return `User: ${principal.arn} is not authorized to perform: ${required.action} on resource: ${required.resource} with an explicit deny in a resource-based policy`;
  }
  const kinds: [string, PolicyDocument[]][] = [];
  if (!principal.admin) kinds.push(['identity-based', principal.policies]);
  if (principal.sessionPolicy) kinds.push(['session', [principal.sessionPolicy]]);
  for (const [kind, policies] of kinds) {
    const decision = evaluate(policies, question);
    if (decision === 'allow') continue;
    const { action, resource } = required;
    const article = kind === 'identity-based' ? 'an' : 'a';
    return `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${
      decision === 'explicit-deny'
        ? `with an explicit deny in ${article} ${kind} policy`
        : `because no ${kind} policy allows the ${action} action`
    }`;
  }
  return undefined;
}

function isForbidden(
  principal: Principal,
  policy: PolicyDocument | undefined,
  question: Parameters<typeof evaluate>[1],
): boolean {
  const Statement = [policy?.Statement ?? []].flat().filter((each) => namesPrincipal(each, principal));
  return evaluate([{ Statement }], question) === 'explicit-deny';
}

/** The condition keys that every call has. */
export function globalContext(principal: Principal, region: string): PolicyContext {
  return {
    'aws:CurrentTime': new Date().toISOString(),
    'aws:EpochTime': String(Math.floor(Date.now() / 1000)),
    'aws:PrincipalAccount': principal.account,
    'aws:PrincipalArn': principal.role ?? roleOfSession(principal.arn),
    'aws:PrincipalType': principal.arn.includes(':assumed-role/') ? 'AssumedRole' : 'User',
    'aws:RequestedRegion': region,
    'aws:SourceIp': '127.0.0.1',
    // The loopback stands for the TLS connection the SDK would have made.
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
  };
}
