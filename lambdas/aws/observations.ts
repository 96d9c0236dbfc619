import { setTimeout as delay } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Transient } from '../domain/errors';
import type { HistoryEvent } from '../domain/history';
import { ObservedSource, unheard } from '../domain/observed-source';
import { RefreshedFlow } from '../domain/refreshed-flow';
import { SourceRecord } from '../domain/source-record';
import { clientDefaults } from './client-defaults';
import { SharedSnapshots, type Snapshot } from './shared-snapshots';
import { type EventOwner, historyItem, recordKey, retentionDays } from './source-items';

/** The keys of what is observed of a source, beside its record. */
const observedKey = (sourceId: string) => ({ pk: `source#${sourceId}`, sk: 'observed' });
const refreshedKey = (sourceId: string) => ({ pk: `source#${sourceId}`, sk: 'refreshed' });

/** How long a look at a flow answers for everybody, and how long it may take, milliseconds. */
const sharing = { freshFor: 30_000, leaseFor: 15_000, patience: 2_000 };

/** So often an event is taken in anew when another one of the same source was written first. */
const attempts = 30;
/** The longest pause before another attempt, milliseconds: as many events as may come at once are spread over it. */
const longestPause = 400;

/** A source with what is observed of it. */
export interface ObservedRecord {
  record: SourceRecord;
  observed: ObservedSource;
  refreshed?: RefreshedFlow;
  /** The item of the last look, as it was found. */
  refreshedItem?: Record<string, unknown>;
}

/** What is observed of the sources of a table: what their events say, and what was last looked at. */
export class Observations {
  private readonly client = new DynamoDBClient(clientDefaults);
  private readonly looks: SharedSnapshots<RefreshedFlow>;

  constructor(private readonly table: string) {
    this.looks = new SharedSnapshots(table, RefreshedFlow);
  }

  /** The id of the source that has the flow; undefined if no source of this deployment has or had it. */
  async sourceOf(flowArn: string): Promise<string | undefined> {
    const Key = marshall({ pk: `flow#${flowArn}`, sk: 'source' });
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.table, Key, ConsistentRead: true }));
    return Item && unmarshall(Item)['source-id'];
  }

  /** A source with all that is observed of it, in one strongly consistent read; undefined if there is no such source. */
  async read(sourceId: string): Promise<ObservedRecord | undefined> {
    const Keys = [recordKey(sourceId), observedKey(sourceId), refreshedKey(sourceId)].map((key) => marshall(key));
    const { Responses, UnprocessedKeys } = await this.client.send(
      new BatchGetItemCommand({ RequestItems: { [this.table]: { Keys, ConsistentRead: true } } }),
    );
    if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Transient('BatchGetItem did not read every item');
    const items = new Map(
      (Responses?.[this.table] ?? []).map((item) => unmarshall(item)).map((item) => [item.sk, item]),
    );
    const record = items.get('record');
    if (!record) return undefined;
    const refreshedItem = items.get('refreshed');
    const refreshed = this.looks.snapshotIn(refreshedItem)?.value;
    return {
      record: SourceRecord.parse(record),
      // What an earlier version wrote and this one cannot read is heard anew.
      observed: observedIn(items.get('observed')),
      ...(refreshed && { refreshed }),
      ...(refreshedItem && { refreshedItem }),
    };
  }

  /** Writes what is observed, with an event of the history if one is given. False if another write was faster. */
  async write(owner: EventOwner, observed: ObservedSource, event?: HistoryEvent): Promise<boolean> {
    const expiresAt = Math.floor(Date.now() / 1000) + retentionDays * 86_400;
    const item = { ...observedKey(owner.id), ...observed, version: observed.version + 1, 'expires-at': expiresAt };
    const Put = {
      TableName: this.table,
      Item: marshall(item, { removeUndefinedValues: true }),
      ConditionExpression: observed.version === 0 ? 'attribute_not_exists(pk)' : '#version = :version',
      ...(observed.version > 0 && {
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':version': observed.version }),
      }),
    };
    try {
      if (!event) await this.client.send(new PutItemCommand(Put));
      else {
        const history = marshall(historyItem(owner, event), { removeUndefinedValues: true });
        const TransactItems = [{ Put }, { Put: { TableName: this.table, Item: history } }];
        await this.client.send(new TransactWriteItemsCommand({ TransactItems }));
      }
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  /**
   * Writes what `change` makes of what is observed of a source; nothing if that is undefined or there is no such source.
   * Begins again while other writes are faster, and throws `Transient` when they are so to the end.
   */
  async change(
    sourceId: string,
    change: (found: ObservedRecord) => { observed: ObservedSource; event?: HistoryEvent } | undefined,
  ): Promise<void> {
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const found = await this.read(sourceId);
      const changed = found && change(found);
      if (!changed || (await this.write(found.record, changed.observed, changed.event))) return;
      await delay(Math.random() * Math.min(longestPause, 20 * 2 ** attempt));
    }
    throw new Transient(`Source ${sourceId} was written ${attempts} times while an event of it was taken in`);
  }

  /** The last look at a source's flow, or a new one if that is too old, or `isDue`; others who ask meanwhile get the old. */
  async look(
    { record, refreshedItem }: ObservedRecord,
    isDue: boolean,
    make: () => Promise<RefreshedFlow>,
  ): Promise<Snapshot<RefreshedFlow> | undefined> {
    const options = isDue ? { ...sharing, freshFor: 0 } : sharing;
    return this.looks.renewed(refreshedKey(record.id), refreshedItem, options, make);
  }
}

function observedIn(item: Record<string, unknown> | undefined): ObservedSource {
  const version = typeof item?.version === 'number' ? item.version : 0;
  return ObservedSource.safeParse(item).data ?? { ...unheard, version };
}

function isConflict(error: unknown): boolean {
  const { name, CancellationReasons = [] } = error as Error & { CancellationReasons?: { Code?: string }[] };
  const codes = CancellationReasons.map(({ Code }) => Code);
  return (
    name === 'ConditionalCheckFailedException' ||
    codes.includes('ConditionalCheckFailed') ||
    codes.includes('TransactionConflict')
  );
}
