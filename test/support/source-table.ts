import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { recordItem } from '../../lambdas/aws/source-items';
import { accountItem, accountPrefix } from '../../lambdas/aws/target-account-items';
import { SourceRecord } from '../../lambdas/domain/source-record';
import type { TargetAccountRecord } from '../../lambdas/domain/target-account';
import type { Call } from '../../local/aws/calls';
import { dynamoDb } from '../../local/aws/dynamodb';
import { callJson, home, testEndpoint } from './aws-endpoint';
import { functionEnvironment } from './function-environment';
import { accountRecord, targetSts } from './target-account';

const key = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];

/** The table as the stack makes it; a test of the stack holds the two against each other. */
export const tableProperties = {
  KeySchema: key('pk', 'sk'),
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  AttributeDefinitions: ['pk', 'sk', 'listed', 'listed-at', 'unsettled', 'unsettled-at'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [
    { IndexName: 'listed', KeySchema: key('listed', 'listed-at'), Projection: { ProjectionType: 'ALL' } },
    {
      IndexName: 'unsettled',
      KeySchema: key('unsettled', 'unsettled-at'),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['id'] },
    },
  ],
};

type Item = Record<string, unknown>;

const putting = { service: 'dynamodb', target: 'DynamoDB_20120810.PutItem' };

/**
 * A table in memory behind the wire protocol of DynamoDB, where the clients of this process find it. The target account of
 * the fixtures is in it from the start, and its role can be assumed at the same endpoint.
 */
export interface SourceTable {
  /** The operations that were called since the last look, in their order. */
  operations(): string[];
  /** Writes a record as it is, whatever was there. */
  put(record: SourceRecord): Promise<void>;
  /** Writes a target account as it is, in place of what there was, its counts too. */
  putAccount(account: TargetAccountRecord, counts?: Record<string, number>): Promise<void>;
  /** The items of the target accounts. */
  accounts(): Promise<Item[]>;
  /** Writes an item as it is, also one that is no record. */
  putItem(item: Item): Promise<void>;
  record(sourceId: string): Promise<SourceRecord>;
  /** Every item but those of target accounts, or those whose sort key begins so. */
  items(sortKeyPrefix?: string): Promise<Item[]>;
  /** Has the next calls of an operation fail with an error of DynamoDB: one, or as many as `times`. */
  fail(operation: string, error: string, status: number, times?: number): void;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a table for one test file. To be called before a store is made. */
export async function startSourceTable(): Promise<SourceTable> {
  const TableName = functionEnvironment.TABLE_NAME;
  const db = dynamoDb({ ...home, indexDelayMs: 0 });
  await db.open();
  await db.createTable({ TableName, ...tableProperties });
  const endpoint = await testEndpoint([db, targetSts]);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint.url;
  process.env.AWS_ENDPOINT_URL_STS = endpoint.url;
  const client = new DynamoDBClient(endpoint.client());
  const items = async (prefix = ''): Promise<Item[]> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.map((item) => unmarshall(item)).filter(({ sk }) => String(sk).startsWith(prefix));
  };
  const isOfAccount = ({ sk }: Item) => String(sk).startsWith(accountPrefix);
  const putItem = async (item: Item): Promise<void> => {
    const Item = marshall(item, { removeUndefinedValues: true });
    // Without the client, which a test may have made fail.
    const { status, body } = await callJson(endpoint.url, putting, { TableName, Item });
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  const putAccount: SourceTable['putAccount'] = (account, counts) => putItem({ ...accountItem(account), ...counts });
  await putAccount(accountRecord());
  endpoint.calls.clear();
  return {
    items: async (prefix) => (await items(prefix)).filter((item) => !isOfAccount(item)),
    accounts: () => items(accountPrefix),
    putAccount,
    operations() {
      const isOfTable = ({ service }: Call) => service === 'dynamodb';
      const operations = endpoint.calls
        .since()
        .filter(isOfTable)
        .map(({ operation }) => operation);
      endpoint.calls.clear();
      return operations;
    },
    putItem,
    put: (record) => putItem(recordItem(record)),
    async record(sourceId) {
      const item = (await items('record')).find(({ id }) => id === sourceId);
      return SourceRecord.parse(item);
    },
    fail(operation, error, status, times = 1) {
      endpoint.faults.add({ service: 'dynamodb', operation, effect: 'error', error, status, times });
    },
    async clear() {
      await db.reset();
      await putAccount(accountRecord());
      endpoint.calls.clear();
    },
    async close() {
      await endpoint.close();
      await db.close();
    },
  };
}
