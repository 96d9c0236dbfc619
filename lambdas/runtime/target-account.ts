import { enterAccount } from '../aws/acting-account';
import type { AccountPath } from '../aws/target-account-items';
import type { TargetAccounts } from '../aws/target-accounts';
import { TargetAccountNotFound, TargetAccountUnreachable } from '../domain/errors';
import type { TargetAccountRecord } from '../domain/target-account';

/**
 * The target account that a path names; from now on the invocation acts there. Throws `TargetAccountNotFound` when
 * there is none in that organisation.
 */
export async function ownedAccount(accounts: TargetAccounts, path: AccountPath): Promise<TargetAccountRecord> {
  const account = await accounts.read(path);
  if (!account) throw new TargetAccountNotFound(path['target-account-id']);
  enterAccount(async () => account);
  return account;
}

/** Runs calls that a request needs in the target account; whatever they fail with, the client is told that it is there. */
export async function inTargetAccount<Answer>(calls: () => Promise<Answer>): Promise<Answer> {
  try {
    return await calls();
  } catch (error) {
    throw new TargetAccountUnreachable((error as Error).message, { cause: error });
  }
}
