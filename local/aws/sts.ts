import { createHash, randomUUID } from 'node:crypto';
import type { AwsService, Principal } from './endpoint';
import type { Role } from './gate';
import { evaluate, namesPrincipal, type PolicyContext, type PolicyDocument } from './policy';
import { awsQuery, ServiceError } from './protocol';

/** STS, and the reading of the session tokens it gave out. */
export interface Sts extends AwsService {
  /** Whom a session token stands for; undefined for a token of another origin. Throws ExpiredToken. */
  sessionOf(token: string): Principal | undefined;
}

export interface StsOptions {
  /** The account whose roles are known; a role in any other account may be assumed freely, and is administrator there. */
  account: string;
  roleOf(arn: string): Role | undefined;
}

/** Everything about a session travels in its token, so that sessions outlive a restart. */
interface Session {
  role: string;
  name: string;
  policy?: PolicyDocument;
  expires: number;
}

const protocol = awsQuery('https://sts.amazonaws.com/doc/2011-06-15/');
const tokenPrefix = 'local-session-';

/** STS: GetCallerIdentity and AssumeRole, with trust policies (principal, external id) and session policies. */
export function sts(options: StsOptions): Sts {
  return {
    name: 'sts',
    denial: { code: 'AccessDenied', status: 403 },
    operationOf: protocol.operationOf,
    inputOf: protocol.inputOf,
    error: protocol.error,
    actionsOf: ({ operation, input }) =>
      operation === 'AssumeRole'
        ? [
            {
              action: 'sts:AssumeRole',
              resource: String(input.RoleArn),
              context: contextOf(input),
            },
          ]
        : [],
    async handle({ operation, input, principal, requestId }) {
      if (operation === 'AssumeRole')
        return protocol.answer(operation, assumeRole(options, principal, input), requestId);
      if (operation !== 'GetCallerIdentity')
        throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
      const { arn: Arn, account: Account } = principal;
      return protocol.answer(operation, { Arn, UserId: idOf('AIDA', Arn), Account }, requestId);
    },
    sessionOf(token) {
      if (!token.startsWith(tokenPrefix)) return undefined;
      const session: Session = JSON.parse(Buffer.from(token.slice(tokenPrefix.length), 'base64url').toString());
      if (session.expires <= Date.now())
        throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', 403);
      const role = options.roleOf(session.role);
      const account = session.role.split(':')[4] ?? '';
      const { policy: sessionPolicy } = session;
      return { arn: sessionArn(session), account, policies: role?.policies ?? [], sessionPolicy, admin: !role };
    },
  };
}

function assumeRole(options: StsOptions, principal: Principal, input: Record<string, unknown>): unknown {
  const { RoleArn, RoleSessionName, Policy, DurationSeconds } = input as Record<string, string | undefined>;
  const [, account] = /^arn:aws:iam::(\d{12}):role\/[\w+=,.@/-]+$/.exec(RoleArn ?? '') ?? [];
  if (!account || !RoleArn) throw new ServiceError('ValidationError', `${RoleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName ?? ''))
    throw new ServiceError('ValidationError', 'Invalid RoleSessionName');
  const seconds = Number(DurationSeconds ?? 3600);
  if (!(seconds >= 900 && seconds <= 43_200))
    throw new ServiceError('ValidationError', 'DurationSeconds must be 900 to 43200');
  if (!trusts(options, RoleArn, account, principal, contextOf(input))) {
    const message = `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
    throw new ServiceError('AccessDenied', message, 403);
  }
  const expires = Date.now() + seconds * 1000;
  const session: Session = {
    role: RoleArn,
    name: RoleSessionName ?? '',
    policy: Policy ? parsePolicy(Policy) : undefined,
    expires,
  };
  return {
    AssumedRoleUser: { AssumedRoleId: `${idOf('AROA', RoleArn)}:${session.name}`, Arn: sessionArn(session) },
    Credentials: {
      AccessKeyId: idOf('ASIA', randomUUID()),
      SecretAccessKey: 'not-verified-locally',
      SessionToken: tokenPrefix + Buffer.from(JSON.stringify(session)).toString('base64url'),
      Expiration: new Date(expires).toISOString(),
    },
  };
}

function trusts(
  options: StsOptions,
  arn: string,
  account: string,
  principal: Principal,
  context: PolicyContext,
): boolean {
  const role = options.roleOf(arn);
  if (!role) return account !== options.account;
  const statements = [role.trust.Statement].flat().filter((each) => namesPrincipal(each, principal));
  return evaluate([{ Statement: statements }], { action: 'sts:AssumeRole', resource: arn, context }) === 'allow';
}

function contextOf({ ExternalId }: Record<string, unknown>): PolicyContext {
  return ExternalId === undefined ? {} : { 'sts:ExternalId': String(ExternalId) };
}

function parsePolicy(text: string): PolicyDocument {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('MalformedPolicyDocument', 'The policy is not in the valid JSON format.');
  }
}

function sessionArn({ role, name }: Session): string {
  return `arn:aws:sts::${role.split(':')[4]}:assumed-role/${role.split('/').at(-1)}/${name}`;
}

function idOf(prefix: string, text: string): string {
  return prefix + createHash('sha256').update(text).digest('hex').slice(0, 16).toUpperCase();
}
