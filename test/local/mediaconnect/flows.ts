import { outsideEntitlement } from '../../../local/mediaconnect/entitlements';

const roleArn = 'arn:aws:iam::111122223333:role/media-keys';
export const srtSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:srt-AbCdEf';
export const aesSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:aes-AbCdEf';

export const srtKeys = { keyType: 'srt-password', roleArn, secretArn: srtSecret };
export const aesKeys = { keyType: 'static-key', algorithm: 'aes128', roleArn, secretArn: aesSecret };

/** A VPC interface as a request has it. */
export const vpcInterface = (name: string, networkInterfaceType: 'ena' | 'efa' = 'ena') => ({
  name,
  networkInterfaceType,
  roleArn,
  securityGroupIds: ['sg-0123456789abcdef0'],
  subnetId: 'subnet-0123456789abcdef0',
});

const whitelistCidr = '192.0.2.0/24';

/** A valid source of each transport stream kind, as a request has it. */
export const transportSources = {
  rtp: { name: 'in', protocol: 'rtp', ingestPort: 5000, whitelistCidr },
  'rtp-fec': { name: 'in', protocol: 'rtp-fec', ingestPort: 5000, whitelistCidr },
  rist: { name: 'in', protocol: 'rist', ingestPort: 5000, whitelistCidr, maxLatency: 1000 },
  'zixi-push': { name: 'in', protocol: 'zixi-push', whitelistCidr, decryption: aesKeys },
  'srt-listener': { name: 'in', protocol: 'srt-listener', ingestPort: 5000, whitelistCidr, decryption: srtKeys },
  'srt-caller': { name: 'in', protocol: 'srt-caller', sourceListenerAddress: '192.0.2.7', sourceListenerPort: 9000 },
  entitlement: { name: 'in', entitlementArn: outsideEntitlement('eu-west-1') },
};

const mediaStreams = [
  {
    mediaStreamId: 1,
    mediaStreamName: 'video',
    mediaStreamType: 'video',
    videoFormat: '1080p',
    attributes: {
      fmtp: { exactFramerate: '50', colorimetry: 'BT709', range: 'NARROW', scanMode: 'progressive', tcs: 'SDR' },
    },
  },
  {
    mediaStreamId: 2,
    mediaStreamName: 'sound',
    mediaStreamType: 'audio',
    clockRate: 48_000,
    attributes: { fmtp: { channelOrder: 'SMPTE2110.(ST)' }, lang: 'en' },
  },
  { mediaStreamId: 3, mediaStreamName: 'captions', mediaStreamType: 'ancillary-data' },
];

/** A valid CDI flow. */
export const cdiFlow = {
  flowSize: 'LARGE_4X',
  vpcInterfaces: [vpcInterface('efa-1', 'efa')],
  mediaStreams,
  source: {
    name: 'in',
    protocol: 'cdi',
    ingestPort: 5000,
    maxSyncBuffer: 100,
    vpcInterfaceName: 'efa-1',
    mediaStreamSourceConfigurations: [
      { encodingName: 'raw', mediaStreamName: 'video' },
      { encodingName: 'pcm', mediaStreamName: 'sound' },
      { encodingName: 'smpte291', mediaStreamName: 'captions' },
    ],
  },
};

const inputs = (inputPort: number) => [
  { inputPort, interface: { name: 'efa-1' } },
  { inputPort, interface: { name: 'ena-1' } },
];

/** A valid ST 2110 JPEG XS flow. */
export const jpegXsFlow = {
  flowSize: 'LARGE_4X',
  vpcInterfaces: [vpcInterface('efa-1', 'efa'), vpcInterface('ena-1')],
  mediaStreams,
  source: {
    name: 'in',
    protocol: 'st2110-jpegxs',
    maxSyncBuffer: 100,
    mediaStreamSourceConfigurations: [
      { encodingName: 'jxsv', mediaStreamName: 'video', inputConfigurations: inputs(5010) },
      { encodingName: 'pcm', mediaStreamName: 'sound', inputConfigurations: inputs(5020) },
      { encodingName: 'smpte291', mediaStreamName: 'captions', inputConfigurations: inputs(5030) },
    ],
  },
};

/** Two SRT sources that back each other up. */
export const pairedFlow = {
  sources: [
    { ...transportSources['srt-listener'], name: 'srt-a' },
    { ...transportSources['srt-listener'], name: 'srt-b', ingestPort: 5010 },
  ],
  sourceFailoverConfig: { state: 'ENABLED', failoverMode: 'FAILOVER', sourcePriority: { primarySource: 'srt-a' } },
};
