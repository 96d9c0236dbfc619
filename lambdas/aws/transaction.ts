import {
  type CancellationReason,
  type DynamoDBClient,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { OrganisationBusy } from '../domain/errors';

/** What many sources have in common: the counts of their organisation, and those of their target account. */
const shared = ['counts', 'account'];

/** The parts of a transaction by their names; what is undefined is no part of it. */
export type Parts = Record<string, TransactWriteItem | undefined>;

/** How often a transaction is tried whose only hindrance is that others write what they have in common too. */
const attempts = 8;
/** The longest pause before the second attempt, and before any, milliseconds; in between it doubles. */
const pause = { first: 50, most: 400 };

/**
 * Writes all parts or none; `counts` and `account` are what many sources have in common. Throws `OrganisationBusy` when others
 * were faster there time after time, which takes about a second; every other failure as it comes.
 */
export async function transact(client: DynamoDBClient, parts: Parts): Promise<void> {
  const TransactItems = Object.values(parts).filter((part) => part !== undefined);
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return;
    } catch (error) {
      if (!isConflictOfSharedAlone(error, parts)) throw error;
      if (attempt === attempts) throw new OrganisationBusy({ cause: error });
    }
    const longest = Math.min(pause.first * 2 ** (attempt - 1), pause.most);
    await new Promise((resume) => setTimeout(resume, Math.random() * longest));
  }
}

/** Why a part was not written, in a transaction that was cancelled; undefined where it was not the hindrance. */
export function reasonOf(error: unknown, parts: Parts, name: string): CancellationReason | undefined {
  const { name: kind, CancellationReasons } = error as Error & { CancellationReasons?: CancellationReason[] };
  if (kind !== 'TransactionCanceledException' || !parts[name]) return undefined;
  const names = Object.keys(parts).filter((each) => parts[each] !== undefined);
  const reason = CancellationReasons?.[names.indexOf(name)];
  return reason?.Code === 'None' ? undefined : reason;
}

function isConflictOfSharedAlone(error: unknown, parts: Parts): boolean {
  const hindered = Object.keys(parts).filter((name) => reasonOf(error, parts, name) !== undefined);
  const isShared = (name: string) =>
    shared.includes(name) && reasonOf(error, parts, name)?.Code === 'TransactionConflict';
  return hindered.length > 0 && hindered.every(isShared);
}
