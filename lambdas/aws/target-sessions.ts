import { createHash } from 'node:crypto';
import type { FunctionName } from '../contract/environment';
import { mediaLiveRole, sessionPolicy } from '../contract/target-permissions';
import { RegionNotAllowed } from '../domain/errors';
import type { TargetAccountRecord } from '../domain/target-account';
import { type Acting, acting } from './acting-account';
import { clientDefaults } from './client-defaults';
import { assumeRole, type SessionKeys } from './sts';

/** A session is left this long before it ends, milliseconds: no call is to meet its end. */
const margin = 300_000;
/** So many sessions, and clients of each service, are kept; the oldest goes for a new one. */
const keptLimit = 64;

/** A session in a target account: what tells it from all others, and its keys, which are renewed in time. */
interface TargetSession {
  key: string;
  credentials: () => Promise<SessionKeys>;
}

const sessions = new Map<string, { keys: Promise<SessionKeys>; until: number }>();

/**
 * The session in which the invocation acts in its target account, for calls in a Region. All that ask for the same
 * account, role and policy share one, which is begun when it is first used. Throws `RegionNotAllowed`, and an error where
 * no target account was entered.
 */
export async function targetSession(region: string): Promise<TargetSession> {
  const { name, session, account } = await acting();
  if (!account.regions.includes(region)) throw new RegionNotAllowed(region, account.id);
  const policy = sessionPolicy(name as FunctionName, ownedIn(account));
  const identity = [account['organisation-id'], account.id, account['role-arn'], account['external-id'], policy];
  const key = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
  return { key, credentials: () => keysOf(key, account, session, policy) };
}

function keysOf(key: string, account: TargetAccountRecord, session: Acting['session'], policy: string) {
  const known = sessions.get(key);
  if (known && Date.now() < known.until) return known.keys;
  const keys = assumeRole({
    roleArn: account['role-arn'],
    externalId: account['external-id'],
    sessionName: session,
    policy,
  });
  // Whoever asks meanwhile waits for the same answer.
  const begun = { keys, until: Number.POSITIVE_INFINITY };
  keep(sessions, key, begun);
  keys.then(
    ({ expiration }) => {
      begun.until = expiration.getTime() - margin;
    },
    () => sessions.get(key) === begun && sessions.delete(key),
  );
  return keys;
}

/** What the permissions of a session name. */
function ownedIn(account: TargetAccountRecord) {
  // Those that have to do with proxies are told of the buckets.
  const { DEPLOYMENT_ID: deploymentId, SECRET_PREFIX: secretPrefix, PROXY_BUCKETS: proxyBuckets = '' } = process.env;
  if (!deploymentId || !secretPrefix) throw new Error('a function that acts in target accounts is told what it owns');
  const [, partition = ''] = account['role-arn'].split(':');
  const passedRoles = [account['mediaconnect-role-arn'], account['vpc-role-arn']];
  const owned = {
    partition,
    account: account['aws-account-id'],
    deploymentId,
    secretPrefix,
    passedRoles,
    proxyBuckets,
  };
  return { ...owned, mediaLiveRole: mediaLiveRole(account) };
}

/** What a client that acts in a target account is made of. */
type ClientSettings = typeof clientDefaults & { region: string; credentials: () => Promise<SessionKeys> };

/**
 * Makes the clients of a service: one for each session, Region and number of attempts, so that the keys of one account
 * never serve another. The answer throws as `targetSession` does.
 */
export function clientsInTarget<Client extends { destroy(): void }>(make: (settings: ClientSettings) => Client) {
  const clients = new Map<string, Client>();
  return async (region: string, maxAttempts: number = clientDefaults.maxAttempts): Promise<Client> => {
    const { key, credentials } = await targetSession(region);
    // Here, so that a role that cannot be taken on is told as what it is, and not as a fault of the service's call.
    await credentials();
    const place = `${key} ${region} ${maxAttempts}`;
    const client = clients.get(place) ?? make({ ...clientDefaults, maxAttempts, region, credentials });
    keep(clients, place, client)?.destroy();
    return client;
  };
}

/** Keeps a value as the newest, and answers the oldest where there are too many, which is kept no longer. */
function keep<Value>(kept: Map<string, Value>, key: string, value: Value): Value | undefined {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept;
  if (kept.size <= keptLimit || !oldest) return undefined;
  kept.delete(oldest[0]);
  return oldest[1];
}
