import type { DesiredStreamUse } from './desired-flow-source';
import type { FlowForm } from './flow-form';
import { portsOf, type SourceForm } from './flow-source-form';
import { isSingleSource, type Protocol, protocols } from './protocol';

/** The form of a flow on its way, and whether it runs. */
export interface FlowState extends FlowForm {
  running: boolean;
}

/** Claims that the service takes a flow as it stands between two steps (user guide, "Source failover", "Port rules"). */
export function isAcceptable(state: FlowState): boolean {
  return (
    sourcesFitTogether(state) &&
    interfacesFit(state) &&
    streamsFit(state) &&
    state.sources.every((source) => referencesExist(source, state))
  );
}

/** Claims that the product makes flow sources of this kind. */
export function isKnownKind(kind: string): kind is Protocol {
  return (protocols as readonly string[]).includes(kind);
}

/** Claims that sources of two kinds may stand in one flow. */
export function standTogether(one: string, other: string): boolean {
  return one === other || (one.startsWith('rtp') && other.startsWith('rtp'));
}

function sourcesFitTogether({ sources, failover }: FlowState): boolean {
  const [first, second, third] = sources;
  if (!first || third || (second && !areApart(first, second))) return false;
  if (failover.mode === 'off') return second === undefined;
  const alone = sources.some(({ kind }) => !isKnownKind(kind) || isSingleSource(kind));
  if (alone || (second && !standTogether(first.kind, second.kind))) return false;
  if (failover.mode === 'MERGE') return sources.every(({ kind }) => !kind.startsWith('srt-'));
  return failover.primary === undefined || sources.some(({ name }) => name === failover.primary);
}

/** Claims that two flow sources of one flow do not get in each other's way. */
export function areApart(first: SourceForm, second: SourceForm): boolean {
  const isPublicZixi = (source: SourceForm) => source.kind === 'zixi-push' && source.whitelistCidr !== undefined;
  // Zixi sources on the internet share port 2088 and are told apart by their streams.
  if (isPublicZixi(first) && isPublicZixi(second)) return first.streamId !== second.streamId;
  const taken = portsOf(second);
  return portsOf(first).every((port) => !taken.includes(port));
}

function interfacesFit({ interfaces }: FlowState): boolean {
  const names = new Set(interfaces.map(({ name }) => name));
  const fabrics = interfaces.filter((each) => each.networkInterfaceType === 'efa').length;
  return names.size === interfaces.length && fabrics <= 1 && interfaces.length - fabrics <= 2;
}

function streamsFit({ streams }: FlowState): boolean {
  const names = new Set(streams.map((each) => each.mediaStreamName));
  const ids = new Set(streams.map((each) => each.mediaStreamId));
  const pictures = streams.filter((each) => each.mediaStreamType === 'video').length;
  return names.size === streams.length && ids.size === streams.length && pictures <= 1;
}

/** The names of the interfaces that a flow source is reached by. */
export function interfacesOf(source: SourceForm): string[] {
  const inputs = (source.mediaStreamSourceConfigurations ?? []).flatMap((use) => use.inputConfigurations ?? []);
  const own = source.vpcInterfaceName === undefined ? [] : [source.vpcInterfaceName];
  return [...new Set([...own, ...inputs.map((input) => input.interface.name)])];
}

/** The names of the media streams that a flow source carries. */
export function streamsOf(source: SourceForm): string[] {
  return (source.mediaStreamSourceConfigurations ?? []).map((use) => use.mediaStreamName);
}

function referencesExist(source: SourceForm, { interfaces, streams }: FlowState): boolean {
  const kinds = new Map(interfaces.map((each) => [each.name, each.networkInterfaceType]));
  if (!interfacesOf(source).every((name) => kinds.has(name))) return false;
  if (source.kind === 'cdi' && kinds.get(source.vpcInterfaceName ?? '') !== 'efa') return false;
  return (source.mediaStreamSourceConfigurations ?? []).every((use) => {
    const stream = streams.find((each) => each.mediaStreamName === use.mediaStreamName);
    return stream && encodingOf(stream.mediaStreamType, source.kind) === use.encodingName && hasItsInputs(use, source);
  });
}

/** The encoding that a media stream of this type has in a flow source of this kind (user guide, "Media streams"). */
export function encodingOf(type: string, kind: string): string {
  if (type === 'audio') return 'pcm';
  if (type === 'ancillary-data') return 'smpte291';
  return kind === 'cdi' ? 'raw' : 'jxsv';
}

function hasItsInputs({ inputConfigurations = [] }: DesiredStreamUse, { kind }: SourceForm): boolean {
  const [first, second, third] = inputConfigurations;
  if (kind === 'cdi') return first === undefined;
  return !!first && !!second && !third && first.interface.name !== second.interface.name;
}
