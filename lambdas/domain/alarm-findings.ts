import { type AlarmKey, type AlarmRecipe, AlarmState, alarmKeys, alarmOf } from './alarm';
import type { Finding, HealthReason } from './health-reason';
import { limits } from './observed-flow';
import type { ObservedSource } from './observed-source';
import type { SourceReception } from './reception';
import { replay, sinceWhen } from './register';
import type { SourceStatus } from './running-status';
import type { SourceConfiguration } from './source';
import { timestamp } from './timestamp';

/** An alarm of a source as it stands, by its events. */
export interface HeardState extends AlarmKey {
  state: AlarmState;
  /** Milliseconds since 1970; unknown of one that was never heard of. */
  since?: number;
}

/** The alarms of a source in the order of its flow sources; one of which nothing was heard has no data. */
export function alarmStates(
  configuration: SourceConfiguration,
  observed: ObservedSource['alarms'] | undefined,
): HeardState[] {
  return alarmKeys(configuration).map(({ flowSource, recipe }) => {
    const steps = replay(observed?.[alarmOf({ flowSource, recipe })] ?? [], { limit: limits.one });
    const state = AlarmState.safeParse(steps.at(-1)?.sighting?.is).data ?? 'insufficient-data';
    const since = sinceWhen(steps, ({ is }) => is === state);
    return { flowSource, recipe, state, ...(since !== undefined && { since: Date.parse(since) }) };
  });
}

/** The reason that an alarm of the stream stands for; that there is no input, reception tells sooner. */
const reasons: Partial<Record<AlarmRecipe, { reason: HealthReason; includes: readonly HealthReason[] }>> = {
  'tr-101-290-priority-1': {
    reason: 'InputDegraded',
    includes: ['TransportStreamSyncLoss', 'ContinuityCounterError', 'InputDegraded'],
  },
  'tr-101-290-priority-2': { reason: 'InputDegraded', includes: ['TransportError', 'PcrError', 'InputDegraded'] },
  'unrecovered-loss': { reason: 'PacketLoss', includes: ['PacketLoss'] },
};

/**
 * What alarms that have gone off say beyond what is found already. They look back over minutes: what was measured later
 * counts more, and of a flow source that receives nothing they tell of before.
 */
export function alarmFindings(
  alarms: readonly HeardState[],
  sources: readonly SourceReception[],
  found: readonly Finding[],
  measuredAt: number | undefined,
): Finding[] {
  return alarms.flatMap(({ flowSource, recipe, state, since = 0 }): Finding[] => {
    const stands = reasons[recipe];
    const receives = sources.some(({ name, receives: does }) => name === flowSource && does !== false);
    if (state !== 'alarm' || !stands || !receives || (measuredAt ?? 0) > since) return [];
    const isFound = found.some((each) => each.flowSource === flowSource && stands.includes.includes(each.reason));
    return isFound ? [] : [{ reason: stands.reason, flowSource, since }];
  });
}

/**
 * The alarms as a status shows them. That input is lost, events tell sooner than CloudWatch, and also where it has no data:
 * then that alarm counts as gone off.
 */
export function shownAlarms(
  alarms: readonly HeardState[],
  sources: readonly SourceReception[],
): NonNullable<SourceStatus['alarms']> {
  return alarms.map((alarm) => {
    const { flowSource, recipe } = alarm;
    const source = sources.find(({ name }) => name === flowSource);
    const isLost = recipe === 'input-lost' && alarm.state !== 'alarm' && source?.receives === false;
    const { state, since } = isLost ? { state: 'alarm' as const, since: source.since } : alarm;
    return {
      alarm: recipe,
      'flow-source': flowSource,
      state,
      ...(since && { since: timestamp(new Date(since)) }),
    };
  });
}
