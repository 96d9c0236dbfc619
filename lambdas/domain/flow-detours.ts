import type { DesiredStreamUse } from './desired-flow-source';
import { byName, type Journey, parkingPorts, redirected, spareName } from './flow-move';
import { isSame, type SourceForm, sourceForm } from './flow-source-form';
import { encodingOf, type FlowState, interfacesOf } from './flow-state-rules';
import { nobody } from './network';

/**
 * The ways for a flow source to let go of what is to be taken from the flow: an interface by another one or, while nothing
 * can come in, by a door that is shut; a media stream by those that stay.
 */
export function sourceDetours(source: SourceForm, state: FlowState, journey: Journey): SourceForm[] {
  return [...fewerStreams(source, state, journey), ...otherInterfaces(source, state, journey)];
}

/** Claims that an interface is to go, for good or to be remade. */
export function isDoomedInterface(name: string, { interfaces }: FlowState, { wanted }: Journey): boolean {
  const present = byName(interfaces, name);
  return present !== undefined && !isSame(present, byName(wanted.interfaces, name));
}

function otherInterfaces(source: SourceForm, state: FlowState, journey: Journey): SourceForm[] {
  const doomed = interfacesOf(source).filter((name) => isDoomedInterface(name, state, journey));
  const [name] = doomed;
  if (name === undefined || state.running) return [];
  if (source.kind !== 'srt-caller' && source.vpcInterfaceName !== undefined && source.kind !== 'cdi') {
    const { vpcInterfaceName: _, ...rest } = source;
    return [sourceForm({ ...rest, whitelistCidr: nobody })];
  }
  const others = state.interfaces.filter((each) => !interfacesOf(source).includes(each.name));
  return others.map((other) => sourceForm(redirected(source, name, other.name)));
}

/** Those of the flow source's media streams that stay as they are, or one that stands in for them. */
function fewerStreams(source: SourceForm, { streams }: FlowState, { wanted, ...journey }: Journey): SourceForm[] {
  const uses = source.mediaStreamSourceConfigurations;
  if (!uses) return [];
  const settled = new Set(
    streams
      .filter((stream) => wanted.streams.some((other) => isSame(other, stream)))
      .map((stream) => stream.mediaStreamName),
  );
  const asked = byName(wanted.sources, source.name)?.mediaStreamSourceConfigurations ?? [];
  const staying = [asked, uses].map((all) => all.filter((use) => settled.has(use.mediaStreamName)));
  const standIn = streams.find((stream) => stream.mediaStreamName === standInStream({ wanted }));
  const variants: DesiredStreamUse[][] = standIn
    ? [...staying, [standInUse(source, standIn.mediaStreamName, parkingPorts({ ...journey, wanted })[0])]]
    : staying;
  return variants
    .filter((all) => all.length > 0)
    .map((all) => sourceForm({ ...source, mediaStreamSourceConfigurations: all }));
}

/** The name of the media stream that stands in while the only one in use is remade. */
export function standInStream({ wanted }: Pick<Journey, 'wanted'>): string {
  return spareName(wanted.streams.map(({ mediaStreamName }) => ({ name: mediaStreamName })));
}

function standInUse(source: SourceForm, mediaStreamName: string, port: number): DesiredStreamUse {
  const [inputs] = (source.mediaStreamSourceConfigurations ?? []).map((use) => use.inputConfigurations);
  return {
    encodingName: encodingOf('audio', source.kind),
    mediaStreamName,
    ...(inputs && { inputConfigurations: inputs.map((input) => ({ ...input, inputPort: port })) }),
  };
}
