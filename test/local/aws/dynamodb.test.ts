import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDb, dynamoDb } from '../../../local/aws/dynamodb';
import { home, inTemporaryFolder, roleSession, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

const TableName = 'things';
const byOwner = {
  IndexName: 'by-owner',
  KeySchema: [
    { AttributeName: 'owner', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
};
const table = {
  TableName,
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [byOwner],
};

interface Subject {
  db: DynamoDb;
  client: DynamoDBClient;
  endpoint: TestEndpoint;
}

async function withTable(
  work: (subject: Subject) => Promise<void>,
  {
    directory,
    indexDelayMs = 0,
    properties = table,
  }: { directory?: string; indexDelayMs?: number; properties?: object } = {},
): Promise<void> {
  const db = dynamoDb({ ...home, directory, indexDelayMs });
  await db.open();
  await db.createTable({ ...properties });
  const endpoint = await testEndpoint([db], { principals: { LIMITED: limited } });
  const client = new DynamoDBClient(endpoint.client());
  try {
    await work({ db, client, endpoint });
  } finally {
    await endpoint.close();
    await db.close();
  }
}

const arn = `arn:aws:dynamodb:eu-west-1:111122223333:table/${TableName}`;
const limited = roleSession(
  'limited',
  { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: arn },
  { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arn },
);

const item = (id: string, owner: string, more = {}) => ({ id: { S: id }, owner: { S: owner }, ...more });
const put = (id: string, owner: string, more = {}) => new PutItemCommand({ TableName, Item: item(id, owner), ...more });
const ownedBy = (owner: string) =>
  new QueryCommand({
    TableName,
    IndexName: 'by-owner',
    KeyConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':owner': { S: owner } },
  });
const absent = 'attribute_not_exists(id)';

async function idsOf(client: DynamoDBClient, owner: string): Promise<(string | undefined)[]> {
  const { Items } = await client.send(ownedBy(owner));
  return (Items ?? []).map(({ id }) => id?.S);
}

async function all(client: DynamoDBClient): Promise<unknown[]> {
  const { Items } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return (Items ?? []).sort((a, b) => String(a.id?.S).localeCompare(String(b.id?.S)));
}

describe('transactions', () => {
  it('do all their parts', () =>
    withTable(async ({ client }) => {
      await client.send(put('changed', 'ann'));
      await client.send(put('gone', 'ann'));
      await client.send(put('checked', 'ann'));
      const TransactItems = [
        { Put: { TableName, Item: item('new', 'bob'), ConditionExpression: absent } },
        {
          Update: {
            TableName,
            Key: { id: { S: 'changed' } },
            UpdateExpression: 'SET #o = :o',
            ExpressionAttributeNames: { '#o': 'owner' },
            ExpressionAttributeValues: { ':o': { S: 'bob' } },
          },
        },
        { Delete: { TableName, Key: { id: { S: 'gone' } } } },
        { ConditionCheck: { TableName, Key: { id: { S: 'checked' } }, ConditionExpression: 'attribute_exists(id)' } },
      ];
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      expect(await all(client)).toEqual([item('changed', 'bob'), item('checked', 'ann'), item('new', 'bob')]);
      expect([await idsOf(client, 'ann'), await idsOf(client, 'bob')]).toEqual([['checked'], ['changed', 'new']]);
    }));

  it('do nothing when one part fails, and give a reason for each', () =>
    withTable(async ({ client }) => {
      await client.send(put('there', 'ann'));
      const TransactItems = [
        { Put: { TableName, Item: item('new', 'bob') } },
        {
          Put: {
            TableName,
            Item: item('there', 'bob'),
            ConditionExpression: absent,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
          },
        },
        {
          ConditionCheck: {
            TableName,
            Key: { id: { S: 'missing' } },
            ConditionExpression: 'attribute_exists(id)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
          },
        },
        { Delete: { TableName, Key: { id: { S: 'there-not' } } } },
      ];
      const error = await client.send(new TransactWriteItemsCommand({ TransactItems })).catch((reason) => reason);
      expect(error).toBeInstanceOf(TransactionCanceledException);
      expect(error.message).toContain('[None, ConditionalCheckFailed, ConditionalCheckFailed, None]');
      const failed = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
      expect(error.CancellationReasons).toEqual([
        { Code: 'None' },
        { ...failed, Item: item('there', 'ann') },
        failed,
        { Code: 'None' },
      ]);
      expect([await all(client), await idsOf(client, 'bob')]).toEqual([[item('there', 'ann')], []]);
    }));

  it('happen once for one ClientRequestToken', () =>
    withTable(async ({ client }) => {
      const once = (Item: ReturnType<typeof item>) =>
        new TransactWriteItemsCommand({
          ClientRequestToken: 'token',
          TransactItems: [{ Put: { TableName, Item, ConditionExpression: absent } }],
        });
      await client.send(once(item('a', 'ann')));
      await client.send(once(item('a', 'ann')));
      await expect(client.send(once(item('b', 'ann')))).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      });
      expect(await all(client)).toEqual([item('a', 'ann')]);
    }));

  it('are repeated without harm when their reply is lost', () =>
    withTable(async ({ endpoint }) => {
      endpoint.faults.add({ service: 'dynamodb', operation: 'TransactWriteItems', effect: 'lost-reply' });
      const client = new DynamoDBClient(endpoint.client({ maxAttempts: 2 }));
      const TransactItems = [{ Put: { TableName, Item: item('a', 'ann'), ConditionExpression: absent } }];
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      expect(endpoint.calls.since().filter(({ operation }) => operation === 'TransactWriteItems')).toHaveLength(2);
    }));

  it.each([
    [
      'two parts on one item',
      [{ Put: { TableName, Item: item('a', 'ann') } }, { Delete: { TableName, Key: { id: { S: 'a' } } } }],
      'multiple operations on one item',
    ],
    ['no parts', [], 'between 1 and 100'],
    [
      'more than 100 parts',
      Array.from({ length: 101 }, (_, at) => ({ Put: { TableName, Item: item(`${at}`, 'ann') } })),
      'between 1 and 100',
    ],
    [
      'an expression that does not parse',
      [{ Put: { TableName, Item: item('a', 'ann'), ConditionExpression: 'attribute_not_exists(' } }],
      'ConditionExpression',
    ],
  ])('refuse %s', (_, TransactItems, message) =>
    withTable(async ({ client }) => {
      const sent = client.send(new TransactWriteItemsCommand({ TransactItems }));
      await expect(sent).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining(message),
      });
      expect(await all(client)).toEqual([]);
    }));

  it('run one after another, so that of many that want the same item one wins', () =>
    withTable(async ({ client }) => {
      const attempts = Array.from({ length: 20 }, (_, at) => {
        const TransactItems = [
          { Put: { TableName, Item: item('lock', `${at}`), ConditionExpression: absent } },
          { Put: { TableName, Item: item(`${at}`, `${at}`) } },
        ];
        return client.send(new TransactWriteItemsCommand({ TransactItems }));
      });
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await all(client)).toHaveLength(2);
    }));
});

describe('a failed condition', () => {
  it.each([
    [
      'put',
      new PutItemCommand({
        TableName,
        Item: item('a', 'bob'),
        ConditionExpression: absent,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ],
    [
      'delete',
      new DeleteItemCommand({
        TableName,
        Key: { id: { S: 'a' } },
        ConditionExpression: absent,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ],
    [
      'update',
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: 'a' } },
        UpdateExpression: 'SET x = id',
        ConditionExpression: absent,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ],
  ] as [string, PutItemCommand][])('of a %s shows the item it met when asked to', (_, command) =>
    withTable(async ({ client }) => {
      await client.send(put('a', 'ann'));
      const error = await client.send(command).catch((reason) => reason);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error.Item).toEqual(item('a', 'ann'));
    }));
});

describe('an index that lags', () => {
  const slow = { indexDelayMs: 3_600_000 };

  it('shows items as they were before the write', () =>
    inTemporaryFolder(async (directory) => {
      await withTable(
        async ({ client }) => {
          await client.send(put('changed', 'ann'));
          await client.send(put('gone', 'ann'));
        },
        { directory },
      );
      await withTable(
        async ({ client }) => {
          const moved = item('changed', 'bob');
          await client.send(new PutItemCommand({ TableName, Item: moved }));
          await client.send(put('new', 'ann'));
          await client.send(new DeleteItemCommand({ TableName, Key: { id: { S: 'gone' } } }));
          expect(await all(client)).toEqual([moved, item('new', 'ann')]);
          expect([await idsOf(client, 'ann'), await idsOf(client, 'bob')]).toEqual([['changed', 'gone'], []]);
        },
        { directory, ...slow },
      );
    }));

  it('shows what was written once the delay is over, and after a restart', () =>
    inTemporaryFolder(async (directory) => {
      const options = { directory, ...slow };
      await withTable(async ({ client }) => {
        await client.send(put('a', 'ann'));
        expect(await idsOf(client, 'ann')).toEqual([]);
      }, options);
      await withTable(async ({ client }) => expect(await idsOf(client, 'ann')).toEqual(['a']), options);
      await withTable(
        async ({ client }) => {
          await client.send(put('b', 'ann'));
          while ((await idsOf(client, 'ann')).length < 2);
        },
        { directory, indexDelayMs: 20 },
      );
    }));
});

describe('a table', () => {
  it('keeps its data when another process opens it with other indexes', () =>
    inTemporaryFolder(async (directory) => {
      const { GlobalSecondaryIndexes: _, ...plain } = table;
      const AttributeDefinitions = table.AttributeDefinitions.slice(0, 1);
      const withoutIndex = { ...plain, AttributeDefinitions };
      await withTable(async ({ client }) => void (await client.send(put('a', 'ann'))), {
        directory,
        properties: withoutIndex,
      });
      await withTable(async ({ client }) => expect(await idsOf(client, 'ann')).toEqual(['a']), { directory });
      await withTable(
        async ({ client }) => {
          await expect(client.send(ownedBy('ann'))).rejects.toThrow('does not have the specified index');
          expect(await all(client)).toEqual([item('a', 'ann')]);
        },
        { directory, properties: withoutIndex },
      );
    }));

  it('is refused when its key has changed, with what to do', () =>
    inTemporaryFolder(async (directory) => {
      await withTable(async () => {}, { directory });
      const properties = { ...table, KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] };
      const db = dynamoDb({ ...home, directory, indexDelayMs: 0 });
      await expect(db.createTable(properties)).rejects.toThrow(
        'The key of table things is not the one its data was written with',
      );
      await db.close();
    }));

  it('is there in its own account and Region only', () =>
    withTable(async ({ endpoint }) => {
      const elsewhere = new DynamoDBClient(endpoint.client({ region: 'us-east-1' }));
      await expect(elsewhere.send(ownedBy('ann'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }));

  it('loses its expired items, and those alone', () =>
    withTable(
      async ({ client, db }) => {
        const at = (id: string, expires: object) => put(id, 'ann', { Item: item(id, 'ann', { expires }) });
        for (const command of [
          at('past', { N: '1700000000' }),
          at('future', { N: '1900000000' }),
          at('text', { S: '1700000000' }),
          at('ancient', { N: '1' }),
          put('none', 'ann'),
        ])
          await client.send(command);
        await db.expire(1_800_000_000_000);
        expect(await idsOf(client, 'ann')).toEqual(['ancient', 'future', 'none', 'text']);
      },
      { properties: { ...table, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } } },
    ));
});

it('is empty after a reset, in its indexes too', () =>
  withTable(async ({ client, db }) => {
    await client.send(put('a', 'ann'));
    await db.reset();
    expect([await all(client), await idsOf(client, 'ann')]).toEqual([[], []]);
    await client.send(put('b', 'ann'));
    expect(await idsOf(client, 'ann')).toEqual(['b']);
  }));

describe('the gate', () => {
  it('asks for every part of a transaction', () =>
    withTable(async ({ endpoint }) => {
      const client = new DynamoDBClient(endpoint.client({ accessKeyId: 'LIMITED' }));
      const Put = { TableName, Item: item('a', 'ann') };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
      const Delete = { TableName, Key: { id: { S: 'b' } } };
      const sent = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Delete }] }));
      await expect(sent).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(`dynamodb:DeleteItem on resource: ${arn}`),
      });
      const ConditionCheck = { ...Delete, ConditionExpression: absent };
      const checked = client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }] }));
      await expect(checked).rejects.toThrow('dynamodb:ConditionCheckItem');
    }));

  it('asks for the index of a query and for the operation of a batch', () =>
    withTable(async ({ endpoint }) => {
      const client = new DynamoDBClient(endpoint.client({ accessKeyId: 'LIMITED' }));
      await expect(client.send(ownedBy('ann'))).rejects.toThrow(`dynamodb:Query on resource: ${arn}/index/by-owner`);
      const RequestItems = { [TableName]: [{ PutRequest: { Item: item('a', 'ann') } }] };
      await expect(client.send(new BatchWriteItemCommand({ RequestItems }))).rejects.toThrow('dynamodb:BatchWriteItem');
      await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }));
    }));
});
