import { qualityOf, reviewQuality } from './content-quality';
import { flowEvent } from './events';
import { isRunning } from './lifecycle';
import { bitRate, isReceiving, selectedSource } from './reception';
import type { Flow, FlowSource, Health, Observation } from './record';
import { hasConnection, isEssence, kindOf } from './source-rules';
import type { Work } from './work';

/** How many observations of a source are kept: the oldest go first. */
const observationLimit = 500;

const good = { ts_sync_loss: false, continuity_count_error: false, transport_error: false, pcr_error: false };

/**
 * Brings the reported health of a flow and its sources up to date: an event for each change, none while nothing changes, and
 * nothing is remembered of a flow that no longer runs. Observations for the metrics change with it.
 */
export function reviewHealth(work: Work, flow: Flow): void {
  const running = isRunning(flow);
  for (const source of flow.sources) {
    observe(work, source, running ? observation(work, flow, source) : undefined);
    if (running) reportSource(work, flow, source);
    else delete source.reported;
  }
  if (running) reportFlow(work, flow);
  else delete flow.reported;
  reviewQuality(work, flow);
}

function reportSource(work: Work, flow: Flow, source: FlowSource): void {
  const current = healthOf(flow, source);
  const previous = source.reported ?? { state: '' };
  if (JSON.stringify(current) === JSON.stringify(previous)) return;
  source.reported = current;
  const detail = { unhealthy: isUnhealthy(current), current, previous };
  work.events.push(flowEvent(flow, work.now, 'Source Health', detail, [source.arn]));
}

function reportFlow(work: Work, flow: Flow): void {
  const source = selectedSource(flow) ?? flow.sources[0];
  if (!source) return;
  const health = healthOf(flow, source);
  const isBitrateZero = !isReceiving(flow, source) || bitRate(source) === 0;
  const current = { isBitrateZero, ...health };
  const previous = flow.reported ?? { state: '' };
  if (JSON.stringify(current) === JSON.stringify(previous)) return;
  flow.reported = current;
  const detail = { unhealthy: isBitrateZero || isUnhealthy(health), current, previous };
  work.events.push(flowEvent(flow, work.now, 'Flow Health', detail));
}

function healthOf(flow: Flow, source: FlowSource): Health {
  const kind = kindOf(source.settings);
  const receiving = isReceiving(flow, source);
  const words = hasConnection(kind) ? (['CONNECTED', 'DISCONNECTED'] as const) : (['RECEIVING', 'IDLE'] as const);
  const state = receiving ? words[0] : words[1];
  if (isEssence(kind) || kind === 'ndi-speed-hq') return { state };
  return { state, tr101: { ...good, ...(receiving && source.signal?.tr101) } };
}

function isUnhealthy({ state, tr101 }: Health): boolean {
  const present = state === 'CONNECTED' || state === 'RECEIVING';
  return !present || Object.values(tr101 ?? {}).includes(true);
}

/** What the metrics of a source of a running flow show from now on. */
export function observation(work: Work, flow: Flow, source: FlowSource): Observation {
  const connected = isReceiving(flow, source);
  return {
    from: work.now,
    connected,
    selected: selectedSource(flow) === source,
    bitRate: connected ? bitRate(source) : 0,
    packetLossPercent: connected ? (source.signal?.packetLossPercent ?? 0) : 0,
    ...(connected && source.signal?.tr101 && { tr101: { ...good, ...source.signal.tr101 } }),
    ...(isMerging(flow) && { merged: isMerged(flow) }),
    ...(connected && { quality: qualityOf(flow, source) }),
  };
}

/** Two sources are merged where the flow is told to. */
export const isMerging = ({ failover, sources }: Flow) => failover?.failoverMode === 'MERGE' && sources.length > 1;

/** Two streams are merged while both arrive and are the same. */
function isMerged(flow: Flow): boolean {
  return flow.sources.every((each) => isReceiving(flow, each) && !each.signal?.mergeMismatch);
}

/** Closes the observation that no longer holds and opens the next. */
function observe(work: Work, source: FlowSource, next: Observation | undefined): void {
  const last = source.observations.at(-1);
  const open = last?.until === undefined ? last : undefined;
  if (!open && !next) return;
  if (open && next && JSON.stringify({ ...open, from: 0 }) === JSON.stringify({ ...next, from: 0 })) return;
  if (open) open.until = work.now;
  if (next) source.observations.push(next);
  source.observations = source.observations.slice(-observationLimit);
}
