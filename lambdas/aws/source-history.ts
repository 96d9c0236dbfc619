import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type HistoryEvent, storedEvent } from '../domain/history';
import { clientDefaults } from './client-defaults';
import { historyKey, historyPrefix } from './source-items';

/** One page of a source's history, newest first. */
export interface HistoryPage {
  events: HistoryEvent[];
  /** The position after which the next page begins, if there may be one. */
  last?: string;
}

/** What happened to the sources of a table; reads are strongly consistent. */
export class SourceHistory {
  private readonly client = new DynamoDBClient(clientDefaults);

  constructor(private readonly table: string) {}

  /** At most `limit` events of a source, and 1 MB, older than the position `before` (the newest when absent). */
  async page(sourceId: string, limit: number, now: Date, before?: string): Promise<HistoryPage> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: marshall({ ':pk': historyKey(sourceId, '').pk, ':prefix': historyPrefix }),
        ConsistentRead: true,
        ScanIndexForward: false,
        // One more than asked for tells whether there is a next page.
        Limit: limit + 1,
        ExclusiveStartKey: before === undefined ? undefined : marshall(historyKey(sourceId, before)),
      }),
    );
    const items = Items.map((item) => unmarshall(item));
    // What has expired may still be there; all that follows has expired too.
    const kept = items.filter((item) => item['expires-at'] >= now.getTime() / 1000);
    const shown = kept.slice(0, limit);
    const isEnd = kept.length < items.length || (kept.length <= limit && !LastEvaluatedKey);
    const last = String(shown.at(-1)?.sk).slice(historyPrefix.length);
    return { events: shown.flatMap((item) => storedEvent(item) ?? []), ...(!isEnd && { last }) };
  }
}
