import {
  DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type ListingClass, SourceRecord } from '../domain/source-record';
import { clientDefaults } from './client-defaults';
import { recordKey, shardOf } from './source-items';

/** One page of one class of a listing, newest first. */
interface ClassPage {
  records: SourceRecord[];
  /** The position (see `listedAt`) up to which DynamoDB has looked, if it has not looked at everything. */
  lookedUpTo?: string;
}

/** The two indexes of the table of sources. Both lag behind it: whoever acts on what they say reads the record first. */
export class SourceIndexes {
  private readonly client = new DynamoDBClient(clientDefaults);

  constructor(private readonly table: string) {}

  /**
   * Records of one class of an account older than `before` (all when absent), newest first: one query, so at most
   * `limit` records and 1 MB.
   */
  async listClass(account: string, listing: ListingClass, limit: number, before?: string): Promise<ClassPage> {
    const answer = await this.query('listed', `${account}#${listing}`, before ? ['#sk < :sk', before] : undefined, {
      limit,
      newestFirst: true,
    });
    return {
      records: (answer.Items ?? []).map((item) => SourceRecord.parse(unmarshall(item))),
      lookedUpTo: answer.LastEvaluatedKey && (unmarshall(answer.LastEvaluatedKey)['listed-at'] as string),
    };
  }

  /** The ids of sources that have owed somebody's attention since `since` (ISO 8601) or longer. */
  async *unsettledSince(since: string, shards: readonly number[]): AsyncGenerator<string> {
    for (const shard of shards) {
      let start: QueryCommandOutput['LastEvaluatedKey'];
      do {
        const page: QueryCommandOutput = await this.query('unsettled', shardOf(shard), ['#sk < :sk', since], { start });
        for (const item of page.Items ?? []) yield unmarshall(item).id as string;
        start = page.LastEvaluatedKey;
      } while (start);
    }
  }

  /** Every source of the deployment, also the deleted ones, in no order; none where the table is gone. */
  async *all(): AsyncGenerator<SourceRecord> {
    let start: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const page = await this.scan(start);
      for (const item of page.Items ?? []) yield SourceRecord.parse(unmarshall(item));
      start = page.LastEvaluatedKey;
    } while (start);
  }

  private async scan(start: ScanCommandOutput['LastEvaluatedKey']): Promise<Partial<ScanCommandOutput>> {
    const Scan = new ScanCommand({
      TableName: this.table,
      IndexName: 'listed',
      FilterExpression: 'sk = :record',
      ExpressionAttributeValues: marshall({ ':record': recordKey('').sk }),
      ExclusiveStartKey: start,
    });
    try {
      return await this.client.send(Scan);
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return {};
      throw error;
    }
  }

  private query(
    index: 'listed' | 'unsettled',
    partition: string,
    range: [condition: string, value: string] | undefined,
    page: { limit?: number; newestFirst?: boolean; start?: QueryCommandOutput['LastEvaluatedKey'] },
  ): Promise<QueryCommandOutput> {
    return this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: index,
        KeyConditionExpression: ['#pk = :pk', ...(range ? [range[0]] : [])].join(' AND '),
        ExpressionAttributeNames: { '#pk': index, ...(range ? { '#sk': `${index}-at` } : {}) },
        ExpressionAttributeValues: marshall({ ':pk': partition, ...(range ? { ':sk': range[1] } : {}) }),
        Limit: page.limit,
        ScanIndexForward: !page.newestFirst,
        ExclusiveStartKey: page.start,
      }),
    );
  }
}
