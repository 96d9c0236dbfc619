import { type FlowDescription, type FlowSourceDescription, type Reception, sourcesOf } from './flow-description';
import { countsAsRunning } from './flow-in-place';
import type { FlowPlan, Step as FlowStep } from './flow-step';
import type { HeardFlow } from './observed-flow';
import { eventOf, evidenceLasts, isFresh, type SourceReception } from './reception';
import { latest, type Measured, type RefreshedFlow, sample } from './refreshed-flow';
import type { Step } from './register';
import type { ProvisionedFlow } from './source';
import type { SourceRecord } from './source-record';
import { judge, type Known } from './source-status';

/** Claims that it may change a plan to know which of the flow's two sources carries the stream. */
export function dependsOnReception({ steps }: FlowPlan, flow: FlowDescription): boolean {
  if (sourcesOf(flow).length !== 2 || !countsAsRunning(flow.status)) return false;
  // What needs a standstill needs it whichever it is; egress flows are another matter.
  const isOfOthers = (step: FlowStep) =>
    (step.action === 'stop-flow' && step.flowArn !== flow.flowArn) ||
    (step.action === 'create-flow' && step.flow.type === 'egress');
  const isStill = ({ action }: FlowStep) => action === 'stop-flow' || action === 'create-flow';
  if (steps.some((step) => isStill(step) && !isOfOthers(step))) return false;
  return steps.some((step) => step.impact === 'interruption' && 'flowArn' in step && step.flowArn === flow.flowArn);
}

/**
 * What is known at the time `now` (milliseconds since 1970), by what was seen in the last three minutes, of the two
 * sources of a flow as it was just described. With FAILOVER the one that is not selected does not carry; with MERGE every
 * one that receives does. One of which nothing is certain is absent.
 */
export function knownReception(
  record: SourceRecord,
  provisioned: ProvisionedFlow,
  flow: FlowDescription,
  known: Known,
  now: number,
): Record<string, Reception> {
  const { sources, heard, refreshed } = judge(record, provisioned, known, now);
  const { measured } = refreshed ?? {};
  const { state, failoverMode, sourcePriority } = flow.sourceFailoverConfig ?? {};
  const legs = sourcesOf(flow);
  if (heard.isStale || !measured || now - measured.at > evidenceLasts) return {};
  if (state !== 'ENABLED' || legs.length !== 2 || sources.length !== 2 || !isOf(legs, refreshed)) return {};
  const primary = sourcePriority?.primarySource;
  const pairs = sources.map((source) => [source, sources.find((each) => each !== source) as SourceReception] as const);
  const certain = pairs.flatMap(([source, other]): [string, Reception][] => {
    const receives = isFresh(source, now) && !isSilentSince(heard, source);
    const isIdle = source.idleAt !== undefined && now - source.idleAt <= evidenceLasts;
    const isPrimary = source.name === primary;
    const isPassedOver =
      failoverMode === 'FAILOVER' && isUnselected(source, other, { heard, measured, isPrimary, now });
    if (!receives && !isIdle && !isPassedOver) return [];
    return [[source.name, { receives, carries: !isIdle && !isPassedOver }]];
  });
  return Object.fromEntries(certain);
}

/** Claims that what was looked at are these very flow sources, and no others of their names. */
function isOf(legs: readonly FlowSourceDescription[], refreshed: RefreshedFlow | undefined): boolean {
  const looked = refreshed?.described?.['flow-sources'] ?? [];
  return legs.every(({ sourceArn }) => looked.some(({ arn }) => arn === sourceArn));
}

/** Claims that the whole flow was heard to pass nothing on after the sample that proves that the source receives. */
function isSilentSince({ health }: HeardFlow, { provenAt = 0 }: SourceReception): boolean {
  const whole = eventOf(health);
  return whole?.value === false && whole.at > provenAt - sample;
}

/** Where it is asked whether a source is selected. */
interface Selection {
  heard: HeardFlow;
  measured: Measured;
  isPrimary: boolean;
  now: number;
}

/**
 * Claims that a sample of late shows the other source selected and this one at no moment of it, and that nothing was
 * heard since its beginning for which the service switches (user guide, "Source failover"): the loss of the other
 * source, or the return of this one if it is the primary.
 */
function isUnselected(source: SourceReception, other: SourceReception, selection: Selection): boolean {
  const { heard, measured, isPrimary, now } = selection;
  const selected = latest(measured['flow-sources'][source.name]?.Selected);
  const chosen = latest(measured['flow-sources'][other.name]?.Selected);
  if (selected?.value !== 0 || chosen?.value !== 1 || selected.at !== chosen.at) return false;
  if (now - Math.min(selected.at + sample, measured.at) > evidenceLasts) return false;
  const since = (steps: readonly Step[] = []) => steps.filter(({ at }) => Date.parse(at) >= selected.at);
  const isLost = since(heard.sources[other.name]).some((step) => eventOf([step])?.value === false);
  const isBack = isPrimary && since(heard.sources[source.name]).some((step) => eventOf([step])?.value === true);
  return !isLost && !isBack;
}
