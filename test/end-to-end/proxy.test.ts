import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { HistoryEvent } from '../../lambdas/domain/history';
import type { Plan } from '../../lambdas/domain/plan';
import type { ProxyStatus } from '../../lambdas/domain/proxy-status';
import type { Call } from '../../local/aws/calls';
import { signature } from '../support/aws-endpoint';
import { itInLong, shareOf } from '../support/share';
import { flowRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { changesSince, moment } from './calls';
import type { SeenSource } from './client';
import { ask, takeBack } from './faults';
import { askStorage, inMediaLive, keysIn } from './proxies';
import { untilOwedNothing } from './rest';
import { useSystem } from './scene';

jest.setTimeout(240_000);

const { system, client, account } = useSystem();
const body = { ...sourceRequest('srt-listener'), 'proxy-enabled': true, 'proxy-tier': 2 };
beforeAll(() => system.simulator('POST', 'reset'));
afterEach(() => takeBack(system));

const there = (kind: 'inputs' | 'channels') => inMediaLive(system, kind);
const storage = (method: string, path: string) => askStorage(system, method, path);
const bucketOf = (playlist: string) => /^http.*?:\d+\/([^/]+)\//m.exec(playlist)?.[1] ?? '';
const keysOf = (bucket: string, id: string) => keysIn(system, id, bucket);

const playlistOf = (id: string) => system.api('GET', `/sources/${id}/proxy`);
const proxyOf = async (id: string): Promise<ProxyStatus> =>
  (await system.api('GET', `/sources/${id}/status`)).body.proxy;
const flowOf = (source: SeenSource) => source['provisioned-flows']['ingress-flows'][0];
const signal = (source: SeenSource, connected: boolean) =>
  system.simulator('POST', 'signals', { flowArn: flowOf(source)?.arn, connected, bitRate: connected ? 8_000_000 : 0 });
async function change(id: string, members: object, query = '') {
  const { status, body: answer } = await system.api('PATCH', `/sources/${id}${query}`, members);
  if (status !== 200) throw new Error(JSON.stringify(answer));
  return client.settled(id, 'update-complete');
}
const ofProxies = (changes: string[]) => changes.filter((each) => /^(medialive|s3):/.test(each));
const addresses = (playlist: string) => playlist.split('\n').filter((line) => line.startsWith('http'));

describe('a source with a proxy', () => {
  let source: SeenSource;
  let bucket = '';

  it('has it made by as few calls as may be, in the name of the source', async () => {
    const since = moment();
    source = await client.createRunning(body);
    expect(source.proxy).toMatchObject({ state: 'running', tier: 2 });
    expect(ofProxies(await changesSince(system, since))).toEqual([
      'medialive:CreateInput',
      'medialive:CreateChannel',
      'medialive:StartChannel',
    ]);
    const [[input], [channel]] = await Promise.all([there('inputs'), there('channels')]);
    expect(input?.mediaConnectFlows).toEqual([{ flowArn: flowOf(source)?.arn }]);
    expect(channel?.arn).toBe(source.proxy?.['channel-arn']);
    for (const each of [input, channel]) expect(each?.tags).toMatchObject({ 'headworks:source': source.id });
  });

  it('says what is missing while nothing comes in, whoever looks first, and while another looks', async () => {
    await account.onItem(source.id, 'refreshed', (place) => new DeleteItemCommand(place));
    expect(await playlistOf(source.id)).toMatchObject({ status: 404, body: { reason: 'NoSignal' } });
    expect(await proxyOf(source.id)).toMatchObject({ state: 'running', reason: 'NoSignal' });
    // The item of one who has taken the lease, and has no answer yet.
    await account.onItem(source.id, 'refreshed', ({ TableName, Key }) => {
      const Item = { ...Key, ...marshall({ 'lease-until': Date.now() + 15_000 }) };
      return new PutItemCommand({ TableName, Item });
    });
    expect(await playlistOf(source.id)).toMatchObject({ status: 404, body: { reason: 'NoSignal' } });
    await account.onItem(source.id, 'refreshed', (place) => new DeleteItemCommand(place));
  });

  it('is played by whoever has a token, from addresses that nobody can change', async () => {
    await signal(source, true);
    const answer = await until(
      () => playlistOf(source.id),
      ({ status }) => status === 200,
    );
    expect(answer.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    const playlist = String(answer.body);
    expect(playlist).toMatch(/^#EXTM3U\n/);
    expect(addresses(playlist).length).toBeGreaterThan(0);
    for (const address of addresses(playlist)) {
      const segment = await fetch(address, { headers: { origin: 'https://desk.example' } });
      expect([segment.status, segment.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
      const bytes = Buffer.from(await segment.arrayBuffer());
      // Packets of MPEG-TS: 188 bytes, each with its sync byte.
      expect(bytes.length % 188).toBe(0);
      for (let at = 0; at < bytes.length; at += 188) expect(bytes[at]).toBe(0x47);
    }
    const [address = ''] = addresses(playlist);
    for (const other of [
      address.replace(/_\d+\.ts/, '_99999.ts'),
      address.replace('X-Amz-Expires=240', 'X-Amz-Expires=9000'),
      address.split('?')[0] ?? '',
    ])
      expect((await fetch(other)).status).toBe(403);
    bucket = bucketOf(playlist);
    const refused = await system.api('GET', `/sources/${source.id}/proxy`, undefined, { token: '' });
    expect(refused.status).toBe(401);
  });

  it('says when the signal is lost, and plays again when it is back', async () => {
    await signal(source, false);
    await until(
      () => proxyOf(source.id),
      ({ reason }) => reason === 'NoSignal',
    );
    expect((await client.read(source.id)).proxy?.state).toBe('running');
    await signal(source, true);
    await until(
      () => proxyOf(source.id),
      ({ reason }) => reason === undefined,
    );
  });

  it('does not look at it while nothing of it is asked', async () => {
    const since = moment();
    await client.read(source.id);
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
    expect(calls.filter(({ service }) => service === 'medialive' || service === 's3')).toEqual([]);
  });

  it('takes another tier without a call on the flow', async () => {
    const { plan } = (
      await system.api<{ plan: Plan }>('PATCH', `/sources/${source.id}?dry-run=true`, { 'proxy-tier': 4 })
    ).body;
    expect(plan.impact).toBe('live');
    expect(plan.steps.map(({ action }) => action)).toEqual(['update-record', 'proxy']);
    expect(plan.warnings).toEqual([expect.stringContaining('tier 4')]);
    const since = moment();
    expect((await change(source.id, { 'proxy-tier': 4 })).proxy).toMatchObject({ state: 'running', tier: 4 });
    const changes = await changesSince(system, since);
    expect(ofProxies(changes)).toEqual(['medialive:StopChannel', 'medialive:UpdateChannel', 'medialive:StartChannel']);
    expect(changes.filter((each) => each.startsWith('mediaconnect:'))).toEqual([]);
    expect((await there('channels'))[0]?.inputSpecification).toEqual({
      codec: 'HEVC',
      resolution: 'HD',
      maximumBitrate: 'MAX_50_MBPS',
    });
  });

  it('runs only while its source does', async () => {
    await system.api('POST', `/sources/${source.id}/stop`);
    expect((await client.settled(source.id, 'update-complete')).proxy?.state).toBe('stopped');
    expect((await there('channels')).map(({ state }) => state)).toEqual(['IDLE']);
    expect(await playlistOf(source.id)).toMatchObject({ status: 404, body: { reason: 'SourceStopped' } });
    await system.api('POST', `/sources/${source.id}/start`);
    expect((await client.settled(source.id, 'update-complete')).proxy?.state).toBe('running');
    expect((await playlistOf(source.id)).status).toBe(200);
  });

  it('tells of a channel that somebody stopped, and repairs it', async () => {
    const [channel] = await there('channels');
    const headers = { authorization: signature('medialive') };
    await fetch(`${system.awsUrl}/prod/channels/${channel?.id}/stop`, { method: 'POST', headers });
    await until(
      () => there('channels'),
      ([each]) => each?.state === 'IDLE',
    );
    const { body: dry } = await system.api<{ plan: Plan }>('POST', `/sources/${source.id}/repair?dry-run=true`);
    expect(dry.plan.steps).toEqual([expect.objectContaining({ action: 'proxy', impact: 'live' })]);
    const { status } = await system.api('POST', `/sources/${source.id}/repair`);
    expect(status).toBe(202);
    expect((await client.settled(source.id, 'update-complete')).proxy?.state).toBe('running');
    expect((await system.api('POST', `/sources/${source.id}/repair`)).status).toBe(200);
  });

  it('follows a flow that is replaced, for which its own output is no hindrance', async () => {
    const { az: _, ...flow } = flowRequest('srt-listener', { name: 'another' });
    const since = moment();
    source = await change(source.id, { 'ingress-flows': [flow] }, '?allow-interruption=true');
    expect(source.proxy?.state).toBe('running');
    expect((await there('inputs')).map((each) => each.mediaConnectFlows)).toEqual([[{ flowArn: flowOf(source)?.arn }]]);
    expect(ofProxies(await changesSince(system, since))).toEqual([
      'medialive:StopChannel',
      'medialive:UpdateInput',
      'medialive:StartChannel',
    ]);
  });

  it('goes and comes as the source asks, and leaves the flow alone', async () => {
    const since = moment();
    expect((await change(source.id, { 'proxy-enabled': false })).proxy).toBeUndefined();
    expect([await there('inputs'), await there('channels'), await keysOf(bucket, source.id)]).toEqual([[], [], []]);
    expect(await playlistOf(source.id)).toMatchObject({ status: 404, body: { reason: 'ProxyOff' } });
    expect((await change(source.id, { 'proxy-enabled': true })).proxy?.state).toBe('running');
    expect((await changesSince(system, since)).filter((each) => each.startsWith('mediaconnect:'))).toEqual([]);
  });

  it('says that the bucket is missing, and plays again when it is back', async () => {
    await signal(source, true);
    await until(
      () => playlistOf(source.id),
      ({ status }) => status === 200,
    );
    for (const key of await keysOf(bucket, source.id)) await storage('DELETE', `${bucket}/${key}`);
    // What the channel writes meanwhile would be in the way.
    await signal(source, false);
    for (const key of await keysOf(bucket, source.id)) await storage('DELETE', `${bucket}/${key}`);
    expect((await storage('DELETE', bucket)).status).toBe(204);
    expect(await playlistOf(source.id)).toMatchObject({ status: 404, body: { reason: 'BucketMissing' } });
    await account.onItem(source.id, 'refreshed', (place) => new DeleteItemCommand(place));
    expect(await proxyOf(source.id)).toMatchObject({ state: 'running', reason: 'BucketMissing' });
    await storage('PUT', bucket);
    await signal(source, true);
    await account.onItem(source.id, 'refreshed', (place) => new DeleteItemCommand(place));
    await until(
      () => playlistOf(source.id),
      ({ status }) => status === 200,
    );
  });

  it('leaves no channel, input or object when it is deleted, and goes before its flow', async () => {
    const since = moment();
    await client.remove(source.id);
    expect([await there('inputs'), await there('channels'), await keysOf(bucket, source.id)]).toEqual([[], [], []]);
    const changes = (await changesSince(system, since)).filter((each) => /^media/.test(each));
    expect(changes).toEqual([
      ...['medialive:StopChannel', 'medialive:DeleteChannel', 'medialive:DeleteInput'],
      ...['mediaconnect:StopFlow', 'mediaconnect:DeleteFlow'],
    ]);
  });
});

describe('a proxy that cannot be made', () => {
  const failing = async (id: string) => {
    const source = await client.settled(id, 'creation-complete');
    expect(source['provisioning-error-reason']).toBeUndefined();
    expect(source.proxy).toMatchObject({ state: 'error', reason: expect.stringContaining('role for MediaLive') });
    return source;
  };

  it.each(
    shareOf(1, [
      ['its channel is refused', { operation: 'CreateChannel', error: 'UnprocessableEntityException', status: 422 }],
      ['its input is refused', { operation: 'CreateInput', error: 'BadRequestException', status: 400 }],
      ['its channel does not start', { operation: 'StartChannel', error: 'ForbiddenException', status: 403 }],
    ] as const),
  )('leaves the source complete and on air, and is tried again: %s', async (_name, { operation, error, status }) => {
    await ask(system, { service: 'medialive', operation, effect: 'error', error, status });
    const id = await client.create(body);
    const source = await failing(id);
    expect(await proxyOf(id)).toMatchObject({ state: 'error', reason: 'ProxyFailed' });
    expect((await system.api('GET', `/sources/${id}/status`)).body['running-status']).toBe('running');
    await untilOwedNothing(system, id);
    expect((await client.read(id)).proxy).toMatchObject({ state: 'running' });
    const { events } = (await system.api<{ events: HistoryEvent[] }>('GET', `/sources/${source.id}/events`)).body;
    expect(events.some(({ step }) => step?.outcome === 'failed')).toBe(true);
    await client.remove(id);
    expect([await there('inputs'), await there('channels')]).toEqual([[], []]);
  });

  it('is found where nobody was told of it, and made anew where its channel broke while it was made', async () => {
    await ask(system, { service: 'medialive', operation: 'CreateInput', effect: 'lost-reply' });
    await ask(system, { service: 'medialive', operation: 'CreateChannel', effect: 'broken' });
    const source = await client.createRunning(body);
    expect(source.proxy?.state).toBe('running');
    expect([await there('inputs'), await there('channels')]).toEqual([[expect.anything()], [expect.anything()]]);
    await client.remove(source.id);
  });

  itInLong('is removed with a source that is deleted while it is made', async () => {
    await ask(system, { service: 'medialive', operation: 'CreateChannel', effect: 'stuck' });
    const id = await client.create(body);
    await until(
      () => there('channels'),
      (channels) => channels.length === 1,
    );
    await client.delete(id);
    // MediaLive never ends to make it: the deletion gives up, and says why.
    const failed = await client.settled(id, 'deletion-failed', 120);
    expect(failed['provisioning-error-reason']).toContain('proxy');
  });
});

it('makes no call of MediaLive or S3 for a source without a proxy', async () => {
  const since = moment();
  const source = await client.createRunning(sourceRequest('srt-listener'));
  await system.api('GET', `/sources/${source.id}/status`);
  expect((await system.api('POST', `/sources/${source.id}/repair`)).status).toBe(200);
  await client.remove(source.id);
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  expect(calls.filter(({ service }) => service === 'medialive' || service === 's3')).toEqual([]);
});
