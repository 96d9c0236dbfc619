import { randomUUID } from 'node:crypto';
import { healthChange, type ObservedSource } from '../domain/observed-source';
import { shownFlows } from '../domain/source-answer';
import { sourceStatus } from '../domain/source-status';
import type { Observations, ObservedRecord } from './observations';

/** Notes the health that a source has come to; judges again while others keep or note something: the last has seen all. */
export async function noteHealth(
  observations: Observations,
  found: ObservedRecord,
  observed: ObservedSource,
): Promise<void> {
  const { record, refreshed } = found;
  const now = new Date();
  const [flow] = shownFlows(record);
  const known = { observed: flow && observed.flows[flow.arn], alarms: observed.alarms, refreshed };
  const { health } = sourceStatus(record, known, now.getTime());
  const change = healthChange(observed, health, { id: randomUUID(), at: now.toISOString() });
  if (!change || (await observations.noteHealth(record, change.observed, change.event))) return;
  const again = await observations.read(record.id);
  if (again) await noteHealth(observations, again, again.observed);
}
