import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { recordItem } from '../lambdas/aws/source-items';
import { accountItem } from '../lambdas/aws/target-account-items';
import { checkSource } from '../lambdas/domain/check-source';
import { configureSource } from '../lambdas/domain/configure-source';
import type { SourceRecord } from '../lambdas/domain/source-record';
import { functionEnvironment } from '../test/support/function-environment';
import { sourceRequest } from '../test/support/sources';
import { accountRecord } from '../test/support/target-account';

const root = resolve(__dirname, '..');
const tableName = 'bench';
const batchSize = 25;
const writers = 8;

export const organisation = '00000000-0000-4000-8000-000000000001';
export const account = '00000000-0000-4000-8000-0000000000a1';

/** A call of a handler with query parameters. */
export type Call = (query?: Record<string, string[]>) => Promise<{ body: string }>;

/** The id of a source of the bench. */
export function idOf(index: number): string {
  return `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`;
}

/** The configuration of each source: made once, since checking takes longer than everything else of a record. */
const configuration = (() => {
  const { source } = checkSource(sourceRequest('srt-listener'));
  if (!source) throw new Error('the example of an SRT listener is not valid');
  return configureSource(source, {
    sourceId: idOf(0),
    newSecretId: () => idOf(0),
    newPassphrase: () => 'of no egress flow',
  }).configuration;
})();

/** The record of a source that runs. */
export function recordOf(index: number): SourceRecord {
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
    'flow-creations': [],
    secrets: [],
  };
}

/** The table of the synthesised template. */
function tableOfTemplate(): CreateTableCommandInput {
  const template = JSON.parse(readFileSync(join(root, 'cdk.out', 'Headworks.template.json'), 'utf8'));
  const resources: { Type: string; Properties: CreateTableCommandInput }[] = Object.values(template.Resources);
  const table = resources.find(({ Type }) => Type === 'AWS::DynamoDB::Table');
  if (!table) throw new Error('the template has no table');
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode } = table.Properties;
  return { TableName: tableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, BillingMode };
}

/** A dynalite in a process of its own, with the table of the template, its target account and these records. */
export async function startTable(records: Iterable<SourceRecord>) {
  const child = fork(join(__dirname, 'dynalite.cjs'), { execArgv: [] });
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}`;
  setEnvironment(url);
  const client = new DynamoDBClient({});
  await client.send(new CreateTableCommand(tableOfTemplate()));
  const Item = marshall(accountItem(accountRecord({ 'organisation-id': organisation, id: account })));
  await client.send(new PutItemCommand({ TableName: tableName, Item }));
  const left = batches(records);
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (const batch of left) {
        const requests = batch.map((record) => ({
          PutRequest: { Item: marshall(recordItem(record), { removeUndefinedValues: true }) },
        }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
      }
    }),
  );
  return { url, client, tableName, stop: () => child.kill() };
}

/** The records in batches; the writers share the one iterator, so that each batch is written once. */
function* batches(records: Iterable<SourceRecord>): Generator<SourceRecord[]> {
  let batch: SourceRecord[] = [];
  for (const record of records) {
    if (batch.push(record) < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What the functions find in their environment. */
function setEnvironment(url: string): void {
  // Others are settings of `npm start` too, of which a bench starts some.
  const { DEPLOYMENT_ID, SECRET_PREFIX, CORS_ORIGINS, PROXY_BUCKETS } = functionEnvironment;
  Object.assign(process.env, {
    ...{ DEPLOYMENT_ID, SECRET_PREFIX, CORS_ORIGINS, PROXY_BUCKETS },
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    TABLE_NAME: tableName,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}

/** The handler as it is deployed, loaded anew, against the table at `url`. */
export function deployed(name: string, pathParameters: Record<string, string>, url: string): Call {
  process.env.AWS_ENDPOINT_URL = url;
  const file = join(root, '.build', 'functions', name, 'index.js');
  delete require.cache[file];
  const { handler } = require(file);
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 20_000 };
  return (query = {}) =>
    handler(
      {
        pathParameters,
        multiValueQueryStringParameters: query,
        headers: {},
        requestContext: {
          requestId: 'bench',
          path: '/',
          authorizer: { subject: 'bench', roles: JSON.stringify({ [organisation]: 'admin' }), expires: '4102444800' },
        },
      },
      context,
    );
}
