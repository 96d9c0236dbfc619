import * as z from 'zod';
import { AlarmState, readAlarmName, type AlarmState as State } from './alarm';
import type { HistoryEvent } from './history';
import type { HeardAlarm } from './observed-source';
import { flowSourceOf } from './service-event';

const words: Readonly<Record<string, State>> = { OK: 'ok', ALARM: 'alarm', INSUFFICIENT_DATA: 'insufficient-data' };
const StateOf = z.object({ value: z.enum(Object.keys(words)), timestamp: z.string().optional() });

/** An event "CloudWatch Alarm State Change" (CloudWatch user guide, "Alarm events and EventBridge"). */
const Event = z.object({
  id: z.uuid(),
  account: z.string(),
  time: z.iso.datetime(),
  resources: z.array(z.string()).min(1),
  detail: z.object({
    alarmName: z.string(),
    state: StateOf,
    previousState: StateOf.optional(),
    configuration: z
      .object({
        metrics: z
          .array(
            z.object({
              metricStat: z
                .object({ metric: z.object({ dimensions: z.record(z.string(), z.string()).optional() }) })
                .optional(),
            }),
          )
          .optional(),
      })
      .optional(),
  }),
});

/** What is made of an event of an alarm: what it tells of which source, or why it is not taken. */
export type AlarmReading =
  | { outcome: 'known'; sourceId: string; account: string; heard: HeardAlarm; event: HistoryEvent }
  | { outcome: 'forged'; alarmName: string }
  | { outcome: 'unknown'; why: string };

/**
 * What an event of an alarm tells. The event of the history has its id and time from it, so that the same event, which may
 * arrive again, makes the same one.
 */
export function readAlarmEvent(given: unknown): AlarmReading {
  const { data } = Event.safeParse(given);
  if (!data) return { outcome: 'unknown', why: 'it is no state change of an alarm in a known shape' };
  const { alarmName, state, previousState, configuration } = data.detail;
  if (data.resources[0]?.split(':')[4] !== data.account) return { outcome: 'forged', alarmName };
  const named = readAlarmName(alarmName);
  if (!named) return { outcome: 'unknown', why: 'it is of an alarm that no source has' };
  const at = new Date(data.time);
  const is = words[state.value] ?? AlarmState.enum['insufficient-data'];
  const was = previousState && words[previousState.value];
  const flowSource = configuration?.metrics
    ?.map(({ metricStat }) => flowSourceOf(metricStat?.metric.dimensions?.SourceARN ?? ''))
    .find((name) => name !== undefined);
  const second = `${at.toISOString().slice(0, 19)}Z`;
  return {
    outcome: 'known',
    sourceId: named.sourceId,
    account: data.account,
    heard: { alarm: named.alarm, sighting: { id: data.id, at: second, is, ...(was && { was }) } },
    event: {
      id: data.id,
      at: at.toISOString(),
      kind: 'alarm-changed',
      alarm: { name: alarmName, ...(flowSource && { 'flow-source': flowSource }), ...(was && { from: was }), to: is },
    },
  };
}
