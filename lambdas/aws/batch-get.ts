import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Transient } from '../domain/errors';

/** How often what a throttled table has left out is asked for. */
const attempts = 4;
/** Before the second attempt twice as long at the most, milliseconds. */
const longestPause = 25;

/** The items under these keys that exist, by their sort keys, in one strongly consistent read. Throws `Transient`. */
export async function getItems(
  client: DynamoDBClient,
  table: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<Map<string, Record<string, unknown>>> {
  const Keys = keys.map((key) => marshall(key));
  let left: BatchGetItemCommandInput['RequestItems'] = { [table]: { Keys, ConsistentRead: true } };
  const found = new Map<string, Record<string, unknown>>();
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { Responses, UnprocessedKeys }: BatchGetItemCommandOutput = await client.send(
      new BatchGetItemCommand({ RequestItems: left }),
    );
    for (const item of Responses?.[table] ?? []) {
      const read = unmarshall(item);
      found.set(read.sk, read);
    }
    if (Object.keys(UnprocessedKeys ?? {}).length === 0) return found;
    left = UnprocessedKeys;
    // What the client does by itself where a whole request is throttled.
    await new Promise((resume) => setTimeout(resume, Math.random() * longestPause * 2 ** attempt));
  }
  throw new Transient('BatchGetItem did not read every item');
}
