import { randomInt } from 'node:crypto';
import type { AwsCall, AwsService, RequiredAction } from './endpoint';
import { refusal } from './gate';
import type { PolicyContext, PolicyDocument } from './policy';
import { awsJson, jsonService, ServiceError } from './protocol';
import { StateFile } from './state';

/** Secrets Manager, and the look that MediaConnect takes into it. */
export interface SecretsManager extends AwsService {
  /** The value of a secret as a role reads it, or undefined if it is not there, is to be deleted, or is denied to the role. */
  readSecret(account: string, region: string, id: string, roleArn: string): string | undefined;
  reset(): void;
}

interface Tag {
  Key: string;
  Value: string;
}

/** A secret with its one value; members are named as on the wire, times in seconds. `DeletedDate` is when it will be gone. */
interface Secret {
  ARN: string;
  Name: string;
  Description?: string;
  CreatedDate: number;
  DeletedDate?: number;
  Tags: Tag[];
  VersionId?: string;
  SecretString?: string;
  ResourcePolicy?: string;
}

/** The secrets of every account and Region, by ARN. */
type Secrets = Record<string, Secret>;

interface Place {
  account: string;
  region: string;
}

/**
 * Secrets Manager of every account and Region, as far as values that never change need it: a secret has the value it
 * was created with, and no other version. `file` is the one place on disk that holds secret values.
 */
export function secretsManager(options: { file: string }): SecretsManager {
  const state = new StateFile<Secrets>(options.file, {});
  const kept = Object.entries(operations).map(([name, operation]) => {
    const perform = (call: AwsCall) => {
      purge(state.value);
      const output = operation(state.value, call.input as Input, call);
      if (!/^(Get|List|Describe)/.test(name)) state.save();
      return output;
    };
    return [name, perform];
  });
  const protocol = awsJson('1.1', 'secretsmanager');
  return {
    ...jsonService('secretsmanager', protocol, Object.fromEntries(kept), (call) => actionsOf(state.value, call)),
    hasResourcePolicies: true,
    readSecret(account, region, id, roleArn) {
      const secret = locate(state.value, id, { account, region });
      if (!secret || secret.DeletedDate) return undefined;
      const reader = { arn: roleArn, account, policies: [], admin: true };
      const required = {
        action: 'secretsmanager:GetSecretValue',
        resource: secret.ARN,
        resourcePolicy: policyOf(secret),
      };
      return refusal(reader, required, region) ? undefined : secret.SecretString;
    },
    reset() {
      for (const arn of Object.keys(state.value)) delete state.value[arn];
      state.save();
    },
  };
}

interface Input {
  SecretId?: string;
  Name?: string;
  Description?: string;
  ClientRequestToken?: string;
  SecretString?: string;
  Tags?: Tag[];
  RecoveryWindowInDays?: number;
  ForceDeleteWithoutRecovery?: boolean;
  Filters?: { Key: string; Values: string[] }[];
  IncludePlannedDeletion?: boolean;
  MaxResults?: number;
  NextToken?: string;
  ResourcePolicy?: string;
}

const operations: Record<string, (secrets: Secrets, input: Input, place: Place) => unknown> = {
  CreateSecret(secrets, input, place) {
    const { Name = '', Description, Tags = [], ClientRequestToken: VersionId, SecretString } = input;
    if (!/^[\w/+=.@-]{1,512}$/.test(Name)) {
      const rule = 'Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';
      throw new ServiceError('ValidationException', `Invalid name. ${rule}`);
    }
    if (!/^[\w-]{32,64}$/.test(VersionId ?? ''))
      throw new ServiceError('InvalidParameterException', 'ClientRequestToken must have 32 to 64 characters.');
    if (SecretString === undefined)
      throw new ServiceError('InvalidRequestException', 'The local Secrets Manager wants a SecretString.');
    const existing = locate(secrets, Name, place);
    if (existing) return createAgain(existing, input);
    const ARN = newArn(Name, place);
    secrets[ARN] = { ARN, Name, Description, Tags, CreatedDate: now(), VersionId, SecretString };
    return { ARN, Name, VersionId };
  },

  GetSecretValue(secrets, { SecretId }, place) {
    const { ARN, Name, CreatedDate, VersionId, SecretString } = live(secrets, SecretId, place);
    return { ARN, Name, CreatedDate, VersionId, SecretString, VersionStages: ['AWSCURRENT'] };
  },

  PutResourcePolicy(secrets, { SecretId, ResourcePolicy = '' }, place) {
    const secret = live(secrets, SecretId, place);
    checkPolicy(ResourcePolicy);
    secret.ResourcePolicy = ResourcePolicy;
    return { ARN: secret.ARN, Name: secret.Name };
  },

  GetResourcePolicy(secrets, { SecretId }, place) {
    const { ARN, Name, ResourcePolicy } = find(secrets, SecretId, place);
    return { ARN, Name, ResourcePolicy };
  },

  DeleteResourcePolicy(secrets, { SecretId }, place) {
    const secret = find(secrets, SecretId, place);
    delete secret.ResourcePolicy;
    return { ARN: secret.ARN, Name: secret.Name };
  },

  DescribeSecret: (secrets, { SecretId }, place) => described(find(secrets, SecretId, place)),

  DeleteSecret(secrets, { SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force }, place) {
    const rule =
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive), and absent with ForceDeleteWithoutRecovery.';
    if (days !== undefined && (force || !(days >= 7 && days <= 30)))
      throw new ServiceError('InvalidParameterException', rule);
    const secret = force ? locate(secrets, SecretId, place) : live(secrets, SecretId, place);
    const DeletionDate = now() + (force ? 0 : (days ?? 30) * 86_400);
    // Without recovery, a secret that is not there counts as deleted.
    if (!secret) return { ARN: `${arnPrefix(place)}${SecretId}`, Name: SecretId, DeletionDate };
    if (force) delete secrets[secret.ARN];
    else secret.DeletedDate = DeletionDate;
    return { ARN: secret.ARN, Name: secret.Name, DeletionDate };
  },

  ListSecrets(secrets, { Filters = [], IncludePlannedDeletion, MaxResults = 100, NextToken }, place) {
    const listed = Object.values(secrets)
      .filter(({ ARN }) => ARN.startsWith(arnPrefix(place)))
      .filter(({ DeletedDate }) => IncludePlannedDeletion || !DeletedDate)
      .filter((secret) => Filters.every((filter) => passes(secret, filter)));
    const start = NextToken ? listed.findIndex(({ ARN }) => ARN === decode(NextToken)) : 0;
    if (start < 0) throw new ServiceError('InvalidNextTokenException', 'The provided NextToken is invalid.');
    const next = listed[start + MaxResults];
    const SecretList = listed.slice(start, start + MaxResults).map(described);
    return { SecretList, NextToken: next && Buffer.from(next.ARN).toString('base64') };
  },
};

/** Throws MalformedPolicyDocumentException for what is no policy, and for one that gives what roles here have to be given. */
function checkPolicy(text: string): void {
  const refuse = (reason: string) => new ServiceError('MalformedPolicyDocumentException', reason);
  let policy: PolicyDocument;
  try {
    policy = JSON.parse(text);
  } catch {
    throw refuse('This resource policy contains invalid Json');
  }
  for (const { Effect, Principal } of [policy.Statement ?? []].flat()) {
    if (Principal === undefined) throw refuse('This resource policy contains a statement without a Principal');
    if (Effect !== 'Deny') throw refuse('The local Secrets Manager knows resource policies that deny, and no others');
  }
}

function policyOf({ ResourcePolicy }: Secret): PolicyDocument | undefined {
  return ResourcePolicy === undefined ? undefined : JSON.parse(ResourcePolicy);
}

/** A secret without its value. */
function described({ ARN, Name, Description, CreatedDate, DeletedDate, Tags }: Secret): object {
  return { ARN, Name, Description, CreatedDate, DeletedDate, Tags };
}

/** A create repeated with the token and the value of the first one is the same create; any other is refused. */
function createAgain({ ARN, Name, DeletedDate, ...existing }: Secret, input: Input): unknown {
  const reason = "You can't create this secret because a secret with this name is already scheduled for deletion.";
  if (DeletedDate) throw new ServiceError('InvalidRequestException', reason);
  const { VersionId, SecretString } = existing;
  if (VersionId === input.ClientRequestToken && SecretString === input.SecretString) return { ARN, Name, VersionId };
  throw new ServiceError('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`);
}

/** Finds by name, by ARN, or by an ARN without its six random characters. */
function locate(secrets: Secrets, id: unknown, place: Place): Secret | undefined {
  const prefix = arnPrefix(place);
  const text = String(id ?? '');
  const name = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return Object.values(secrets).find(({ ARN, Name }) => ARN.startsWith(prefix) && (ARN === text || Name === name));
}

/** The secret with this id, even one that is scheduled for deletion; throws ResourceNotFoundException. */
function find(secrets: Secrets, id: unknown, place: Place): Secret {
  const secret = locate(secrets, id, place);
  if (secret) return secret;
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** The secret with this id; throws InvalidRequestException for one that is scheduled for deletion. */
function live(secrets: Secrets, id: unknown, place: Place): Secret {
  const secret = find(secrets, id, place);
  if (!secret.DeletedDate) return secret;
  const reason = "You can't perform this operation on the secret because it was marked for deletion.";
  throw new ServiceError('InvalidRequestException', reason);
}

function newArn(name: string, place: Place): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const suffix = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
  return `${arnPrefix(place)}${name}-${suffix}`;
}

/** Forgets secrets whose recovery window is over. */
function purge(secrets: Secrets): void {
  for (const { ARN, DeletedDate } of Object.values(secrets))
    if (DeletedDate && DeletedDate <= now()) delete secrets[ARN];
}

function passes({ Name, Description = '', Tags }: Secret, { Key, Values }: { Key: string; Values: string[] }): boolean {
  const texts = new Map([
    ['name', [Name]],
    ['description', [Description]],
    ['tag-key', Tags.map((tag) => tag.Key)],
    ['tag-value', Tags.map((tag) => tag.Value)],
  ]).get(Key);
  if (!texts) throw new ServiceError('ValidationException', `The local Secrets Manager has no filter ${Key}`);
  const begins = (value: string) => texts.some((text) => text.startsWith(value));
  return Values.some((value) => (value.startsWith('!') ? !begins(value.slice(1)) : begins(value)));
}

function actionsOf(secrets: Secrets, call: AwsCall): RequiredAction[] {
  const { operation } = call;
  const { SecretId, Name, Tags } = call.input as Input;
  if (operation === 'ListSecrets') return [{ action: 'secretsmanager:ListSecrets', resource: '*' }];
  const id = String(SecretId ?? Name);
  const secret = SecretId === undefined ? undefined : locate(secrets, id, call);
  // The six characters that the service will add are not known yet; a policy names them by wildcards.
  const resource = secret?.ARN ?? (id.startsWith('arn:') ? id : `${arnPrefix(call)}${id}-??????`);
  const context: PolicyContext = { 'secretsmanager:Name': secret?.Name ?? id };
  for (const { Key, Value } of Tags ?? []) context[`aws:RequestTag/${Key}`] = Value;
  if (Tags) context['aws:TagKeys'] = Tags.map((tag) => tag.Key);
  for (const { Key, Value } of secret?.Tags ?? []) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`secretsmanager:ResourceTag/${Key}`] = Value;
  }
  const actions = operation === 'CreateSecret' && Tags ? [operation, 'TagResource'] : [operation];
  const resourcePolicy = secret && policyOf(secret);
  return actions.map((action) => ({ action: `secretsmanager:${action}`, resource, context, resourcePolicy }));
}

function arnPrefix({ account, region }: Place): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:`;
}

/** This moment in seconds, as the service writes times. */
function now(): number {
  return Date.now() / 1000;
}

function decode(token: string): string {
  return Buffer.from(token, 'base64').toString();
}
