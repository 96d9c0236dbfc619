import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { regionsInUse } from '../domain/counted-regions';
import { accountOf } from '../domain/flow-description';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';

/** The ids that lead to a target account, as they stand in a path and in the record of a source. */
export type AccountPath = Pick<SourceRecord, 'organisation-id' | 'target-account-id'>;

/** Under this key of the index `listed` are the target accounts of every organisation. */
export const accountListing = 'target-accounts';

export const accountPrefix = 'account#';
export const organisationKey = (organisationId: string) => `organisation#${organisationId}`;
export const accountKey = (path: AccountPath) => ({
  pk: organisationKey(path['organisation-id']),
  sk: `${accountPrefix}${path['target-account-id']}`,
});
export const pathOf = ({ 'organisation-id': organisation, id }: TargetAccountRecord): AccountPath => ({
  'organisation-id': organisation,
  'target-account-id': id,
});

/** The attribute that counts the sources of an account which are not deleted, or those that use a Region. */
export const countOf = (region?: string) => (region === undefined ? 'sources' : `sources#${region}`);

/** The item of a target account without its counts, which only writes of sources change. */
export function accountItem(account: TargetAccountRecord): Record<string, unknown> {
  const listedAt = `${account['organisation-id']}#${account.id}`;
  return { ...accountKey(pathOf(account)), ...account, listed: accountListing, 'listed-at': listedAt };
}

/** What a write of a source's record does to the counts of its target account. */
export interface Usage {
  /** The Regions in which the source counts from now on. */
  counted: string[];
  /** The part of the transaction that counts it. */
  part: TransactWriteItem;
}

/**
 * The change of the counts that comes with a write, undefined where there is none. The part is refused where the account
 * does not allow a Region that is new to the source or, for a new source, is not verified, about to go, or by now another
 * AWS account than the one that its secrets were written in.
 */
export function usageOf(table: string, before: SourceRecord | undefined, after: SourceRecord): Usage | undefined {
  const was = before?.['counted-regions'] ?? [];
  const counted = regionsInUse(after);
  const added = counted.filter((region) => !was.includes(region));
  const left = was.filter((region) => !counted.includes(region));
  if (added.length + left.length === 0) return undefined;
  const sources = Math.sign(counted.length) - Math.sign(was.length);
  const deltas: [string, number][] = [
    ...(sources === 0 ? [] : [[countOf(), sources] as [string, number]]),
    ...added.map((region): [string, number] => [countOf(region), 1]),
    ...left.map((region): [string, number] => [countOf(region), -1]),
  ];
  const names = Object.fromEntries(deltas.map(([name], index) => [`#c${index}`, name]));
  const values: Record<string, unknown> = Object.fromEntries(deltas.map(([, delta], index) => [`:c${index}`, delta]));
  const conditions = ['attribute_exists(pk)'];
  // What an earlier version made counts from its next write on, whatever the account has come to allow.
  const isNew = before === undefined;
  if (isNew || was.length > 0) {
    added.forEach((region, index) => {
      values[`:r${index}`] = region;
      conditions.push(`contains(regions, :r${index})`);
    });
  }
  if (isNew) {
    Object.assign(names, { '#status': 'status' });
    values[':verified'] = 'verified';
    conditions.push('verification.#status = :verified', 'attribute_not_exists(closing)');
    const [secret] = after.secrets;
    if (secret) {
      Object.assign(names, { '#account': 'aws-account-id' });
      values[':account'] = accountOf(secret.arn);
      conditions.push('#account = :account');
    }
  }
  const Update = {
    TableName: table,
    Key: marshall(accountKey(after)),
    UpdateExpression: `ADD ${deltas.map((_, index) => `#c${index} :c${index}`).join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values),
  };
  return { counted, part: { Update } };
}
