import { TargetAccounts } from '../aws/target-accounts';
import { listTargetAccounts } from '../contract/account-endpoints';
import { accountPageKey, accountPosition } from '../domain/account-page';
import { shownAccount } from '../domain/shown-account';
import { hasRole } from '../runtime/caller';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { positionIn } from './position-in';

const accounts = new TargetAccounts(environmentOf('listTargetAccounts').TABLE_NAME);

export const handler = serve(listTargetAccounts, async ({ path, query, caller }) => {
  const organisation = path['organisation-id'];
  const after = positionIn(
    query['last-evaluated-key'],
    (key) => accountPosition(key, organisation),
    'this list; send the last-evaluated-key of an answer for the same organisation',
  );
  const { accounts: found, last } = await accounts.page(organisation, query['page-size'], after);
  const isAdmin = hasRole(caller, organisation, 'admin');
  return {
    body: {
      'target-accounts': found.map((account) => shownAccount(account, isAdmin)),
      'last-evaluated-key': last && accountPageKey(organisation, last),
    },
  };
});
