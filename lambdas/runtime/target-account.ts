import { TargetAccountNotFound, TargetAccountUnreachable } from '../domain/errors';

/** The ids that lead to a target account, as they stand in a path. */
interface AccountPath {
  'organisation-id': string;
  'target-account-id': string;
}

/**
 * Throws `TargetAccountNotFound` unless the path names the organisation and target account that this deployment
 * serves, which is its own AWS account.
 */
export function requireTargetAccount(
  served: { ORGANISATION_ID: string; TARGET_ACCOUNT_ID: string },
  path: AccountPath,
): void {
  const isServed =
    path['organisation-id'] === served.ORGANISATION_ID && path['target-account-id'] === served.TARGET_ACCOUNT_ID;
  if (!isServed) throw new TargetAccountNotFound(path['target-account-id']);
}

/** Runs calls that a request needs in the target account; whatever they fail with, the client is told that it is there. */
export async function inTargetAccount<Answer>(calls: () => Promise<Answer>): Promise<Answer> {
  try {
    return await calls();
  } catch (error) {
    throw new TargetAccountUnreachable((error as Error).message, { cause: error });
  }
}
