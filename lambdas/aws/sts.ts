import { fromEnv } from '@aws-sdk/credential-provider-env';
import { queryCall } from './query-call';
import type { Keys } from './signed-call';
import { translated } from './translate-error';

/** The keys of a session, and until when they serve. */
export interface SessionKeys extends Keys {
  sessionToken: string;
  expiration: Date;
}

/** How a role is to be taken on. */
export interface Assumption {
  roleArn: string;
  /** The word for which the role trusts us; to be told of the account that we act for, never of another. */
  externalId?: string;
  /** Stands in the account's trail: 2 to 64 letters, digits, or any of `+=,.@-_`. */
  sessionName: string;
  /** What the session may do of what the role may, as JSON; all if absent. */
  policy?: string;
}

/**
 * Takes on a role for an hour, which is the most where one role takes on another. Throws `Transient`, or `ServiceRefused`
 * with the words of STS: the role does not exist, or does not trust us, or not for this external id.
 */
export async function assumeRole({ roleArn, externalId, sessionName, policy }: Assumption): Promise<SessionKeys> {
  const parameters = {
    Action: 'AssumeRole',
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: '3600',
    ...(externalId !== undefined && { ExternalId: externalId }),
    ...(policy !== undefined && { Policy: policy }),
  };
  const answer = await translated('AssumeRole', () => call(fromEnv(), parameters));
  const { AssumeRoleResult } = answer.AssumeRoleResponse as { AssumeRoleResult: { Credentials: Credentials } };
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = AssumeRoleResult.Credentials;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: new Date(Expiration),
  };
}

interface Credentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
  Expiration: string;
}

/** The AWS account that keys are of; nobody needs a permission to ask. Throws `Transient` or `ServiceRefused`. */
export async function accountOfKeys(keys: Keys): Promise<string> {
  const answer = await translated('GetCallerIdentity', () => call(keys, { Action: 'GetCallerIdentity' }));
  const { GetCallerIdentityResult } = answer.GetCallerIdentityResponse as {
    GetCallerIdentityResult: { Account: string };
  };
  return GetCallerIdentityResult.Account;
}

/** In the function's own Region: what STS gives out there serves in every Region, also in those to be opted into. */
function call(credentials: Keys | (() => Promise<Keys>), parameters: Record<string, string>) {
  return queryCall({ service: 'sts', region: process.env.AWS_REGION ?? '', credentials, parameters });
}
