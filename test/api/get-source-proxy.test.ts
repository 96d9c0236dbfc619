import type { RecordedProxy } from '../../lambdas/domain/proxy';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { type S3, s3 } from '../../local/aws/s3';
import { localSecret } from '../../local/aws/sts';
import { apiEvent, type EventOptions, type Handler, lambdaContext } from '../support/api-event';
import { home, type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { configuredSource, sourceId } from '../support/configured-source';
import { describedFlow, knowing } from '../support/described-flow';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { completeRecord } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { sourceRequest } from '../support/sources';
import { type StubService, startStubService } from '../support/stub-service';

const bucket = `${functionEnvironment.PROXY_BUCKETS}-${home.account}-eu-west-1`;
const requested = configuredSource({ ...sourceRequest('srt-listener'), 'proxy-enabled': true }).configuration;
const proxy: RecordedProxy = {
  ...{ region: 'eu-west-1', 'input-id': '1', 'channel-id': '2', 'channel-arn': 'arn:channel' },
  ...{ state: 'running', 'seen-at': 1 },
};
const playlist =
  '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.000,\nproxy_360p_00007.ts\n#EXTINF:2.000,\nproxy_360p_00008.ts\n';

let table: SourceTable;
let storage: S3;
let buckets: { name: string; account: string; region: string; corsOrigins: string[]; lifecycle: [] }[];
let endpoint: TestEndpoint;
let [flows, metrics, medialive]: StubService[] = [];
let handler: Handler;

beforeAll(async () => {
  storage = s3({ buckets: () => buckets, secretOf: () => localSecret });
  endpoint = await testEndpoint([storage]);
  [flows, metrics, medialive] = await Promise.all([startStubService(), startStubService(), startStubService()]);
  enterFunction({
    AWS_ENDPOINT_URL_S3: endpoint.url,
    AWS_ENDPOINT_URL_MEDIACONNECT: flows?.url ?? '',
    AWS_ENDPOINT_URL_CLOUDWATCH: metrics?.url ?? '',
    AWS_ENDPOINT_URL_MEDIALIVE: medialive?.url ?? '',
  });
  table = await startSourceTable();
  handler = (await import('../../lambdas/api/get-source-proxy')).handler as unknown as Handler;
});
beforeEach(() => {
  storage.reset();
  endpoint.calls.clear();
  buckets = [{ name: bucket, ...home, corsOrigins: [], lifecycle: [] }];
  flows?.answer(knowing(describedFlow()));
  metrics?.answer(() => ({ body: { MetricDataResults: [] } }));
  channelIs('RUNNING');
});
afterEach(() => table.clear());
afterAll(() => Promise.all([table, endpoint, flows, metrics, medialive].map((each) => each?.close())));

const channelIs = (state: string) => medialive?.answer(() => ({ body: { id: '2', arn: 'arn:channel', state } }));
const put = (key: string, text: string, age = 0) =>
  storage.put(bucket, `${sourceId}/${key}`, { body: Buffer.from(text), modified: Date.now() - age });
const given = (members: Partial<SourceRecord> = {}) => table.put(completeRecord({ requested, proxy, ...members }));
const getProxy = (options?: EventOptions) => handler(apiEvent({ sourceId, role: 'viewer', ...options }), lambdaContext);
const reasonOf = async () => {
  const { type, reason, detail } = JSON.parse((await getProxy()).body);
  expect(type).toBe('urn:problem:proxy-unavailable');
  expect(detail).toContain(`(${reason})`);
  return reason;
};
const operations = () => endpoint.calls.since().map(({ operation }) => operation);

describe('the playlist of a proxy', () => {
  it('is what the channel wrote, with addresses in place of the names, for one look into the bucket', async () => {
    await given();
    put('proxy_360p.m3u8', playlist);
    put('proxy_360p_00007.ts', 'seven');
    put('proxy_360p_00008.ts', 'eight');
    const { statusCode, headers, body } = await getProxy();
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/vnd.apple.mpegurl', 'Cache-Control': 'no-store' });
    expect(operations()).toEqual(['GetObject']);
    const lines = body.split('\n');
    expect(
      lines.map((line) => (line.startsWith('http') ? new URL(line).pathname.split('/').at(-1) : line)).join('\n'),
    ).toBe(playlist);
    const read = await Promise.all(lines.filter((line) => line.startsWith('http')).map((each) => fetch(each)));
    expect(await Promise.all(read.map((each) => each.text()))).toEqual(['seven', 'eight']);
    expect([flows?.requests, medialive?.requests]).toEqual([[], []]);
  });

  it('has addresses for four minutes, which is less than any session is left', async () => {
    await given();
    put('proxy_360p.m3u8', playlist);
    const [address = ''] = (await getProxy()).body.split('\n').filter((line) => line.startsWith('http'));
    expect(new URL(address).searchParams.get('X-Amz-Expires')).toBe('240');
    const ahead = Date.now() + 241_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(ahead);
    expect((await fetch(address)).status).toBe(403);
    clock.mockRestore();
  });

  it.each<[string, Partial<SourceRecord>]>([
    ['ProxyOff', { requested: { ...requested, 'proxy-enabled': false } }],
    ['SourceStopped', { running: false }],
    ['ProxyFailed', { proxy: undefined, 'proxy-failed': 'No role.' }],
    ['ProxyNotReady', { proxy: undefined, 'provisioning-status': 'update-in-progress' }],
  ])('is none, and nobody asks for one: %s', async (reason, members) => {
    await given(members);
    put('proxy_360p.m3u8', playlist);
    expect(await reasonOf()).toBe(reason);
    expect(operations()).toEqual([]);
  });

  it.each([
    ['NoSegmentYet', 'RUNNING'],
    ['ProxyNotReady', 'STARTING'],
    ['ChannelStopped', 'IDLE'],
    ['ChannelMissing', 'DELETED'],
    ['ChannelFailed', 'UPDATE_FAILED'],
  ])('is none where there is no playlist, for a reason: %s', async (reason, state) => {
    await given();
    channelIs(state);
    expect(await reasonOf()).toBe(reason);
  });

  it('is none where it is old, which would be taken for what is on air', async () => {
    await given();
    put('proxy_360p.m3u8', playlist, 40_000);
    expect(await reasonOf()).toBe('NoNewSegment');
    put('proxy_360p.m3u8', playlist, 20_000);
    expect((await getProxy()).statusCode).toBe(200);
  });

  it('is none without the bucket, and says which stack has it', async () => {
    await given();
    buckets = [];
    expect(await reasonOf()).toBe('BucketMissing');
    expect(JSON.parse((await getProxy()).body).detail).toContain('docs/target-accounts.md');
  });

  it('is none where S3 refuses, and is tried again where it fails for now', async () => {
    await given();
    put('proxy_360p.m3u8', playlist);
    endpoint.faults.add({ service: 's3', effect: 'error', error: 'AccessDenied', status: 403 });
    expect(await reasonOf()).toBe('BucketUnreadable');
    endpoint.faults.add({ service: 's3', effect: 'error', error: 'SlowDown', status: 503, times: 2 });
    expect((await getProxy()).statusCode).toBe(200);
    endpoint.faults.add({ service: 's3', effect: 'error', error: 'SlowDown', status: 503, times: 3 });
    expect(JSON.parse((await getProxy()).body)).toMatchObject({
      type: 'urn:problem:target-account-unreachable',
      status: 502,
    });
  });

  it('is shared in the look for its reason: MediaLive is asked once, however many ask', async () => {
    await given();
    channelIs('IDLE');
    await reasonOf();
    await Promise.all(Array.from({ length: 5 }, reasonOf));
    expect(medialive?.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /prod/channels/2']);
  });

  it("is nobody else's, and none of a source that is deleted", async () => {
    await given({ 'provisioning-status': 'deletion-complete' });
    expect(JSON.parse((await getProxy()).body)).toMatchObject({ type: 'urn:problem:source-not-found' });
    await given({ 'target-account-id': '00000000-0000-4000-8000-0000000000ff' });
    expect((await getProxy()).statusCode).toBe(404);
  });
});
