import { cheapestPath } from './cheapest-path';
import type { DesiredFlow } from './flow';
import type { FailoverForm, FlowForm } from './flow-form';
import { byName, type FlowMove, type Journey, moveTo, standstill } from './flow-move';
import { isSame } from './flow-source-form';
import { sourceMoves } from './flow-source-moves';
import { type FlowState, isAcceptable } from './flow-state-rules';
import type { FlowChange } from './flow-step';
import { isDoomedStream, standInStreamMoves, streamMove } from './media-stream-moves';
import { interfaceMoves, interfaceRemoval, isRemovable } from './vpc-interface-moves';

// Changes that the service allows are found among fewer than two hundred states; so few are also soon exhausted.
const limit = 2_000;

/**
 * The least disruptive steps from one form of a flow to the other in its place, or undefined where the service has none:
 * standstills count first, then interruptions, then calls.
 */
export function wayThrough(journey: Journey, running: boolean): FlowMove[] | undefined {
  return cheapestPath<FlowState, FlowMove>({
    start: { ...journey.actual, running },
    atLeast: (state) => callsLeft(state, journey),
    isGoal: (state) => isArrived(state, journey),
    moves: (state) => movesFrom(state, journey).filter(({ next }) => isAcceptable(next)),
    limit,
  });
}

/** Claims that a flow is as asked for; what an output holds cannot go and may stay. */
export function isArrived(form: FlowForm, { wanted, heldInterfaces, heldStreams }: Journey): boolean {
  const interfaces = form.interfaces.filter(
    ({ name }) => byName(wanted.interfaces, name) !== undefined || !heldInterfaces.has(name),
  );
  const streams = form.streams.filter(
    ({ mediaStreamName: name }) =>
      wanted.streams.some((each) => each.mediaStreamName === name) || !heldStreams.has(name),
  );
  return (
    form.monitored &&
    form.size === wanted.size &&
    isSame([form.failover, form.sources], [wanted.failover, wanted.sources]) &&
    isSame([interfaces, streams], [wanted.interfaces, wanted.streams])
  );
}

/** How many calls are left at least: one for each part that is not as asked for; those that are missing may be one call. */
function callsLeft(state: FlowState, { wanted, heldInterfaces }: Journey): number {
  const settings = state.monitored && isSame([state.size, state.failover], [wanted.size, wanted.failover]) ? 0 : 1;
  const sources = differences(state.sources, wanted.sources);
  const interfaces = differences(state.interfaces, wanted.interfaces);
  const surplus = interfaces.surplus.filter(({ name }) => !heldInterfaces.has(name));
  return (
    settings + sources.surplus.length + sources.missing.length + surplus.length + Math.min(1, interfaces.missing.length)
  );
}

/** The parts that have to be changed or to go, and those that are not there under any settings. */
function differences<Part extends { name: string }>(present: readonly Part[], wanted: readonly Part[]) {
  return {
    surplus: present.filter((part) => !isSame(part, byName(wanted, part.name))),
    missing: wanted.filter(({ name }) => !byName(present, name)),
  };
}

function movesFrom(state: FlowState, journey: Journey): FlowMove[] {
  const parts = standbyParts(state, journey);
  const what = parts.length > 0 ? `${parts.join(', ')} can be changed` : 'The next change is possible';
  const stop = standstill(state, journey, `${what} only while the flow stands still.`);
  // Whatever interrupts had better wait for the standstill that there will be anyway.
  if (state.running && parts.length > 0) return [stop];
  const gain = streamMove(state, journey) ?? interfaceRemoval(state, journey);
  if (gain) return [gain];
  return [
    ...flowUpdates(state, journey),
    ...interfaceMoves(state, journey),
    ...sourceMoves(state, journey),
    ...standInStreamMoves(state, journey),
    ...(state.running ? [stop] : []),
  ];
}

/** What is still to be changed that the service changes only in STANDBY. */
function standbyParts(state: FlowState, journey: Journey): string[] {
  const { wanted } = journey;
  const interfaces = state.interfaces.filter((each) => isRemovable(each, state, journey));
  const streams = state.streams.filter((each) => isDoomedStream(each, journey));
  const entitled = state.sources.filter((each) => each.kind === 'entitlement' && !isSame([each], wanted.sources));
  return [
    ...(state.size === wanted.size ? [] : ['The size of the flow']),
    ...interfaces.map(({ name }) => `VPC interface ${name}`),
    ...streams.map(({ mediaStreamName }) => `Media stream ${mediaStreamName}`),
    ...entitled.map(({ name }) => `Entitled flow source ${name}`),
  ];
}

/** One UpdateFlow sets all that it can; failover may have to be on for a while, so that one source can follow another. */
function flowUpdates(state: FlowState, { flowArn, desired, wanted }: Journey): FlowMove[] {
  const interim: FailoverForm[] = state.failover.mode === 'FAILOVER' ? [] : [{ mode: 'FAILOVER' }];
  return [wanted.failover, state.failover, ...interim].flatMap((failover) => {
    const size = state.running ? state.size : wanted.size;
    const change = flowChange(state, { failover, size }, desired);
    const members = Object.keys(change);
    if (members.length === 0) return [];
    return [
      moveTo(
        state,
        { failover, size, monitored: true },
        {
          deed: { action: 'update-flow', flowArn, change },
          resource: flowArn,
          impact: 'interruption',
          reason: `The flow gets another ${members.map((member) => texts[member as keyof FlowChange]).join(', ')}.`,
        },
      ),
    ];
  });
}

const texts: Record<keyof FlowChange, string> = {
  flowSize: 'size, which it takes only while it stands still',
  sourceFailoverConfig: 'failover, which may break its outputs for a moment',
  sourceMonitoringConfig: 'source monitoring',
};

function flowChange(state: FlowState, to: Pick<FlowForm, 'failover' | 'size'>, desired: DesiredFlow): FlowChange {
  return {
    ...(state.size !== to.size && { flowSize: to.size }),
    ...(!isSame(state.failover, to.failover) && { sourceFailoverConfig: failoverChange(state.failover, to.failover) }),
    ...(!state.monitored && { sourceMonitoringConfig: desired.sourceMonitoringConfig }),
  };
}

function failoverChange(from: FailoverForm, to: FailoverForm): FlowChange['sourceFailoverConfig'] {
  if (to.mode === 'off') return { state: 'DISABLED' };
  const { mode: failoverMode } = to;
  if (to.mode === 'MERGE') return { state: 'ENABLED', failoverMode, recoveryWindow: to.recoveryWindow };
  const { primary } = to;
  const had = from.mode === 'FAILOVER' && from.primary !== undefined;
  // What is not sent is kept, so that no primary has to be said.
  const sourcePriority = primary !== undefined ? { primarySource: primary } : had ? {} : undefined;
  return { state: 'ENABLED', failoverMode, ...(sourcePriority && { sourcePriority }) };
}
