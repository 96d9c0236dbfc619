import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { SourceStatus } from '../../lambdas/domain/running-status';
import type { Call } from '../../local/aws/calls';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { flowChangesSince, moment } from './calls';
import type { SeenSource } from './client';
import { ask, takeBack } from './faults';
import { useSystem } from './scene';

jest.setTimeout(240_000);

const { system, client, account } = useSystem();
let pair: SeenSource;

beforeAll(async () => {
  pair = await client.createRunning(pairRequest(5000));
});

/** A source with two SRT listeners, of which `main` is the primary. */
function pairRequest(port: number) {
  return sourceWith({
    'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'main' },
    'flow-sources': ['main', 'spare'].map((name, index) =>
      flowSourceRequest('srt-listener', { name, 'ingest-port': port + 10 * index, 'decryption-settings': undefined }),
    ),
  });
}

const sourceWith = (members: Parameters<typeof flowRequest>[1]) => ({
  ...sourceRequest('srt-listener'),
  'ingress-flows': [flowRequest('srt-listener', members)],
});
const arnOf = (source: SeenSource) => source['provisioned-flows']['ingress-flows'][0]?.arn ?? '';
const signal = (source: SeenSource, body: object) =>
  system.simulator('POST', 'signals', { flowArn: arnOf(source), ...body });
const statusOf = async ({ id }: SeenSource) => (await system.api<SourceStatus>('GET', `/sources/${id}/status`)).body;
const reasonsOf = ({ health }: SourceStatus) => [health.status, ...(health.reasons ?? [])].join(' ');
/** Waits until the health of a source and its reasons are these. */
const untilIs = (source: SeenSource, expected: string) =>
  until(
    () => statusOf(source),
    (status) => reasonsOf(status) === expected,
    // A minute that also shows what was before proves nothing.
    150,
  );

/** Events tell whole seconds: of two opposite ones in one second, only the next look decides which came last. */
async function nextSecond(): Promise<void> {
  const second = Math.floor(Date.now() / 1000);
  await until(
    async () => Math.floor(Date.now() / 1000),
    (now) => now > second,
  );
}

/** The latest value of a metric of a source's first flow source, as CloudWatch has it. */
async function measured(source: SeenSource, metric: string, statistic: string): Promise<number | undefined> {
  const flow = await account.flow(arnOf(source));
  const Dimensions = [{ Name: 'SourceARN', Value: flow?.Sources?.[0]?.SourceArn }];
  const Metric = { Namespace: 'AWS/MediaConnect', MetricName: metric, Dimensions };
  const { MetricDataResults } = await new CloudWatchClient(system.aws()).send(
    new GetMetricDataCommand({
      MetricDataQueries: [{ Id: 'q', MetricStat: { Metric, Period: 60, Stat: statistic } }],
      StartTime: new Date(Date.now() - 300_000),
      EndTime: new Date(),
      ScanBy: 'TimestampAscending',
    }),
  );
  return MetricDataResults?.[0]?.Values?.at(-1);
}

/** An item beside the record of a source, read by a call that the product does not make. */
async function items({ id }: SeenSource, sortKey: string): Promise<Record<string, unknown>[]> {
  const db = new DynamoDBClient(system.aws());
  const { TableNames = [] } = await db.send(new ListTablesCommand({}));
  const { Items = [] } = await db.send(
    new ScanCommand({
      TableName: TableNames[0],
      ConsistentRead: true,
      FilterExpression: 'pk = :source AND begins_with(sk, :sort)',
      ExpressionAttributeValues: { ':source': { S: `source#${id}` }, ':sort': { S: sortKey } },
    }),
  );
  return Items.map((item) => unmarshall(item));
}

describe('the status of a source with two flow sources', () => {
  it('says that nothing is connected yet, and why that may be', async () => {
    const status = await untilIs(pair, 'unhealthy InputNotConnected');
    expect(status['running-status']).toBe('running');
    expect(status['flow-sources']?.map(({ name, state }) => [name, state])).toEqual([
      ['main', 'disconnected'],
      ['spare', 'disconnected'],
    ]);
    const [flow] = pair['provisioned-flows']['ingress-flows'];
    expect(status.explanations?.[0]?.['next-step']).toContain(`${flow?.['flow-sources'][0]?.ip}:5000`);
  });

  it('is healthy once both receive', async () => {
    await signal(pair, { connected: true, bitRate: 8_000_000 });
    const status = await untilIs(pair, 'healthy');
    expect(status['flow-sources']).toMatchObject([{ state: 'connected' }, { state: 'connected' }]);
  });

  it('tells of one lost leg, then of the other', async () => {
    await signal(pair, { flowSource: 'main', connected: false });
    const status = await untilIs(pair, 'degraded RedundancyLost BackupInputActive');
    expect(status.explanations?.map((each) => each['flow-source'])).toEqual(['main', 'spare']);
    await signal(pair, { flowSource: 'spare', connected: false });
    await untilIs(pair, 'unhealthy InputNotConnected');
    await signal(pair, { connected: true });
    await untilIs(pair, 'healthy');
  });

  it.each([
    [
      'errors of TR 101 290',
      { tr101: { continuity_count_error: true, pcr_error: true } },
      'degraded ContinuityCounterError PcrError',
    ],
    ['a black picture', { contentQuality: { blackFrames: true } }, 'degraded BlackFrames'],
    [
      'silence and a frozen picture',
      { contentQuality: { silentAudio: true, frozenFrames: true } },
      'degraded FrozenFrames SilentAudio',
    ],
    ['missing video', { contentQuality: { videoMissing: true } }, 'degraded VideoMissing'],
    ['a stream error', { streamError: 'Buffer Overflow Error' }, 'unhealthy SourceStreamError'],
  ])('tells of %s, and that it is over', async (_, members, expected) => {
    await nextSecond();
    await signal(pair, { connected: true, ...members });
    await untilIs(pair, expected);
    await nextSecond();
    await signal(pair, { connected: true });
    await untilIs(pair, 'healthy');
  });

  it('tells of maintenance', async () => {
    await signal(pair, { maintenance: 'SCHEDULED' });
    const maintained = (state: string | undefined) =>
      until(
        () => statusOf(pair),
        ({ maintenance }) => maintenance?.state === state,
      );
    await maintained('scheduled');
    await signal(pair, { maintenance: 'INPROGRESS' });
    await maintained('in-progress');
    await signal(pair, { maintenance: 'FINISHED' });
    await maintained(undefined);
  });

  it('is asked of AWS once in half a minute, however many poll', async () => {
    const began = new Date();
    const many = 200;
    for (let asked = 0; asked < many; asked += 20) await Promise.all(Array.from({ length: 20 }, () => statusOf(pair)));
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${began.toISOString()}`);
    const looks = calls.filter(({ principal }) => principal.includes('GetSourceStatus'));
    const halves = Math.ceil((Date.now() - began.getTime()) / 30_000);
    for (const operation of ['DescribeFlow', 'GetMetricData'])
      expect(looks.filter((each) => each.operation === operation).length).toBeLessThanOrEqual(halves + 1);
    expect(looks.filter((each) => each.operation === 'BatchGetItem')).toHaveLength(many);
  });

  it('leaves the changes of its health in the history', async () => {
    const events = await items(pair, 'event#');
    const changes = events.flatMap(({ kind, health }) => (kind === 'health-changed' ? [health] : []));
    expect(changes).toContainEqual({ from: 'unhealthy', to: 'healthy', reasons: [] });
    expect(changes).toContainEqual(expect.objectContaining({ to: 'unhealthy', reasons: ['InputNotConnected'] }));
  });

  it('is that of a stopped source when it was stopped, and forgets what was before', async () => {
    await system.api('POST', `/sources/${pair.id}/stop`);
    await client.settled(pair.id, 'update-complete');
    const status = await until(
      () => statusOf(pair),
      (seen) => seen['running-status'] === 'stopped',
    );
    expect(reasonsOf(status)).toBe('unknown FlowNotRunning');
    expect(status.explanations?.[0]?.['next-step']).toBe('POST …/start starts it.');
    await signal(pair, { connected: false });
    await system.api('POST', `/sources/${pair.id}/start`);
    await client.settled(pair.id, 'update-complete');
    await untilIs(pair, 'unhealthy InputNotConnected');
  });
});

describe('a change of one of two flow sources', () => {
  let source: SeenSource;
  const changed = (name: string, members: object) => {
    const [flow] = pairRequest(7000)['ingress-flows'];
    const sources = flow?.['flow-sources'].map((each) => (each.name === name ? { ...each, ...members } : each));
    return { 'ingress-flows': [{ ...flow, 'flow-sources': sources }] };
  };
  const patch = (name: string, query = '') =>
    system.api('PATCH', `/sources/${source.id}${query}`, changed(name, { 'ingest-port': 7020 }));

  beforeAll(async () => {
    const { body } = await system.api('POST', '/sources?start=false', pairRequest(7000));
    source = await client.settled(body.id, 'creation-complete');
    // From its start on, so that no sample shows the flow without its streams.
    await signal(source, { connected: true, bitRate: 8_000_000 });
    await system.api('POST', `/sources/${source.id}/start`);
    await client.settled(source.id, 'update-complete');
    await until(
      () => measured(source, 'SourceBitRate', 'Average'),
      (bitRate = 0) => bitRate > 0,
    );
  });

  it('is live where the other one carries the stream', async () => {
    const { body } = await until(
      () => patch('spare', '?dry-run=true'),
      ({ body: { plan } }) => plan.impact === 'live',
      // As for health: a look is shared for half a minute.
      150,
    );
    expect(body.plan.warnings).toEqual([expect.stringMatching(/^redundancy-lost: while flow source spare changes/)]);
  });

  it('is refused where it carries the stream itself', async () => {
    const since = moment();
    expect(await patch('main')).toMatchObject({
      status: 409,
      body: { type: 'urn:problem:interruption-not-allowed', plan: { impact: 'interruption', warnings: [] } },
    });
    expect(await flowChangesSince(system, since)).toEqual([]);
  });

  it('goes through without leave where it does not, and the picture stays', async () => {
    const before = await statusOf(source);
    const since = moment();
    expect((await patch('spare')).status).toBe(200);
    await client.settled(source.id, 'update-complete');
    expect(await flowChangesSince(system, since)).toEqual(['UpdateFlowSource']);
    const after = await statusOf(source);
    expect(after['running-status']).toBe('running');
    expect(after['flow-sources']?.[0]).toMatchObject({ name: 'main', state: 'connected', selected: true });
    expect(after['flow-sources']?.[0]?.since).toBe(before['flow-sources']?.[0]?.since);
    const spare = (await account.flow(arnOf(source)))?.Sources?.find(({ Name }) => Name === 'spare');
    expect(spare?.IngestPort).toBe(7020);
  });
});

it('tells of packets that are lost for good, by the metrics', async () => {
  const source = await client.createRunning(sourceRequest('rist'));
  await signal(source, { connected: true, packetLossPercent: 5 });
  await until(
    () => measured(source, 'SourceNotRecoveredPackets', 'Sum'),
    (lost = 0) => lost > 0,
  );
  const status = await untilIs(source, 'degraded PacketLoss');
  expect(status['flow-sources']?.[0]?.['packet-loss-percent']).toBeGreaterThan(0);
});

it('tells of a key that MediaConnect cannot read', async () => {
  const source = await client.createRunning(sourceRequest('zixi-push'));
  const [SecretId] = await account.secretsOf(source.id);
  const gone = { SecretId, ForceDeleteWithoutRecovery: true };
  await new SecretsManagerClient(system.aws()).send(new DeleteSecretCommand(gone));
  await signal(source, { connected: true });
  await system.api('POST', `/sources/${source.id}/stop`);
  await client.settled(source.id, 'update-complete');
  await system.api('POST', `/sources/${source.id}/start`);
  await client.settled(source.id, 'update-complete');
  await untilIs(source, 'unhealthy InputNotConnected DecryptionError');
});

it('tells of an entitlement that another flow uses', async () => {
  await client.createRunning(sourceRequest('entitlement'));
  const second = await client.createRunning(sourceRequest('entitlement'));
  await untilIs(second, 'unhealthy InputNotConnected EntitlementUnavailable');
});

it('never shows a green light because an event was lost', async () => {
  const source = await client.createRunning(pairRequest(6000));
  await signal(source, { connected: true });
  await until(
    () => items(source, 'observed'),
    ([observed]) => (observed as { health?: SourceStatus['health'] })?.health?.status === 'healthy',
  );
  // Only those who take events in read single items: the events of the loss end as dead letters.
  await ask(system, { service: 'dynamodb', operation: 'GetItem', effect: 'error', times: 'always' });
  await signal(source, { connected: false });
  await until(
    async () => deadLetters().filter((line) => line.includes(arnOf(source))).length,
    (count) => count >= 3,
  );
  await takeBack(system);
  await until(
    () => measured(source, 'SourceConnected', 'Minimum'),
    (connected) => connected === 0,
  );
  expect(reasonsOf(await statusOf(source))).toMatch(/^(unknown|unhealthy InputNotConnected)$/);
});

function deadLetters(): string[] {
  const folder = join(system.dataDirectory, 'queues');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trim().split('\n'));
}
