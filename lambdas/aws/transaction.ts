import {
  type CancellationReason,
  type DynamoDBClient,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { OrganisationBusy } from '../domain/errors';

/** The parts of a transaction by their names; what is undefined is no part of it. */
export type Parts = Record<string, TransactWriteItem | undefined>;

/** How often a transaction is tried whose only hindrance is that others write the counts of its organisation too. */
const attempts = 8;
/** The longest pause before the second attempt, and before any, milliseconds; in between it doubles. */
const pause = { first: 50, most: 400 };

/**
 * Writes all parts or none; `counts` is the one that many sources have in common. Throws `OrganisationBusy` when others
 * were faster there time after time, which takes about a second; every other failure as it comes.
 */
export async function transact(client: DynamoDBClient, parts: Parts): Promise<void> {
  const TransactItems = Object.values(parts).filter((part) => part !== undefined);
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return;
    } catch (error) {
      if (!isConflictOfCountsAlone(error, parts)) throw error;
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

function isConflictOfCountsAlone(error: unknown, parts: Parts): boolean {
  return Object.keys(parts).every((name) => {
    const reason = reasonOf(error, parts, name);
    return name === 'counts' ? reason?.Code === 'TransactionConflict' : reason === undefined;
  });
}
