import type { Finding, HealthReason } from './health-reason';
import { reasonOfError } from './health-reason';
import type { HeardFlow } from './observed-flow';
import { type Evidence, isInput, latestOf, type SourceReception } from './reception';
import { counted, type Described, latest, minute, type RefreshedFlow, type SourceMetric } from './refreshed-flow';
import { type Sighting, type Step, sinceWhen } from './register';

/** The checks of TR 101 290 that the service's events tell of, with the metric of each. */
const checks: readonly [string, SourceMetric, HealthReason][] = [
  ['ts_sync_loss', 'TSSyncLoss', 'TransportStreamSyncLoss'],
  ['continuity_count_error', 'ContinuityCounter', 'ContinuityCounterError'],
  ['transport_error', 'TransportError', 'TransportError'],
  ['pcr_error', 'PCRError', 'PcrError'],
];

/** Those of which only metrics tell. */
const otherChecks: readonly SourceMetric[] = [
  ...(['PATError', 'PIDError', 'PMTError', 'TSByteError', 'CATError', 'CRCError', 'PCRAccuracyError'] as const),
  'PTSError',
];

const qualities = [
  ['video_missing', 'VideoStreamMissing', 'VideoMissing'],
  ['audio_missing', 'AudioStreamMissing', 'AudioMissing'],
  ['black_frames_duration_breaching', 'BlackFramesBreaching', 'BlackFrames'],
  ['frozen_frames_duration_breaching', 'FrozenFramesBreaching', 'FrozenFrames'],
  ['silent_audio_duration_breaching', 'SilentAudioBreaching', 'SilentAudio'],
] as const;

/** What is wrong with a flow that runs. */
export function findingsOf(
  sources: readonly SourceReception[],
  heard: HeardFlow,
  refreshed: RefreshedFlow | undefined,
): Finding[] {
  const errors = errorsOf(sources, heard, refreshed?.described);
  const receiving = sources.filter(({ receives }) => receives !== false);
  if (sources.length > 0 && receiving.length === 0) {
    const since = sources.map((each) => each.since ?? 0);
    const named = sources.map(({ name }) => ({ reason: 'InputNotConnected' as const, flowSource: name }));
    return [...errors, ...named.map((finding, index) => ({ ...finding, ...momentOf(since[index]) }))];
  }
  return [
    ...errors,
    ...redundancyOf(sources, refreshed),
    ...receiving.flatMap((source) => streamFindings(source, refreshed)),
    ...qualityOf(heard.quality, refreshed),
  ];
}

/** Since when something is so, where that is known. */
function momentOf(since: number | undefined): { since?: number } {
  return since ? { since } : {};
}

/**
 * The errors of a flow, from its alerts and from DescribeFlow: what it lists was so then, and what it does not list was
 * over; an alert that came or went later counts more.
 */
export function errorsOf(
  sources: readonly Pick<SourceReception, 'name'>[],
  heard: HeardFlow,
  described: Described | undefined,
): Finding[] {
  // An event tells only the second: of that of the description, it counts as later.
  const describedAt = described ? Math.floor(described.at / 1000) * 1000 : Number.NEGATIVE_INFINITY;
  const later = heard.alerts.filter(({ at }) => Date.parse(at) >= describedAt);
  const isOver = (text: string) => later.some(({ message, isRaised }) => message === text && !isRaised);
  const listed = (described?.errors ?? []).filter((text) => !isOver(text));
  const known = heard.alerts.filter(({ isRaised, message, at }) => {
    return isRaised && (Date.parse(at) >= describedAt || listed.includes(message));
  });
  const unheard = listed.filter((text) => !known.some(({ message }) => message === text));
  return [
    ...known.map(({ message, code, at }) => errorFinding(sources, message, code, Date.parse(at))),
    ...unheard.map((text) => errorFinding(sources, text, '', undefined)),
  ];
}

function errorFinding(
  sources: readonly Pick<SourceReception, 'name'>[],
  words: string,
  code: string,
  since: number | undefined,
): Finding {
  const flowSource = sources.find(({ name }) => words.split(/[^A-Za-z0-9_-]+/).includes(name))?.name;
  return {
    reason: reasonOfError(words, code),
    ...(flowSource !== undefined && { flowSource }),
    ...momentOf(since),
    words: words || code,
  };
}

/** What two flow sources do not do for each other although they should. */
function redundancyOf(sources: readonly SourceReception[], refreshed: RefreshedFlow | undefined): Finding[] {
  if (sources.length < 2) return [];
  const down = sources.filter(({ receives }) => receives === false);
  const findings = down.map((each): Finding => {
    return { reason: 'RedundancyLost', flowSource: each.name, ...momentOf(each.since) };
  });
  const { mode, primary } = refreshed?.described?.failover ?? {};
  const metric = (name: string, key: SourceMetric) => latest(refreshed?.measured?.['flow-sources'][name]?.[key]);
  if (mode === 'MERGE' && down.length === 0) {
    const merged = sources.flatMap(({ name }) => metric(name, 'MergeActive') ?? []);
    const began = Math.max(...sources.map(({ since = 0 }) => since));
    const apart = merged.find(({ at, value }) => value === 0 && at >= began);
    if (apart) findings.push({ reason: 'RedundancyLost', since: apart.at });
  }
  const first = sources.find(({ name }) => name === primary);
  const spare = sources.find(({ name }) => name !== primary);
  if (mode !== 'FAILOVER' || !first || !spare) return findings;
  const selected = metric(spare.name, 'Selected');
  const isChosen = selected?.value === 1 && metric(first.name, 'Selected')?.value === 0;
  // With a primary, the service goes back to it as soon as it returns.
  const isSince = isChosen && selected.at >= (first.receives ? (first.since ?? 0) : 0);
  const isAlone = first.receives === false && spare.receives === true;
  if (isAlone || isSince)
    findings.push({
      reason: 'BackupInputActive',
      flowSource: spare.name,
      ...momentOf(isAlone ? first.since : undefined),
    });
  return findings;
}

/** What is wrong with the stream that a flow source receives: what an event and what a metric says, whichever is later. */
function streamFindings({ name, event }: SourceReception, refreshed: RefreshedFlow | undefined): Finding[] {
  const metrics = refreshed?.measured?.['flow-sources'][name] ?? {};
  const flags = new Set(event?.is.split(' '));
  const found = (reason: HealthReason, evidence: Evidence | undefined): Finding[] =>
    evidence?.value ? [{ reason, flowSource: name, since: evidence.at }] : [];
  const told = (value: boolean): Evidence | undefined => event && { at: Date.parse(event.at), value };
  const byCheck = checks.flatMap(([flag, metric, reason]) =>
    found(reason, latestOf(true, event && told(flags.has(flag)), counted(metrics[metric]))),
  );
  const others = otherChecks.map((metric) => counted(metrics[metric])).filter((each) => each?.value);
  // The service calls a source unhealthy for reasons that its event does not always name.
  const isPresent = event !== undefined && isInput(event);
  const isUnexplained =
    isPresent && event.unhealthy === true && !checks.some(([flag]) => flags.has(flag)) && !flags.has('silent');
  const isPast = byCheck.length === 0 && isOutdated(event, metrics.BitRate?.at(-1)?.[0]);
  return [
    ...found('PacketLoss', counted(metrics.NotRecoveredPackets)),
    ...byCheck,
    ...found('InputDegraded', latestOf(true, ...others, isUnexplained && !isPast ? told(true) : undefined)),
  ];
}

/** Claims that the metrics tell of a whole minute after the event. */
function isOutdated(event: Sighting | undefined, measuredAt: number | undefined): boolean {
  return event !== undefined && measuredAt !== undefined && measuredAt - minute > Date.parse(event.at);
}

function qualityOf(steps: readonly Step[], refreshed: RefreshedFlow | undefined): Finding[] {
  const event = steps.at(-1)?.sighting;
  return qualities.flatMap(([flag, metric, reason]): Finding[] => {
    const has = (sighting: Sighting) => sighting.is.split(' ').includes(flag);
    const heard = event && { at: Date.parse(event.at), value: has(event) };
    const measured = latest(refreshed?.measured?.flow[metric]);
    const seen = latestOf(true, heard, measured && { at: measured.at, value: measured.value > 0 });
    if (!seen?.value) return [];
    const since = sinceWhen(steps, has);
    return [{ reason, since: since === undefined ? seen.at : Date.parse(since) }];
  });
}
