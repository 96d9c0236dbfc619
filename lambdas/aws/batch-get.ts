import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Transient } from '../domain/errors';

/** The items under these keys that exist, by their sort keys, in one strongly consistent read. Throws `Transient`. */
export async function getItems(
  client: DynamoDBClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<Map<string, Record<string, unknown>>> {
  const Keys = keys.map((key) => marshall(key));
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
  );
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Transient('BatchGetItem did not read every item');
  return new Map((Responses?.[table] ?? []).map((item) => unmarshall(item)).map((item) => [item.sk, item]));
}
