import { createHash } from 'node:crypto';
import type { Principal, Role } from './aws/gate';
import type { PolicyDocument } from './aws/policy';
import type { Resource, Stack } from './template';

const logs: PolicyDocument = {
  Statement: {
    Effect: 'Allow',
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: '*',
  },
};
/** The policies of AWS's own that a template may attach, as published; none grants anything a function calls locally. */
const managedByAws: Record<string, PolicyDocument> = {
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole': logs,
  'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs': logs,
};

function rolesIn(resource: Resource): string[] {
  return (resource.properties.Roles ?? []) as string[];
}

/** The access key a function's credentials carry; anyone who holds it acts as the function's role. */
export function accessKeyOf(functionName: string): string {
  return `ASIA${createHash('sha256').update(functionName).digest('hex').slice(0, 16).toUpperCase()}`;
}

/** The roles of the template with every policy that is attached to them; throws for a managed policy it does not know. */
export function templateRoles(stack: Stack): Map<string, Role> {
  const attached = [...stack.of('AWS::IAM::Policy'), ...stack.of('AWS::IAM::ManagedPolicy')];
  const roles = new Map<string, Role>();
  for (const role of stack.of('AWS::IAM::Role')) {
    const { properties, name, arn } = role;
    const inline = (properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
    const managed = ((properties.ManagedPolicyArns ?? []) as string[]).map((managedArn) => {
      const own = attached.find((policy) => policy.arn === managedArn);
      const document = (own?.properties.PolicyDocument as PolicyDocument | undefined) ?? managedByAws[managedArn];
      if (!document)
        throw new Error(`${role.logicalId} cannot run locally: the policy ${managedArn} is not known here`);
      return document;
    });
    const named = attached.filter((policy) => rolesIn(policy).includes(name));
    const documents = named.map((policy) => policy.properties.PolicyDocument as PolicyDocument);
    const trust = properties.AssumeRolePolicyDocument as PolicyDocument;
    const longestSession = properties.MaxSessionDuration as number | undefined;
    roles.set(arn, {
      arn,
      name,
      trust,
      longestSession,
      policies: [...inline.map((one) => one.PolicyDocument), ...managed, ...documents],
    });
  }
  return roles;
}

/** The principal that a service becomes when it assumes a role of the template under a session name. */
export function sessionOf(role: Role, session: string, account: string): Principal {
  const arn = `arn:aws:sts::${account}:assumed-role/${role.name}/${session}`;
  return { arn, role: role.arn, account, policies: role.policies };
}

/** Access key → principal for every function of the template. */
export function functionPrincipals(stack: Stack, roles: Map<string, Role>): Map<string, Principal> {
  const principals = new Map<string, Principal>();
  for (const { name, logicalId, properties } of stack.of('AWS::Lambda::Function')) {
    const role = roles.get(String(properties.Role));
    if (!role) throw new Error(`${logicalId} cannot run locally: its role ${properties.Role} is not in the template`);
    principals.set(accessKeyOf(name), sessionOf(role, name, stack.account));
  }
  return principals;
}
