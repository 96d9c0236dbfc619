import { bodyOf, type Call, flowToChange, parameter } from './call';
import { badRequest, notFound } from './faults';
import { checkFlow } from './flow-rules';
import { begin, requireStatus } from './lifecycle';
import { addMediaStream } from './parts';
import type { Flow, MediaStream } from './record';
import { addMediaStreamsBody, updateMediaStreamBody } from './requests';
import { replaceTags } from './tags';
import { mediaStreamView } from './views';

/** AddFlowMediaStreams, on a CDI or ST 2110 JPEG XS flow. */
export function addFlowMediaStreams(call: Call) {
  const body = bodyOf(call, addMediaStreamsBody);
  const flow = flowToChange(call);
  requireStatus(flow, 'AddFlowMediaStreams');
  const before = flow.mediaStreams.length;
  for (const each of body.mediaStreams) addMediaStream(call.work, flow, each);
  checkFlow(flow);
  begin(call.work, flow, 'AddFlowMediaStreams');
  return { flowArn: flow.arn, mediaStreams: flow.mediaStreams.slice(before).map(mediaStreamView) };
}

/** UpdateFlowMediaStream: members that are absent keep their value; the type cannot change while the stream is in use. */
export function updateFlowMediaStream(call: Call) {
  const body = bodyOf(call, updateMediaStreamBody);
  const flow = flowToChange(call);
  const stream = named(call, flow);
  requireStatus(flow, 'UpdateFlowMediaStream');
  if (body.mediaStreamType && body.mediaStreamType !== stream.mediaStreamType && isInUse(flow, stream))
    throw badRequest(
      `The type of media stream ${stream.mediaStreamName} cannot change while a source or an output uses it.`,
    );
  Object.assign(stream, body);
  checkFlow(flow);
  begin(call.work, flow, 'UpdateFlowMediaStream');
  return { flowArn: flow.arn, mediaStream: mediaStreamView(stream) };
}

/** RemoveFlowMediaStream: in STANDBY, when neither a source nor an output uses it. */
export function removeFlowMediaStream(call: Call) {
  const flow = flowToChange(call);
  const stream = named(call, flow);
  const { mediaStreamName } = stream;
  requireStatus(flow, 'RemoveFlowMediaStream');
  if (isInUse(flow, stream)) throw badRequest(`Media stream ${mediaStreamName} is in use by a source or an output.`);
  flow.mediaStreams = flow.mediaStreams.filter((each) => each !== stream);
  replaceTags(call.work, flow, `${flow.arn}/mediaStream/${mediaStreamName}`);
  begin(call.work, flow, 'RemoveFlowMediaStream');
  return { flowArn: flow.arn, mediaStreamName };
}

function named(call: Call, flow: Flow): MediaStream {
  const name = parameter(call, 'mediaStreamName');
  const stream = flow.mediaStreams.find((each) => each.mediaStreamName === name);
  if (!stream) throw notFound(`Media stream ${name} not found on flow ${flow.arn}.`);
  return stream;
}

function isInUse(flow: Flow, stream: MediaStream): boolean {
  const sources = flow.sources.flatMap((each) => each.settings.mediaStreamSourceConfigurations ?? []);
  const outputs = flow.outputs.flatMap((each) => each.settings.mediaStreamOutputConfigurations ?? []);
  return [...sources, ...outputs].some((each) => each.mediaStreamName === stream.mediaStreamName);
}
