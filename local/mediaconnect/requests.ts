import {
  day,
  type encryption,
  encryptionChange,
  entitlement,
  type failover,
  flowSettings,
  mediaStream,
  mediaStreamSettings,
  mediaStreamType,
  type monitoring,
  named,
  onOff,
  output,
  outputSettings,
  source,
  sourceSettings,
  startHour,
  vpcInterface,
} from './request-parts';
import { flag, integer, list, number, type Out, oneOf, struct, text, textMap } from './shape';

/** The body of CreateFlow. */
export const createFlowBody = struct(
  { name: named },
  {
    ...flowSettings,
    availabilityZone: text,
    entitlements: list(entitlement),
    flowTags: textMap,
    maintenance: struct({ maintenanceDay: day, maintenanceStartHour: startHour }, {}),
    mediaStreams: list(mediaStream),
    outputs: list(output),
    source,
    sources: list(source),
    vpcInterfaces: list(vpcInterface),
  },
);
/** The body of UpdateFlow: members that are absent keep their value. */
export const updateFlowBody = struct(
  {},
  {
    ...flowSettings,
    maintenance: struct({}, { maintenanceDay: day, maintenanceScheduledDate: text, maintenanceStartHour: startHour }),
  },
);
/** The body of AddFlowSources. */
export const addSourcesBody = struct({ sources: list(source) }, {});
/** The body of UpdateFlowSource: members that are absent keep their value. */
export const updateSourceBody = struct({}, { ...sourceSettings, decryption: encryptionChange });
/** The body of AddFlowVpcInterfaces. */
export const addVpcInterfacesBody = struct({ vpcInterfaces: list(vpcInterface) }, {});
/** The body of AddFlowMediaStreams. */
export const addMediaStreamsBody = struct({ mediaStreams: list(mediaStream) }, {});
/** The body of UpdateFlowMediaStream: members that are absent keep their value. */
export const updateMediaStreamBody = struct({}, { ...mediaStreamSettings, mediaStreamType });
/** The body of AddFlowOutputs. */
export const addOutputsBody = struct({ outputs: list(output) }, {});
/** The body of UpdateFlowOutput: members that are absent keep their value. */
export const updateOutputBody = struct({}, { ...outputSettings, encryption: encryptionChange });
/** The body of GrantFlowEntitlements. */
export const grantEntitlementsBody = struct({ entitlements: list(entitlement) }, {});
/** The body of UpdateFlowEntitlement: members that are absent keep their value. */
export const updateEntitlementBody = struct(
  {},
  { description: text, encryption: encryptionChange, entitlementStatus: onOff, subscribers: list(text) },
);
/** The body of TagResource. */
export const tagBody = struct({ tags: textMap }, {});

const tr101 = struct({}, { ts_sync_loss: flag, continuity_count_error: flag, transport_error: flag, pcr_error: flag });
const program = struct(
  {
    pcrPid: integer,
    programNumber: integer,
    programPid: integer,
    streams: list(
      struct(
        { pid: integer, streamType: text },
        {
          channels: integer,
          codec: text,
          frameRate: text,
          frameResolution: struct({ frameHeight: integer, frameWidth: integer }, {}),
          sampleRate: integer,
          sampleSize: integer,
        },
      ),
    ),
  },
  { programName: text },
);
const metadataMessage = struct({ code: text, message: text }, { resourceName: text });
const maintenanceStatus = oneOf('SCHEDULED', 'RESCHEDULED', 'CANCELED', 'INPROGRESS', 'FINISHED', 'FAILED');
const contentQuality = struct(
  {},
  { audioMissing: flag, videoMissing: flag, blackFrames: flag, frozenFrames: flag, silentAudio: flag },
);
/**
 * The body of the control call that connects or disconnects a signal; `bitRate` is in bits per second, `thumbnail` the
 * code of the reason for which there is no picture, `since` the moment (ISO 8601) from which metrics show the signal.
 * `maintenance` is of the flow: with it, `connected` may be absent, and the signals stay as they are.
 */
export const signalBody = struct(
  { flowArn: text },
  {
    connected: flag,
    flowSource: text,
    bitRate: integer,
    packetLossPercent: number,
    tr101,
    contentQuality,
    mergeMismatch: flag,
    programs: list(program),
    streamError: text,
    maintenance: maintenanceStatus,
    messages: list(metadataMessage),
    thumbnail: text,
    since: text,
  },
);

export type SourceRequest = Out<typeof source>;
export type SourceChange = Out<typeof updateSourceBody>;
export type VpcInterfaceRequest = Out<typeof vpcInterface>;
export type MediaStreamRequest = Out<typeof mediaStream>;
export type OutputRequest = Out<typeof output>;
export type EntitlementRequest = Out<typeof entitlement>;
export type Encryption = Out<typeof encryption>;
export type EncryptionChange = Out<typeof encryptionChange>;
export type FailoverRequest = Out<typeof failover>;
export type Monitoring = Out<typeof monitoring>;
export type FlowSettings = Out<typeof updateFlowBody>;
export type SignalRequest = Out<typeof signalBody>;
export type Program = Out<typeof program>;
