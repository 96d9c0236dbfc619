import {
  type CancellationReason,
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { QuotaExceeded } from '../domain/errors';
import { Counts, limitsOn, noCounts, type Quotas, usedUp } from '../domain/quota';

const countsKey = (organisationId: string) => ({ pk: `organisation#${organisationId}`, sk: 'counts' });

/**
 * The part of a transaction that adds a change of status to the counts of its organisation, within the quotas where
 * there are any; undefined where the change counts for nothing.
 */
export function addToCounts(
  table: string,
  organisationId: string,
  change: Counts,
  quotas: Quotas | undefined,
): TransactWriteItem | undefined {
  if (change.sources === 0 && change.runs === 0) return undefined;
  const limits = quotas ? limitsOn(change, quotas) : [];
  const room = limits.map(({ name }) => `(attribute_not_exists(#${name}) OR #${name} < :most${name})`);
  const most = limits.map(({ name, limit }) => [`:most${name}`, limit]);
  return {
    Update: {
      TableName: table,
      Key: marshall(countsKey(organisationId)),
      UpdateExpression: 'ADD #sources :sources, #runs :runs SET #changed = :now',
      ...(room.length > 0 && { ConditionExpression: room.join(' AND ') }),
      ExpressionAttributeNames: { '#sources': 'sources', '#runs': 'runs', '#changed': 'changed-at' },
      ExpressionAttributeValues: marshall({
        ':sources': change.sources,
        ':runs': change.runs,
        ':now': new Date().toISOString(),
        ...Object.fromEntries(most),
      }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** `QuotaExceeded` where a quota is why that part was not written. */
export function quotaRefusal(
  reason: CancellationReason | undefined,
  change: Counts,
  quotas: Quotas | undefined,
): QuotaExceeded | undefined {
  if (reason?.Code !== 'ConditionalCheckFailed' || !quotas) return undefined;
  const [first] = usedUp(countsIn(reason.Item), change, quotas);
  return first && new QuotaExceeded(first);
}

/** What an organisation has, read consistently. */
export async function readCounts(client: DynamoDBClient, table: string, organisationId: string): Promise<Counts> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: marshall(countsKey(organisationId)), ConsistentRead: true }),
  );
  return countsIn(Item);
}

function countsIn(item: CancellationReason['Item']): Counts {
  return item ? Counts.parse(unmarshall(item)) : noCounts;
}
