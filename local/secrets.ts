import { randomInt, randomUUID } from 'node:crypto';
import { ServiceError } from './protocol';

/** One value a secret has had; which one is current its stages tell. Members are named as on the wire, times in seconds. */
export interface Version {
  SecretString?: string;
  SecretBinary?: string;
  CreatedDate: number;
  VersionStages: string[];
}

export interface Tag {
  Key: string;
  Value: string;
}

/** A secret with all its versions; `DeletedDate` is when it will be gone. */
export interface Secret {
  ARN: string;
  Name: string;
  Description?: string;
  KmsKeyId?: string;
  CreatedDate: number;
  LastChangedDate: number;
  DeletedDate?: number;
  Tags: Tag[];
  versions: Record<string, Version>;
}

/** The secrets of every account and Region, by ARN. */
export type Secrets = Record<string, Secret>;

export interface Place {
  account: string;
  region: string;
}

/** The members of a request that carry a value. */
export type Value = Partial<Pick<Version, 'SecretString' | 'SecretBinary' | 'VersionStages'>> & {
  ClientRequestToken?: string;
};

/** Finds by name, by ARN, or by an ARN without its six random characters. */
export function locate(secrets: Secrets, id: unknown, place: Place): Secret | undefined {
  const prefix = arnPrefix(place);
  const text = String(id ?? '');
  const name = text.startsWith(prefix) ? text.slice(prefix.length) : text;
  return Object.values(secrets).find(({ ARN, Name }) => ARN.startsWith(prefix) && (ARN === text || Name === name));
}

/** The secret with this id, even one that is scheduled for deletion; throws ResourceNotFoundException. */
export function find(secrets: Secrets, id: unknown, place: Place): Secret {
  const secret = locate(secrets, id, place);
  if (secret) return secret;
  throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** The secret with this id; throws InvalidRequestException for one that is scheduled for deletion. */
export function live(secrets: Secrets, id: unknown, place: Place): Secret {
  const secret = find(secrets, id, place);
  if (!secret.DeletedDate) return secret;
  const reason = "You can't perform this operation on the secret because it was marked for deletion.";
  throw new ServiceError('InvalidRequestException', reason);
}

/** Makes an empty secret with an ARN that was never used before. */
export function add(secrets: Secrets, Name: string, place: Place, details: Partial<Secret>): Secret {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const suffix = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
  const ARN = `${arnPrefix(place)}${Name}-${suffix}`;
  const CreatedDate = now();
  const secret = { Tags: [], ...details, ARN, Name, CreatedDate, LastChangedDate: CreatedDate, versions: {} };
  secrets[ARN] = secret;
  return secret;
}

/** Adds a version under the request's token, or recognises it; a new current version makes the one before the previous one. */
export function putVersion(secret: Secret, value: Value): string {
  const { SecretString, SecretBinary, ClientRequestToken: id = randomUUID() } = value;
  if (!/^[\w-]{32,64}$/.test(id))
    throw new ServiceError('InvalidParameterException', 'ClientRequestToken must have 32 to 64 characters.');
  if (secret.versions[id]) {
    if (holds(secret, id, value)) return id;
    throw new ServiceError('ResourceExistsException', `You can't modify version ${id}: it already has another value.`);
  }
  const stages = value.VersionStages ?? ['AWSCURRENT'];
  const moving = stages.includes('AWSCURRENT') ? [...stages, 'AWSPREVIOUS'] : stages;
  const current = currentOf(secret);
  for (const version of Object.values(secret.versions))
    version.VersionStages = version.VersionStages.filter((stage) => !moving.includes(stage));
  if (moving !== stages) current?.VersionStages.push('AWSPREVIOUS');
  secret.versions[id] = { SecretString, SecretBinary, CreatedDate: now(), VersionStages: stages };
  secret.LastChangedDate = now();
  return id;
}

/** True if the version exists and has just this value. */
export function holds(secret: Secret, id: string, { SecretString, SecretBinary }: Value): boolean {
  const version = secret.versions[id];
  return version !== undefined && version.SecretString === SecretString && version.SecretBinary === SecretBinary;
}

export function currentOf(secret: Secret): Version | undefined {
  return Object.values(secret.versions).find(({ VersionStages }) => VersionStages.includes('AWSCURRENT'));
}

/** Version ids with their stages; versions that have lost all their stages are left out, as the service does. */
export function stagesOf({ versions }: Secret): Record<string, string[]> {
  const staged = Object.entries(versions).filter(([, { VersionStages }]) => VersionStages.length > 0);
  return Object.fromEntries(staged.map(([id, { VersionStages }]) => [id, VersionStages]));
}

/** Forgets secrets whose recovery window is over. */
export function purge(secrets: Secrets): void {
  for (const { ARN, DeletedDate } of Object.values(secrets))
    if (DeletedDate && DeletedDate <= now()) delete secrets[ARN];
}

export function arnPrefix({ account, region }: Place): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:`;
}

/** This moment in seconds, as the service writes times. */
export function now(): number {
  return Date.now() / 1000;
}
