import { createHash, randomUUID } from 'node:crypto';
import { takeBackSecrets, writeSecrets } from '../aws/new-secrets';
import { readSecret } from '../aws/secret-store';
import { SourceStore } from '../aws/source-store';
import { type AccountPath, pathOf } from '../aws/target-account-items';
import { TargetAccounts } from '../aws/target-accounts';
import { mayHaveTakenEffect } from '../aws/translate-error';
import { createSource } from '../contract/endpoints';
import { requireAllowedRegions, requireVerified } from '../domain/account-rules';
import { planAlarms } from '../domain/alarm-steps';
import { configureSource } from '../domain/configure-source';
import { IdempotencyConflict, KeyAlreadyUsed, TargetAccountChanged } from '../domain/errors';
import { comparableBody, type KeptReply } from '../domain/idempotency';
import { type Plan, withStepsBeside } from '../domain/plan';
import { planProxy, proxyWarnings } from '../domain/proxy-changes';
import { countChange } from '../domain/quota';
import { secretIdsOf } from '../domain/removal';
import type { Source } from '../domain/shown-source';
import type { SourceConfiguration } from '../domain/source';
import { entityTag, maskedSource } from '../domain/source-answer';
import { shownPlan } from '../domain/source-plan';
import type { SourceRecord } from '../domain/source-record';
import type { SourceRequest } from '../domain/source-request';
import { warningsOf } from '../domain/source-warnings';
import type { TargetAccountRecord } from '../domain/target-account';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { type Reply, serve } from '../runtime/serve';
import { inTargetAccount, ownedAccount } from '../runtime/target-account';
import { startOwedRun } from './begin-run';
import { freshSecrets } from './fresh-secrets';
import { planSource } from './plan-source';
import { requireSubnets } from './require-subnets';
import { warnedOfQuotas } from './warned-of-quotas';

const environment = environmentOf('createSource');
const store = new SourceStore(environment.TABLE_NAME);
const accounts = new TargetAccounts(environment.TABLE_NAME);

export const handler = serve(createSource, async ({ path, query, body, caller, url, now, idempotencyKey }) => {
  const account = await ownedAccount(accounts, path);
  const running = query.start ?? environment.START_ON_CREATION;
  if (query['dry-run']) return { plan: await planned(body, account, running, now) };
  const replyKey = idempotencyKey && replyKeyOf(caller.subject, url, idempotencyKey);
  const earlier = replyKey && (await store.readReply(replyKey, now));
  if (earlier) return repeated(earlier, body);

  const id = randomUUID();
  const { configuration, secrets } = configureSource(body, { sourceId: id, ...freshSecrets });
  requireTaken(account, configuration);
  await requireSubnets(configuration);
  const record = newRecord(id, path, configuration, running, now);
  record.secrets = await inTargetAccount(() => writeSecrets(environment, account, record, secrets));
  const reply = { body: maskedSource(record), headers: { Location: `${url}/${id}`, ETag: entityTag(record) } };
  const asked = { kind: 'creation-requested', by: caller.subject, detail: warningsOf(configuration) } as const;
  const event = { id: randomUUID(), at: now.toISOString(), ...asked };
  const kept = replyKey && { key: replyKey, reply: keptReply(body, reply), at: now };
  try {
    await store.create(record, event, environment, kept || undefined);
  } catch (error) {
    // Where the write may have happened, the record may name the secrets: the sweep finds out.
    if (!mayHaveTakenEffect(error)) await takeBackSecrets(record.secrets);
    const winner = error instanceof KeyAlreadyUsed && replyKey && (await store.readReply(replyKey, now));
    if (winner) return repeated(winner, body);
    // What the account has come to meanwhile is told as if it had been so before.
    if (error instanceof TargetAccountChanged) requireTaken(await ownedAccount(accounts, path), configuration);
    throw error;
  }
  await startOwedRun(environment.PROVISION_SOURCE_ARN, id, record.run);
  return reply;
});

/** The plan of the creation. The id that names come from is another one at each request. */
async function planned(
  request: SourceRequest,
  account: TargetAccountRecord,
  running: boolean,
  now: Date,
): Promise<Plan> {
  const id = randomUUID();
  const { configuration } = configureSource(request, { sourceId: id, ...freshSecrets });
  requireTaken(account, configuration);
  await requireSubnets(configuration);
  const record = newRecord(id, pathOf(account), configuration, running, now);
  const deployment = { ...environment, account };
  const plan = shownPlan(planSource(record, { flows: [] }, { configuration, running }, deployment), configuration);
  const owner = { deployment: environment.DEPLOYMENT_ID, sourceId: record.id };
  const change = countChange(undefined, record['provisioning-status']);
  const warned = await warnedOfQuotas(plan, store, account['organisation-id'], change, environment);
  const costs = { ...warned, warnings: [...warned.warnings, ...proxyWarnings(undefined, configuration)] };
  return withStepsBeside(costs, [
    ...planAlarms(owner, undefined, configuration, true),
    ...planProxy(record.id, undefined, configuration, true),
  ]);
}

/** Throws `TargetAccountUnreachable` or `RequestInvalid` unless the account takes a new source of this configuration. */
function requireTaken(account: TargetAccountRecord, configuration: SourceConfiguration): void {
  requireVerified(account);
  requireAllowedRegions(account, configuration);
}

function newRecord(
  id: string,
  path: AccountPath,
  requested: SourceConfiguration,
  running: boolean,
  now: Date,
): SourceRecord {
  return {
    'schema-version': 1,
    id,
    'organisation-id': path['organisation-id'],
    'target-account-id': path['target-account-id'],
    revision: 1,
    run: 1,
    'run-mode': 'converge',
    recoveries: 0,
    'created-at': now.toISOString(),
    'provisioning-status': 'creation-pending',
    'provisioning-status-timestamp': timestamp(now),
    requested,
    running,
    flows: [],
    'flows-revision': 0,
    'next-flows': [],
    'surplus-flows': [],
    'flow-creations': [],
    secrets: [],
  };
}

/** Whose key it is, for what: a caller's keys are nobody else's. */
function replyKeyOf(subject: string, url: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([subject, 'POST', url, key]))
    .digest('hex');
}

function keptReply(
  request: SourceRequest,
  reply: { body: Source; headers: Record<'Location' | 'ETag', string> },
): KeptReply {
  return {
    comparable: comparableBody(request),
    location: reply.headers.Location,
    etag: reply.headers.ETag,
    body: JSON.stringify(reply.body),
  };
}

/** The answer of the first time. Throws `IdempotencyConflict` when the body is another one. */
async function repeated(earlier: KeptReply, request: SourceRequest): Promise<Reply<Source>> {
  if (earlier.comparable !== comparableBody(request)) throw new IdempotencyConflict();
  const body: Source = JSON.parse(earlier.body);
  if (!(await hasSameSecrets(body, request))) throw new IdempotencyConflict();
  return { body, headers: { Location: earlier.location, ETag: earlier.etag } };
}

/**
 * Compares with the secrets that the first request made, since nothing else knows the values. Those that were replaced
 * or removed since then cannot differ.
 */
async function hasSameSecrets(answered: Source, request: SourceRequest): Promise<boolean> {
  const { secrets } = configureSource(request, { sourceId: answered.id, ...freshSecrets });
  if (secrets.length === 0) return true;
  const record = await store.read(answered.id);
  // The same request makes the same flow sources in the same order, and so do their secrets stand.
  const made = secretIdsOf(answered);
  for (const [index, { value }] of secrets.entries()) {
    const known = record?.secrets.find((secret) => secret['secret-id'] === made[index]);
    const was = known && (await inTargetAccount(() => readSecret(known.region, known.arn)));
    if (was !== undefined && was !== value) return false;
  }
  return true;
}
