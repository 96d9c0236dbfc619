import { sourceId } from '../support/configured-source';
import { desiredFlowOf, roles } from '../support/desired-flow';
import { flowSourceRequest, vpcInterfaces } from '../support/sources';

describe('the flow that MediaConnect is asked for', () => {
  it('has the name, Region and zone of the configuration', () => {
    expect(desiredFlowOf('rtp', { name: 'mine', az: 'eu-west-1b' })).toMatchObject({
      region: 'eu-west-1',
      name: 'mine',
      availabilityZone: 'eu-west-1b',
    });
  });

  it('watches the picture of a transport stream and leaves the size to the service', () => {
    const flow = desiredFlowOf('rist');
    expect(flow.sourceMonitoringConfig).toEqual({ thumbnailState: 'ENABLED', contentQualityAnalysisState: 'ENABLED' });
    for (const member of ['flowSize', 'sourceFailoverConfig', 'vpcInterfaces', 'mediaStreams', 'availabilityZone']) {
      expect(flow).not.toHaveProperty(member);
    }
  });

  it.each(['cdi', 'st2110-jpegxs'] as const)('is large and unwatched for %s', (protocol) => {
    const flow = desiredFlowOf(protocol);
    expect(flow.flowSize).toBe('LARGE_4X');
    expect(flow).not.toHaveProperty('sourceMonitoringConfig');
    expect(flow.mediaStreams).toEqual([
      {
        mediaStreamId: 0,
        mediaStreamName: 'picture',
        mediaStreamType: 'video',
        clockRate: 90000,
        videoFormat: '1080p',
        attributes: { fmtp: { exactFramerate: '60000/1001', colorimetry: 'BT709', scanMode: 'progressive' } },
      },
      {
        mediaStreamId: 1,
        mediaStreamName: 'sound',
        mediaStreamType: 'audio',
        clockRate: 48000,
        attributes: { fmtp: { channelOrder: 'SMPTE2110.(ST)' }, lang: 'en' },
      },
      { mediaStreamId: 2, mediaStreamName: 'captions', mediaStreamType: 'ancillary-data', clockRate: 90000 },
    ]);
  });

  it.each([
    [{ mode: 'FAILOVER' }, { state: 'ENABLED', failoverMode: 'FAILOVER' }],
    [
      { mode: 'FAILOVER', 'primary-flow-source': 'a' },
      { state: 'ENABLED', failoverMode: 'FAILOVER', sourcePriority: { primarySource: 'a' } },
    ],
    [{ mode: 'MERGE' }, { state: 'ENABLED', failoverMode: 'MERGE', recoveryWindow: 200 }],
    [
      { mode: 'MERGE', 'recovery-window': 5000 },
      { state: 'ENABLED', failoverMode: 'MERGE', recoveryWindow: 5000 },
    ],
  ] as const)('fails over as %j asks', (failover, config) => {
    const sources = [flowSourceRequest('rtp', { name: 'a' }), flowSourceRequest('rtp', { 'ingest-port': 6000 })];
    const flow = desiredFlowOf('rtp', { 'flow-sources': sources, 'failover-config': failover });
    expect(flow.sourceFailoverConfig).toEqual(config);
  });

  it('enters a VPC with the role of the account', () => {
    const [fabric, network] = vpcInterfaces ?? [];
    const labelled = { ...fabric, metadata: { labels: [{ key: 'side', value: 'a' }] } } as typeof fabric;
    expect(
      desiredFlowOf('rtp', { 'vpc-interfaces': [labelled, network] as typeof vpcInterfaces }).vpcInterfaces,
    ).toEqual([
      {
        name: 'fabric',
        networkInterfaceType: 'efa',
        roleArn: roles.vpcRoleArn,
        securityGroupIds: ['sg-0123456789abcdef0'],
        subnetId: 'subnet-0123456789abcdef0',
        vpcInterfaceTags: { side: 'a' },
      },
      {
        name: 'network',
        networkInterfaceType: 'ena',
        roleArn: roles.vpcRoleArn,
        securityGroupIds: ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
        subnetId: 'subnet-0123456789abcdef0',
      },
    ]);
  });

  it('bears the labels of source and flow as tags, and ours', () => {
    const label = (key: string, value: string) => ({ key, value });
    const flow = { metadata: { labels: [label('b', 'flow'), label('c', 'flow')] } };
    const source = { metadata: { labels: [label('a', 'source'), label('b', 'source')] } };
    expect(desiredFlowOf('rtp', flow, source).flowTags).toEqual({
      a: 'source',
      b: 'flow',
      c: 'flow',
      'headworks:source': sourceId,
    });
  });
});
