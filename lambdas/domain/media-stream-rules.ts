import { isTransportStream } from './protocol';
import { type Found, repeated } from './rule';
import {
  type FlowSourceView,
  type FlowView,
  hasUnreadableName,
  isUnreadable,
  itemsOf,
  type MediaStreamView,
} from './source-view';

type StreamSource = Extract<FlowSourceView, { readonly protocol?: 'cdi' | 'st2110-jpegxs' | undefined }>;
type StreamUse = { readonly path: (string | number)[]; readonly source: StreamSource } & {
  readonly name: string | undefined;
  readonly encoding: string | undefined;
};

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

function usesOf(flow: FlowView): StreamUse[] {
  return itemsOf(flow['flow-sources']).flatMap(({ item, index }) => {
    if (item.protocol !== 'cdi' && item.protocol !== 'st2110-jpegxs') return [];
    const uses = itemsOf<{
      readonly 'media-stream-name'?: string | undefined;
      readonly 'encoding-name'?: string | undefined;
    }>(item['media-stream-source-configurations']);
    return uses.map((use) => ({
      path: ['flow-sources', index, 'media-stream-source-configurations', use.index],
      source: item,
      name: use.item['media-stream-name'],
      encoding: use.item['encoding-name'],
    }));
  });
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
  const allowed = names.length > 0 ? `use ${names.join(', ')}` : 'give it in media-streams';
  return usesOf(flow)
    .filter(({ name }) => name !== undefined && !names.includes(name))
    .map(({ name, path }) => ({
      path: [...path, 'media-stream-name'],
      detail: `"${name}" names no media stream of the flow; ${allowed}`,
    }));
}

function streamsAreUsedOnce(flow: FlowView): Found[] {
  const uses = usesOf(flow);
  return repeated(uses.map(({ name }, index) => ({ value: name, index }))).map(({ value, index }) => ({
    path: [...(uses[index]?.path ?? []), 'media-stream-name'],
    detail: `"${value}" is used already; use a media stream once`,
  }));
}

function encodingsFitTheStream(flow: FlowView): Found[] {
  return usesOf(flow).flatMap(({ path, source, name, encoding }) => {
    const type = streamsOf(flow).find(({ item }) => name !== undefined && item.name === name)?.item['stream-type'];
    if (!type || !source.protocol || encoding === undefined) return [];
    const fitting = encodings[source.protocol][type];
    if (encoding === fitting) return [];
    const detail = `"${encoding}" does not fit a ${type} stream on ${source.protocol}; use ${fitting}`;
    return [{ path: [...path, 'encoding-name'], detail }];
  });
}

/** Every use of a media stream by an ST 2110 JPEG XS source with the two inputs it comes by. */
function inputsOf(flow: FlowView) {
  return itemsOf(flow['flow-sources']).flatMap(({ item, index }) =>
    item.protocol === 'st2110-jpegxs'
      ? itemsOf(item['media-stream-source-configurations']).map((use) => ({
          path: ['flow-sources', index, 'media-stream-source-configurations', use.index, 'input-configurations'],
          inputs: itemsOf(use.item['input-configurations']),
        }))
      : [],
  );
}

function inputsAreAPair(flow: FlowView): Found[] {
  return inputsOf(flow).flatMap(({ path, inputs: [one, two] }) => {
    const found: Found[] = [];
    if (!one || !two) return found;
    const name = two.item['vpc-interface-name'];
    if (name !== undefined && name === one.item['vpc-interface-name']) {
      const detail = `"${name}" is used by the other input; use two different interfaces`;
      found.push({ path: [...path, two.index, 'vpc-interface-name'], detail });
    }
    const [port, other] = [two.item['input-port'], one.item['input-port']];
    if (port !== undefined && other !== undefined && port !== other) {
      const detail = `${port} differs from the other input's ${other}; use the same port for both`;
      found.push({ path: [...path, two.index, 'input-port'], detail });
    }
    return found;
  });
}

function inputPortsAreFree(flow: FlowView): Found[] {
  const uses = inputsOf(flow);
  const ports = uses.map(({ inputs }, index) => ({ value: inputs[0]?.item['input-port'], index }));
  return repeated(ports).map(({ value, index }) => ({
    path: [...(uses[index]?.path ?? []), 0, 'input-port'],
    detail: `${value} is used by another media stream; use a port of its own for each`,
  }));
}
