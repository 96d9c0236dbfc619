import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedProxy } from '../../lambdas/domain/proxy';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { type MediaLive, mediaLive } from '../../local/aws/medialive';
import { ServiceError } from '../../local/aws/protocol';
import { type S3, s3 } from '../../local/aws/s3';
import { localSecret } from '../../local/aws/sts';
import { home, signature, type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { configuredSource, sourceId } from '../support/configured-source';
import { functionEnvironment } from '../support/function-environment';
import { runTask, useWorkbench } from '../support/run-task';
import { completeRecord, flowArn, provisioned } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const bench = useWorkbench();
const bucketIn = (region: string) => `${functionEnvironment.PROXY_BUCKETS}-${home.account}-${region}`;
const requested = configuredSource({
  ...sourceRequest('srt-listener'),
  'proxy-enabled': true,
  'proxy-tier': 2,
}).configuration;
const off = { ...requested, 'proxy-enabled': false };
/** In a run that brings the proxy about. */
const wanting = (members: Partial<SourceRecord> = {}) =>
  completeRecord({ requested, 'provisioning-status': 'update-in-progress', 'run-mode': 'clean-up', ...members });

const folder = mkdtempSync(join(tmpdir(), 'headworks-'));
let service: MediaLive;
let storage: S3;
let endpoint: TestEndpoint;
let handler: unknown;
let [fed, refused]: [Set<string>, string | undefined] = [new Set(), undefined];
let stuck: string | undefined;

beforeAll(async () => {
  storage = s3({
    buckets: () =>
      ['eu-west-1', 'us-east-1'].map((region) => ({
        name: bucketIn(region),
        ...home,
        region,
        corsOrigins: [],
        lifecycle: [],
      })),
    secretOf: () => localSecret,
  });
  service = mediaLive({
    ...{ file: `${folder}/medialive.json`, speed: Number.POSITIVE_INFINITY, storage },
    feed(arn, input) {
      if (arn.endsWith(':gone')) throw new ServiceError('BadRequestException', 'no such flow');
      fed.add(`${arn} ${input}`);
    },
    starve: (arn, input) => void fed.delete(`${arn} ${input}`),
    passesOnSince: () => undefined,
    refusal: () => refused,
    isStuck: (operation) => operation === stuck,
    breaks: () => false,
  });
  endpoint = await testEndpoint([service, storage]);
  Object.assign(process.env, { AWS_ENDPOINT_URL_MEDIALIVE: endpoint.url, AWS_ENDPOINT_URL_S3: endpoint.url });
  ({ handler } = await import('../../lambdas/provisioning/ensure-proxy'));
});
beforeEach(() => {
  service.reset();
  storage.reset();
  endpoint.calls.clear();
  endpoint.faults.clear();
  [fed, refused, stuck] = [new Set(), undefined, undefined];
});
afterAll(async () => {
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

/** The calls since the last look that change something. */
const changes = () => {
  const all = endpoint.calls.since().map(({ operation }) => operation);
  endpoint.calls.clear();
  return all.filter((operation) => !/^(Describe|List|Get)/.test(operation));
};
const there = async (
  kind: 'inputs' | 'channels',
  region = 'eu-west-1',
): Promise<{ id: string; state: string; tags: object }[]> => {
  const headers = { authorization: signature('medialive').replace('eu-west-1', region) };
  const answer = await (await fetch(`${endpoint.url}/prod/${kind}`, { headers })).json();
  endpoint.calls.clear();
  return (answer as Record<string, { id: string; state: string; tags: object }[]>)[kind] ?? [];
};
/** Takes steps as the workflow does, until there is none; answers what the record says then. */
async function toTheEnd(record?: SourceRecord, run = 1): Promise<SourceRecord> {
  if (record) await bench.table.put(record);
  let proxy = { polls: 0, steps: 0, next: 'wait' };
  for (let looks = 0; proxy.next !== 'done'; looks += 1) {
    if (looks > 40) throw new Error(`no end: ${JSON.stringify(proxy)} ${changes()}`);
    proxy = await runTask(handler, { run, proxy });
  }
  return bench.table.record(sourceId);
}
const one = (record: Promise<void>, proxy = { polls: 0, steps: 0 }, run = 1) =>
  record.then(() => runTask(handler, { run, proxy }));

describe('bringing a proxy about', () => {
  it('makes input and channel and starts it, a call a step, named in the record, tagged', async () => {
    const record = await toTheEnd(wanting());
    expect(changes()).toEqual(['CreateInput', 'CreateChannel', 'StartChannel']);
    const [[input], [channel]] = [await there('inputs'), await there('channels')];
    expect(record.proxy).toEqual({
      region: 'eu-west-1',
      'input-id': input?.id,
      'input-arn': `arn:aws:medialive:eu-west-1:${home.account}:input:${input?.id}`,
      'channel-id': channel?.id,
      'channel-arn': `arn:aws:medialive:eu-west-1:${home.account}:channel:${channel?.id}`,
      state: 'running',
      'seen-at': expect.any(Number),
    });
    for (const each of [input, channel]) expect(each?.tags).toMatchObject({ 'headworks:source': sourceId });
    expect([...fed]).toEqual([`${flowArn} ${record.proxy?.['input-arn']}`]);
    const steps = await bench.table.items('event#');
    expect(steps.map(({ step }) => (step as { action: string }).action).sort()).toEqual([
      'create-channel',
      'create-input',
      'start-channel',
    ]);
  });

  it('does nothing more where it is as asked for', async () => {
    await toTheEnd(wanting());
    changes();
    await toTheEnd();
    expect(changes()).toEqual([]);
  });

  it('says in the record what it asks for before it does', async () => {
    endpoint.faults.add({
      service: 'medialive',
      operation: 'CreateInput',
      effect: 'error',
      error: 'InternalServerErrorException',
      status: 500,
    });
    await expect(one(bench.table.put(wanting()))).rejects.toThrow('CreateInput');
    expect((await bench.table.record(sourceId)).proxy?.['open-creation']).toMatchObject({ what: 'input', run: 1 });
    await toTheEnd();
    expect(changes()).toEqual(['CreateInput', 'CreateInput', 'CreateChannel', 'StartChannel']);
    expect((await bench.table.record(sourceId)).proxy?.['open-creation']).toBeUndefined();
  });

  it.each(['CreateInput', 'CreateChannel'])('takes up what a lost answer to %s was of', async (operation) => {
    endpoint.faults.add({ service: 'medialive', operation, effect: 'lost-reply' });
    await expect(toTheEnd(wanting())).rejects.toThrow();
    await toTheEnd();
    expect([(await there('inputs')).length, (await there('channels')).length]).toEqual([1, 1]);
    expect((await bench.table.record(sourceId)).proxy?.state).toBe('running');
  });

  it('keeps nothing open where the refusal is certain, and has it removed as nothing', async () => {
    refused = 'MediaLive cannot assume the role';
    await expect(one(bench.table.put(wanting()))).rejects.toThrow('cannot assume the role');
    expect((await bench.table.record(sourceId)).proxy).toEqual({
      region: 'eu-west-1',
      state: 'starting',
      'seen-at': 0,
    });
    await toTheEnd({ ...(await bench.table.record(sourceId)), requested: off });
    expect((await bench.table.record(sourceId)).proxy).toBeUndefined();
    expect(changes()).toEqual(['CreateInput']);
  });

  it('is fenced: a run that another has replaced makes and changes nothing', async () => {
    await expect(one(bench.table.put(wanting({ run: 2 })))).rejects.toMatchObject({ name: 'RunSuperseded' });
    const calls = endpoint.calls.since();
    expect(calls).toEqual([]);
  });

  it('clears the mark of a failure once it is as asked for', async () => {
    const record = await toTheEnd(wanting({ 'proxy-failed': 'No role.' }));
    expect(record['proxy-failed']).toBeUndefined();
  });

  it('is moved to another Region: removed there, made here', async () => {
    await toTheEnd(wanting());
    changes();
    const record = await bench.table.record(sourceId);
    const flow = { ...provisioned, arn: flowArn.replace('eu-west-1', 'us-east-1'), region: 'us-east-1' };
    const moved = await toTheEnd({ ...record, flows: [flow] });
    expect(moved.proxy?.region).toBe('us-east-1');
    expect(changes()).toEqual([
      'StopChannel',
      'DeleteChannel',
      'DeleteInput',
      'CreateInput',
      'CreateChannel',
      'StartChannel',
    ]);
    expect([await there('inputs'), await there('channels')]).toEqual([[], []]);
  });
});

describe('removing a proxy', () => {
  const going = async (members: Partial<SourceRecord> = {}) => ({
    ...(await bench.table.record(sourceId)),
    ...members,
  });

  it('stops and deletes the channel, then the input, then what was written', async () => {
    await toTheEnd(wanting());
    changes();
    const write = (key: string) => storage.put(bucketIn('eu-west-1'), key, { body: Buffer.from('x'), modified: 0 });
    for (const key of [`${sourceId}/proxy_360p.m3u8`, `${sourceId}/proxy_360p_00001.ts`, 'another/proxy.ts'])
      write(key);
    const record = await toTheEnd(
      await going({ 'run-mode': 'deprovision', 'provisioning-status': 'deletion-in-progress' }),
    );
    expect(record.proxy).toBeUndefined();
    expect(changes()).toEqual(['StopChannel', 'DeleteChannel', 'DeleteInput', 'DeleteObject', 'DeleteObject']);
    expect([...fed]).toEqual([]);
    const list = await fetch(`${endpoint.url}/${bucketIn('eu-west-1')}?list-type=2`, {
      headers: { authorization: signature('s3') },
    });
    expect([...(await list.text()).matchAll(/<Key>(.*?)</g)].map(([, key]) => key)).toEqual(['another/proxy.ts']);
  });

  it('is content where somebody has removed it already, and the bucket too', async () => {
    const gone: RecordedProxy = {
      region: 'eu-west-1',
      'input-id': '8',
      'channel-id': '9',
      state: 'running',
      'seen-at': 1,
    };
    await fetch(`${endpoint.url}/${bucketIn('eu-west-1')}`, {
      method: 'DELETE',
      headers: { authorization: signature('s3') },
    });
    endpoint.calls.clear();
    expect((await toTheEnd(wanting({ requested: off, proxy: gone }))).proxy).toBeUndefined();
    expect(changes()).toEqual([]);
  });

  it('finds what an answer did not name, and removes that', async () => {
    endpoint.faults.add({ service: 'medialive', operation: 'CreateInput', effect: 'lost-reply' });
    await expect(one(bench.table.put(wanting()))).rejects.toThrow();
    const record = await toTheEnd(await going({ requested: off }));
    expect(record.proxy).toBeUndefined();
    expect(await there('inputs')).toEqual([]);
  });

  it('looks for what may still appear for half a minute, and no longer', async () => {
    const open = {
      what: 'input',
      'request-id': crypto.randomUUID(),
      run: 1,
      'function-ends-at': '2026-01-01T00:00:00Z',
    } as const;
    const proxy: RecordedProxy = { region: 'eu-west-1', state: 'starting', 'seen-at': 0, 'open-creation': open };
    const record = wanting({ requested: off, proxy });
    expect(await one(bench.table.put(record), { polls: 5, steps: 0 })).toEqual({ next: 'wait', polls: 6, steps: 0 });
    expect(await one(bench.table.put(record), { polls: 6, steps: 0 })).toMatchObject({ next: 'done' });
    expect((await bench.table.record(sourceId)).proxy).toBeUndefined();
  });

  it('waits for the function of an earlier run to have ended', async () => {
    const ends = new Date(Date.now() + 60_000).toISOString();
    const open = { what: 'input', 'request-id': crypto.randomUUID(), run: 1, 'function-ends-at': ends } as const;
    const proxy: RecordedProxy = { region: 'eu-west-1', state: 'starting', 'seen-at': 0, 'open-creation': open };
    const record = wanting({ requested: off, proxy, run: 2 });
    expect(await one(bench.table.put(record), { polls: 50, steps: 0 }, 2)).toMatchObject({ next: 'wait', polls: 51 });
  });

  it('waits as long as MediaLive takes, and counts the looks', async () => {
    await toTheEnd(wanting());
    stuck = 'StopChannel';
    await one(bench.table.put(await going({ requested: off })));
    expect(await runTask(handler, { proxy: { polls: 3, steps: 1 } })).toEqual({ next: 'wait', polls: 4, steps: 1 });
  });
});
