import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { recordItem } from '../lambdas/aws/source-items';
import { checkSource } from '../lambdas/domain/check-source';
import { configureSource } from '../lambdas/domain/configure-source';
import type { SourceRecord } from '../lambdas/domain/source-record';
import { sourceRequest } from '../test/support/sources';
import type { Table } from './run';
import { median, rounded } from './statistics';

const root = resolve(__dirname, '..');
const organisation = '00000000-0000-4000-8000-000000000001';
const account = '00000000-0000-4000-8000-0000000000a1';
const sources = 50;
const rounds = 400;

/** What is called in a round, and what it answers. */
type Call = () => Promise<{ body: string }>;

function idOf(index: number): string {
  return `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`;
}

function recordOf(index: number): SourceRecord {
  const { source } = checkSource(sourceRequest('srt-listener'));
  if (!source) throw new Error('the example of an SRT listener is not valid');
  const { configuration } = configureSource(source, { sourceId: idOf(index), newSecretId: () => idOf(index) });
  return {
    'schema-version': 1,
    id: idOf(index),
    'organisation-id': organisation,
    'target-account-id': account,
    revision: 1,
    run: 1,
    'run-mode': 'converge',
    recoveries: 0,
    'created-at': new Date(1_790_000_000_000 + index).toISOString(),
    'provisioning-status': 'creation-complete',
    'provisioning-status-timestamp': '2026-11-01T00:00:00Z',
    requested: configuration,
    running: true,
    flows: [],
    'flows-revision': 1,
    'next-flows': [],
    'surplus-flows': [],
    'flow-creations': 1,
    secrets: [],
  };
}

/** The table of the synthesised template, filled. */
async function fill(client: DynamoDBClient, name: string): Promise<void> {
  const template = JSON.parse(readFileSync(join(root, 'cdk.out', 'Headworks.template.json'), 'utf8'));
  const resources: { Type: string; Properties: CreateTableCommandInput }[] = Object.values(template.Resources);
  const table = resources.find(({ Type }) => Type === 'AWS::DynamoDB::Table');
  if (!table) throw new Error('the template has no table; run `npm start` or `npm test` first');
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = table.Properties;
  await client.send(
    new CreateTableCommand({ TableName: name, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode }),
  );
  const items = Array.from({ length: sources }, (_, index) => ({
    PutRequest: { Item: marshall(recordItem(recordOf(index)), { removeUndefinedValues: true }) },
  }));
  for (let start = 0; start < items.length; start += 25) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: items.slice(start, start + 25) } }));
  }
}

/** The handler as it is deployed, called with an event of API Gateway. */
function deployed(name: string, pathParameters: Record<string, string>, query: Record<string, string[]>): Call {
  const { handler } = require(join(root, '.build', 'functions', name, 'index.js'));
  const event = {
    pathParameters,
    multiValueQueryStringParameters: query,
    headers: {},
    requestContext: {
      requestId: 'bench',
      path: '/',
      authorizer: { subject: 'bench', roles: JSON.stringify({ [organisation]: 'admin' }) },
    },
  };
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 20_000 };
  return () => handler(event, context);
}

/** Handlers that make the same call, and nothing else of it. */
function bareHandlers(client: DynamoDBClient, table: string): { get: Call; list: Call } {
  return {
    async get() {
      const key = marshall({ pk: `source#${idOf(0)}`, sk: 'record' });
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return { body: JSON.stringify(unmarshall(Item ?? {})) };
    },
    async list() {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listed',
          KeyConditionExpression: 'listed = :listed',
          ExpressionAttributeValues: marshall({ ':listed': `${organisation}#${account}#live` }),
          Limit: sources + 1,
          ScanIndexForward: false,
        }),
      );
      return { body: JSON.stringify(Items.map((item) => unmarshall(item))) };
    },
  };
}

/** Milliseconds of two calls, by turns, so that whatever else the machine does meets both. */
async function compare(ours: Call, bare: Call): Promise<Record<string, number>> {
  const times: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, call] of Object.entries({ ours, bare }) as [keyof typeof times, Call][]) {
      const start = performance.now();
      const { body } = await call();
      times[name].push(performance.now() - start);
      if (body.includes('urn:problem')) throw new Error(body);
    }
  }
  const warm = (name: keyof typeof times) => median(times[name].slice(rounds / 4));
  return {
    ms: rounded(warm('ours')),
    'bare ms': rounded(warm('bare')),
    ratio: rounded(warm('ours') / warm('bare')),
    limit: 1.5,
  };
}

/** Warm handlers, as bundled, against bare ones with the same DynamoDB call. */
export async function handlerTable(): Promise<Table> {
  const child = fork(join(__dirname, 'dynalite.cjs'));
  try {
    const [port] = (await once(child, 'message')) as [number];
    const table = 'bench';
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      TABLE_NAME: table,
      ORGANISATION_ID: organisation,
      TARGET_ACCOUNT_ID: account,
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    const client = new DynamoDBClient({});
    await fill(client, table);
    const bare = bareHandlers(client, table);
    const path = { 'organisation-id': organisation, 'target-account-id': account };
    return {
      getSource: await compare(deployed('get-source', { ...path, 'source-id': idOf(0) }, {}), bare.get),
      'listSources, page of 50': await compare(deployed('list-sources', path, {}), bare.list),
      'listSources, page of 50, inline': await compare(deployed('list-sources', path, { inline: ['true'] }), bare.list),
    };
  } finally {
    child.kill();
  }
}
