import { createHash, randomUUID } from 'node:crypto';
import type { AwsService, Principal } from './endpoint';
import { globalContext, type Role } from './gate';
import { evaluate, namesPrincipal, type PolicyContext, type PolicyDocument } from './policy';
import { awsQuery, ServiceError } from './protocol';

/** STS, and the reading of the session tokens it gave out. */
export interface Sts extends AwsService {
  /** Whom a session token stands for; undefined for a token of another origin. Throws ExpiredToken. */
  sessionOf(token: string): Principal | undefined;
}

export interface StsOptions {
  /** The roles of every account; one that is not known cannot be assumed. */
  roleOf(arn: string): Role | undefined;
}

/** Everything about a session travels in its token, so that sessions outlive a restart. */
interface Session {
  role: string;
  name: string;
  /** Who assumed the role: the session of another one, or a caller from outside. */
  by: string;
  policy?: PolicyDocument;
  expires: number;
}

const protocol = awsQuery('https://sts.amazonaws.com/doc/2011-06-15/');
const tokenPrefix = 'local-session-';
/** The secret key of every session: signatures of headers are not verified, those of addresses are. */
export const localSecret = 'not-verified-locally';
/** So many characters a session's policy may have. */
const longestPolicy = 2_048;
/** Seconds for which a role may be assumed, where it does not say otherwise, and ever by a session of another role. */
const standardDuration = 3_600;

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
    async handle({ operation, input, principal, region, requestId }) {
      if (operation === 'AssumeRole')
        return protocol.answer(operation, assumeRole(options, principal, region, input), requestId);
      if (operation !== 'GetCallerIdentity')
        throw new ServiceError('InvalidAction', `Could not find operation ${operation} for version 2011-06-15`);
      const { arn: Arn, account: Account } = principal;
      return protocol.answer(operation, { Arn, UserId: idOf('AIDA', Arn), Account }, requestId);
    },
    sessionOf(token) {
      if (!token.startsWith(tokenPrefix)) return undefined;
      const session: Session = JSON.parse(Buffer.from(token.slice(tokenPrefix.length), 'base64url').toString());
      const role = options.roleOf(session.role);
      // A role that is gone takes its sessions along.
      if (session.expires <= Date.now() || !role)
        throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired', 403);
      const account = session.role.split(':')[4] ?? '';
      const { policy: sessionPolicy, by } = session;
      return { arn: sessionArn(session), role: role.arn, account, policies: role.policies, sessionPolicy, by };
    },
  };
}

function assumeRole(
  options: StsOptions,
  principal: Principal,
  region: string,
  input: Record<string, unknown>,
): unknown {
  const { RoleArn = '', RoleSessionName = '', Policy, DurationSeconds } = input as Record<string, string | undefined>;
  if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(RoleArn))
    throw new ServiceError('ValidationError', `${RoleArn} is invalid`);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName)) throw new ServiceError('ValidationError', 'Invalid RoleSessionName');
  const role = options.roleOf(RoleArn);
  if (!role || !trusts(role, principal, region, contextOf(input))) {
    const message = `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
    throw new ServiceError('AccessDenied', message, 403);
  }
  const seconds = Number(DurationSeconds ?? standardDuration);
  checkDuration(seconds, role, principal);
  const expires = Date.now() + seconds * 1000;
  const policy = Policy === undefined ? undefined : parsePolicy(Policy);
  const session: Session = { role: RoleArn, name: RoleSessionName, by: principal.arn, policy, expires };
  return {
    AssumedRoleUser: { AssumedRoleId: `${idOf('AROA', RoleArn)}:${session.name}`, Arn: sessionArn(session) },
    Credentials: {
      AccessKeyId: idOf('ASIA', randomUUID()),
      SecretAccessKey: localSecret,
      SessionToken: tokenPrefix + Buffer.from(JSON.stringify(session)).toString('base64url'),
      Expiration: new Date(expires).toISOString(),
    },
  };
}

/** Whoever is a session already has an hour at the most, whatever the role allows others. */
function checkDuration(seconds: number, role: Role, principal: Principal): void {
  const refuse = (message: string) => {
    throw new ServiceError('ValidationError', message);
  };
  if (!(seconds >= 900 && seconds <= 43_200)) refuse('DurationSeconds must be 900 to 43200');
  if (seconds > (role.longestSession ?? standardDuration))
    refuse('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  if (principal.arn.includes(':assumed-role/') && seconds > standardDuration)
    refuse('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.');
}

function trusts(role: Role, principal: Principal, region: string, context: PolicyContext): boolean {
  const statements = [role.trust.Statement].flat().filter((each) => namesPrincipal(each, principal));
  const question = { action: 'sts:AssumeRole', resource: role.arn };
  const whole = { ...globalContext(principal, region), ...context };
  return evaluate([{ Statement: statements }], { ...question, context: whole }) === 'allow';
}

function contextOf({ ExternalId }: Record<string, unknown>): PolicyContext {
  return ExternalId === undefined ? {} : { 'sts:ExternalId': String(ExternalId) };
}

function parsePolicy(text: string): PolicyDocument {
  if (text.length > longestPolicy)
    throw new ServiceError(
      'ValidationError',
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${longestPolicy}`,
    );
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
