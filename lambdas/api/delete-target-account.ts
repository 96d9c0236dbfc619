import { SourceIndexes } from '../aws/source-indexes';
import { SourceStore } from '../aws/source-store';
import { TargetAccounts } from '../aws/target-accounts';
import { deleteTargetAccount } from '../contract/account-endpoints';
import { TargetAccountChanged } from '../domain/errors';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { requireMatch } from '../runtime/precondition';
import { serve } from '../runtime/serve';
import { ownedAccount } from '../runtime/target-account';
import { abandonSources } from './abandon-sources';

const environment = environmentOf('deleteTargetAccount');
const accounts = new TargetAccounts(environment.TABLE_NAME);
const stores = { sources: new SourceStore(environment.TABLE_NAME), indexes: new SourceIndexes(environment.TABLE_NAME) };

/** How often an account is removed that others change too. */
const attempts = 3;

export const handler = serve(deleteTargetAccount, async ({ path, query, caller, now, ifMatch }) => {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const account = await ownedAccount(accounts, path);
    requireMatch(account, ifMatch, 'target account');
    // From then on the account takes no new source, so that those that are ended are all.
    if (query.abandon && !(await accounts.change(account, { closing: true }))) continue;
    const by = { subject: caller.subject, now, deployment: environment.DEPLOYMENT_ID };
    const left = query.abandon ? await abandonSources(stores, account, by) : undefined;
    if (!(await accounts.remove(account))) continue;
    logger.info('A target account was deleted', { subject: caller.subject, targetAccount: account.id, left });
    return { body: { message: 'Success' as const, ...(left && { 'left-behind': left }) } };
  }
  throw new TargetAccountChanged();
});
