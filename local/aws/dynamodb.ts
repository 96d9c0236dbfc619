import { DynamoStore, type Output, operationCode, type StoreOptions, type Unit } from './dynamodb-store';
import { forgetTokens, itemBehind, partsOf, transactWrite } from './dynamodb-transactions';
import type { AwsCall, AwsService, RequiredAction } from './endpoint';
import { awsJson, ServiceError } from './protocol';

type Input = Record<string, unknown>;

/** DynamoDB of one account and Region, over dynalite. */
export interface DynamoDb extends AwsService {
  /** Loads the data, and catches up with what a killed process left undone. */
  open(): Promise<void>;
  close(): Promise<void>;
  /** Makes a table from the properties of an AWS::DynamoDB::Table, or brings the existing one's indexes and settings to them. */
  createTable(properties: Input): Promise<void>;
  /** Removes items whose time to live is over, as the service does from time to time. */
  expire(now?: number): Promise<void>;
  /** Empties every table. */
  reset(): Promise<void>;
}

const protocol = awsJson('1.0', 'DynamoDB_20120810');
const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];
const tables = ['CreateTable', 'DeleteTable', 'DescribeTable', 'ListTables', 'UpdateTable'];
const tags = ['TagResource', 'UntagResource', 'ListTagsOfResource'];

/** DynamoDB over dynalite with transactions, time to live and (`indexDelayMs`) indexes that lag; data in `directory`, or in memory. */
export function dynamoDb(options: StoreOptions): DynamoDb {
  const store = new DynamoStore(options);
  /** The attribute of each table that says when an item expires. */
  const expiries = new Map<string, string>();

  async function perform({ operation, input, account, region }: AwsCall): Promise<Output> {
    if (account !== options.account || region !== options.region)
      throw new ServiceError('ResourceNotFoundException', 'Requested resource not found');
    if (operation === 'TransactWriteItems') return transactWrite(store, input);
    if (writes.includes(operation)) return store.write((unit) => writeOne(unit, operation, input));
    if ([...reads, ...tables, ...tags].includes(operation)) return store.read(operation, input);
    throw new ServiceError('UnknownOperationException', `The local DynamoDB has no ${operation}`);
  }

  return {
    name: 'dynamodb',
    ...protocol,
    actionsOf,
    async handle(call) {
      try {
        return protocol.answer(await perform(call));
      } catch (error) {
        const { statusCode, body } = error as { statusCode?: number; body?: unknown };
        if (!statusCode) throw error;
        return { ...protocol.answer(body), status: statusCode };
      }
    },
    open() {
      // Now, or the first source would wait for the disk.
      [...reads, ...writes].forEach(operationCode);
      return store.open();
    },
    close: () => store.close(),
    reset: () => store.clear(),
    async createTable(properties) {
      await ensureTable(store, properties);
      const { AttributeName, Enabled } = (properties.TimeToLiveSpecification ?? {}) as TimeToLive;
      if (Enabled && AttributeName) expiries.set(String(properties.TableName), AttributeName);
    },
    async expire(now = Date.now()) {
      for (const [table, attribute] of expiries) await expireTable(store, table, attribute, now);
      await forgetTokens(store);
    },
  };
}

interface TimeToLive {
  AttributeName?: string;
  Enabled?: boolean;
}

async function ensureTable(store: DynamoStore, properties: Input): Promise<void> {
  const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = properties;
  const existing = await store.read('DescribeTable', { TableName }).then(
    ({ Table }) => Table as Input,
    () => undefined,
  );
  if (!existing) {
    await store.read('CreateTable', { BillingMode: 'PAY_PER_REQUEST', ...properties });
    // dynalite makes a table active in a timer of its own.
    while (!(await isActive(store, TableName)));
    return;
  }
  if (JSON.stringify(existing.KeySchema) !== JSON.stringify(KeySchema))
    throw new Error(
      `The key of table ${TableName} is not the one its data was written with; remove the data directory`,
    );
  if (indexesOf(existing.GlobalSecondaryIndexes) === indexesOf(GlobalSecondaryIndexes)) return;
  const indexes = (GlobalSecondaryIndexes as Input[] | undefined)?.map((index) => ({
    ...index,
    IndexStatus: 'ACTIVE',
    IndexArn: `${existing.TableArn}/index/${index.IndexName}`,
  }));
  await store.redefine(String(TableName), { AttributeDefinitions, GlobalSecondaryIndexes: indexes });
}

async function isActive(store: DynamoStore, TableName: unknown): Promise<boolean> {
  const { Table } = await store.read('DescribeTable', { TableName });
  return (Table as Input).TableStatus === 'ACTIVE';
}

function indexesOf(indexes: unknown): string {
  const described = ((indexes ?? []) as Input[]).map(({ IndexName, KeySchema, Projection }) =>
    JSON.stringify([IndexName, KeySchema, Projection]),
  );
  return described.sort().join();
}

async function writeOne(unit: Unit, operation: string, input: Input): Promise<Output> {
  try {
    return await unit.run(operation, input);
  } catch (error) {
    const { body } = error as { body?: { __type: string } };
    if (body?.__type.endsWith('#ConditionalCheckFailedException')) Object.assign(body, await itemBehind(unit, input));
    throw error;
  }
}

async function expireTable(store: DynamoStore, TableName: string, attribute: string, now: number): Promise<void> {
  const ExpressionAttributeNames = { '#expiry': attribute };
  const seconds = Math.floor(now / 1000);
  // The service leaves alone what is more than five years past, since that is hardly a moment in time at all.
  const ExpressionAttributeValues = { ':now': { N: `${seconds}` }, ':past': { N: `${seconds - 5 * 365 * 86_400}` } };
  const expired = { ExpressionAttributeNames, ExpressionAttributeValues };
  const condition = '#expiry < :now AND #expiry > :past';
  const { Table } = await store.read('DescribeTable', { TableName });
  const names = (Table as { KeySchema: { AttributeName: string }[] }).KeySchema.map((each) => each.AttributeName);
  let ExclusiveStartKey: unknown;
  do {
    const page = await store.read('Scan', { TableName, FilterExpression: condition, ...expired, ExclusiveStartKey });
    for (const item of page.Items as Input[]) {
      const Key = Object.fromEntries(names.map((name) => [name, item[name]]));
      // Conditional, because the item may have been given more time since it was read.
      const deletion = { TableName, Key, ConditionExpression: condition, ...expired };
      await store.write((unit) => unit.run('DeleteItem', deletion)).catch(ignoreConditionalFailure);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

function ignoreConditionalFailure(error: { body?: { __type: string } }): void {
  if (!error.body?.__type.endsWith('#ConditionalCheckFailedException')) throw error;
}

function actionsOf({ operation, input, account, region }: AwsCall): RequiredAction[] {
  const arn = (table: unknown) =>
    String(table).startsWith('arn:') ? String(table) : `arn:aws:dynamodb:${region}:${account}:table/${table}`;
  const on = (action: string, table: unknown) => ({ action: `dynamodb:${action}`, resource: arn(table) });
  if (operation === 'ListTables') return [{ action: 'dynamodb:ListTables', resource: '*' }];
  if (operation === 'TransactWriteItems')
    return partsOf(input).map(({ kind, part }) =>
      on(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`, part.TableName),
    );
  if (operation.startsWith('Batch')) return Object.keys(input.RequestItems ?? {}).map((table) => on(operation, table));
  if (tags.includes(operation)) return [on(operation, input.ResourceArn)];
  const index = input.IndexName === undefined ? '' : `/index/${input.IndexName}`;
  return [on(operation, `${input.TableName}${index}`)];
}
