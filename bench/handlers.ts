import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Table } from './run';
import { account, type Call, deployed, idOf, organisation, recordOf, startTable } from './source-table';
import { judged, median, rounded } from './statistics';

const sources = 50;
const rounds = 400;

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
export async function compare(ours: Call, bare: Call): Promise<Table[string]> {
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
  const ratio = rounded(warm('ours') / warm('bare'));
  return { ms: rounded(warm('ours')), 'bare ms': rounded(warm('bare')), ratio, ...judged(ratio, 1.5) };
}

/** Warm handlers, as bundled, against bare ones with the same DynamoDB call. */
export async function handlerTable(): Promise<Table> {
  const table = await startTable(Array.from({ length: sources }, (_, index) => recordOf(index)));
  try {
    const bare = bareHandlers(table.client, table.tableName);
    const path = { 'organisation-id': organisation, 'target-account-id': account };
    const get = deployed('get-source', { ...path, 'source-id': idOf(0) }, table.url);
    const list = deployed('list-sources', path, table.url);
    return {
      getSource: await compare(get, bare.get),
      'listSources, page of 50': await compare(list, bare.list),
      'listSources, page of 50, inline': await compare(() => list({ inline: ['true'] }), bare.list),
    };
  } finally {
    table.stop();
  }
}
