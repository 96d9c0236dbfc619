import { TargetAccounts } from '../aws/target-accounts';
import { getTargetAccount } from '../contract/account-endpoints';
import { shownAccount } from '../domain/shown-account';
import { entityTag } from '../domain/source-answer';
import { hasRole } from '../runtime/caller';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { ownedAccount } from '../runtime/target-account';

const accounts = new TargetAccounts(environmentOf('getTargetAccount').TABLE_NAME);

export const handler = serve(getTargetAccount, async ({ path, caller }) => {
  const account = await ownedAccount(accounts, path);
  const isAdmin = hasRole(caller, path['organisation-id'], 'admin');
  return { body: shownAccount(account, isAdmin), headers: { ETag: entityTag(account) } };
});
