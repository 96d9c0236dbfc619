import { isDoomedInterface } from './flow-detours';
import { type InterfaceForm, named } from './flow-form';
import { byName, type FlowMove, type Journey, moveTo, spareName } from './flow-move';
import { type FlowState, interfacesOf } from './flow-state-rules';

/** What can be done next to the VPC interfaces. */
export function interfaceMoves(state: FlowState, journey: Journey): FlowMove[] {
  const missing = journey.wanted.interfaces.filter(({ name }) => !byName(state.interfaces, name));
  const sets = missing.length > 1 ? [missing, ...missing.map((each) => [each])] : missing.map((each) => [each]);
  return [
    ...sets.map((added) => interfaceAddition(added, state, journey, 'asked for')),
    ...temporaryInterface(state, journey).map((added) => interfaceAddition([added], state, journey, 'to stand in')),
  ];
}

function interfaceAddition(added: InterfaceForm[], state: FlowState, journey: Journey, why: string): FlowMove {
  const { flowArn, desired } = journey;
  const names = added.map(({ name }) => name).join(', ');
  return moveTo(
    state,
    { interfaces: named([...state.interfaces, ...added]) },
    {
      deed: {
        action: 'add-vpc-interface',
        flowArn,
        vpcInterfaces: added.map((each) => byName(desired.vpcInterfaces ?? [], each.name) ?? each),
      },
      resource: flowArn,
      impact: 'interruption',
      reason: `VPC interfaces ${why}: ${names}. No flow source uses them yet.`,
    },
  );
}

/** For flow sources that must always have an interface of their own, one to use while theirs is remade. */
function temporaryInterface(state: FlowState, journey: Journey): InterfaceForm[] {
  const bound = state.sources.filter(({ kind }) => kind === 'srt-caller' || kind === 'st2110-jpegxs');
  const doomed = bound.flatMap(interfacesOf).find((name) => isDoomedInterface(name, state, journey));
  const name = spareName(journey.wanted.interfaces);
  if (doomed === undefined || state.running || byName(state.interfaces, name)) return [];
  const model = byName(journey.wanted.interfaces, doomed) ?? byName(state.interfaces, doomed);
  return model ? [{ ...model, name, networkInterfaceType: 'ena' }] : [];
}

/** The removal of an interface that nothing uses and nobody asks for, which is as well made at once. */
export function interfaceRemoval(state: FlowState, journey: Journey): FlowMove | undefined {
  const temporary = spareName(journey.wanted.interfaces);
  const used = new Set(state.sources.flatMap(interfacesOf));
  // The one that stands in is let go when every other one has become what it should be.
  const others = state.interfaces.filter(({ name }) => name !== temporary && isRemovable({ name }, state, journey));
  const free = state.interfaces.filter((each) => !used.has(each.name) && isRemovable(each, state, journey));
  const each = state.running ? undefined : free.find(({ name }) => name !== temporary || others.length === 0);
  if (!each) return undefined;
  const { name } = each;
  return moveTo(
    state,
    { interfaces: state.interfaces.filter((other) => other !== each) },
    {
      deed: { action: 'remove-vpc-interface', flowArn: journey.flowArn, name },
      resource: `${journey.flowArn}/vpcInterface/${name}`,
      impact: 'interruption',
      reason: `VPC interface ${name} is no longer asked for, or has to be remade: its settings are given once.`,
    },
  );
}

/** Claims that an interface is to go and that nobody's output holds it. */
export function isRemovable({ name }: { name: string }, state: FlowState, journey: Journey): boolean {
  return isDoomedInterface(name, state, journey) && !journey.heldInterfaces.has(name);
}
