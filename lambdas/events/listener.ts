import { noteHealth } from '../aws/note-health';
import { Observations } from '../aws/observations';
import type { FunctionName } from '../contract/environment';
import { hear } from '../domain/observed-source';
import { type EventKind, type Reading, readEvent } from '../domain/service-event';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { count } from '../runtime/metrics';
import { react } from '../runtime/react';

type Heard = Extract<Reading, { outcome: 'known' }>;
type Listener = Extract<FunctionName, `hear${string}`>;

/**
 * Makes the handler of one kind of MediaConnect's events: it is folded into what is observed of its source. An event
 * that cannot be taken is logged and counted, since another attempt would end the same; a failure of ours is thrown, and
 * Lambda tries again.
 */
export function listener(name: Listener, kind: EventKind) {
  const observations = new Observations(environmentOf(name).TABLE_NAME);
  return react<unknown>(name, async (event) => {
    const reading = readEvent(kind, event);
    if (reading.outcome === 'known') return take(observations, reading);
    if (reading.outcome === 'forged') {
      count('ForgedEvent');
      return logger.warn('An event from an account that does not own its flow', { flowArn: reading.flowArn });
    }
    count('UnknownEvent');
    logger.warn('An event in a shape that is not known', { kind, why: reading.why, members: membersOf(event) });
  });
}

async function take(observations: Observations, heard: Heard): Promise<void> {
  const { flowArn } = heard;
  const sourceId = await observations.sourceOf(flowArn);
  if (sourceId === undefined) {
    count('ForeignFlowEvent');
    return logger.debug('An event of a flow that no source has', { flowArn });
  }
  logger.appendKeys({ sourceId });
  const found = await observations.read(sourceId);
  if (!found) return;
  // Else it arrived before, is older than what counts, or of a flow that the source no longer has.
  const isNew = hear(found.observed, found.record, heard, 0) !== found.observed;
  // An attempt that kept it may have failed before it noted what the source came to.
  await noteHealth(observations, found, isNew ? await observations.keep(found, heard) : found.observed);
}

/** The names of an event's members and of those of its detail: enough to tell its shape, and no value of anybody's. */
function membersOf(event: unknown): string[] {
  const { detail, ...others } = (event ?? {}) as Record<string, unknown>;
  return [...Object.keys(others), ...Object.keys(detail ?? {}).map((name) => `detail.${name}`)];
}
