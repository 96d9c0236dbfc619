import type { AwsCall } from './endpoint';
import type { Progress } from './hls-encoder';
import { ServiceError } from './protocol';

/** What inputs and channels have in common. */
export interface Resource {
  id: string;
  arn: string;
  account: string;
  region: string;
  name: string;
  requestId?: string | undefined;
  roleArn: string;
  tags: Record<string, string>;
  state: string;
  /** Where it is going, and when it is there (milliseconds since 1970); without `endsAt` never. */
  transition?: { to: string; endsAt?: number } | undefined;
  /** Since when it is in its state, milliseconds since 1970. */
  since?: number | undefined;
}

/** An input on a flow. */
export interface Input extends Resource {
  type: 'MEDIACONNECT';
  mediaConnectFlows: { flowArn: string }[];
}

/** A channel, as far as it is looked at; the rest of its settings is kept as it came. */
export interface Channel extends Resource {
  channelClass: string;
  inputSpecification: Record<'codec' | 'resolution' | 'maximumBitrate', string>;
  inputAttachments: { inputId: string; inputAttachmentName?: string }[];
  destinations: { id: string; settings: { url: string }[] }[];
  encoderSettings: EncoderSettings;
  /** What its one playlist is made by. */
  playlist: { segmentLength: number; indexNSegments: number; keepSegments: number; modifier: string };
  progress?: Progress | undefined;
}

/** The members of the settings of an encoder that are looked at. */
interface EncoderSettings {
  timecodeConfig?: { source?: string };
  videoDescriptions?: { name?: string; width?: number; height?: number }[];
  audioDescriptions?: { name?: string }[];
  outputGroups?: {
    outputGroupSettings?: {
      hlsGroupSettings?: {
        destination?: { destinationRefId?: string };
        segmentLength?: number;
        indexNSegments?: number;
        keepSegments?: number;
      };
    };
    outputs?: {
      videoDescriptionName?: string;
      audioDescriptionNames?: string[];
      outputSettings?: { hlsOutputSettings?: { nameModifier?: string } };
    }[];
  }[];
}

/** What is kept of every account and Region. */
export interface MediaLiveState {
  inputs: Input[];
  channels: Channel[];
  lastId: number;
}

/** The ARN of an input or a channel. */
export function resourceArn(
  { account, region }: Pick<Resource, 'account' | 'region'>,
  kind: 'input' | 'channel',
  id: string,
) {
  return `arn:aws:medialive:${region}:${account}:${kind}:${id}`;
}

/** Claims that a resource is of the account and Region of a call. */
export function isOf({ account, region }: Resource, call: Pick<AwsCall, 'account' | 'region'>): boolean {
  return account === call.account && region === call.region;
}

/** An input as the service describes it; it is attached as long as there is a channel that has it. */
export function inputView({ channels }: MediaLiveState, input: Input) {
  const { id, arn, name, type, state, mediaConnectFlows, roleArn, tags } = input;
  const attachedChannels = channels
    .filter((each) => each.state !== 'DELETED' && each.inputAttachments.some(({ inputId }) => inputId === id))
    .map((each) => each.id);
  const shown = state === 'DETACHED' && attachedChannels.length > 0 ? 'ATTACHED' : state;
  const inputClass = 'SINGLE_PIPELINE';
  return { id, arn, name, type, state: shown, attachedChannels, inputClass, mediaConnectFlows, roleArn, tags };
}

/** A channel as the service describes it. */
export function channelView({ account, region, requestId, transition, since, playlist, progress, ...view }: Channel) {
  return { ...view, pipelinesRunningCount: view.state === 'RUNNING' ? 1 : 0 };
}

const members = new Set([
  ...['name', 'channelClass', 'inputSpecification', 'inputAttachments', 'destinations', 'encoderSettings', 'logLevel'],
  ...['requestId', 'roleArn', 'tags'],
]);
const kept = new Set([...['id', 'arn', 'account', 'region', 'state', 'transition', 'since', 'playlist', 'progress']]);

/** The settings of a channel to be made, or of the one with this id to be changed. Throws UnprocessableEntityException with every fault. */
export function checkChannel(state: MediaLiveState, call: Pick<AwsCall, 'input' | 'account' | 'region'>, id?: string) {
  const asked = call.input as unknown as Channel;
  const faults: { elementPath: string; errorMessage: string }[] = [];
  const require = (elementPath: string, isRight: unknown, errorMessage: string) => {
    if (!isRight) faults.push({ elementPath, errorMessage });
  };
  for (const member of Object.keys(asked))
    require(member, members.has(member) || (id && kept.has(member)), 'is not known to the local MediaLive');
  const { inputSpecification: specification, inputAttachments = [], destinations = [], encoderSettings = {} } = asked;
  require('channelClass', asked.channelClass === 'SINGLE_PIPELINE', 'must be SINGLE_PIPELINE here');
  require('inputSpecification/codec', /^(AVC|HEVC|MPEG2)$/.test(specification?.codec ?? ''), 'is not valid');
  require('inputSpecification/resolution', /^(SD|HD|UHD)$/.test(specification?.resolution ?? ''), 'is not valid');
  require('inputSpecification/maximumBitrate', /^MAX_(10|20|50)_MBPS$/.test(
    specification?.maximumBitrate ?? '',
  ), 'is not valid');
  require('inputAttachments', inputAttachments.length === 1, 'must be one here');
  for (const { inputId } of inputAttachments) {
    const input = state.inputs.find(
      (each) => each.id === inputId && each.account === call.account && each.region === call.region,
    );
    require('inputAttachments/0/inputId', input && inputView(state, input).state.endsWith('TACHED'), 'is no input');
    const rival = state.channels.find(
      (each) =>
        each.id !== id && each.state !== 'DELETED' && each.inputAttachments.some((one) => one.inputId === inputId),
    );
    if (rival) throw new ServiceError('ConflictException', `inputId=${inputId} is already attached`, 409);
  }
  const [{ outputGroupSettings: { hlsGroupSettings: group } = {}, outputs = [] } = {}, ...others] =
    encoderSettings.outputGroups ?? [];
  require('encoderSettings/timecodeConfig', encoderSettings.timecodeConfig?.source, 'is required');
  require('encoderSettings/outputGroups', group && others.length === 0, 'must be one of HLS here');
  const target = destinations.find((each) => each.id === group?.destination?.destinationRefId);
  require('destinations', /^s3ssl:\/\/[^/]+\/.+[^/]$/.test(
    target?.settings[0]?.url ?? '',
  ), 'must have an address in S3');
  const [output, ...more] = outputs;
  require('outputs', output && more.length === 0, 'must be one here');
  const names = (all: { name?: string }[] = []) => all.map(({ name }) => name);
  require('videoDescriptionName', names(encoderSettings.videoDescriptions).includes(
    output?.videoDescriptionName,
  ), 'is not described');
  for (const name of output?.audioDescriptionNames ?? [])
    require('audioDescriptionNames', names(encoderSettings.audioDescriptions).includes(name), 'is not described');
  const { segmentLength = 10, indexNSegments = 10, keepSegments = 21 } = group ?? {};
  require('keepSegments', keepSegments >= indexNSegments &&
    indexNSegments >= 3, 'must not be fewer than those listed, of which there are 3');
  if (faults.length > 0)
    throw new ServiceError('UnprocessableEntityException', 'The channel configuration failed validation.', 422, {
      validationErrors: faults,
    });
  const modifier = output?.outputSettings?.hlsOutputSettings?.nameModifier ?? '';
  return { ...asked, playlist: { segmentLength, indexNSegments, keepSegments, modifier } };
}
