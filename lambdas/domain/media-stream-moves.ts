import type { DesiredMediaStream } from './flow';
import { standInStream } from './flow-detours';
import { streamsByName } from './flow-form';
import { type FlowMove, inWords, type Journey, moveTo } from './flow-move';
import { isSame } from './flow-source-form';
import { type FlowState, isAcceptable, streamsOf } from './flow-state-rules';
import type { MediaStreamChange } from './flow-step';

/** Claims that a media stream can become what is asked for by an update: its id and type are given once. */
function isUpdatable(stream: DesiredMediaStream, state: FlowState, { wanted, heldStreams }: Journey): boolean {
  const to = wanted.streams.find((each) => each.mediaStreamName === stream.mediaStreamName);
  if (!to || to.mediaStreamId !== stream.mediaStreamId || (stream.videoFormat && !to.videoFormat)) return false;
  if (to.mediaStreamType === stream.mediaStreamType) return true;
  const isUsed = state.sources.some((source) => streamsOf(source).includes(stream.mediaStreamName));
  return !isUsed && !heldStreams.has(stream.mediaStreamName);
}

/** Claims that a media stream has to be taken away, for good or to be remade. */
export function isDoomedStream(stream: DesiredMediaStream, { wanted, heldStreams }: Journey): boolean {
  const to = wanted.streams.find((each) => each.mediaStreamName === stream.mediaStreamName);
  if (heldStreams.has(stream.mediaStreamName)) return false;
  return !to || to.mediaStreamId !== stream.mediaStreamId || (!!stream.videoFormat && !to.videoFormat);
}

/** The media stream step that may as well be taken at once, since nothing is gained by waiting. */
export function streamMove(state: FlowState, journey: Journey): FlowMove | undefined {
  return streamUpdate(state, journey) ?? streamRemoval(state, journey) ?? streamAddition(state, journey);
}

function streamUpdate(state: FlowState, journey: Journey): FlowMove | undefined {
  const { flowArn, wanted } = journey;
  for (const stream of state.streams) {
    const name = stream.mediaStreamName;
    const to = wanted.streams.find((each) => each.mediaStreamName === name);
    if (!to || isSame(stream, to) || !isUpdatable(stream, state, journey)) continue;
    const streams = streamsByName(state.streams.map((each) => (each === stream ? to : each)));
    if (!isAcceptable({ ...state, streams })) continue;
    const change = streamChange(stream, to);
    return moveTo(
      state,
      { streams },
      {
        deed: { action: 'update-media-stream', flowArn, name, change },
        resource: `${flowArn}/mediaStream/${name}`,
        impact: 'interruption',
        reason: `Media stream ${name} gets another ${inWords(Object.keys(change))}. Receivers see the format change.`,
      },
    );
  }
  return undefined;
}

function streamChange(from: DesiredMediaStream, to: DesiredMediaStream): MediaStreamChange {
  const { mediaStreamId: _, mediaStreamName: __, ...members } = to;
  const changed = Object.entries(members).filter(
    ([member, value]) => !isSame(from[member as keyof DesiredMediaStream], value),
  );
  return {
    ...(from.description !== undefined && to.description === undefined && { description: '' }),
    ...(from.attributes && !to.attributes && { attributes: { fmtp: {} } }),
    ...Object.fromEntries(changed),
  };
}

function streamRemoval(state: FlowState, journey: Journey): FlowMove | undefined {
  const kept = new Set(state.sources.flatMap(streamsOf));
  if (isStuck(state, journey)) kept.add(standInStream(journey));
  const isFree = (each: DesiredMediaStream) => isDoomedStream(each, journey) && !kept.has(each.mediaStreamName);
  const stream = state.running ? undefined : state.streams.find(isFree);
  if (!stream) return undefined;
  const { flowArn } = journey;
  const name = stream.mediaStreamName;
  return moveTo(
    state,
    { streams: state.streams.filter((each) => each !== stream) },
    {
      deed: { action: 'remove-media-stream', flowArn, name },
      resource: `${flowArn}/mediaStream/${name}`,
      impact: 'interruption',
      reason: `Media stream ${name} is no longer asked for, or has to be remade.`,
    },
  );
}

function streamAddition(state: FlowState, { flowArn, wanted }: Journey): FlowMove | undefined {
  const added: DesiredMediaStream[] = [];
  for (const stream of wanted.streams) {
    if (state.streams.some((each) => each.mediaStreamName === stream.mediaStreamName)) continue;
    if (isAcceptable({ ...state, streams: [...state.streams, ...added, stream] })) added.push(stream);
  }
  return added.length > 0 ? addStreams(added, state, flowArn, 'asked for') : undefined;
}

function addStreams(added: DesiredMediaStream[], state: FlowState, flowArn: string, why: string): FlowMove {
  const names = added.map((each) => each.mediaStreamName).join(', ');
  return moveTo(
    state,
    { streams: streamsByName([...state.streams, ...added]) },
    {
      deed: { action: 'add-media-stream', flowArn, mediaStreams: added },
      resource: flowArn,
      impact: 'interruption',
      reason: `Media streams ${why}: ${names}. No flow source carries them yet.`,
    },
  );
}

/** Claims that a flow source carries a media stream that is to go or to be remade. */
function isStuck({ sources, streams }: FlowState, { wanted }: Journey): boolean {
  const used = new Set(sources.flatMap(streamsOf));
  return streams.some((stream) => {
    const to = wanted.streams.find((each) => each.mediaStreamName === stream.mediaStreamName);
    return used.has(stream.mediaStreamName) && !isSame(stream, to);
  });
}

/** A media stream that keeps the flow source busy while the only one that it carries is remade. */
export function standInStreamMoves(state: FlowState, journey: Journey): FlowMove[] {
  const name = standInStream(journey);
  if (!isStuck(state, journey) || state.running || state.streams.some((each) => each.mediaStreamName === name))
    return [];
  const ids = [...state.streams, ...journey.wanted.streams].map((each) => each.mediaStreamId);
  const mediaStreamId = Array.from({ length: ids.length + 1 }, (_, id) => id).find((id) => !ids.includes(id)) ?? 0;
  const stream = { mediaStreamId, mediaStreamName: name, mediaStreamType: 'audio' as const, clockRate: 48_000 };
  return [addStreams([stream], state, journey.flowArn, 'to stand in')];
}
