import { randomUUID } from 'node:crypto';
import { TargetAccounts } from '../aws/target-accounts';
import { verifyAccount } from '../aws/verify-account';
import { putTargetAccount } from '../contract/account-endpoints';
import { requireAdmitted, requireSameAccount, settingsOf } from '../domain/check-account';
import { PreconditionFailed, QuotaExceeded, TargetAccountChanged } from '../domain/errors';
import { shownAccount, type TargetAccount, type TargetAccountRequest } from '../domain/shown-account';
import { entityTag } from '../domain/source-answer';
import type { AccountSettings, TargetAccountRecord, Verification } from '../domain/target-account';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { requireMatch } from '../runtime/precondition';
import { type Reply, serve } from '../runtime/serve';

const environment = environmentOf('putTargetAccount');
const accounts = new TargetAccounts(environment.TABLE_NAME);

/** How often an account is written that others change too. */
const attempts = 3;

/**
 * The first PUT makes the external id, for which the role is to trust us, so that there is nothing to verify yet. Every
 * later one verifies, also where it changes nothing; where AWS cannot be asked, what was verified before stays so.
 */
export const handler = serve(putTargetAccount, async ({ path, body, caller, url, now, ifMatch }) => {
  requireAdmitted(settingsOf(body), environment);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const known = await accounts.read(path);
    requireSameAccount(path['target-account-id'], known, body);
    if (!known && ifMatch !== undefined) throw new PreconditionFailed(ifMatch, undefined, 'target account');
    if (known) requireMatch(known, ifMatch, 'target account');
    const put = known ? await changed(known, body, now) : await created(path, body, now);
    if (!put) continue;
    const { id, verification } = put;
    logger.info('A target account was put', { subject: caller.subject, targetAccount: id, verification });
    return known ? answer(put) : { ...answer(put, { Location: url }), isNew: true };
  }
  throw new TargetAccountChanged();
});

function answer(account: TargetAccountRecord, headers: Record<string, string> = {}): Reply<TargetAccount> {
  return { body: shownAccount(account, true), headers: { ...headers, ETag: entityTag(account) } };
}

type Path = Record<'organisation-id' | 'target-account-id', string>;

/** Counts before it writes: requests of one moment may go beyond the limit, by as many as they are. */
async function created(path: Path, body: TargetAccountRequest, now: Date): Promise<TargetAccountRecord | undefined> {
  const limit = environment.TARGET_ACCOUNTS_PER_ORGANISATION;
  const count = await accounts.count(path['organisation-id']);
  if (count >= limit) throw new QuotaExceeded({ name: 'target-accounts', limit, count });
  const account: TargetAccountRecord = {
    ...settingsOf(body),
    'schema-version': 1,
    'organisation-id': path['organisation-id'],
    id: path['target-account-id'],
    'external-id': randomUUID(),
    verification: { status: 'pending' },
    revision: 1,
    'created-at': now.toISOString(),
    'updated-at': now.toISOString(),
  };
  return (await accounts.create(account)) ? account : undefined;
}

async function changed(
  known: TargetAccountRecord,
  body: TargetAccountRequest,
  now: Date,
): Promise<TargetAccountRecord | undefined> {
  const settings: AccountSettings = { metadata: undefined, ...settingsOf(body) };
  const { faults, passes } = await verifyAccount({ ...known, ...settings });
  const status = faults.length === 0 ? ('verified' as const) : ('failed' as const);
  const verification: Verification = { status, checked: timestamp(now), ...(faults.length > 0 && { faults }) };
  const members = Object.keys(settings) as (keyof AccountSettings)[];
  const isSame = members.every((member) => JSON.stringify(settings[member]) === JSON.stringify(known[member]));
  const changes = {
    ...settings,
    closing: undefined,
    // That AWS cannot be asked just now says nothing against what it has said of the same role and Regions.
    verification: passes && isCovered(settings, known) ? known.verification : verification,
    'updated-at': now.toISOString(),
    revision: isSame ? known.revision : known.revision + 1,
  };
  return (await accounts.change(known, changes)) ? { ...known, ...changes } : undefined;
}

/** Claims that an account was verified in all that settings say of the way in. */
function isCovered(settings: AccountSettings, known: TargetAccountRecord): boolean {
  return (
    known.verification.status === 'verified' &&
    settings['aws-account-id'] === known['aws-account-id'] &&
    settings['role-arn'] === known['role-arn'] &&
    settings.regions.every((region) => known.regions.includes(region))
  );
}
