import { integer, list, matching, number, oneOf, struct, text, textMap } from './shape';

/** A name of a flow or of one of its parts. */
export const named = matching(/^[A-Za-z0-9_-]{1,64}$/, '1-64 characters of A-Z a-z 0-9 _ -');
/** The service's word for on and off. */
export const onOff = oneOf('ENABLED', 'DISABLED');
const arn = (kind: string) =>
  matching(new RegExp(`^arn:.+:mediaconnect.+:${kind}:.+$`), `the ARN of a MediaConnect ${kind}`);
const roleArn = matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role');
const secretArn = matching(
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
  'the ARN of a secret',
);
const protocol = oneOf(
  ...([
    'zixi-push',
    'rtp-fec',
    'rtp',
    'zixi-pull',
    'rist',
    'st2110-jpegxs',
    'cdi',
    'srt-listener',
    'srt-caller',
  ] as const),
  ...(['fujitsu-qos', 'udp', 'ndi-speed-hq'] as const),
);

const encryptionMembers = {
  algorithm: oneOf('aes128', 'aes192', 'aes256'),
  constantInitializationVector: text,
  deviceId: text,
  keyType: oneOf('speke', 'static-key', 'srt-password'),
  region: text,
  resourceId: text,
  secretArn,
  url: text,
};
/** Keys by reference: a role, and the secret it reads. */
export const encryption = struct({ roleArn }, encryptionMembers);
/** A change of keys: members that are absent keep their value. */
export const encryptionChange = struct({}, { ...encryptionMembers, roleArn });

const attachment = struct({}, { vpcInterfaceName: text });
const interfaceName = struct({ name: text }, {});
const encodingName = oneOf('jxsv', 'raw', 'smpte291', 'pcm');
const streamSource = struct(
  { encodingName, mediaStreamName: text },
  { inputConfigurations: list(struct({ inputPort: integer, interface: interfaceName }, {})) },
);

/** What can be changed on a source, but for its decryption. */
export const sourceSettings = {
  description: text,
  entitlementArn: arn('entitlement'),
  gatewayBridgeSource: struct({}, { bridgeArn: arn('bridge'), vpcInterfaceAttachment: attachment }),
  ingestPort: integer,
  maxBitrate: integer,
  maxLatency: integer,
  maxSyncBuffer: integer,
  mediaStreamSourceConfigurations: list(streamSource),
  minLatency: integer,
  ndiSourceSettings: struct({}, { sourceName: text }),
  protocol,
  routerIntegrationState: onOff,
  senderControlPort: integer,
  senderIpAddress: text,
  sourceListenerAddress: text,
  sourceListenerPort: integer,
  streamId: text,
  vpcInterfaceName: text,
  whitelistCidr: text,
};
/** A source to be made (SetSourceRequest). */
export const source = struct({}, { ...sourceSettings, name: named, decryption: encryption, sourceTags: textMap });

/** A VPC interface to be made. */
export const vpcInterface = struct(
  { name: named, roleArn, securityGroupIds: list(text), subnetId: text },
  { networkInterfaceType: oneOf('ena', 'efa'), vpcInterfaceTags: textMap },
);

const fmtp = struct(
  {},
  {
    channelOrder: text,
    colorimetry: oneOf('BT601', 'BT709', 'BT2020', 'BT2100', 'ST2065-1', 'ST2065-3', 'XYZ'),
    exactFramerate: text,
    par: text,
    range: oneOf('NARROW', 'FULL', 'FULLPROTECT'),
    scanMode: oneOf('progressive', 'interlace', 'progressive-segmented-frame'),
    tcs: oneOf('SDR', 'PQ', 'HLG', 'LINEAR', 'BT2100LINPQ', 'BT2100LINHLG', 'ST2065-1', 'ST428-1', 'DENSITY'),
  },
);
/** What a media stream carries. */
export const mediaStreamType = oneOf('video', 'audio', 'ancillary-data');
/** What can be changed on a media stream, but for its type. */
export const mediaStreamSettings = {
  attributes: struct({}, { fmtp, lang: text }),
  clockRate: integer,
  description: text,
  videoFormat: text,
};
/** A media stream to be made. */
export const mediaStream = struct(
  { mediaStreamId: integer, mediaStreamName: named, mediaStreamType },
  { ...mediaStreamSettings, mediaStreamTags: textMap },
);

const streamOutput = struct(
  { encodingName, mediaStreamName: text },
  {
    destinationConfigurations: list(
      struct({ destinationIp: text, destinationPort: integer, interface: interfaceName }, {}),
    ),
    encodingParameters: struct({ compressionFactor: number, encoderProfile: oneOf('main', 'high') }, {}),
  },
);
/** What can be changed on an output, but for its encryption. */
export const outputSettings = {
  cidrAllowList: list(text),
  description: text,
  destination: text,
  maxLatency: integer,
  mediaStreamOutputConfigurations: list(streamOutput),
  minLatency: integer,
  ndiProgramName: text,
  ndiSpeedHqQuality: integer,
  outputStatus: onOff,
  port: integer,
  protocol,
  remoteId: text,
  routerIntegrationState: onOff,
  senderControlPort: integer,
  smoothingLatency: integer,
  streamId: text,
  vpcInterfaceAttachment: attachment,
};
/** An output to be made. */
export const output = struct({}, { ...outputSettings, name: named, encryption, outputTags: textMap });

/** An entitlement to be granted. */
export const entitlement = struct(
  { subscribers: list(text) },
  {
    dataTransferSubscriberFeePercent: integer,
    description: text,
    encryption,
    entitlementStatus: onOff,
    entitlementTags: textMap,
    name: named,
  },
);

/** How two sources back each other up. */
export const failover = struct(
  {},
  {
    failoverMode: oneOf('MERGE', 'FAILOVER'),
    recoveryWindow: integer,
    sourcePriority: struct({}, { primarySource: text }),
    state: onOff,
  },
);
const threshold = struct({}, { state: onOff, thresholdSeconds: integer });
/** Thumbnails and content quality analysis. */
export const monitoring = struct(
  {},
  {
    audioMonitoringSettings: list(struct({}, { silentAudio: threshold })),
    contentQualityAnalysisState: onOff,
    thumbnailState: onOff,
    videoMonitoringSettings: list(struct({}, { blackFrames: threshold, frozenFrames: threshold })),
  },
);
/** The hour at which maintenance may begin. */
export const startHour = matching(/^([01]\d|2[0-3]):00$/, 'a full UTC hour such as 02:00');
/** The day on which maintenance may begin. */
export const day = oneOf('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday');
const discoveryServer = struct(
  { discoveryServerAddress: text, vpcInterfaceAdapter: text },
  { discoveryServerPort: integer },
);
/** What CreateFlow and UpdateFlow both take. */
export const flowSettings = {
  encodingConfig: struct(
    {},
    {
      encodingProfile: oneOf('DISTRIBUTION_H264_DEFAULT', 'CONTRIBUTION_H264_DEFAULT'),
      videoMaxBitrate: integer,
    },
  ),
  flowSize: oneOf('MEDIUM', 'LARGE', 'LARGE_4X'),
  ndiConfig: struct({}, { machineName: text, ndiDiscoveryServers: list(discoveryServer), ndiState: onOff }),
  sourceFailoverConfig: failover,
  sourceMonitoringConfig: monitoring,
};
