import { badRequest } from './faults';
import { isUsable, usablePorts } from './ports';
import type { Flow, FlowSource, MediaStream } from './record';
import { isEssence, kindOf } from './source-rules';
import { unique } from './unique';

const videoFormats = ['2160p', '1080p', '1080i', '720p', '480p'];
const clockRates: Record<MediaStream['mediaStreamType'], number[]> = {
  video: [90_000],
  audio: [48_000, 96_000],
  'ancillary-data': [90_000],
};

/** The clock rate a stream has when none is given, in Hz. */
export const defaultClockRate = (type: MediaStream['mediaStreamType']) => clockRates[type][0] as number;

/** Throws BadRequestException when the media streams of a flow break a rule among themselves. */
export function checkMediaStreams(flow: Flow): void {
  const streams = flow.mediaStreams;
  if (streams.length > 0 && !flow.sources.some((each) => isEssence(kindOf(each.settings))))
    throw badRequest('Media streams are for CDI and ST 2110 JPEG XS flows.');
  unique(
    'media stream name',
    streams.map((each) => each.mediaStreamName),
  );
  unique(
    'media stream id',
    streams.map((each) => each.mediaStreamId),
  );
  if (streams.filter((each) => each.mediaStreamType === 'video').length > 1)
    throw badRequest('A flow takes at most one video media stream.');
  for (const stream of streams) {
    const at = `Media stream ${stream.mediaStreamName} (${stream.mediaStreamType})`;
    const rates = clockRates[stream.mediaStreamType];
    if (!rates.includes(stream.clockRate))
      throw badRequest(`${at}: clockRate ${stream.clockRate} must be ${rates.join(' or ')}.`);
    const { videoFormat } = stream;
    if (videoFormat !== undefined && stream.mediaStreamType !== 'video')
      throw badRequest(`${at}: videoFormat is not allowed.`);
    if (videoFormat !== undefined && !videoFormats.includes(videoFormat))
      throw badRequest(`${at}: videoFormat ${videoFormat} must be one of ${videoFormats.join(', ')}.`);
  }
}

/** Throws BadRequestException when a source's use of media streams breaks a rule of its protocol. */
export function checkStreamSources(flow: Flow, source: FlowSource): void {
  const { settings } = source;
  const configurations = settings.mediaStreamSourceConfigurations ?? [];
  const at = `Source ${settings.name} (${settings.protocol})`;
  if (!isEssence(kindOf(settings))) return;
  if (configurations.length === 0)
    throw badRequest(`${at}: mediaStreamSourceConfigurations needs at least one stream.`);
  unique(
    'media stream name',
    configurations.map((each) => each.mediaStreamName),
  );
  for (const { mediaStreamName, encodingName } of configurations) {
    const stream = flow.mediaStreams.find((each) => each.mediaStreamName === mediaStreamName);
    if (!stream) throw badRequest(`${at}: the flow has no media stream named ${mediaStreamName}.`);
    const encoding = encodingOf(stream, settings.protocol === 'cdi');
    if (encodingName !== encoding)
      throw badRequest(`${at}: encodingName of ${mediaStreamName} must be ${encoding}, was ${encodingName}.`);
  }
  if (settings.protocol === 'cdi') checkCdi(at, flow, source);
  else checkJpegXs(at, source);
}

/** The encoding a stream has on CDI, or else on ST 2110 JPEG XS. */
export function encodingOf(stream: MediaStream, cdi: boolean): string {
  if (stream.mediaStreamType === 'audio') return 'pcm';
  if (stream.mediaStreamType === 'ancillary-data') return 'smpte291';
  return cdi ? 'raw' : 'jxsv';
}

function checkCdi(at: string, flow: Flow, { settings }: FlowSource): void {
  const entrance = flow.vpcInterfaces.find((each) => each.settings.name === settings.vpcInterfaceName);
  if (entrance?.settings.networkInterfaceType !== 'efa')
    throw badRequest(`${at}: VPC interface ${settings.vpcInterfaceName} must be of networkInterfaceType efa.`);
  if (settings.mediaStreamSourceConfigurations?.some((each) => each.inputConfigurations?.length))
    throw badRequest(`${at}: inputConfigurations are not allowed.`);
}

function checkJpegXs(at: string, { settings }: FlowSource): void {
  const ports: number[] = [];
  for (const { mediaStreamName, inputConfigurations = [] } of settings.mediaStreamSourceConfigurations ?? []) {
    const [first, second] = inputConfigurations;
    if (!first || !second || inputConfigurations.length > 2)
      throw badRequest(`${at}: ${mediaStreamName} needs exactly two inputConfigurations.`);
    if (first.interface.name === second.interface.name)
      throw badRequest(`${at}: the two inputConfigurations of ${mediaStreamName} must use different interfaces.`);
    if (first.inputPort !== second.inputPort)
      throw badRequest(`${at}: the two inputConfigurations of ${mediaStreamName} must use the same inputPort.`);
    ports.push(first.inputPort);
  }
  const bad = ports.find((port, index) => !isUsable(port) || ports.indexOf(port) !== index);
  if (bad !== undefined)
    throw badRequest(`${at}: inputPort ${bad} is reserved, out of range or used twice; ${usablePorts}.`);
}
