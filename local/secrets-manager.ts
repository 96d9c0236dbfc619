import type { AwsCall, AwsService, RequiredAction } from './endpoint';
import type { PolicyContext } from './policy';
import { awsJson, jsonService, ServiceError } from './protocol';
import {
  add,
  arnPrefix,
  currentOf,
  find,
  holds,
  live,
  locate,
  now,
  type Place,
  purge,
  putVersion,
  type Secret,
  type Secrets,
  stagesOf,
  type Tag,
  type Value,
} from './secrets';
import { StateFile } from './state';

/** Secrets Manager, and the look that MediaConnect takes into it. */
export interface SecretsManager extends AwsService {
  /** The current value of a secret, or undefined if it is not there, has none or is to be deleted. */
  readSecret(account: string, region: string, id: string): string | undefined;
  reset(): void;
}

/** Secrets Manager of every account and Region; `file` is the one place on disk that holds secret values. */
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
    readSecret(account, region, id) {
      const secret = locate(state.value, id, { account, region });
      return secret && !secret.DeletedDate ? currentOf(secret)?.SecretString : undefined;
    },
    reset() {
      for (const arn of Object.keys(state.value)) delete state.value[arn];
      state.save();
    },
  };
}

interface Input extends Value {
  SecretId?: string;
  Name?: string;
  Description?: string;
  KmsKeyId?: string;
  Tags?: Tag[];
  TagKeys?: string[];
  VersionId?: string;
  VersionStage?: string;
  RecoveryWindowInDays?: number;
  ForceDeleteWithoutRecovery?: boolean;
  Filters?: { Key: string; Values: string[] }[];
  IncludePlannedDeletion?: boolean;
  IncludeDeprecated?: boolean;
  SortOrder?: 'asc' | 'desc';
  MaxResults?: number;
  NextToken?: string;
}

const operations: Record<string, (secrets: Secrets, input: Input, place: Place) => unknown> = {
  CreateSecret(secrets, input, place) {
    const { Name = '', Description, KmsKeyId, Tags } = input;
    if (!/^[\w/+=.@-]{1,512}$/.test(Name)) {
      const rule = 'Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';
      throw new ServiceError('ValidationException', `Invalid name. ${rule}`);
    }
    const existing = locate(secrets, Name, place);
    if (existing) return createAgain(existing, input);
    const secret = add(secrets, Name, place, { Description, KmsKeyId, ...(Tags && { Tags }) });
    return { ARN: secret.ARN, Name, VersionId: hasValue(input) ? putVersion(secret, input) : undefined };
  },

  GetSecretValue(secrets, { SecretId, VersionId, VersionStage = 'AWSCURRENT' }, place) {
    const { ARN, Name, versions } = live(secrets, SecretId, place);
    const found = Object.entries(versions).find(([id, { VersionStages }]) =>
      VersionId ? id === VersionId : VersionStages.includes(VersionStage),
    );
    if (found) return { ARN, Name, VersionId: found[0], ...found[1] };
    const which = VersionId ? `VersionId: ${VersionId}` : `staging label: ${VersionStage}`;
    const reason = `Secrets Manager can't find the specified secret value for ${which}`;
    throw new ServiceError('ResourceNotFoundException', reason);
  },

  PutSecretValue(secrets, input, place) {
    const secret = live(secrets, input.SecretId, place);
    const reason = 'You must provide either SecretString or SecretBinary.';
    if (!hasValue(input)) throw new ServiceError('InvalidRequestException', reason);
    const VersionId = putVersion(secret, input);
    return { ARN: secret.ARN, Name: secret.Name, VersionId, VersionStages: secret.versions[VersionId]?.VersionStages };
  },

  DescribeSecret(secrets, { SecretId }, place) {
    const secret = find(secrets, SecretId, place);
    return { ...secret, versions: undefined, VersionIdsToStages: stagesOf(secret) };
  },

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

  RestoreSecret(secrets, { SecretId }, place) {
    const secret = find(secrets, SecretId, place);
    delete secret.DeletedDate;
    return { ARN: secret.ARN, Name: secret.Name };
  },

  ListSecrets(secrets, { Filters = [], IncludePlannedDeletion, SortOrder, MaxResults = 100, NextToken }, place) {
    const direction = SortOrder === 'asc' ? 1 : -1;
    const listed = Object.values(secrets)
      .filter(({ ARN, DeletedDate }) => ARN.startsWith(arnPrefix(place)) && (IncludePlannedDeletion || !DeletedDate))
      .filter((secret) => Filters.every((filter) => passes(secret, filter)))
      .sort((a, b) => direction * (a.CreatedDate - b.CreatedDate || (a.ARN < b.ARN ? -1 : 1)));
    const start = NextToken ? listed.findIndex(({ ARN }) => ARN === decode(NextToken)) : 0;
    if (start < 0) throw new ServiceError('InvalidNextTokenException', 'The provided NextToken is invalid.');
    const next = listed[start + MaxResults];
    const SecretList = listed
      .slice(start, start + MaxResults)
      .map((secret) => ({ ...secret, versions: undefined, SecretVersionsToStages: stagesOf(secret) }));
    return { SecretList, NextToken: next && Buffer.from(next.ARN).toString('base64') };
  },

  ListSecretVersionIds(secrets, { SecretId, IncludeDeprecated }, place) {
    const { ARN, Name, versions } = find(secrets, SecretId, place);
    const Versions = Object.entries(versions)
      .filter(([, { VersionStages }]) => IncludeDeprecated || VersionStages.length > 0)
      .map(([VersionId, { CreatedDate, VersionStages }]) => ({ VersionId, CreatedDate, VersionStages }));
    return { ARN, Name, Versions };
  },

  GetResourcePolicy(secrets, { SecretId }, place) {
    const { ARN, Name } = find(secrets, SecretId, place);
    return { ARN, Name };
  },

  TagResource(secrets, { SecretId, Tags = [] }, place) {
    const secret = live(secrets, SecretId, place);
    secret.Tags = [...secret.Tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key)), ...Tags];
  },

  UntagResource(secrets, { SecretId, TagKeys = [] }, place) {
    const secret = live(secrets, SecretId, place);
    secret.Tags = secret.Tags.filter(({ Key }) => !TagKeys.includes(Key));
  },
};

/** A create repeated with the token and the value of the first one is the same create; any other is refused. */
function createAgain(existing: Secret, input: Input): unknown {
  const { ARN, Name, DeletedDate } = existing;
  const reason = "You can't create this secret because a secret with this name is already scheduled for deletion.";
  if (DeletedDate) throw new ServiceError('InvalidRequestException', reason);
  const VersionId = input.ClientRequestToken ?? '';
  if (holds(existing, VersionId, input)) return { ARN, Name, VersionId };
  throw new ServiceError('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`);
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
  const { SecretId, Name, Tags, TagKeys = Tags?.map((tag) => tag.Key) } = call.input as Input;
  if (operation === 'ListSecrets') return [{ action: 'secretsmanager:ListSecrets', resource: '*' }];
  const id = String(SecretId ?? Name);
  const secret = SecretId === undefined ? undefined : locate(secrets, id, call);
  // The six characters that the service will add are not known yet; a policy names them by wildcards.
  const resource = secret?.ARN ?? (id.startsWith('arn:') ? id : `${arnPrefix(call)}${id}-??????`);
  const context: PolicyContext = { 'secretsmanager:Name': secret?.Name ?? id };
  for (const { Key, Value } of Tags ?? []) context[`aws:RequestTag/${Key}`] = Value;
  if (TagKeys) context['aws:TagKeys'] = TagKeys;
  for (const { Key, Value } of secret?.Tags ?? []) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`secretsmanager:ResourceTag/${Key}`] = Value;
  }
  const actions = operation === 'CreateSecret' && Tags ? [operation, 'TagResource'] : [operation];
  return actions.map((action) => ({ action: `secretsmanager:${action}`, resource, context }));
}

function hasValue({ SecretString, SecretBinary }: Input): boolean {
  return SecretString !== undefined || SecretBinary !== undefined;
}

function decode(token: string): string {
  return Buffer.from(token, 'base64').toString();
}
