import type { Move } from './cheapest-path';
import type { DesiredFlow } from './flow';
import type { Reception } from './flow-description';
import type { FlowForm } from './flow-form';
import { isSame, portsOf, type SourceForm } from './flow-source-form';
import type { FlowState } from './flow-state-rules';
import type { Deed, StepImpact } from './flow-step';

/** What is known while the way from one flow to the other is looked for. */
export interface Journey {
  flowArn: string;
  desired: DesiredFlow;
  /** Where it leads, and where it began. */
  wanted: FlowForm;
  actual: FlowForm;
  sourceArns: Readonly<Record<string, string>>;
  reception: Readonly<Record<string, Reception>>;
  /** The names of what outputs use, so that the service does not let it go. */
  heldInterfaces: ReadonlySet<string>;
  heldStreams: ReadonlySet<string>;
}

/** One step on the way, with the flow as it is after it. */
export interface FlowMove extends Move<FlowState> {
  deed: Deed;
  resource: string;
  impact: StepImpact;
  reason: string;
}

// A standstill weighs more than any number of short interruptions, and one of them more than any number of calls.
const costs = { call: 1, interruption: 1_000, standstill: 1_000_000 };

/** A move; its impact counts only while the flow runs. */
export function moveTo(
  state: FlowState,
  next: Partial<FlowState>,
  step: { deed: Deed; resource: string; impact: 'live' | 'interruption'; reason: string },
): FlowMove {
  const impact = state.running ? step.impact : 'live';
  const cost = costs.call + (impact === 'interruption' ? costs.interruption : 0);
  return { ...step, impact, cost, next: { ...state, ...next } };
}

/** The stop of a running flow. */
export function standstill(state: FlowState, { flowArn }: Journey, reason: string): FlowMove {
  const deed = { action: 'stop-flow', flowArn } as const;
  const move = moveTo(state, { running: false }, { deed, resource: flowArn, impact: 'interruption', reason });
  return { ...move, cost: costs.standstill };
}

/** The part of that name. */
export function byName<Item extends { name: string }>(items: readonly Item[], name: string): Item | undefined {
  return items.find((item) => item.name === name);
}

/**
 * Claims that a flow source is known not to carry the stream while the flow's other one receives, and that nothing was
 * done to that other one on the way.
 */
export function isSpare(name: string, { sources }: FlowState, { actual, reception }: Journey): boolean {
  const [other, third] = sources.filter((source) => source.name !== name);
  if (!other || third || !isSame(other, byName(actual.sources, other.name))) return false;
  const isIdle = byName(actual.sources, name) ? reception[name]?.carries === false : true;
  return isIdle && reception[other.name]?.receives === true;
}

/** Ports that neither flow uses, for what is out of the way for a while; far from those of either. */
export function parkingPorts({ actual, wanted }: Journey): [number, number] {
  const used = new Set([...actual.sources, ...wanted.sources].flatMap(portsOf));
  const isFree = (port: number) => [0, 1, 2, 3, 4].every((distance) => !used.has(port + distance));
  const free = Array.from({ length: 20 }, (_, index) => 20_000 + 10 * index).filter(isFree);
  return [free[0] as number, free[1] as number];
}

/** A name that no part of that kind has in either flow, unless an earlier run gave it. */
export function spareName(wanted: readonly { name: string }[]): string {
  const taken = new Set(wanted.map(({ name }) => name));
  let name = 'headworks-stand-in';
  while (taken.has(name)) name += '-2';
  return name;
}

/** The members in the words of the API, for a sentence. */
export function inWords(members: readonly string[]): string {
  const words: Record<string, string> = { kind: 'protocol', decryption: 'decryption-settings' };
  const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return members.map((name) => words[name] ?? kebab(name)).join(', ');
}

/** The flow source with every reference to one interface turned to another. */
export function redirected(source: SourceForm, from: string, to: string): SourceForm {
  const renamed = (name: string) => (name === from ? to : name);
  return {
    ...source,
    ...(source.vpcInterfaceName !== undefined && { vpcInterfaceName: renamed(source.vpcInterfaceName) }),
    ...(source.mediaStreamSourceConfigurations && {
      mediaStreamSourceConfigurations: source.mediaStreamSourceConfigurations.map((use) => ({
        ...use,
        ...(use.inputConfigurations && {
          inputConfigurations: use.inputConfigurations.map((input) => ({
            ...input,
            interface: { name: renamed(input.interface.name) },
          })),
        }),
      })),
    }),
  };
}
