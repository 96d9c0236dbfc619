import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Call } from '../local/aws/calls';
import { testEndpoint } from '../test/support/aws-endpoint';
import { sourceRequest } from '../test/support/sources';
import { type System, startSystem, until } from '../test/support/system';
import { targetSts } from '../test/support/target-account';
import { compare } from './handlers';
import type { Table } from './run';
import { account, deployed, idOf, organisation, recordOf, startTable } from './source-table';
import { judged, median, rounded } from './statistics';

const flow = { arn: 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:news', name: 'news', region: 'eu-west-1' };
const polls = 1_000;
const pace = { perSecond: 100, seconds: 10 };
const burst = 1_000;
const perCall = 10;
/** So many alerts of a flow count. */
const kept = 48;

/** Warm status requests against a bare read of one item, and how MediaConnect's events get into them. */
export async function statusTable(): Promise<Table> {
  return { ...(await warmStatus()), ...(await events()) };
}

async function warmStatus(): Promise<Table> {
  const asked = { mediaconnect: 0, cloudwatch: 0 };
  const services = createServer((request, response) => {
    const isFlow = request.url?.startsWith('/v1/flows');
    asked[isFlow ? 'mediaconnect' : 'cloudwatch']++;
    const sources = [{ name: 'main', sourceArn: flow.arn.replace(':flow:', ':source:') }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isFlow ? { flow: { flowArn: flow.arn, status: 'ACTIVE', sources } } : {}));
  });
  await new Promise<void>((resolve) => services.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(services.address() as AddressInfo).port}`;
  const endpoint = await testEndpoint([targetSts]);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_MEDIACONNECT: url,
    AWS_ENDPOINT_URL_CLOUDWATCH: url,
    AWS_ENDPOINT_URL_STS: endpoint.url,
  });
  const table = await startTable([{ ...recordOf(0), flows: [{ ...flow, 'flow-sources': [{ name: 'main' }] }] }]);
  try {
    // Dynalite has no transactions: the health is noted already.
    const health = { status: 'unknown', reasons: [] };
    const Item = { pk: `source#${idOf(0)}`, sk: 'observed', version: 1, health, ...heardEvents() };
    await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: marshall(Item) }));
    const path = { 'organisation-id': organisation, 'target-account-id': account, 'source-id': idOf(0) };
    const status = deployed('get-source-status', path, table.url);
    const Keys = ['record', 'observed', 'refreshed'].map((sk) => marshall({ pk: `source#${idOf(0)}`, sk }));
    const bareBatch = async () => {
      const { Responses } = await table.client.send(
        new BatchGetItemCommand({ RequestItems: { [table.tableName]: { Keys, ConsistentRead: true } } }),
      );
      return { body: JSON.stringify(Responses?.[table.tableName]?.map((item) => unmarshall(item))) };
    };
    const bareItem = async () => {
      const { Item: item } = await table.client.send(
        new GetItemCommand({ TableName: table.tableName, Key: Keys[0], ConsistentRead: true }),
      );
      return { body: JSON.stringify(unmarshall(item ?? {})) };
    };
    const warm = await compare(status, bareBatch);
    // Dynalite takes more than half as long again for three items as for one; nothing of that is ours.
    const { limit: _, verdict: __, ...againstItem } = await compare(status, bareItem);
    Object.assign(asked, { mediaconnect: 0, cloudwatch: 0 });
    const began = performance.now();
    for (let sent = 0; sent < polls; sent += 20) await Promise.all(Array.from({ length: 20 }, () => status()));
    const seconds = (performance.now() - began) / 1000;
    const limit = 2 * Math.ceil(seconds / 60);
    return {
      'getSourceStatus, warm, against the same read': warm,
      'getSourceStatus, warm, against a read of one item': againstItem,
      [`MediaConnect calls in ${polls} polls (${rounded(seconds, 1)} s)`]: {
        calls: asked.mediaconnect,
        ...judged(asked.mediaconnect, limit),
      },
    };
  } finally {
    table.stop();
    services.close();
    await endpoint.close();
  }
}

/** What a flow's item has after a start and some changes. */
function heardEvents(): Record<string, unknown> {
  const told = { of: 'flow-source', flowSource: 'main' };
  const events = Array.from({ length: 10 }, (_, index) => {
    const at = new Date(Date.now() - 60_000 + index * 1000).toISOString().slice(0, 19);
    const sighting = { id: `event-${index}`, at: `${at}Z`, is: 'CONNECTED', was: 'CONNECTED pcr_error' };
    return [`heard#event-${index}`, { flowArn: flow.arn, told, sighting }];
  });
  return Object.fromEntries(events);
}

async function events(): Promise<Table> {
  const system = await startSystem({ speed: 100 });
  try {
    const { body } = await system.api('POST', '/sources', sourceRequest('rtp'));
    const source = await until(
      () => system.api('GET', `/sources/${body.id}`),
      ({ body: seen }) => seen['provisioning-status'] === 'creation-complete',
      60,
    );
    const flowArn = source.body['provisioned-flows']['ingress-flows'][0].arn;
    const paced = await visible(system, body.id, flowArn);
    const { lost, seconds } = await poured(system, flowArn);
    return {
      [`event to status, ms, at ${pace.perSecond} a second`]: paced,
      [`a burst of ${burst} events, lost`]: { events: lost, ...judged(lost, 0), 's until all are in': seconds },
    };
  } finally {
    await system.stop();
  }
}

/** How long an alert takes from being put on the bus until a status request tells of it, while others are put. */
async function visible(system: System, id: string, flowArn: string): Promise<Table[string]> {
  const times: number[] = [];
  // A look at the flow forgets alerts that MediaConnect does not list: there is to be none until the end.
  await system.api('GET', `/sources/${id}/status`);
  const background = setInterval(() => void putOthers(system, flowArn), (1000 * perCall) / pace.perSecond);
  try {
    for (const end = Date.now() + pace.seconds * 1000; Date.now() < end; ) {
      const name = `probe-${times.length}`;
      const began = performance.now();
      await put(system, flowArn, [{ name, at: new Date() }]);
      await until(
        () => system.api('GET', `/sources/${id}/status`),
        ({ body }) => JSON.stringify(body.explanations ?? []).includes(`${name}.`),
      );
      times.push(performance.now() - began);
    }
  } finally {
    clearInterval(background);
  }
  const ms = rounded(median(times), 0);
  return { ms, 'worst ms': rounded(Math.max(...times), 0), ...judged(ms, 1_000) };
}

/** How many events of a burst no function has taken, and how many of those that count then are not in the table. */
async function poured(system: System, flowArn: string): Promise<{ lost: number; seconds: number }> {
  const since = new Date().toISOString();
  const began = performance.now();
  const all = alerts(burst, 'burst', Date.now() + 60_000);
  const shuffled = all.map((alert, index) => ({ alert, rank: (index * 7919) % burst })).sort((a, b) => a.rank - b.rank);
  for (let sent = 0; sent < burst; sent += perCall)
    void put(
      system,
      flowArn,
      shuffled.slice(sent, sent + perCall).map(({ alert }) => alert),
    );
  const taken = async () => {
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
    return calls.filter((call) => call.principal.includes('HearAlert') && call.operation === 'GetItem').length;
  };
  const seen = await until(taken, (count) => count >= burst, 300);
  const newest = all.slice(-kept).map(({ name }) => `"${name} `);
  const missing = await until(
    async () => missingIn(await itemText(system), newest),
    (count) => count === 0,
    60,
  );
  return { lost: burst - seen + missing, seconds: rounded((performance.now() - began) / 1000, 1) };
}

const missingIn = (text: string, names: readonly string[]) => names.filter((name) => !text.includes(name)).length;

async function itemText(system: System): Promise<string> {
  const db = new DynamoDBClient(system.aws());
  const { TableNames = [] } = await db.send(new ListTablesCommand({}));
  const { Items = [] } = await db.send(new ScanCommand({ TableName: TableNames[0], ConsistentRead: true }));
  return JSON.stringify(Items.filter(({ sk }) => sk?.S === 'observed'));
}

interface Alert {
  name: string;
  at: Date;
}

/** Alerts one second apart, the last of them at `end`. */
function alerts(count: number, name: string, end = Date.now()): Alert[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${name}-${index}`,
    at: new Date(end - (count - index) * 1000),
  }));
}

/** Events of another kind, of the same flow. */
async function putOthers(system: System, flowArn: string): Promise<void> {
  const Entries = alerts(perCall, 'other').map(({ at }) => ({
    Source: 'aws.mediaconnect',
    DetailType: 'MediaConnect Flow Content Quality',
    Resources: [flowArn],
    Time: at,
    Detail: JSON.stringify({ impacted: false }),
  }));
  await new EventBridgeClient(system.aws()).send(new PutEventsCommand({ Entries }));
}

async function put(system: System, flowArn: string, alerts: readonly Alert[]): Promise<void> {
  const Entries = alerts.map(({ name, at }) => ({
    Source: 'aws.mediaconnect',
    DetailType: 'MediaConnect Alert',
    Resources: [flowArn],
    Time: at,
    Detail: JSON.stringify({ errored: true, 'error-id': name, 'error-message': `${name} entitlement ${name}.` }),
  }));
  await new EventBridgeClient(system.aws()).send(new PutEventsCommand({ Entries }));
}
