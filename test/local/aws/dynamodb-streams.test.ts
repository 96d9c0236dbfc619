import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDb, dynamoDb } from '../../../local/aws/dynamodb';
import type { StreamRecord } from '../../../local/aws/dynamodb-streams';
import { home, inTemporaryFolder, testEndpoint } from '../../support/aws-endpoint';

const table = {
  TableName: 'streamed',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
};
const TableName = 'streamed';
const item = (id: string, more: object = {}) => ({ id: { S: id }, ...more });

async function withTable(directory: string, work: (db: DynamoDb, client: DynamoDBClient) => Promise<void>) {
  const db = dynamoDb({ ...home, directory, indexDelayMs: 0 });
  await db.open();
  await db.createTable(table);
  const endpoint = await testEndpoint([db]);
  await work(db, new DynamoDBClient(endpoint.client())).finally(async () => {
    await endpoint.close();
    await db.close();
  });
}

async function changesOf(db: DynamoDb): Promise<StreamRecord[]> {
  const changes: StreamRecord[] = [];
  for await (const change of db.changes(TableName)) changes.push(change);
  return changes;
}

const told = async (db: DynamoDb) =>
  (await changesOf(db)).map(({ eventName, dynamodb }) => [eventName, dynamodb.NewImage ?? dynamodb.Keys]);

it('tells of what is new, changed and gone, in order, and of nothing that stayed as it was', () =>
  inTemporaryFolder((directory) =>
    withTable(directory, async (db, client) => {
      await client.send(new PutItemCommand({ TableName, Item: item('a') }));
      await client.send(new PutItemCommand({ TableName, Item: item('a') }));
      const UpdateExpression = 'SET n = :n';
      const ExpressionAttributeValues = { ':n': { N: '1' } };
      await client.send(
        new UpdateItemCommand({ TableName, Key: item('a'), UpdateExpression, ExpressionAttributeValues }),
      );
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: item('b') } }, { Delete: { TableName, Key: item('a') } }],
        }),
      );
      expect(await told(db)).toEqual([
        ['INSERT', item('a')],
        ['MODIFY', item('a', { n: { N: '1' } })],
        ['INSERT', item('b')],
        ['REMOVE', item('a')],
      ]);
      const [first] = await changesOf(db);
      expect(first).toMatchObject({
        eventSource: 'aws:dynamodb',
        awsRegion: 'eu-west-1',
        eventSourceARN: 'arn:aws:dynamodb:eu-west-1:111122223333:table/streamed/stream/2026-01-01T00:00:00.000',
        dynamodb: { Keys: item('a'), StreamViewType: 'NEW_IMAGE' },
      });
      const numbers = (await changesOf(db)).map(({ dynamodb }) => dynamodb.SequenceNumber);
      expect(numbers).toEqual([...numbers].sort());
    }),
  ));

it('tells nothing of a transaction that was cancelled', () =>
  inTemporaryFolder((directory) =>
    withTable(directory, async (db, client) => {
      const ConditionExpression = 'attribute_exists(id)';
      const parts = [
        { Put: { TableName, Item: item('a') } },
        { Put: { TableName, Item: item('b'), ConditionExpression } },
      ];
      await expect(client.send(new TransactWriteItemsCommand({ TransactItems: parts }))).rejects.toMatchObject({
        name: 'TransactionCanceledException',
      });
      expect(await changesOf(db)).toEqual([]);
    }),
  ));

it('keeps changes until they are forgotten, also over a restart', () =>
  inTemporaryFolder(async (directory) => {
    await withTable(directory, async (db, client) => {
      for (const id of ['a', 'b', 'c']) await client.send(new PutItemCommand({ TableName, Item: item(id) }));
      await db.forgetChanges(TableName, (await changesOf(db)).slice(0, 1));
    });
    await withTable(directory, async (db, client) => {
      await client.send(new PutItemCommand({ TableName, Item: item('d') }));
      expect((await told(db)).map(([, image]) => image)).toEqual([item('b'), item('c'), item('d')]);
      await db.reset();
      expect(await changesOf(db)).toEqual([]);
    });
  }));

it('tells a listener of each change, after it has landed', () =>
  inTemporaryFolder((directory) =>
    withTable(directory, async (db, client) => {
      const seen: Promise<number>[] = [];
      db.onChange(TableName, () => seen.push(changesOf(db).then(({ length }) => length)));
      await client.send(new PutItemCommand({ TableName, Item: item('a') }));
      expect(await Promise.all(seen)).toEqual([1]);
    }),
  ));

it('refuses a stream of another kind, and a reader of a table that has none', () =>
  inTemporaryFolder((directory) =>
    withTable(directory, async (db) => {
      const StreamSpecification = { StreamViewType: 'KEYS_ONLY' };
      await expect(db.createTable({ ...table, TableName: 'other', StreamSpecification })).rejects.toThrow(
        'a stream of KEYS_ONLY is not known here',
      );
      expect(() => db.onChange('other', () => undefined)).toThrow('the table other has no stream');
    }),
  ));
