import { feedSteps } from './feed';
import type { DesiredFlow } from './flow';
import { type ActualFlow, dependentsOf, type FlowDescription, regionOf } from './flow-description';
import { describedForm, desiredForm } from './flow-form';
import { countsAsRunning, type InPlaceOptions, journeyFrom, planInPlace, startStep } from './flow-in-place';
import { byName, inWords } from './flow-move';
import { differingMembers, flowSourceChange } from './flow-source-change';
import { isSame, type SourceForm } from './flow-source-form';
import { type FlowPlan, planOf, type Step } from './flow-step';

type Described = Extract<ActualFlow, { kind: 'described' }>;

/** What a replacement needs to know beside the two flows. */
export interface ReplacementOptions extends InPlaceOptions {
  /** The new flow, if an earlier run has made it. */
  successor?: ActualFlow | undefined;
  /** Claims that an SRT listener admits one caller at a time. */
  exclusiveListeners: boolean;
  /** The Availability Zone of each subnet, where it is known. */
  subnetZones: ReadonlyMap<string, string>;
}

/** Why a flow cannot become the one asked for, whatever is done to it; undefined where that is not certain. */
export function replacementReason(
  desired: DesiredFlow,
  flow: FlowDescription,
  subnetZones: ReadonlyMap<string, string>,
): string | undefined {
  const fixed: [string, string | undefined, string | undefined][] = [
    ['Region', regionOf(flow.flowArn), desired.region],
    ['name', flow.name, desired.name],
    ['Availability Zone', flow.availabilityZone, desired.availabilityZone ?? flow.availabilityZone],
  ];
  const [what, from, to] = fixed.find(([, before, after]) => before !== after) ?? [];
  if (what) return `A flow keeps its ${what}: it is ${from}, and ${to} is asked for.`;
  const asked = desired.flowSize ?? 'MEDIUM';
  const size = flow.flowSize ?? asked;
  if (size !== asked && [size, asked].includes('LARGE_4X')) {
    return `The size LARGE_4X, for CDI and ST 2110 JPEG XS, is for good: the flow is ${size}, and ${asked} is asked for.`;
  }
  for (const { name, subnetId } of desired.vpcInterfaces ?? []) {
    const zone = subnetZones.get(subnetId) ?? flow.availabilityZone;
    if (zone !== flow.availabilityZone) {
      return `VPC interface ${name} is in ${zone}, the flow in ${flow.availabilityZone}, and a flow keeps its zone.`;
    }
  }
  return undefined;
}

/** Why there is no way to the flow asked for in the place of the one there, as far as that can be told. */
export function deadEnd(desired: DesiredFlow, actual: Described): string {
  const { wanted, actual: found, heldInterfaces } = journeyFrom(actual, desired);
  for (const source of found.sources) {
    const to = byName(wanted.sources, source.name);
    if (!to || flowSourceChange(source, to)) continue;
    if (to.kind !== source.kind) return `Flow source ${source.name} cannot become ${to.kind} from ${source.kind}.`;
    const taken = differingMembers(source, to).filter((member) => to[member] === undefined);
    return `An update takes nothing away, and flow source ${source.name} is to lose its ${inWords(taken)}.`;
  }
  const remade = found.interfaces.filter((each) => !isSame(each, byName(wanted.interfaces, each.name)));
  const names = remade.map(({ name }) => (heldInterfaces.has(name) ? `${name} (which an output uses)` : name));
  if (names.length > 0) return `What uses VPC interface ${names.join(', ')} cannot let go of it while it is remade.`;
  return 'The service has no changes that make this flow into the one asked for.';
}

/**
 * The steps that put another flow in the place of the one there: it is made and started, the source takes it up, and then
 * the old one goes. Where both cannot have the input, the old one stops before the new one starts.
 */
export function planReplacement(
  desired: DesiredFlow,
  actual: Described,
  options: ReplacementOptions,
  why: string,
): FlowPlan {
  const { flow } = actual;
  const running = countsAsRunning(flow.status);
  const dependents = dependentsOf(flow);
  const { makes, start, arn } = successorSteps(desired, options, why);
  const isOldFirst = running && start.length > 0 && contend(desired, flow, options);
  const stop = running ? [stopOf(flow, isOldFirst)] : [];
  const switched = switchStep(desired, arn, flow.flowArn);
  const removed: Step = {
    action: 'delete-flow',
    flowArn: flow.flowArn,
    dependents,
    resource: flow.flowArn,
    impact: 'replacement',
    reason: 'The new flow has taken its place.',
  };
  const steps = isOldFirst
    ? [...makes, ...stop, ...start, switched, removed]
    : [...makes, ...start, switched, ...stop, removed];
  return planOf(steps, true, lost(dependents), dependents);
}

/** Claims that old and new flow want one input that feeds a single flow: an entitlement, or a listener for one caller. */
function contend(desired: DesiredFlow, flow: FlowDescription, { exclusiveListeners }: ReplacementOptions): boolean {
  const inputsOf = (sources: readonly SourceForm[]) =>
    sources.flatMap(({ kind, entitlementArn, sourceListenerAddress, sourceListenerPort }) => {
      if (kind === 'entitlement') return [entitlementArn];
      const isExclusive = kind === 'srt-caller' && exclusiveListeners;
      return isExclusive ? [`${sourceListenerAddress?.toLowerCase()}:${sourceListenerPort}`] : [];
    });
  const held = new Set(inputsOf(describedForm(flow, desired).sources));
  return inputsOf(desiredForm(desired).sources).some((input) => held.has(input));
}

/** The step that makes the new flow the source's own; without an ARN the one that the plan makes. */
export function switchStep(desired: DesiredFlow, flowArn: string | undefined, from?: string): Step {
  return {
    action: 'switch-flow',
    ...(flowArn !== undefined && { flowArn }),
    ...(from !== undefined && { from }),
    resource: flowArn ?? desired.name,
    impact: 'replacement',
    reason: 'The source takes up the new flow: from here on its address is the one that counts.',
  };
}

/** What making the new flow takes; one that an earlier run made is gone on with. */
export function successorSteps(desired: DesiredFlow, options: ReplacementOptions, why: string) {
  const { successor } = options;
  const isFit = successor?.kind === 'described' && successor.flow.status !== 'DELETING';
  const begun = isFit && !replacementReason(desired, successor.flow, options.subnetZones) ? successor : undefined;
  const resumed = begun && planInPlace(desired, begun, options);
  if (begun && resumed) {
    // Nobody sees the new flow yet, whatever is done to it.
    const steps = resumed.steps.map((step): Step => ({ ...step, impact: 'live' }));
    const makes = steps.filter(({ action }) => action !== 'start-flow');
    return { makes, start: steps.filter(({ action }) => action === 'start-flow'), arn: begun.flow.flowArn };
  }
  const create: Step = {
    action: 'create-flow',
    flow: desired,
    resource: desired.name,
    impact: 'replacement',
    reason: `${why} Another flow takes its place, with another address.`,
  };
  const start = [...(options.running ? [startStep({ name: desired.name })] : []), ...feedSteps(desired, undefined)];
  return { makes: [create], start, arn: undefined };
}

function stopOf({ flowArn }: FlowDescription, isOldFirst: boolean): Step {
  const reason = isOldFirst
    ? 'Its input feeds one flow at a time: the old one lets go of it before the new one takes it.'
    : 'The new flow runs.';
  return { action: 'stop-flow', flowArn, resource: flowArn, impact: 'replacement', reason };
}

/** Names what others put on the flow and lose. */
export function lost(dependents: FlowPlan['dependents']): string[] {
  return dependents.map(({ kind, name }) => `dependents-lost: ${kind} ${name} goes with the flow`);
}
