import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** An item as a change left it, and the place of the change in the table's stream. */
export interface StreamedItem {
  sequenceNumber: string;
  item: Record<string, unknown>;
}

/** What Lambda hands over of a stream of new images. */
export interface StreamedChanges {
  Records: { dynamodb?: { SequenceNumber?: string; NewImage?: Record<string, AttributeValue> } }[];
}

/** The new items that the records of a table's stream tell of, in their order. */
export function streamedItems({ Records }: StreamedChanges): StreamedItem[] {
  return Records.map(({ dynamodb = {} }) => ({
    sequenceNumber: dynamodb.SequenceNumber ?? '',
    item: unmarshall(dynamodb.NewImage ?? {}),
  }));
}
