import { noteHealth } from '../aws/note-health';
import { Observations } from '../aws/observations';
import { SourceStore } from '../aws/source-store';
import { readAlarmEvent } from '../domain/alarm-event';
import { accountOf } from '../domain/flow-description';
import { hear } from '../domain/observed-source';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { count } from '../runtime/metrics';
import { react } from '../runtime/react';

const { TABLE_NAME } = environmentOf('hearAlarm');
const observations = new Observations(TABLE_NAME);
const store = new SourceStore(TABLE_NAME);

/**
 * An alarm of a source has gone off, or is over: that is noted in its history and folded into what is observed of it. An
 * event that cannot be taken is logged and counted; a failure of ours is thrown, and Lambda tries again.
 */
export const handler = react<unknown>('hearAlarm', async (event) => {
  const reading = readAlarmEvent(event);
  if (reading.outcome === 'forged') return forged(reading.alarmName);
  if (reading.outcome === 'unknown') {
    count('UnknownEvent');
    return logger.warn('An event of an alarm that cannot be taken', { why: reading.why });
  }
  const { sourceId, account, heard, event: changed } = reading;
  logger.appendKeys({ sourceId });
  const found = await observations.read(sourceId);
  if (!found) return logger.debug('An event of an alarm whose source is gone');
  // Anybody may give an alarm of an own account the name that one of the source has.
  const isOwn = found.record.flows.some(({ arn }) => accountOf(arn) === account);
  if (!isOwn) return forged(changed.alarm?.name ?? '');
  // It arrived before, is older than what counts, or of an alarm that is no longer asked for.
  if (hear(found.observed, found.record, heard, 0) === found.observed) return;
  // First the history, under a key of the event's own: if what follows fails, another attempt writes the same.
  await store.note(found.record, changed);
  await noteHealth(observations, found, await observations.keep(found, heard));
});

function forged(alarm: string): void {
  count('ForgedEvent');
  logger.warn('An event from an account that does not own its alarm', { alarm });
}
