import * as z from 'zod';
import { HistoryEvent, type HistoryKind, storedEvent } from '../domain/history';

/** The `source` of the events that are ours on the bus. */
export const eventSource = 'headworks';

/**
 * The `detail` of an event on the bus: one of a source's history, and whose it is. The version changes when a member
 * goes or means something else; members and kinds that are new do not change it.
 */
export const PublishedEvent = HistoryEvent.extend({
  version: z.literal('1'),
  'organisation-id': z.string(),
  'target-account-id': z.string(),
  'source-id': z.string(),
});
export type PublishedEvent = z.infer<typeof PublishedEvent>;

/** The `detail-type` of a kind: `status-changed` is published as `Headworks Source Status Changed`. */
export function detailTypeOf(kind: HistoryKind): string {
  const words = kind.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return ['Headworks Source', ...words].join(' ');
}

/** What is published of a stored event; undefined for one that this version does not know. */
export function publishedEvent(item: Record<string, unknown>): PublishedEvent | undefined {
  const sourceId = String(item.pk).replace('source#', '');
  const detail = { ...item, ...storedEvent(item), version: '1', 'source-id': sourceId };
  return PublishedEvent.safeParse(detail).data;
}
