import { feedSteps } from './feed';
import type { DesiredFlow } from './flow';
import { isAddressNew } from './flow-addresses';
import { type ActualFlow, type FlowDescription, sourcesOf } from './flow-description';
import { describedForm, desiredForm } from './flow-form';
import { type FlowMove, isSpare, type Journey, standstill } from './flow-move';
import { wayThrough } from './flow-moves';
import type { FlowState } from './flow-state-rules';
import { type FlowPlan, planOf, type Step } from './flow-step';
import { tagDifferences, tagSteps } from './flow-tags';
import type { LabelKeys } from './label-keys';
import { runningStatus } from './running-status';

type Described = Extract<ActualFlow, { kind: 'described' }>;

/** What a plan in the flow's place needs to know beside the two flows. */
export interface InPlaceOptions {
  /** Whether the flow is to run in the end. */
  running: boolean;
  /** The labels that parts of the flow may still bear, though nobody asks for them any more. */
  formerLabels: LabelKeys;
}

/** Claims that a flow in this status passes on a stream, or will: only what certainly stands still cannot be interrupted. */
export function countsAsRunning(status: string): boolean {
  return ['running', 'starting', 'error'].includes(runningStatus(status));
}

/** The journey from a flow that is there to the one asked for. */
export function journeyFrom(actual: Described, desired: DesiredFlow): Journey {
  const { flow, reception = {} } = actual;
  return {
    flowArn: flow.flowArn,
    desired,
    wanted: desiredForm(desired),
    actual: describedForm(flow, desired),
    sourceArns: Object.fromEntries(sourcesOf(flow).map(({ name, sourceArn }) => [name, sourceArn])),
    reception,
    heldInterfaces: heldInterfaces(flow),
    heldStreams: new Set(
      (flow.outputs ?? []).flatMap((output) =>
        (output.mediaStreamOutputConfigurations ?? []).map((use) => use.mediaStreamName),
      ),
    ),
  };
}

function heldInterfaces({ outputs = [] }: FlowDescription): Set<string> {
  const attached = outputs.flatMap(({ vpcInterfaceAttachment }) => vpcInterfaceAttachment?.vpcInterfaceName ?? []);
  const sending = outputs
    .flatMap((output) => output.mediaStreamOutputConfigurations ?? [])
    .flatMap((use) => use.destinationConfigurations ?? []);
  return new Set([...attached, ...sending.map((destination) => destination.interface.name)]);
}

/** The steps that make the flow that is there into the one asked for; undefined where the service has none that do. */
export function planInPlace(desired: DesiredFlow, actual: Described, options: InPlaceOptions): FlowPlan | undefined {
  const journey = journeyFrom(actual, desired);
  const { flow } = actual;
  const begins = countsAsRunning(flow.status);
  const haltedBecause = begins ? reasonToHalt(flow.status, options) : undefined;
  const halt = haltedBecause ? [standstill({ ...journey.actual, running: true }, journey, haltedBecause)] : [];
  const moves = wayThrough(journey, begins && halt.length === 0);
  if (!moves) return undefined;
  const all = [...halt, ...moves];
  const runs = (all.at(-1)?.next.running ?? begins) && begins;
  const remade = new Set(moves.flatMap(({ deed }) => (deed.action === 'remove-flow-source' ? [deed.name] : [])));
  const steps: Step[] = [
    ...settling(flow),
    ...tagsOfWhatStays(desired, actual, options, remade),
    ...all.map(({ deed, resource, impact, reason }): Step => ({ ...deed, resource, impact, reason })),
    ...feedSteps(desired, flow),
    ...(options.running && !runs ? [startStep({ flowArn: flow.flowArn })] : []),
  ];
  const warnings = [...redundancyLost(all, journey, begins), ...held(journey), ...(begins ? [] : billing(steps))];
  return planOf(steps, isAddressNew(journey.actual, journey.wanted, remade), warnings);
}

function reasonToHalt(status: string, { running }: InPlaceOptions): string | undefined {
  if (status === 'ERROR') return 'The service reports that the flow failed; it has to be stopped before anything else.';
  return running ? undefined : 'The source is to be stopped.';
}

/** The step that starts a flow: by its ARN, or by the name of one that the plan makes. */
export function startStep(flow: { flowArn: string } | { name: string }): Step {
  return {
    action: 'start-flow',
    ...('flowArn' in flow ? { flowArn: flow.flowArn, resource: flow.flowArn } : { resource: flow.name }),
    impact: 'live',
    reason: 'The source is to run.',
  };
}

/** What a start costs, where the flow did not run before. */
export function billing(steps: readonly Step[]): string[] {
  const starts = steps.some(({ action }) => action === 'start-flow');
  return starts ? ['billing-starts: a flow is billed by the hour from its start'] : [];
}

/** Claims that the service takes changes of a flow in this status. */
export function isSettled(status: string): boolean {
  return ['STANDBY', 'ACTIVE', 'ERROR'].includes(status);
}

function settling({ flowArn, status }: FlowDescription): Step[] {
  if (isSettled(status)) return [];
  const reason = `The flow is ${status}; the service takes changes when it has settled.`;
  return [{ action: 'await-flow', flowArn, until: 'settled', resource: flowArn, impact: 'live', reason }];
}

/** Parts that are remade bring their tags along. */
function tagsOfWhatStays(
  desired: DesiredFlow,
  actual: Described,
  options: InPlaceOptions,
  remade: ReadonlySet<string>,
): Step[] {
  const gone = new Set(sourcesOf(actual.flow).flatMap(({ name, sourceArn }) => (remade.has(name) ? [sourceArn] : [])));
  const { wanted, actual: found, flowArn } = journeyFrom(actual, desired);
  for (const each of found.interfaces) {
    const asked = wanted.interfaces.find(({ name }) => name === each.name);
    if (JSON.stringify(asked) !== JSON.stringify(each)) gone.add(`${flowArn}/vpcInterface/${each.name}`);
  }
  const differences = tagDifferences(desired, actual, options.formerLabels);
  return tagSteps(differences.filter(({ resourceArn }) => !gone.has(resourceArn)));
}

/** Names the flow sources that are changed while the other one carries the stream alone. */
function redundancyLost(moves: readonly FlowMove[], journey: Journey, running: boolean): string[] {
  let state: FlowState = { ...journey.actual, running };
  const names = new Set<string>();
  for (const { deed, impact, next } of moves) {
    const touches = deed.action === 'update-flow-source' || deed.action === 'remove-flow-source';
    if (touches && impact === 'live' && next.running && isSpare(deed.name, state, journey)) names.add(deed.name);
    state = next;
  }
  return [...names].map(
    (name) => `redundancy-lost: while flow source ${name} changes, the other one feeds the flow alone`,
  );
}

function held({ actual, wanted, heldInterfaces: interfaces, heldStreams: streams }: Journey): string[] {
  const surplus = actual.interfaces.filter(({ name }) => !wanted.interfaces.some((each) => each.name === name));
  const unasked = actual.streams.filter(
    ({ mediaStreamName: name }) => !wanted.streams.some((each) => each.mediaStreamName === name),
  );
  return [
    ...surplus.filter(({ name }) => interfaces.has(name)).map(({ name }) => `VPC interface ${name}`),
    ...unasked
      .filter((each) => streams.has(each.mediaStreamName))
      .map((each) => `media stream ${each.mediaStreamName}`),
  ].map((part) => `part-held: ${part} stays, since an output uses it`);
}
