import { Bench, useServiceTime } from './bench';
import { aesKeys, cdiFlow, jpegXsFlow, pairedFlow, srtKeys, transportSources, vpcInterface } from './flows';

useServiceTime();

type Kind = keyof typeof transportSources;
const kinds = Object.keys(transportSources) as Kind[];
const one = (kind: Kind, change: Record<string, unknown> = {}) => ({
  source: { ...transportSources[kind], ...change },
});
const pair = (
  kind: Kind,
  second: Record<string, unknown>,
  failover: Record<string, unknown> = { failoverMode: 'FAILOVER' },
) => ({
  sources: [
    { ...transportSources[kind], name: 'a' },
    { ...transportSources[kind], name: 'b', ...second },
  ],
  sourceFailoverConfig: { state: 'ENABLED', ...failover },
});
const inVpc = { vpcInterfaces: [vpcInterface('ena-1')] };
const none = { whitelistCidr: undefined };

describe('a source of each protocol', () => {
  it.each([
    ['rtp', { ingestPort: 5000, transport: { protocol: 'rtp' } }],
    ['rtp-fec', { ingestPort: 5000, transport: { protocol: 'rtp-fec', maxBitrate: 80_000_000 } }],
    ['rist', { ingestPort: 5000, transport: { protocol: 'rist', maxLatency: 1000 } }],
    [
      'zixi-push',
      { ingestPort: 2088, transport: { protocol: 'zixi-push', maxLatency: 6000, streamId: 'in' }, decryption: aesKeys },
    ],
    [
      'srt-listener',
      { ingestPort: 5000, transport: { protocol: 'srt-listener', minLatency: 2000 }, decryption: srtKeys },
    ],
  ] as [Kind, object][])('%s listens on a public address', async (kind, expected) => {
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', ...one(kind) });
    expect(flow.source).toEqual({
      name: 'in',
      sourceArn: expect.stringMatching(/^arn:aws:mediaconnect:eu-west-1:111122223333:source:.+:in$/),
      ingestIp: expect.stringMatching(/^198\.51\.100\.\d+$/),
      whitelistCidr: '192.0.2.0/24',
      ...expected,
    });
    expect(flow.sources).toEqual([flow.source]);
    expect(flow).toMatchObject({ status: 'STANDBY', flowSize: 'MEDIUM', availabilityZone: 'eu-west-1a' });
    expect(flow.egressIp).toMatch(/^203\.0\.113\.\d+$/);
  });

  it('srt-caller dials out and has no address to send to', async () => {
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', ...one('srt-caller') });
    const transport = {
      protocol: 'srt-caller',
      minLatency: 2000,
      sourceListenerAddress: '192.0.2.7',
      sourceListenerPort: 9000,
    };
    expect(flow.source).toEqual({ name: 'in', sourceArn: expect.any(String), transport });
  });

  it('entitlement has neither an address nor a transport', async () => {
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', ...one('entitlement') });
    const { entitlementArn } = transportSources.entitlement;
    expect(flow.source).toEqual({
      name: 'in',
      sourceArn: expect.any(String),
      entitlementArn,
      dataTransferSubscriberFeePercent: 0,
    });
  });

  it.each(['rtp', 'rtp-fec', 'rist', 'srt-listener'] as Kind[])('%s listens on a VPC interface', async (kind) => {
    const flow = { ...one(kind, { ...none, vpcInterfaceName: 'ena-1' }), ...inVpc };
    const { source } = (await new Bench().ok('CreateFlow', { name: 'studio', ...flow })).flow;
    expect(source).toMatchObject({
      ingestIp: expect.stringMatching(/^10\./),
      ingestPort: 5000,
      vpcInterfaceName: 'ena-1',
    });
    expect(source.whitelistCidr).toBeUndefined();
  });

  it('zixi-push gets one of ports 2090-2099 on a VPC interface', async () => {
    const flow = { ...pair('zixi-push', {}), ...inVpc };
    const sources = flow.sources.map((each) => ({ ...each, ...none, vpcInterfaceName: 'ena-1' }));
    const created = (await new Bench().ok('CreateFlow', { name: 'studio', ...flow, sources })).flow;
    expect(created.sources.map((each: { ingestPort: number }) => each.ingestPort)).toEqual([2090, 2091]);
  });

  it('gets a name, a port and a latency when none are given', async () => {
    const source = { protocol: 'rist', whitelistCidr: '192.0.2.0/24' };
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', source });
    expect(flow.source).toMatchObject({ name: 'source-1', ingestPort: 5000, transport: { maxLatency: 2000 } });
  });
});

describe('what the rules of a protocol refuse', () => {
  const foreign: Record<string, unknown> = {
    maxLatency: 500,
    minLatency: 500,
    maxSyncBuffer: 100,
    maxBitrate: 1_000_000,
    streamId: 'stream',
    sourceListenerAddress: '192.0.2.7',
    sourceListenerPort: 9000,
    senderControlPort: 5001,
    senderIpAddress: '192.0.2.9',
    decryption: srtKeys,
  };
  const accepted: Record<Kind, string[]> = {
    rtp: ['maxBitrate'],
    'rtp-fec': ['maxBitrate'],
    rist: ['maxBitrate', 'maxLatency'],
    'zixi-push': ['maxLatency', 'streamId'],
    'srt-listener': ['maxBitrate', 'minLatency', 'decryption'],
    'srt-caller': ['maxBitrate', 'minLatency', 'streamId', 'decryption', 'sourceListenerAddress', 'sourceListenerPort'],
    entitlement: [],
  };
  const cells = kinds.flatMap((kind) =>
    Object.keys(foreign).map((field) => ({ kind, field, ok: accepted[kind].includes(field) })),
  );

  it.each(cells)('$field on $kind: $ok', async ({ kind, field, ok }) => {
    const request = { name: 'studio', ...one(kind, { [field]: foreign[field] }) };
    if (ok) await new Bench().ok('CreateFlow', request);
    else
      expect(await new Bench().refusal('CreateFlow', request)).toMatch(
        /^BadRequestException: Source in .*(not allowed|keyType)/,
      );
  });

  it.each([
    ['a port below 1024', one('rtp', { ingestPort: 1023 }), /port 1023 is reserved or out of range/],
    ['a port above 65535', one('rtp', { ingestPort: 65_536 }), /65536/],
    ['port 2077', one('srt-listener', { ingestPort: 2077 }), /2077/],
    ['port 2088', one('srt-listener', { ingestPort: 2088 }), /2088/],
    ['a port kept for Zixi', one('rist', { ingestPort: 2095 }), /2095/],
    ['a RIST port whose neighbour is out of range', one('rist', { ingestPort: 65_535 }), /65536/],
    ['a RIST port whose neighbour is reserved', one('rist', { ingestPort: 2076 }), /2077/],
    ['an RTP-FEC port whose companion is reserved', one('rtp-fec', { ingestPort: 2086 }), /2088/],
    ['an RTP-FEC port whose companion is out of range', one('rtp-fec', { ingestPort: 65_532 }), /65536/],
    [
      'a port that is not an integer',
      one('rtp', { ingestPort: '5000' }),
      /source\.ingestPort must be an integer, was "5000"/,
    ],
    ['a Zixi port of one’s own', one('zixi-push', { ingestPort: 5000 }), /must be 2088/],
    [
      'a Zixi port on a VPC interface',
      { ...one('zixi-push', { ...none, vpcInterfaceName: 'ena-1', ingestPort: 2090 }), ...inVpc },
      /assigned by the service/,
    ],
    ['a caller’s port that is reserved', one('srt-caller', { sourceListenerPort: 2088 }), /sourceListenerPort 2088/],
    [
      'no listener address',
      one('srt-caller', { sourceListenerAddress: undefined }),
      /sourceListenerAddress is required/,
    ],
    [
      'a listener address that is none',
      one('srt-caller', { sourceListenerAddress: 'a b' }),
      /neither an IP address nor a DNS name/,
    ],
    ['neither CIDR nor interface', one('rtp', none), /exactly one of whitelistCidr and vpcInterfaceName/],
    ['CIDR and interface', { ...one('rtp', { vpcInterfaceName: 'ena-1' }), ...inVpc }, /exactly one of/],
    [
      'an interface that is not there',
      one('rtp', { ...none, vpcInterfaceName: 'ena-9' }),
      /no VPC interface named ena-9/,
    ],
    ['a CIDR without prefix', one('rtp', { whitelistCidr: '192.0.2.1' }), /not an IPv4 CIDR/],
    ['a CIDR with too long a prefix', one('rtp', { whitelistCidr: '192.0.2.0/33' }), /not an IPv4 CIDR/],
    ['an IPv6 CIDR', one('rtp', { whitelistCidr: '2001:db8::/32' }), /not an IPv4 CIDR/],
    ['RIST latency 0', one('rist', { maxLatency: 0 }), /maxLatency 0 is out of range; use 1-15000/],
    ['RIST latency above 15 s', one('rist', { maxLatency: 15_001 }), /15001/],
    ['Zixi latency above 60 s', one('zixi-push', { maxLatency: 60_001 }), /60001/],
    ['SRT latency below 10 ms', one('srt-listener', { minLatency: 9 }), /minLatency 9 is out of range; use 10-15000/],
    ['AES keys on SRT', one('srt-listener', { decryption: aesKeys }), /takes keyType srt-password, not static-key/],
    ['a passphrase on Zixi', one('zixi-push', { decryption: srtKeys }), /takes keyType static-key, not srt-password/],
    [
      'AES keys without an algorithm',
      one('zixi-push', { decryption: { ...aesKeys, algorithm: undefined } }),
      /algorithm is required/,
    ],
    [
      'a passphrase with an algorithm',
      one('srt-listener', { decryption: { ...srtKeys, algorithm: 'aes128' } }),
      /algorithm is not allowed/,
    ],
    [
      'keys without a role',
      one('srt-listener', { decryption: { ...srtKeys, roleArn: undefined } }),
      /source\.decryption\.roleArn is required/,
    ],
    [
      'keys without a secret',
      one('srt-listener', { decryption: { ...srtKeys, secretArn: undefined } }),
      /secretArn is required/,
    ],
    ['an entitlement with a protocol', one('entitlement', { protocol: 'rtp' }), /takes no protocol/],
    [
      'an entitlement in another Region',
      one('entitlement', { entitlementArn: 'arn:aws:mediaconnect:us-east-1:999988887777:entitlement:1-a:b' }),
      /same Region/,
    ],
    [
      'an entitlement that is not granted',
      one('entitlement', { entitlementArn: 'arn:aws:mediaconnect:eu-west-1:444455556666:entitlement:1-a:b' }),
      /not granted to account 111122223333/,
    ],
    ['a protocol for outputs only', one('rtp', { protocol: 'zixi-pull' }), /zixi-pull is not valid for the source/],
    [
      'a protocol that does not exist',
      one('rtp', { protocol: 'ftp' }),
      /source\.protocol must be one of .*, was "ftp"/,
    ],
    ['no protocol at all', one('rtp', { protocol: undefined }), /needs a protocol or an entitlementArn/],
    [
      'a bridge',
      {
        source: {
          name: 'in',
          gatewayBridgeSource: { bridgeArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:bridge:1-a:b' },
        },
      },
      /not available in this simulator/,
    ],
    ['a source name with a space', one('rtp', { name: 'my source' }), /source\.name must be 1-64 characters/],
    ['no source', {}, /A flow needs a source/],
    ['source and sources', { ...one('rtp'), sources: [] }, /either source or sources/],
    ['a zone of another Region', { ...one('rtp'), availabilityZone: 'us-east-1a' }, /not a zone of eu-west-1/],
    ['LARGE_4X for a transport stream', { ...one('rtp'), flowSize: 'LARGE_4X' }, /LARGE_4X is for CDI/],
    ['a flow name with a dot', { ...one('rtp'), name: 'a.b' }, /name must be 1-64 characters/],
    ['a flow without a name', { ...one('rtp'), name: undefined }, /name is required/],
    [
      'a threshold without analysis',
      { ...one('rtp'), sourceMonitoringConfig: { videoMonitoringSettings: [{ blackFrames: { state: 'ENABLED' } }] } },
      /need contentQualityAnalysisState ENABLED/,
    ],
    [
      'a threshold under 10 s',
      {
        ...one('rtp'),
        sourceMonitoringConfig: {
          contentQualityAnalysisState: 'ENABLED',
          audioMonitoringSettings: [{ silentAudio: { thresholdSeconds: 9 } }],
        },
      },
      /thresholdSeconds 9/,
    ],
    [
      'maintenance at half past',
      { ...one('rtp'), maintenance: { maintenanceDay: 'Monday', maintenanceStartHour: '02:30' } },
      /full UTC hour/,
    ],
  ] as [string, Record<string, unknown>, RegExp][])('refuses %s', async (_what, request, message) => {
    const bench = new Bench();
    const refusal = await bench.refusal('CreateFlow', { name: 'studio', ...request });
    expect(refusal).toMatch(/^BadRequestException: /);
    expect(refusal).toMatch(message);
    expect((await bench.ok('ListFlows')).flows).toEqual([]);
  });
});

describe('two sources', () => {
  it.each([
    [
      'rtp in MERGE',
      pair('rtp', { ingestPort: 5010 }, { failoverMode: 'MERGE' }),
      { state: 'ENABLED', failoverMode: 'MERGE', recoveryWindow: 200 },
    ],
    ['rist in FAILOVER', pair('rist', { ingestPort: 5002 }), { state: 'ENABLED', failoverMode: 'FAILOVER' }],
    [
      'rtp beside rtp-fec',
      pair('rtp', { protocol: 'rtp-fec', ingestPort: 5010 }, { failoverMode: 'MERGE', recoveryWindow: 500 }),
      { recoveryWindow: 500 },
    ],
    ['zixi-push told apart by stream id', pair('zixi-push', { streamId: 'other' }), { failoverMode: 'FAILOVER' }],
    ['srt-listener with a primary', pairedFlow, { sourcePriority: { primarySource: 'srt-a' } }],
    ['srt-caller', pair('srt-caller', { sourceListenerPort: 9000 }), { failoverMode: 'FAILOVER' }],
  ] as [string, Record<string, unknown>, object][])('accepts %s', async (_what, request, failover) => {
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', ...request });
    expect(flow.sources).toHaveLength(2);
    expect(flow.sourceFailoverConfig).toMatchObject(failover);
  });

  it.each([
    ['without failover', { ...pairedFlow, sourceFailoverConfig: undefined }, /A second source needs/],
    ['with failover disabled', { ...pairedFlow, sourceFailoverConfig: { state: 'DISABLED' } }, /A second source needs/],
    [
      'with failover of no state',
      { ...pairedFlow, sourceFailoverConfig: { failoverMode: 'FAILOVER' } },
      /A second source needs/,
    ],
    [
      'SRT in MERGE',
      { ...pairedFlow, sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'MERGE' } },
      /MERGE is not available for srt-listener/,
    ],
    [
      'SRT in no mode, which means MERGE',
      { ...pairedFlow, sourceFailoverConfig: { state: 'ENABLED' } },
      /MERGE is not available/,
    ],
    [
      'of two protocols',
      pair('srt-listener', {
        ...transportSources['srt-caller'],
        ingestPort: undefined,
        ...none,
        decryption: undefined,
        name: 'b',
      }),
      /must use the same protocol/,
    ],
    ['on one port', pair('rtp', {}), /both use port 5000/],
    ['RIST on neighbouring ports', pair('rist', { ingestPort: 5001 }), /both use port 5001/],
    ['RTP-FEC on a companion port', pair('rtp-fec', { ingestPort: 5004 }), /both use port 5004/],
    ['Zixi with one stream id', pair('zixi-push', { streamId: 'a' }), /their streamId must differ/],
    ['of one name', pair('rtp', { name: 'a', ingestPort: 5010 }), /source name a is used twice/],
    [
      'with a primary that is not there',
      {
        ...pairedFlow,
        sourceFailoverConfig: { ...pairedFlow.sourceFailoverConfig, sourcePriority: { primarySource: 'c' } },
      },
      /primarySource c is not the name/,
    ],
    [
      'in MERGE with a primary',
      pair('rtp', { ingestPort: 5010 }, { failoverMode: 'MERGE', sourcePriority: { primarySource: 'a' } }),
      /not allowed with failoverMode MERGE/,
    ],
    [
      'in FAILOVER with a window',
      pair('rtp', { ingestPort: 5010 }, { failoverMode: 'FAILOVER', recoveryWindow: 200 }),
      /not allowed with failoverMode FAILOVER/,
    ],
    [
      'with a window under 100 ms',
      pair('rtp', { ingestPort: 5010 }, { failoverMode: 'MERGE', recoveryWindow: 99 }),
      /recoveryWindow 99/,
    ],
    ['of entitlements', { ...pair('entitlement', {}) }, /not available for entitlement/],
    [
      'and a third',
      { ...pairedFlow, sources: [...pairedFlow.sources, { ...pairedFlow.sources[0], name: 'c', ingestPort: 5020 }] },
      /at most 2 sources/,
    ],
  ] as [string, Record<string, unknown>, RegExp][])('refuses them %s', async (_what, request, message) => {
    expect(await new Bench().refusal('CreateFlow', { name: 'studio', ...request })).toMatch(message);
  });
});

describe('CDI and ST 2110 JPEG XS', () => {
  it('CDI listens on its EFA interface, with payload types from 96 up', async () => {
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', ...cdiFlow });
    expect(flow).toMatchObject({
      flowSize: 'LARGE_4X',
      source: { ingestPort: 5000, ingestIp: expect.stringMatching(/^10\./) },
    });
    expect(flow.mediaStreams.map((each: { fmt: number; clockRate: number }) => [each.fmt, each.clockRate])).toEqual([
      [96, 90_000],
      [97, 48_000],
      [98, 90_000],
    ]);
    expect(flow.mediaStreams[2].attributes).toEqual({ fmtp: {} });
  });

  it('JPEG XS listens on two interfaces for each stream', async () => {
    const { flow } = await new Bench().ok('CreateFlow', { name: 'studio', ...jpegXsFlow });
    const [video] = flow.source.mediaStreamSourceConfigurations;
    expect(video.inputConfigurations).toEqual([
      { inputIp: expect.stringMatching(/^10\./), inputPort: 5010, interface: { name: 'efa-1' } },
      { inputIp: expect.stringMatching(/^10\./), inputPort: 5010, interface: { name: 'ena-1' } },
    ]);
    expect(video.inputConfigurations[0].inputIp).not.toBe(video.inputConfigurations[1].inputIp);
    expect(flow.source.ingestIp).toBeUndefined();
  });

  const cdi = (change: object) => ({ ...cdiFlow, source: { ...cdiFlow.source, ...change } });
  const jpegXs = (change: object) => ({ ...jpegXsFlow, source: { ...jpegXsFlow.source, ...change } });
  const [video, sound] = jpegXsFlow.source.mediaStreamSourceConfigurations;
  const [first, second] = video?.inputConfigurations ?? [];

  it.each([
    ['CDI without LARGE_4X', { ...cdiFlow, flowSize: undefined }, /needs flowSize LARGE_4X, not MEDIUM/],
    [
      'CDI without media streams',
      cdi({ mediaStreamSourceConfigurations: undefined }),
      /mediaStreamSourceConfigurations is required/,
    ],
    ['CDI with a CIDR', cdi({ whitelistCidr: '192.0.2.0/24' }), /whitelistCidr is not allowed/],
    ['CDI without a sync buffer', cdi({ maxSyncBuffer: undefined }), /maxSyncBuffer is required/],
    ['CDI with too long a sync buffer', cdi({ maxSyncBuffer: 251 }), /maxSyncBuffer 251/],
    [
      'CDI on an ENA interface',
      { ...cdiFlow, vpcInterfaces: [vpcInterface('efa-1', 'ena')] },
      /must be of networkInterfaceType efa/,
    ],
    [
      'CDI with input configurations',
      cdi({
        mediaStreamSourceConfigurations: [
          { encodingName: 'raw', mediaStreamName: 'video', inputConfigurations: [first] },
        ],
      }),
      /inputConfigurations are not allowed/,
    ],
    [
      'a stream that is not there',
      cdi({ mediaStreamSourceConfigurations: [{ encodingName: 'raw', mediaStreamName: 'film' }] }),
      /no media stream named film/,
    ],
    [
      'JPEG XS video as raw',
      jpegXs({ mediaStreamSourceConfigurations: [{ ...video, encodingName: 'raw' }] }),
      /must be jxsv, was raw/,
    ],
    [
      'JPEG XS on one interface',
      jpegXs({ mediaStreamSourceConfigurations: [{ ...video, inputConfigurations: [first] }] }),
      /exactly two inputConfigurations/,
    ],
    [
      'JPEG XS twice on one interface',
      jpegXs({ mediaStreamSourceConfigurations: [{ ...video, inputConfigurations: [first, first] }] }),
      /different interfaces/,
    ],
    [
      'JPEG XS on two ports',
      jpegXs({
        mediaStreamSourceConfigurations: [{ ...video, inputConfigurations: [first, { ...second, inputPort: 5011 }] }],
      }),
      /same inputPort/,
    ],
    [
      'two JPEG XS streams on one port',
      jpegXs({
        mediaStreamSourceConfigurations: [video, { ...sound, inputConfigurations: video?.inputConfigurations }],
      }),
      /inputPort 5010/,
    ],
    ['JPEG XS with a port of its own', jpegXs({ ingestPort: 5000 }), /ingestPort is not allowed/],
    [
      'failover',
      { ...cdiFlow, sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'MERGE' } },
      /not available for cdi/,
    ],
    [
      'two video streams',
      {
        ...cdiFlow,
        mediaStreams: [
          ...cdiFlow.mediaStreams,
          { ...cdiFlow.mediaStreams[0], mediaStreamId: 9, mediaStreamName: 'v2' },
        ],
      },
      /at most one video/,
    ],
    [
      'one stream id twice',
      { ...cdiFlow, mediaStreams: cdiFlow.mediaStreams.map((each) => ({ ...each, mediaStreamId: 1 })) },
      /media stream id 1 is used twice/,
    ],
    [
      'audio at 44.1 kHz',
      { ...cdiFlow, mediaStreams: cdiFlow.mediaStreams.map((each) => ({ ...each, clockRate: 44_100 })) },
      /clockRate 44100/,
    ],
    [
      'media streams on a transport stream',
      { ...one('rtp'), mediaStreams: cdiFlow.mediaStreams },
      /Media streams are for CDI/,
    ],
    [
      'two EFA interfaces',
      { ...cdiFlow, vpcInterfaces: [vpcInterface('efa-1', 'efa'), vpcInterface('efa-2', 'efa')] },
      /at most 2 ENA and 1 EFA/,
    ],
    [
      'three ENA interfaces',
      { ...one('rtp'), vpcInterfaces: ['a', 'b', 'c'].map((name) => vpcInterface(name)) },
      /at most 2 ENA and 1 EFA/,
    ],
    [
      'an interface without security group',
      { ...one('rtp'), vpcInterfaces: [{ ...vpcInterface('a'), securityGroupIds: [] }] },
      /at least one security group/,
    ],
    [
      'NDI on a MEDIUM flow',
      one('rtp', { protocol: 'ndi-speed-hq', ingestPort: undefined, ...none }),
      /needs flowSize LARGE/,
    ],
  ] as [string, Record<string, unknown>, RegExp][])('refuses %s', async (_what, request, message) => {
    expect(await new Bench().refusal('CreateFlow', { name: 'studio', ...request })).toMatch(message);
  });
});
