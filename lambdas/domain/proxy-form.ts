import { type InputSpecification, proxyName, renditionModifier } from './proxy';

/** Seconds of a segment, how many the playlist lists, and how many are kept: those just left may still be fetched. */
const segments = { seconds: 2, listed: 6, kept: 13 };

/** What an input or a channel is made with beside its settings. */
export interface ProxyBirth {
  name: string;
  requestId: string;
  roleArn: string;
  tags: Readonly<Record<string, string>>;
}

/** An input on a MediaConnect flow, as CreateInput takes it: of one pipeline, since it is of one flow. */
export function inputForm(flowArn: string, birth: ProxyBirth) {
  return { ...birth, type: 'MEDIACONNECT', ...flowOfInput(flowArn) };
}

/** What UpdateInput takes to have an input on another flow. */
export function flowOfInput(flowArn: string) {
  return { mediaConnectFlows: [{ flowArn }] };
}

/** What of a channel follows the source, as CreateChannel and UpdateChannel take it. */
export function channelSettings(inputId: string, inputSpecification: InputSpecification, destination: string) {
  return {
    inputSpecification,
    inputAttachments: [
      { inputId, inputAttachmentName: 'flow', inputSettings: { sourceEndBehavior: 'CONTINUE' as const } },
    ],
    destinations: [{ id: proxyName, settings: [{ url: destination }] }],
  };
}

/**
 * A channel of a single pipeline with one rendition of 640 by 360 and at most 800 kb/s, as CreateChannel takes it. While
 * nothing comes in it writes nothing: an old picture is not to be taken for what is on air.
 */
export function channelForm(settings: ReturnType<typeof channelSettings>, birth: ProxyBirth) {
  return {
    ...birth,
    ...settings,
    channelClass: 'SINGLE_PIPELINE',
    logLevel: 'WARNING',
    encoderSettings: {
      timecodeConfig: { source: 'SYSTEMCLOCK' },
      videoDescriptions: [video],
      audioDescriptions: [audio],
      outputGroups: [
        {
          name: proxyName,
          outputGroupSettings: { hlsGroupSettings: playlist },
          outputs: [output],
        },
      ],
    },
  };
}

const video = {
  name: 'video',
  width: 640,
  height: 360,
  respondToAfd: 'NONE',
  scalingBehavior: 'DEFAULT',
  sharpness: 50,
  codecSettings: {
    h264Settings: {
      rateControlMode: 'QVBR',
      maxBitrate: 700_000,
      bufSize: 1_400_000,
      qvbrQualityLevel: 6,
      gopSize: segments.seconds,
      gopSizeUnits: 'SECONDS',
      framerateControl: 'INITIALIZE_FROM_SOURCE',
      parControl: 'SPECIFIED',
      parNumerator: 1,
      parDenominator: 1,
      scanType: 'PROGRESSIVE',
      profile: 'MAIN',
      level: 'H264_LEVEL_AUTO',
      sceneChangeDetect: 'DISABLED',
    },
  },
};

const audio = {
  name: 'audio',
  audioSelectorName: 'default',
  audioTypeControl: 'FOLLOW_INPUT',
  languageCodeControl: 'FOLLOW_INPUT',
  codecSettings: {
    aacSettings: {
      bitrate: 64_000,
      codingMode: 'CODING_MODE_2_0',
      inputType: 'NORMAL',
      profile: 'LC',
      rateControlMode: 'CBR',
      rawFormat: 'NONE',
      sampleRate: 48_000,
      spec: 'MPEG4',
    },
  },
};

const playlist = {
  destination: { destinationRefId: proxyName },
  hlsCdnSettings: { hlsS3Settings: {} },
  mode: 'LIVE',
  outputSelection: 'VARIANT_MANIFESTS_AND_SEGMENTS',
  directoryStructure: 'SINGLE_DIRECTORY',
  tsFileMode: 'SEGMENTED_FILES',
  segmentationMode: 'USE_SEGMENT_DURATION',
  segmentLength: segments.seconds,
  indexNSegments: segments.listed,
  keepSegments: segments.kept,
  manifestDurationFormat: 'FLOATING_POINT',
  codecSpecification: 'RFC_4281',
  inputLossAction: 'PAUSE_OUTPUT',
};

const output = {
  outputName: '360p',
  videoDescriptionName: video.name,
  audioDescriptionNames: [audio.name],
  outputSettings: {
    hlsOutputSettings: {
      nameModifier: renditionModifier,
      hlsSettings: { standardHlsSettings: { m3u8Settings: {}, audioRenditionSets: 'program_audio' } },
    },
  },
};
