import { isTransportStream } from './protocol';
import { choiceOf, type Found, repeated } from './rule';
import { type FlowView, hasUnreadableName, isUnreadable, itemsOf, type MediaStreamView } from './source-view';
import { streamUsesOf } from './stream-use';

/** The rules of media streams and of the flow sources that carry them (user guide, "CDI" and "ST 2110 JPEG XS"). */
export const mediaStreamRules: readonly ((flow: FlowView) => Found[])[] = [
  transportStreamsHaveNone,
  streamIdsAreUnique,
  oneVideoAtMost,
  usedStreamsExist,
  streamsAreUsedOnce,
  encodingsFitTheStream,
  inputsAreAPair,
  inputPortsAreFree,
];

/** The words of `encoding-name` by type of media stream. */
const encodings = {
  cdi: { video: 'raw', audio: 'pcm', 'ancillary-data': 'smpte291' },
  'st2110-jpegxs': { video: 'jxsv', audio: 'pcm', 'ancillary-data': 'smpte291' },
} as const;

function streamsOf(flow: FlowView) {
  return itemsOf<MediaStreamView>(flow['media-streams']);
}

function transportStreamsHaveNone(flow: FlowView): Found[] {
  const protocol = itemsOf(flow['flow-sources']).find(({ item }) => item.protocol && isTransportStream(item.protocol));
  if (!protocol || (flow['media-streams']?.length ?? 0) === 0) return [];
  const detail = `${protocol.item.protocol} carries a transport stream; leave media-streams out`;
  return [{ path: ['media-streams'], detail }];
}

function streamIdsAreUnique(flow: FlowView): Found[] {
  const ids = streamsOf(flow).map(({ item, index }) => ({ value: item['stream-id'], index }));
  return repeated(ids).map(({ value, index, first }) => ({
    path: ['media-streams', index, 'stream-id'],
    detail: `${value} is the id of media-streams/${first} already; use an id once in a flow`,
  }));
}

function oneVideoAtMost(flow: FlowView): Found[] {
  const videos = streamsOf(flow).filter(({ item }) => item['stream-type'] === 'video');
  return videos.slice(1).map(({ index }) => ({
    path: ['media-streams', index, 'stream-type'],
    detail: 'a flow has at most one video stream; use audio or ancillary-data',
  }));
}

function usedStreamsExist(flow: FlowView): Found[] {
  if (isUnreadable(flow, 'media-streams') || hasUnreadableName(flow['media-streams'])) return [];
  const names = streamsOf(flow).flatMap(({ item }) => item.name ?? []);
  const allowed = choiceOf(names, 'give it in media-streams');
  return streamUsesOf(flow)
    .filter(({ name }) => name !== undefined && !names.includes(name))
    .map(({ name, path }) => ({
      path: [...path, 'media-stream-name'],
      detail: `"${name}" names no media stream of the flow; ${allowed}`,
    }));
}

function streamsAreUsedOnce(flow: FlowView): Found[] {
  const uses = streamUsesOf(flow);
  return repeated(uses.map(({ name }, index) => ({ value: name, index }))).map(({ value, index }) => ({
    path: [...(uses[index]?.path ?? []), 'media-stream-name'],
    detail: `"${value}" is used already; use a media stream once`,
  }));
}

function encodingsFitTheStream(flow: FlowView): Found[] {
  return streamUsesOf(flow).flatMap(({ path, protocol, name, encoding }) => {
    const type = streamsOf(flow).find(({ item }) => name !== undefined && item.name === name)?.item['stream-type'];
    if (!type || encoding === undefined) return [];
    const fitting = encodings[protocol][type];
    if (encoding === fitting) return [];
    const detail = `"${encoding}" does not fit a ${type} stream on ${protocol}; use ${fitting}`;
    return [{ path: [...path, 'encoding-name'], detail }];
  });
}

function inputsAreAPair(flow: FlowView): Found[] {
  return streamUsesOf(flow).flatMap(({ path, inputs: [one, two] }) => {
    const found: Found[] = [];
    if (!one || !two) return found;
    const name = two.item['vpc-interface-name'];
    if (name !== undefined && name === one.item['vpc-interface-name']) {
      const detail = `"${name}" is used by the other input; use two different interfaces`;
      found.push({ path: [...path, 'input-configurations', two.index, 'vpc-interface-name'], detail });
    }
    const [port, other] = [two.item['input-port'], one.item['input-port']];
    if (port !== undefined && other !== undefined && port !== other) {
      const detail = `${port} differs from the other input's ${other}; use the same port for both`;
      found.push({ path: [...path, 'input-configurations', two.index, 'input-port'], detail });
    }
    return found;
  });
}

function inputPortsAreFree(flow: FlowView): Found[] {
  const uses = streamUsesOf(flow);
  const ports = uses.map(({ inputs }, index) => ({ value: inputs[0]?.item['input-port'], index }));
  return repeated(ports).map(({ value, index }) => ({
    path: [...(uses[index]?.path ?? []), 'input-configurations', 0, 'input-port'],
    detail: `${value} is used by another media stream; use a port of its own for each`,
  }));
}
