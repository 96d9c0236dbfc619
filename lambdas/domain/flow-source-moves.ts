import type { DesiredFlowSource } from './desired-flow-source';
import { sourceDetours } from './flow-detours';
import { named } from './flow-form';
import { byName, type FlowMove, inWords, isSpare, type Journey, moveTo, parkingPorts, spareName } from './flow-move';
import { differingMembers, flowSourceChange, nearest } from './flow-source-change';
import { compare, isSame, type SourceForm, sourceForm } from './flow-source-form';
import { areApart, type FlowState, standTogether } from './flow-state-rules';
import { isWithin, nobody } from './network';

/** What can be done next to the flow sources: those that carry the stream come last. */
export function sourceMoves(state: FlowState, journey: Journey): FlowMove[] {
  const carries = ({ name }: SourceForm) => Number(journey.reception[name]?.carries ?? isPrimary(name, state));
  const sources = [...state.sources].sort((a, b) => carries(a) - carries(b) || compare(a.name, b.name));
  return [
    ...sources.flatMap((source) => updates(source, state, journey)),
    ...additions(state, journey),
    ...sources.flatMap((source) => removal(source, state, journey)),
  ];
}

function isPrimary(name: string, { failover }: FlowState): boolean {
  return failover.mode === 'FAILOVER' && failover.primary === name;
}

function updates(source: SourceForm, state: FlowState, journey: Journey): FlowMove[] {
  // An entitled source can be changed only in STANDBY (user guide, "Updating the source of a flow").
  if (source.kind === 'entitlement' && state.running) return [];
  const variants = [...onward(source, journey), ...sourceDetours(source, state, journey)];
  return variants.flatMap((variant) => update(source, variant, state, journey));
}

/** What a flow source is to be in the end, or what it may be for a while on the way there. */
function onward(source: SourceForm, journey: Journey): SourceForm[] {
  const { sources } = journey.wanted;
  const [port] = parkingPorts(journey);
  const target = byName(sources, source.name);
  if (target && isSame(source, target)) return [];
  const others = sources.filter(({ name }) => name !== source.name);
  const aside = others.some((other) => !areApart(source, other)) ? [parked(source, port)] : [];
  if (target) return [target, ...(target.kind === source.kind ? [] : [nearest(source, target)]), ...aside];
  // One that is to go makes room for one that comes: another port or stream, and its protocol.
  const newcomers = others.filter(({ kind }) => !standTogether(kind, source.kind));
  return [...aside, ...newcomers.map((other) => nearest(source, parked({ ...other, name: source.name }, port)))];
}

function parked(source: SourceForm, port: number): SourceForm {
  const { description: _, ...rest } = source;
  return sourceForm({
    ...rest,
    ...(source.ingestPort !== undefined && { ingestPort: port }),
    ...(source.kind === 'zixi-push' && { streamId: `${source.name}-parked` }),
    description: source.description,
  });
}

function update(source: SourceForm, to: SourceForm, state: FlowState, journey: Journey): FlowMove[] {
  const change = flowSourceChange(source, to);
  if (!change || isSame(source, to)) return [];
  const { name } = source;
  const sourceArn = journey.sourceArns[name];
  const differing = differingMembers(source, to);
  const harmless = isHarmless(source, to, differing);
  const spare = isSpare(name, state, journey);
  const effect = harmless
    ? 'What is on air is not touched.'
    : spare
      ? 'It does not carry the stream; the other flow source does meanwhile.'
      : 'What it receives breaks until its sender is connected again.';
  const sources = named(state.sources.map((each) => (each === source ? to : each)));
  const deed = {
    action: 'update-flow-source',
    flowArn: journey.flowArn,
    name,
    change,
    ...(sourceArn && { sourceArn }),
  };
  return [
    moveTo(
      state,
      { sources },
      {
        deed: deed as FlowMove['deed'],
        resource: sourceArn ?? name,
        impact: harmless || spare ? 'live' : 'interruption',
        reason: `Flow source ${name} gets another ${inWords(differing)}. ${effect}`,
      },
    ),
  ];
}

/** Claims that a change leaves alone what comes in: a note, or a door that is opened wider. */
function isHarmless(from: SourceForm, to: SourceForm, differing: readonly (keyof SourceForm)[]): boolean {
  return differing.every((member) => {
    if (member === 'description') return true;
    const [inner, outer] = [from.whitelistCidr, to.whitelistCidr];
    return member === 'whitelistCidr' && inner !== undefined && outer !== undefined && isWithin(inner, outer);
  });
}

function additions(state: FlowState, journey: Journey): FlowMove[] {
  if (state.sources.length > 1 || state.failover.mode === 'off') return [];
  const missing = journey.wanted.sources.filter(({ name }) => !byName(state.sources, name));
  const standIn = standInFor(state, journey);
  return [
    ...missing.map((source) => addition(source, state, journey, `Flow source ${source.name} is asked for.`)),
    ...standIn.map((source) =>
      addition(source, state, journey, 'A flow is never without a source: this one stands in while another is remade.'),
    ),
  ];
}

function addition(source: SourceForm, state: FlowState, { flowArn, desired }: Journey, reason: string): FlowMove {
  const { kind, ...members } = source;
  const asked = byName(desired.sources, source.name);
  const flowSource = asked ?? ({ ...members, protocol: kind } as DesiredFlowSource);
  return moveTo(
    state,
    { sources: named([...state.sources, source]) },
    {
      deed: { action: 'add-flow-source', flowArn, flowSource },
      resource: source.name,
      impact: 'live',
      reason: `${reason} Failover is on, so that the flow goes on with the one it has.`,
    },
  );
}

/** For a flow whose only source cannot become what it should be by updates: one that receives nothing. */
function standInFor(state: FlowState, journey: Journey): SourceForm[] {
  const [only, second] = state.sources;
  const target = only && byName(journey.wanted.sources, only.name);
  if (!target || second || isSame(only, target) || (flowSourceChange(only, target) && only.kind === target.kind)) {
    return [];
  }
  const { description: _, decryption: __, ...rest } = target;
  const [, port] = parkingPorts(journey);
  const name = spareName(journey.wanted.sources);
  return [
    sourceForm({
      ...rest,
      name,
      ...(target.ingestPort !== undefined && { ingestPort: port }),
      ...(target.whitelistCidr !== undefined && { whitelistCidr: nobody }),
      ...(target.streamId !== undefined && { streamId: name }),
      // TEST-NET-1 (RFC 5737): it calls where nobody answers, so that the listener is left to the real one.
      ...(target.sourceListenerAddress !== undefined && { sourceListenerAddress: '192.0.2.1' }),
    }),
  ];
}

function removal(source: SourceForm, state: FlowState, journey: Journey): FlowMove[] {
  const target = byName(journey.wanted.sources, source.name);
  if (state.sources.length < 2 || (target && isSame(source, target))) return [];
  const { name } = source;
  const sourceArn = journey.sourceArns[name];
  const spare = isSpare(name, state, journey);
  // Without its primary a failover has none, until it is given one.
  const failover = isPrimary(name, state) ? { mode: 'FAILOVER' as const } : state.failover;
  const why = target
    ? `Flow source ${name} is remade: an update takes no setting away.`
    : `Flow source ${name} is no longer asked for.`;
  return [
    moveTo(
      state,
      { failover, sources: state.sources.filter((each) => each !== source) },
      {
        deed: { action: 'remove-flow-source', flowArn: journey.flowArn, name, ...(sourceArn && { sourceArn }) },
        resource: sourceArn ?? name,
        impact: spare ? 'live' : 'interruption',
        reason: `${why} ${spare ? 'The other flow source carries the stream.' : 'The flow switches to its other source.'}`,
      },
    ),
  ];
}
