import { Bench, home, pass, useServiceTime } from './bench';
import { aesSecret, cdiFlow, pairedFlow, srtSecret, transportSources } from './flows';

useServiceTime();
const good = { ts_sync_loss: false, continuity_count_error: false, transport_error: false, pcr_error: false };
const caller = { source: transportSources['srt-caller'] };

describe('health', () => {
  it('is reported when a flow becomes active, and on each change, but not again', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    expect(bench.take('Source Health')).toEqual([
      { unhealthy: true, current: { state: 'DISCONNECTED', tr101: good }, previous: { state: '' } },
    ]);
    expect(bench.take('Flow Health')).toEqual([
      {
        unhealthy: true,
        current: { isBitrateZero: true, state: 'DISCONNECTED', tr101: good },
        previous: { state: '' },
      },
    ]);
    bench.signal({ flowArn, connected: true });
    bench.signal({ flowArn, connected: true });
    expect(bench.take('Source Health')).toEqual([
      {
        unhealthy: false,
        current: { state: 'CONNECTED', tr101: good },
        previous: { state: 'DISCONNECTED', tr101: good },
      },
    ]);
    bench.signal({ flowArn, connected: true, tr101: { continuity_count_error: true } });
    expect(bench.take('Source Health')).toMatchObject([
      { unhealthy: true, current: { state: 'CONNECTED', tr101: { continuity_count_error: true } } },
    ]);
  });

  it('is remembered through a stop by the signal, not by the flow', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(caller);
    bench.signal({ flowArn, connected: true });
    expect(bench.events).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      await bench.ok('StartFlow', { flowArn });
      pass(20);
      expect(bench.take('Source Health')).toMatchObject([{ current: { state: 'CONNECTED' }, previous: { state: '' } }]);
      await bench.ok('StopFlow', { flowArn });
      pass(10);
      expect(bench.take('Source Health')).toEqual([]);
    }
  });

  it('names flow and source, and says RECEIVING or IDLE where there is no connection', async () => {
    const bench = new Bench();
    const flowArn = await bench.run({ source: transportSources.rtp });
    bench.signal({ flowArn, connected: true });
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    const events = bench.events.filter((each) => each['detail-type'] === 'MediaConnect Source Health');
    expect(events.map((each) => each.resources)).toEqual([
      [flowArn, sourceArn],
      [flowArn, sourceArn],
    ]);
    expect(events.map((each) => each.detail)).toMatchObject([
      { current: { state: 'IDLE' } },
      { current: { state: 'RECEIVING' } },
    ]);
  });

  it('has no transport stream checks on a CDI flow', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(cdiFlow);
    bench.signal({ flowArn, connected: true });
    expect(bench.take('Source Health').at(-1).current).toEqual({ state: 'RECEIVING' });
    expect(() => bench.signal({ flowArn, connected: true, tr101: {} })).toThrow(/for transport streams/);
  });

  it('of a flow follows the source in use: the primary, or the one that is left', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(pairedFlow);
    bench.secrets.set(srtSecret, 'a long passphrase');
    await bench.ok('StopFlow', { flowArn });
    pass(10);
    await bench.ok('StartFlow', { flowArn });
    pass(20);
    bench.take('Flow Health');
    bench.signal({ flowArn, connected: true });
    bench.signal({ flowArn, flowSource: 'srt-a', connected: true, tr101: { pcr_error: true } });
    bench.signal({ flowArn, flowSource: 'srt-a', connected: false });
    expect(bench.take('Flow Health').map((each) => [each.current.state, each.current.tr101.pcr_error])).toEqual([
      ['CONNECTED', false],
      ['CONNECTED', true],
      ['CONNECTED', false],
    ]);
    bench.signal({ flowArn, flowSource: 'srt-b', connected: false });
    expect(bench.take('Flow Health')).toMatchObject([
      { unhealthy: true, current: { state: 'DISCONNECTED', isBitrateZero: true } },
    ]);
  });

  it.each([
    [
      'a flow that is not there',
      { flowArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:b', connected: true },
      404,
      /not found/,
    ],
    ['no flow', { connected: true }, 400, /flowArn is required/],
    ['no word on the connection', { flowArn: 'x' }, 400, /connected is required/],
    ['a connection that is a word', { flowArn: 'x', connected: 'yes' }, 400, /must be true or false/],
    ['no object', [], 400, /must be an object/],
  ])('refuses a signal with %s', (_what, body, status, message) => {
    const answer = new Bench().simulator.signal(body);
    expect(answer).toEqual({ status, body: { message: expect.stringMatching(message) } });
  });

  it('refuses a signal for a source the flow does not have, and rates that cannot be', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(caller);
    expect(() => bench.signal({ flowArn, flowSource: 'x', connected: true })).toThrow(/no source named x; it has in/);
    expect(() => bench.signal({ flowArn, connected: true, bitRate: -1 })).toThrow(/must not be negative/);
    expect(() => bench.signal({ flowArn, connected: true, packetLossPercent: 101 })).toThrow(/must be 0-100/);
  });
});

describe('alerts', () => {
  const alerts = (bench: Bench) => bench.take('Alert').map((each) => [each.errored, each['error-code']]);

  it.each([
    ['a secret that is missing', 'srt-listener', srtSecret, undefined, 'AccessDeniedException'],
    ['a passphrase that is too short', 'srt-listener', srtSecret, '123456789', 'InvalidEncryptionKey'],
    ['a key that is not hexadecimal', 'zixi-push', aesSecret, 'x'.repeat(32), 'InvalidEncryptionKey'],
    ['a key of another length', 'zixi-push', aesSecret, 'ab'.repeat(24), 'InvalidEncryptionKey'],
  ] as const)('tell of %s, which keeps the source from connecting', async (_what, kind, arn, value, code) => {
    const bench = new Bench();
    if (value !== undefined) bench.secrets.set(arn, value);
    const flowArn = await bench.run({ source: transportSources[kind] });
    bench.signal({ flowArn, connected: true });
    expect(alerts(bench)).toEqual([[true, code]]);
    expect((await bench.describe(flowArn)).messages.errors).toEqual([expect.stringMatching(/source in/)]);
    expect(bench.take('Source Health')).toMatchObject([{ current: { state: 'DISCONNECTED' } }]);
    await bench.ok('StopFlow', { flowArn });
    expect(alerts(bench)).toEqual([[false, code]]);
    expect(await bench.describe(flowArn)).not.toHaveProperty('messages');
  });

  it('end when the source is pointed at a secret that fits', async () => {
    const bench = new Bench();
    const flowArn = await bench.run({ source: transportSources['srt-listener'] });
    const secretArn = `${srtSecret.slice(0, -6)}GhIjKl`;
    bench.secrets.set(secretArn, 'a long passphrase');
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    await bench.ok('UpdateFlowSource', { flowArn, sourceArn, decryption: { secretArn } });
    expect(alerts(bench)).toEqual([[true, 'AccessDeniedException']]);
    pass(2);
    expect(alerts(bench)).toEqual([[false, 'AccessDeniedException']]);
  });

  it('tell of a stream error while the signal has one', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    bench.signal({ flowArn, connected: true, streamError: 'Timeout' });
    expect(bench.take('Alert')).toEqual([
      {
        errored: true,
        'error-code': 'SourceStreamError',
        'error-id': expect.any(String),
        'error-message': 'Source in Stream Error: Timeout. Please investigate the flow source.',
      },
    ]);
    bench.signal({ flowArn, connected: true });
    expect(alerts(bench)).toEqual([[false, 'SourceStreamError']]);
  });
});

describe('what can be seen of a stream', () => {
  it('is nothing while the flow does not run', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(caller);
    for (const operation of ['DescribeFlowSourceMetadata', 'DescribeFlowSourceThumbnail'])
      expect(await bench.refusal(operation, { flowArn })).toMatch(/^BadRequestException: .*not running/);
  });

  it('is a transport stream with a programme when a signal is connected', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    expect(await bench.ok('DescribeFlowSourceMetadata', { flowArn })).toEqual({
      flowArn,
      messages: [],
      timestamp: expect.any(String),
    });
    pass(60);
    bench.signal({ flowArn, connected: true });
    const connected = '2026-03-02T10:16:50Z';
    pass(60);
    const { transportMediaInfo, timestamp } = await bench.ok('DescribeFlowSourceMetadata', { flowArn });
    expect(timestamp).toBe(connected);
    expect(transportMediaInfo.programs).toMatchObject([
      { streams: [{ streamType: 'Video' }, { streamType: 'Audio' }, { streamType: 'Data' }] },
    ]);
  });

  it('is what the signal says it carries, up to 50 programmes', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    const program = (programNumber: number) => ({
      programNumber,
      programPid: 100 + programNumber,
      pcrPid: 256,
      streams: [],
    });
    bench.signal({ flowArn, connected: true, programs: [program(7)] });
    const one = await bench.ok('DescribeFlowSourceMetadata', { flowArn });
    expect(one).toMatchObject({ messages: [], transportMediaInfo: { programs: [program(7)] } });
    bench.signal({ flowArn, connected: true, programs: Array.from({ length: 51 }, (_, index) => program(index)) });
    const many = await bench.ok('DescribeFlowSourceMetadata', { flowArn });
    expect(many.transportMediaInfo.programs).toHaveLength(50);
    expect(many.messages).toMatchObject([{ code: 'MediaInfoMonitoringTruncated' }]);
  });

  it('is a JPEG picture when thumbnails are on', async () => {
    const bench = new Bench();
    const flowArn = await bench.run({ ...caller, sourceMonitoringConfig: { thumbnailState: 'ENABLED' } });
    const look = async () => (await bench.ok('DescribeFlowSourceThumbnail', { flowArn })).thumbnailDetails;
    expect((await look()).thumbnailMessages).toMatchObject([{ code: 'ThumbnailDecodeError' }]);
    bench.signal({ flowArn, connected: true });
    const { thumbnail, thumbnailMessages, timestamp } = await look();
    const bytes = Buffer.from(thumbnail, 'base64');
    expect([bytes.subarray(0, 3).toString('hex'), bytes.subarray(-2).toString('hex')]).toEqual(['ffd8ff', 'ffd9']);
    expect(thumbnailMessages).toEqual([]);
    expect(timestamp).toBe('2026-03-02T10:15:50Z');
  });

  it('is no picture when thumbnails are off, or the flow has more than 10 outputs', async () => {
    const bench = new Bench();
    const off = await bench.run(caller);
    const outputs = Array.from({ length: 11 }, () => ({ protocol: 'rtp', destination: '192.0.2.50', port: 6000 }));
    const crowded = await bench.run({ ...caller, outputs, sourceMonitoringConfig: { thumbnailState: 'ENABLED' } });
    for (const flowArn of [off, crowded]) {
      bench.signal({ flowArn, connected: true });
      const { thumbnailDetails } = await bench.ok('DescribeFlowSourceThumbnail', { flowArn });
      expect(thumbnailDetails).toMatchObject({ thumbnailMessages: [{ code: 'ThumbnailSuppressed' }] });
      expect(thumbnailDetails).not.toHaveProperty('thumbnail');
    }
  });

  it('is nothing of a CDI flow', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(cdiFlow);
    expect(await bench.refusal('DescribeFlowSourceMetadata', { flowArn })).toMatch(/not available for CDI/);
  });

  it('is the address of the peer of a connected listener', async () => {
    const bench = new Bench();
    bench.secrets.set(srtSecret, 'a long passphrase');
    const flowArn = await bench.run({ source: transportSources['srt-listener'] });
    expect((await bench.describe(flowArn)).flow.source).not.toHaveProperty('peerIpAddress');
    bench.signal({ flowArn, connected: true });
    expect((await bench.describe(flowArn)).flow.source.peerIpAddress).toBe('192.0.2.10');
  });
});

describe('what keeps a picture from being made', () => {
  it('is what the signal says, and so are the messages of the metadata', async () => {
    const bench = new Bench();
    const flowArn = await bench.run({ ...caller, sourceMonitoringConfig: { thumbnailState: 'ENABLED' } });
    const messages = [{ code: 'SomethingNew', message: 'words' }];
    bench.signal({ flowArn, connected: true, thumbnail: 'ThumbnailSuppressed', messages });
    const { thumbnailDetails } = await bench.ok('DescribeFlowSourceThumbnail', { flowArn });
    expect(thumbnailDetails).toMatchObject({ thumbnailMessages: [{ code: 'ThumbnailSuppressed' }] });
    expect(thumbnailDetails).not.toHaveProperty('thumbnail');
    expect(await bench.ok('DescribeFlowSourceMetadata', { flowArn })).toMatchObject({ messages });
    bench.signal({ flowArn, connected: false, messages });
    expect(await bench.ok('DescribeFlowSourceMetadata', { flowArn })).toMatchObject({ messages });
  });
});

describe('metrics', () => {
  const steps = (bench: Bench, name: string, dimension: 'SourceARN' | 'FlowARN', arn: string) =>
    bench.simulator
      .metrics(home.account, home.region)
      .find((each) => each.metricName === name && each.dimensions[dimension] === arn)
      ?.steps.map((each) => [(each.from - Date.parse('2026-03-02T10:15:30.250Z')) / 1000, each.value]);

  it('follow signals and status, second by second', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    pass(10);
    bench.signal({ flowArn, connected: true, bitRate: 5_000_000, packetLossPercent: 2 });
    pass(10);
    bench.signal({ flowArn, connected: false });
    pass(10);
    await bench.ok('StopFlow', { flowArn });
    expect(steps(bench, 'SourceConnected', 'SourceARN', sourceArn)).toEqual([
      [20, 0],
      [30, 1],
      [40, 0],
      [50, undefined],
    ]);
    expect(steps(bench, 'SourceBitRate', 'SourceARN', sourceArn)).toEqual([
      [20, 0],
      [30, 5_000_000],
      [40, 0],
      [50, undefined],
    ]);
    expect(steps(bench, 'BitRate', 'FlowARN', flowArn)).toEqual(steps(bench, 'SourceBitRate', 'FlowARN', flowArn));
    expect(steps(bench, 'SourcePacketLossPercent', 'SourceARN', sourceArn)?.[1]).toEqual([30, 2]);
    expect(steps(bench, 'SourceNotRecoveredPackets', 'SourceARN', sourceArn)?.[1]).toEqual([30, 10]);
    expect(steps(bench, 'SourceDisconnections', 'SourceARN', sourceArn)).toEqual([
      [20, 0],
      [30, 0],
      [40, 1],
      [41, 0],
      [50, undefined],
    ]);
  });

  it('show a signal from the moment on that it names', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    pass(100);
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
    bench.signal({ flowArn, connected: true, bitRate: 1, since: ago(3_600) });
    bench.signal({ flowArn, connected: true, bitRate: 2, since: ago(60) });
    expect(steps(bench, 'BitRate', 'FlowARN', flowArn)).toEqual([
      [120 - 3_600, 1],
      [60, 2],
    ]);
    pass(10);
    bench.signal({ flowArn, connected: false });
    expect(steps(bench, 'BitRate', 'FlowARN', flowArn)?.at(-1)).toEqual([130, 0]);
    expect(() => bench.signal({ flowArn, connected: true, since: ago(-1) })).toThrow(/in the past/);
    expect(() => bench.signal({ flowArn, connected: true, since: 'yesterday' })).toThrow(/in the past/);
    await bench.ok('StopFlow', { flowArn });
    expect(() => bench.signal({ flowArn, connected: true, since: ago(60) })).toThrow(/flow that runs/);
  });

  it('count how long a source has been connected, and how often that was tried', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    const { sourceArn } = (await bench.describe(flowArn)).flow.source;
    bench.signal({ flowArn, connected: true, bitRate: 1 });
    pass(90);
    bench.signal({ flowArn, connected: true, bitRate: 2 });
    pass(30);
    bench.signal({ flowArn, connected: false });
    expect(steps(bench, 'SourceUptime', 'SourceARN', sourceArn)).toEqual([
      [20, 0],
      // The flow stood there unconnected, for no time at all.
      [20, 0],
      [80, 60],
      [110, 90],
      [140, 0],
    ]);
    expect(steps(bench, 'ConnectionAttempts', 'SourceARN', sourceArn)).toEqual([
      [20, 0],
      [20, 1],
      [21, 0],
      [110, 0],
      [140, 0],
    ]);
  });

  it('say whether two sources are merged, and which is alone', async () => {
    const bench = new Bench();
    const [a, b] = [transportSources.rtp, { ...transportSources.rtp, name: 'other', ingestPort: 6000 }];
    const sourceFailoverConfig = { state: 'ENABLED', failoverMode: 'MERGE' };
    const flowArn = await bench.run({ sources: [a, b], sourceFailoverConfig });
    const [one] = (await bench.describe(flowArn)).flow.sources;
    bench.signal({ flowArn, connected: true });
    const last = (name: string) => steps(bench, name, 'SourceARN', one.sourceArn)?.at(-1)?.[1];
    expect([last('SourceMergeActive'), last('SourceMergeStatusWarnSolo')]).toEqual([1, 0]);
    bench.signal({ flowArn, flowSource: 'other', connected: false });
    expect([last('SourceMergeActive'), last('SourceMergeStatusWarnSolo')]).toEqual([0, 1]);
  });

  it('begin again after a stop', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    await bench.ok('StopFlow', { flowArn });
    pass(10);
    await bench.ok('StartFlow', { flowArn });
    pass(20);
    expect(steps(bench, 'BitRate', 'FlowARN', flowArn)).toEqual([
      [20, 0],
      [20, undefined],
      [50, 0],
    ]);
  });

  it('say which of two sources is in use, and combine them for the flow', async () => {
    const bench = new Bench();
    bench.secrets.set(srtSecret, 'a long passphrase');
    const flowArn = await bench.run(pairedFlow);
    const [a, b] = (await bench.describe(flowArn)).flow.sources;
    bench.signal({ flowArn, flowSource: 'srt-a', connected: true, bitRate: 1 });
    bench.signal({ flowArn, flowSource: 'srt-b', connected: true, bitRate: 2 });
    pass(10);
    bench.signal({ flowArn, flowSource: 'srt-a', connected: false });
    expect(steps(bench, 'SourceSelected', 'SourceARN', a.sourceArn)?.slice(-2)).toEqual([
      [20, 1],
      [30, 0],
    ]);
    expect(steps(bench, 'SourceSelected', 'SourceARN', b.sourceArn)?.slice(-2)).toEqual([
      [20, 0],
      [30, 1],
    ]);
    expect(steps(bench, 'BitRate', 'FlowARN', flowArn)?.slice(-2)).toEqual([
      [20, 1],
      [30, 2],
    ]);
    expect(steps(bench, 'FailoverSwitches', 'FlowARN', flowArn)?.slice(-2)).toEqual([
      [30, 1],
      [31, 0],
    ]);
  });

  it('count transport stream errors each second, on transport streams only', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    bench.signal({ flowArn, connected: true, tr101: { ts_sync_loss: true } });
    expect(steps(bench, 'TSSyncLoss', 'FlowARN', flowArn)?.at(-1)?.[1]).toBe(1);
    const cdi = await bench.run(cdiFlow);
    expect(steps(bench, 'TSSyncLoss', 'FlowARN', cdi)).toBeUndefined();
    expect(steps(bench, 'Connected', 'FlowARN', cdi)).toBeUndefined();
  });
});

describe('what only the control interface brings about', () => {
  it('reports faults of the content of the stream in use, where they are looked for, and metrics show them', async () => {
    const bench = new Bench();
    const monitored = { ...caller, sourceMonitoringConfig: { contentQualityAnalysisState: 'ENABLED' } };
    const flowArn = await bench.run(monitored);
    bench.signal({ flowArn, connected: true, contentQuality: { blackFrames: true, silentAudio: true } });
    expect(bench.take('Flow Content Quality')).toEqual([
      {
        impacted: true,
        streams: [{ black_frames_duration_breaching: true }, { silent_audio_duration_breaching: true }],
      },
    ]);
    const black = bench.simulator
      .metrics(home.account, home.region)
      .find((each) => each.metricName === 'BlackFramesBreaching');
    expect(black).toMatchObject({ dimensions: { FlowARN: flowArn }, unit: 'None' });
    expect(black?.steps.at(-1)?.value).toBe(1);
    bench.signal({ flowArn, connected: true });
    expect(bench.take('Flow Content Quality')).toEqual([{ impacted: false, streams: [] }]);
  });

  it('finds nothing in the content where the analysis is off', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    bench.signal({ flowArn, connected: true, contentQuality: { videoMissing: true } });
    expect(bench.take('Flow Content Quality')).toEqual([]);
  });

  it('maintains a flow: its status is reported, and its deadline shown while it is due', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    bench.signal({ flowArn, maintenance: 'SCHEDULED' });
    expect((await bench.describe(flowArn)).flow.maintenance).toHaveProperty('maintenanceDeadline');
    bench.signal({ flowArn, maintenance: 'FINISHED' });
    expect((await bench.describe(flowArn)).flow.maintenance).not.toHaveProperty('maintenanceDeadline');
    expect(bench.take('Flow Maintenance')).toEqual([{ currentStatus: 'SCHEDULED' }, { currentStatus: 'FINISHED' }]);
  });

  it('is told whether a signal is connected, unless it is about maintenance', async () => {
    const bench = new Bench();
    const flowArn = await bench.run(caller);
    expect(bench.simulator.signal({ flowArn })).toMatchObject({ status: 400 });
    expect(bench.simulator.signal({ flowArn, maintenance: 'SOON' })).toMatchObject({ status: 400 });
  });
});
