import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputSpecification } from '../../../lambdas/domain/proxy';
import { channelForm, channelSettings, inputForm } from '../../../lambdas/domain/proxy-form';
import { type MediaLive, mediaLive } from '../../../local/aws/medialive';
import { type S3, s3 } from '../../../local/aws/s3';
import { home, signature, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

const flowArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:news';
const folder = mkdtempSync(join(tmpdir(), 'headworks-'));
let [service, storage, endpoint]: [MediaLive, S3, TestEndpoint] = [] as never;
let fed: string[];
let receivesSince: number | undefined;
let denied: string | undefined;
let broken: string | undefined;
let now = Date.parse('2026-03-02T10:00:00Z');

beforeAll(async () => {
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  storage = s3({ buckets: () => [{ name: 'b', ...home, corsOrigins: [], lifecycle: [] }], secretOf: () => '' });
  service = mediaLive({
    ...{ file: join(folder, 'medialive.json'), speed: 10, storage },
    feed: (arn, input) => void fed.push(`${arn} ${input}`),
    starve: (arn, input) => {
      fed = fed.filter((each) => each !== `${arn} ${input}`);
    },
    passesOnSince: () => receivesSince,
    refusal: (_role, action) => (action === denied ? `not authorized to perform: ${action}` : undefined),
    isStuck: () => false,
    breaks: (operation) => operation === broken,
  });
  storage.beforeReading = () => service.catchUp();
  endpoint = await testEndpoint([service, storage]);
});
beforeEach(() => {
  service.reset();
  storage.reset();
  [fed, receivesSince, denied, broken] = [[], undefined, undefined, undefined];
});
afterAll(async () => {
  jest.restoreAllMocks();
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

/** Lets so many seconds of the service's own time pass. */
const pass = (seconds: number) => {
  now += (seconds * 1000) / 10;
};
/** What is answered; a test looks into bodies of any shape. */
interface Answer {
  status: number;
  error: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: as the service shapes them
  body: any;
}
async function call(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${endpoint.url}/prod/${path}`, {
    method,
    headers: { authorization: signature('medialive') },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, error: answer.headers.get('x-amzn-errortype'), body: await answer.json() };
}
const birth = (requestId: string) => ({ name: 'news', requestId, roleArn: 'arn:role', tags: { desk: 'a' } });
const form = (inputId: string, requestId = 'channel-1') =>
  channelForm(channelSettings(inputId, inputSpecification(2), 's3ssl://b/source/proxy'), birth(requestId));
const makeInput = async () => (await call('POST', 'inputs', inputForm(flowArn, birth('input-1')))).body.input;
const makeChannel = async () => {
  const { id } = await makeInput();
  pass(3);
  const { channel } = (await call('POST', 'channels', form(id))).body;
  pass(10);
  return channel;
};
const stateOf = async (path: string) => (await call('GET', path)).body.state;
const keys = async () => {
  const answer = await fetch(`${endpoint.url}/b?list-type=2`, { headers: { authorization: signature('s3') } });
  return [...(await answer.text()).matchAll(/<Key>(.*?)</g)].map(([, key]) => key);
};
const playlist = async () =>
  (await fetch(`${endpoint.url}/b/source/proxy_360p.m3u8`, { headers: { authorization: signature('s3') } })).text();

describe('an input of the local MediaLive', () => {
  it('is made once for one request id, feeds on its flow, and is attached by a channel', async () => {
    const input = await makeInput();
    expect(input).toMatchObject({
      state: 'CREATING',
      type: 'MEDIACONNECT',
      mediaConnectFlows: [{ flowArn }],
      tags: { desk: 'a' },
    });
    expect((await makeInput()).id).toBe(input.id);
    expect(fed).toEqual([`${flowArn} ${input.arn}`]);
    pass(3);
    expect(await stateOf(`inputs/${input.id}`)).toBe('DETACHED');
    await call('POST', 'channels', form(input.id));
    expect((await call('GET', `inputs/${input.id}`)).body).toMatchObject({
      state: 'ATTACHED',
      attachedChannels: [expect.any(String)],
    });
    expect((await call('GET', `tags/${encodeURIComponent(input.arn)}`)).body).toEqual({ tags: { desk: 'a' } });
  });

  it('is refused without a role that may be fed, and feeds on another flow only while its channel is idle', async () => {
    denied = 'mediaconnect:ManagedAddOutput';
    expect(await call('POST', 'inputs', inputForm(flowArn, birth('input-2')))).toMatchObject({
      status: 400,
      error: 'BadRequestException',
    });
    denied = undefined;
    const channel = await makeChannel();
    const [{ inputId }] = channel.inputAttachments;
    const other = { mediaConnectFlows: [{ flowArn: `${flowArn}-2` }] };
    await call('POST', `channels/${channel.id}/start`);
    expect(await call('PUT', `inputs/${inputId}`, other)).toMatchObject({ status: 409, error: 'ConflictException' });
    pass(60);
    await call('POST', `channels/${channel.id}/stop`);
    pass(20);
    expect((await call('PUT', `inputs/${inputId}`, other)).status).toBe(200);
    expect(fed).toEqual([expect.stringContaining(`${flowArn}-2 `)]);
  });

  it('is deleted when no channel has it, and is told of as deleted', async () => {
    const { id, inputAttachments } = await makeChannel();
    const [{ inputId }] = inputAttachments;
    expect((await call('DELETE', `inputs/${inputId}`)).error).toBe('ConflictException');
    await call('DELETE', `channels/${id}`);
    pass(10);
    expect((await call('DELETE', `inputs/${inputId}`)).status).toBe(200);
    expect(fed).toEqual([]);
    pass(3);
    expect(await stateOf(`inputs/${inputId}`)).toBe('DELETED');
    expect((await call('GET', 'inputs')).body).toEqual({ inputs: [] });
    expect((await call('GET', 'inputs/none')).error).toBe('NotFoundException');
  });
});

describe('a channel of the local MediaLive', () => {
  it('passes from state to state in its time, and is refused what its state does not allow', async () => {
    const { id } = await makeChannel();
    expect(await stateOf(`channels/${id}`)).toBe('IDLE');
    expect((await call('POST', `channels/${id}/stop`)).error).toBe('ConflictException');
    expect((await call('POST', `channels/${id}/start`)).body.state).toBe('STARTING');
    pass(59);
    expect(await stateOf(`channels/${id}`)).toBe('STARTING');
    pass(1);
    expect(await stateOf(`channels/${id}`)).toBe('RUNNING');
    for (const [method, path] of [
      ['POST', '/start'],
      ['DELETE', ''],
      ['PUT', ''],
    ] as const)
      expect((await call(method, `channels/${id}${path}`, {})).error).toBe('ConflictException');
    await call('POST', `channels/${id}/stop`);
    pass(20);
    const inputSpecification = { codec: 'HEVC', resolution: 'UHD', maximumBitrate: 'MAX_50_MBPS' };
    expect((await call('PUT', `channels/${id}`, { inputSpecification })).body.channel).toMatchObject({
      state: 'UPDATING',
      inputSpecification,
      channelClass: 'SINGLE_PIPELINE',
    });
    pass(5);
    expect((await call('DELETE', `channels/${id}`)).body.state).toBe('DELETING');
  });

  it('is made once for one request id, and has its input alone', async () => {
    const { id, inputAttachments } = await makeChannel();
    const [{ inputId }] = inputAttachments;
    expect((await call('POST', 'channels', form(inputId))).body.channel.id).toBe(id);
    expect((await call('POST', 'channels', form(inputId, 'channel-2'))).error).toBe('ConflictException');
  });

  it('says every fault of its settings', async () => {
    const { id } = await makeInput();
    pass(3);
    const { encoderSettings, ...wrong } = form(id);
    const answer = await call('POST', 'channels', {
      ...wrong,
      colour: 'red',
      inputSpecification: { codec: 'AV1' },
      encoderSettings: { ...encoderSettings, timecodeConfig: {} },
    });
    expect(answer).toMatchObject({ status: 422, error: 'UnprocessableEntityException' });
    const places = answer.body.validationErrors.map(({ elementPath }: { elementPath: string }) => elementPath);
    expect(places).toEqual([
      'colour',
      'inputSpecification/codec',
      'inputSpecification/resolution',
      'inputSpecification/maximumBitrate',
      'encoderSettings/timecodeConfig',
    ]);
  });

  it('fails where that is asked for', async () => {
    broken = 'CreateChannel';
    const { id } = await makeChannel();
    expect(await stateOf(`channels/${id}`)).toBe('CREATE_FAILED');
    broken = undefined;
    expect((await call('DELETE', `channels/${id}`)).status).toBe(200);
  });
});

describe('what a channel writes', () => {
  const running = async () => {
    const { id } = await makeChannel();
    await call('POST', `channels/${id}/start`);
    pass(60);
    return id;
  };

  it('is nothing while it stands still, nothing comes in, or its role may not write', async () => {
    receivesSince = now;
    await makeChannel();
    expect(await keys()).toEqual([]);
    service.reset();
    await running();
    receivesSince = undefined;
    expect(await keys()).toEqual([]);
    [receivesSince, denied] = [now, 's3:PutObject'];
    expect(await keys()).toEqual([]);
    denied = undefined;
    expect(await keys()).toEqual(['source/proxy_360p_00001.ts', 'source/proxy_360p.m3u8']);
  });

  it('is a segment every two seconds at its own pace, of which it lists the last and keeps some more', async () => {
    receivesSince = now;
    await running();
    now += 60_000;
    const kept = await keys();
    expect(kept.filter((key) => key?.endsWith('.ts'))).toHaveLength(13);
    const lines = (await playlist()).split('\n');
    const listed = lines.filter((line) => line.endsWith('.ts'));
    expect(listed).toHaveLength(6);
    for (const name of listed) expect(kept).toContain(`source/${name}`);
    expect(lines).toContain(`#EXT-X-MEDIA-SEQUENCE:${Number(/_0*(\d+)\.ts/.exec(listed[0] ?? '')?.[1])}`);
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY').length).toBeGreaterThan(0);
  });

  it('stops with the signal, and goes on with the next number', async () => {
    receivesSince = now;
    await running();
    now += 6_000;
    const before = await playlist();
    receivesSince = undefined;
    now += 60_000;
    expect(await playlist()).toBe(before);
    receivesSince = now;
    const last = (text: string) => Number(/_0*(\d+)\.ts\n$/.exec(text)?.[1]);
    expect(last(before)).toBe(4);
    expect(last(await playlist())).toBe(5);
  });
});
