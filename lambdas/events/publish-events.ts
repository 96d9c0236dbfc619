import type { DynamoDBBatchResponse } from 'aws-lambda';
import { EventBus } from '../aws/event-bus';
import { type StreamedChanges, streamedItems } from '../aws/table-stream';
import { detailTypeOf, eventSource, publishedEvent } from '../contract/published-event';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';

const bus = new EventBus(environmentOf('publishEvents').EVENT_BUS_NAME);

/**
 * Puts the history that the table's stream tells of on the bus, in its order and at least once: from the first event
 * that was not taken, the stream is read again.
 */
export const handler = react<StreamedChanges, DynamoDBBatchResponse>('publishEvents', async (event) => {
  const entries = streamedItems(event).flatMap(({ sequenceNumber, item }) => {
    const detail = publishedEvent(item);
    if (detail) {
      const { kind, at: time } = detail;
      return [{ sequenceNumber, source: eventSource, detailType: detailTypeOf(kind), time, detail }];
    }
    // Another version wrote it, and to read it again would not help: it stays in the history.
    logger.error('An event is not known, and not published', { key: [item.pk, item.sk] });
    return [];
  });
  const { taken, refusal } = await bus.put(entries);
  if (!refusal) return { batchItemFailures: [] };
  logger.warn('Events were refused', { refusal, taken, of: entries.length });
  return { batchItemFailures: [{ itemIdentifier: entries[taken]?.sequenceNumber ?? '' }] };
});
