import type { z } from 'zod';
import type { SourceMetrics } from '../../lambdas/domain/metric-series';
import { metrics } from '../../lambdas/domain/metric-table';
import type { ServiceInfo } from '../../lambdas/domain/service-info';
import type { Call } from '../../local/aws/calls';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import type { SeenSource } from './client';
import { useSystem } from './scene';

jest.setTimeout(120_000);

type Metrics = z.infer<typeof SourceMetrics>;

const hour = 3_600_000;
const viewer = { role: 'viewer' };

const { system, client } = useSystem();
/** A source of two SRT listeners that has run for two days, as far as its metrics tell. */
let pair: SeenSource;
let arn: string;

beforeAll(async () => {
  const [one, other] = [5_000, 5_010].map((port, index) =>
    flowSourceRequest('srt-listener', { name: `leg-${index + 1}`, 'ingest-port': port }),
  );
  const flow = flowRequest('srt-listener', {
    name: 'cup-final',
    'flow-sources': [one, other].flatMap((each) => each ?? []),
    'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'leg-1' },
  });
  pair = await client.createRunning({ metadata: { labels: [] }, 'ingress-flows': [flow] });
  arn = pair['provisioned-flows']['ingress-flows'][0]?.arn ?? '';
});

const get = <Body>(path: string, id = pair.id) =>
  system.api<Body>('GET', `/sources/${id}/${path}`, undefined, { token: system.token(viewer) });
const signal = (members: object) => system.simulator('POST', 'signals', { flowArn: arn, connected: true, ...members });

/** The AWS calls of one operation while something is done. */
async function callsDuring(operation: string, act: () => Promise<unknown>): Promise<Call[]> {
  const since = new Date().toISOString();
  await act();
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  return calls.filter((each) => each.operation === operation);
}

const seriesOf = (body: Metrics, key: string, identity: string) =>
  body.series.find((each) => each.metrics === key && each.identity === identity);

describe('metrics', () => {
  beforeAll(async () => {
    // Two days of a good signal on both legs; the second was gone for an hour, an hour ago.
    const ago = (hours: number) => new Date(Math.floor(Date.now() / hour) * hour - hours * hour).toISOString();
    await signal({ bitRate: 8_000_000, since: ago(48) });
    await signal({ flowSource: 'leg-2', connected: false, since: ago(2) });
    await signal({ flowSource: 'leg-2', bitRate: 8_000_000, since: ago(1) });
  });

  it('tell of every key and both flow sources, in one call of CloudWatch', async () => {
    const desired = [...metrics.keys()].join();
    let answer: Awaited<ReturnType<typeof get<Metrics>>> | undefined;
    const calls = await callsDuring('GetMetricData', async () => {
      answer = await get<Metrics>(`metrics?desired=${desired}`);
    });
    expect(answer?.status).toBe(200);
    const { series = [], period } = answer?.body ?? {};
    expect(calls).toHaveLength(1);
    expect(period).toBe(300);
    expect(new Set(series.map((each) => each.metrics))).toEqual(new Set(metrics.keys()));
    const twice = [...metrics.values()].filter(({ level }) => level === 'flow-source').length;
    expect(series).toHaveLength(metrics.size + twice);
    for (const { samples, values } of series) expect(samples).toHaveLength(values.length);
    expect(series.filter(({ identity }) => !['leg-1', 'leg-2', 'cup-final'].includes(identity))).toEqual([]);
  });

  it('tell of the hour in which one leg was gone, and that the other was on air', async () => {
    const { body } = await get<Metrics>('metrics?desired=bit-rate,connected,disconnections,selected');
    expect(body.period).toBe(60);
    const lost = seriesOf(body, 'connected', 'leg-2');
    expect(lost?.values.filter((value) => value === 0).length).toBeGreaterThanOrEqual(59);
    expect(new Set(seriesOf(body, 'connected', 'leg-1')?.values)).toEqual(new Set([1]));
    expect(new Set(seriesOf(body, 'bit-rate', 'leg-1')?.values)).toEqual(new Set([8_000_000]));
    expect(seriesOf(body, 'disconnections', 'leg-2')?.values.reduce((sum, value) => sum + value, 0)).toBe(1);
    expect(new Set(seriesOf(body, 'selected', 'leg-1')?.values)).toEqual(new Set([1]));
    expect(seriesOf(body, 'bit-rate', 'leg-1')?.samples.length).toBeGreaterThan(1_430);
  });

  it('have a gap where nothing was measured', async () => {
    const end = new Date(Date.now() - 47 * hour).toISOString();
    const { body } = await get<Metrics>(`metrics?desired=bit-rate&end-time=${end}`);
    const [first] = seriesOf(body, 'bit-rate', 'leg-1')?.samples ?? [];
    expect(Date.parse(first ?? '')).toBeGreaterThan(Date.now() - 49 * hour);
    expect(seriesOf(body, 'bit-rate', 'leg-1')?.values).not.toContain(0);
  });

  it('are refused for a time that cannot be', async () => {
    const answer = await get<{ errors: object[] }>('metrics?start-time=2026-02-30T00:00:00Z&end-time=soon');
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/query/end-time' }, { pointer: '/query/start-time' }]);
  });
});

describe('service info', () => {
  const entry = async () => (await get<ServiceInfo>('service-info')).body['service-info-list'][0];
  const programsOf = (seen: Awaited<ReturnType<typeof entry>>) =>
    seen?.['metadata-snapshot']['transport-stream-media-info'].programs ?? [];

  it('tells the programs of the flow source in use, and costs one look, however many ask', async () => {
    const answers: unknown[] = [];
    const calls = await callsDuring('DescribeFlowSourceMetadata', async () => {
      for (let each = 0; each < 10; each += 1) answers.push(await entry());
    });
    expect(answers[0]).toMatchObject({
      'pipeline-id': 0,
      type: 'ingress',
      'last-checked': expect.stringMatching(/\.\d{6}\+00:00$/),
      'metadata-snapshot': {
        'last-updated': expect.stringMatching(/\.\d{6}\+00:00$/),
        'transport-stream-media-info': { programs: [{ 'program-number': 1 }] },
      },
    });
    const looks = new Set(answers.map((each) => (each as { 'last-checked': string })['last-checked']));
    expect(calls).toHaveLength(looks.size);
    expect(looks.size).toBeLessThan(answers.length);
  });

  it('says that there are more programs than MediaConnect lists', async () => {
    const programs = Array.from({ length: 60 }, (_, index) => ({
      programNumber: index + 1,
      programPid: 100 + index,
      pcrPid: 300 + index,
      streams: [{ pid: 300 + index, streamType: 'Video', codec: 'HEVC' }],
    }));
    await signal({ programs });
    const seen = await until(entry, (each) => programsOf(each).length === 50);
    expect(seen?.messages).toMatchObject([{ code: 'MediaInfoMonitoringTruncated' }]);
  });

  it('has no programs while nothing arrives', async () => {
    await signal({ connected: false });
    const seen = await until(entry, (each) => programsOf(each).length === 0);
    expect(seen).not.toHaveProperty('messages');
  });
});

describe('the thumbnail', () => {
  const none = async () => (await get<{ reason?: string }>('thumbnail')).body.reason;

  it('is a JPEG picture, and costs one call a second, however many look', async () => {
    await signal({});
    await until(
      () => get('thumbnail'),
      ({ status }) => status === 200,
    );
    const begin = Date.now();
    const answers: Awaited<ReturnType<typeof get<Buffer>>>[] = [];
    const calls = await callsDuring('DescribeFlowSourceThumbnail', async () => {
      for (let each = 0; each < 5; each += 1) {
        answers.push(...(await Promise.all(Array.from({ length: 8 }, () => get<Buffer>('thumbnail')))));
      }
    });
    for (const { status, headers, body } of answers) {
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('image/jpeg');
      expect(headers.get('cache-control')).toBe('private, max-age=1');
      expect(Date.now() - Date.parse(headers.get('last-modified') ?? '')).toBeLessThan(60_000);
      expect([body.subarray(0, 3).toString('hex'), body.subarray(-2).toString('hex')]).toEqual(['ffd8ff', 'ffd9']);
    }
    expect(calls.length).toBeLessThanOrEqual(1 + (Date.now() - begin) / 1_000);
  });

  it('is not there while there is nothing to see, or it is suppressed, and the refusal says why', async () => {
    await signal({ connected: false });
    await until(none, (reason) => reason === 'ThumbnailDecodeError');
    await signal({ thumbnail: 'ThumbnailSuppressed' });
    await until(none, (reason) => reason === 'ThumbnailSuppressed');
  });

  it('is not there while the source stands still, and then there are no programs', async () => {
    await system.api('POST', `/sources/${pair.id}/stop`);
    await client.settled(pair.id, 'update-complete');
    await until(none, (reason) => reason === 'FlowNotRunning');
    const { body } = await get<ServiceInfo>('service-info');
    await until(
      async () => (await get<ServiceInfo>('service-info')).body['service-info-list'][0]?.messages?.[0]?.code,
      (code) => code === 'FlowNotRunning',
    );
    expect(body['source-id']).toBe(pair.id);
  });

  it('is none of media streams, of which service info has nothing either', async () => {
    const { id } = await client.createRunning(sourceRequest('cdi'));
    expect((await get<{ reason?: string }>('thumbnail', id)).body.reason).toBe('NotTransportStream');
    expect((await get('service-info', id)).body).toEqual({ 'source-id': id, 'service-info-list': [] });
    expect((await get<Metrics>('metrics', id)).body.series.map((each) => each.metrics)).toContain('bit-rate');
  });
});
