import { type Call, flowToRead } from './call';
import { timestamp } from './events';
import { badRequest } from './faults';
import { isRunning } from './lifecycle';
import { selectedSource } from './reception';
import type { Flow, FlowSource } from './record';
import type { Program } from './requests';
import { isEssence, kindOf } from './source-rules';
import { testCard } from './test-card';

const programLimit = 50;
const thumbnailOutputLimit = 10;

/** What a signal carries unless it says otherwise: one programme of H.264 video, stereo AAC and SCTE-35 markers. */
const plausiblePrograms: Program[] = [
  {
    pcrPid: 256,
    programName: 'Programme 1',
    programNumber: 1,
    programPid: 4096,
    streams: [
      {
        streamType: 'Video',
        codec: 'H264',
        pid: 256,
        frameRate: '50',
        frameResolution: { frameWidth: 1920, frameHeight: 1080 },
      },
      { streamType: 'Audio', codec: 'AAC', pid: 257, channels: 2, sampleRate: 48_000, sampleSize: 16 },
      { streamType: 'Data', codec: 'SCTE35', pid: 258 },
    ],
  },
];

/** DescribeFlowSourceMetadata: the programmes of the source in use; `timestamp` is when they last changed. */
export function describeFlowSourceMetadata(call: Call) {
  const flow = running(call);
  const source = selectedSource(flow);
  const said = (source ?? flow.sources[0])?.signal?.messages ?? [];
  if (!source)
    return { flowArn: flow.arn, messages: said, timestamp: timestamp(lastChange(flow.sources, call.work.now)) };
  const programs = source.signal?.programs ?? plausiblePrograms;
  const truncated = programs.length > programLimit;
  const message = `Only the first ${programLimit} of ${programs.length} programs are shown.`;
  return {
    flowArn: flow.arn,
    messages: [
      ...(truncated ? [{ code: 'MediaInfoMonitoringTruncated', message, resourceName: source.settings.name }] : []),
      ...said,
    ],
    timestamp: timestamp(lastChange([source], call.work.now)),
    transportMediaInfo: { programs: programs.slice(0, programLimit) },
  };
}

/** DescribeFlowSourceThumbnail: a picture once a second while there is a stream to see, otherwise the reason for none. */
export function describeFlowSourceThumbnail(call: Call) {
  const flow = running(call);
  const none = (code: string, message: string) => ({
    thumbnailDetails: { flowArn: flow.arn, thumbnailMessages: [{ code, message }] },
  });
  if (flow.monitoring?.thumbnailState !== 'ENABLED')
    return none('ThumbnailSuppressed', 'Thumbnails are not enabled on this flow.');
  if (flow.outputs.length > thumbnailOutputLimit)
    return none(
      'ThumbnailSuppressed',
      `Thumbnails are not made on a flow with more than ${thumbnailOutputLimit} outputs.`,
    );
  const source = selectedSource(flow);
  if (!source) return none('ThumbnailDecodeError', 'There is no video to decode.');
  const { thumbnail } = source.signal ?? {};
  if (thumbnail !== undefined) return none(thumbnail, 'The control interface asked for no picture.');
  const timecode = new Date(call.work.now).toISOString().slice(11, 19);
  return {
    thumbnailDetails: {
      flowArn: flow.arn,
      thumbnail: testCard,
      thumbnailMessages: [],
      timecode: `${timecode}:00`,
      timestamp: timestamp(call.work.now),
    },
  };
}

function running(call: Call): Flow {
  const flow = flowToRead(call);
  if (flow.sources.some((each) => isEssence(kindOf(each.settings))))
    throw badRequest(`${call.operation} is not available for CDI and ST 2110 JPEG XS flows.`);
  if (!isRunning(flow)) throw badRequest(`Flow ${flow.arn} is not running: it is in status ${flow.status}.`);
  return flow;
}

function lastChange(sources: FlowSource[], otherwise: number): number {
  return Math.max(...sources.map((each) => each.observations.at(-1)?.from ?? otherwise));
}
