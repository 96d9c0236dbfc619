import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { HistoryEvent } from '../domain/history';
import { HeardEvent, hear, isKept, ObservedSource, unheard } from '../domain/observed-source';
import { RefreshedFlow } from '../domain/refreshed-flow';
import { SourceRecord } from '../domain/source-record';
import { TargetAccountRecord } from '../domain/target-account';
import { getItems } from './batch-get';
import { clientDefaults } from './client-defaults';
import { pastConflicts } from './past-conflicts';
import { SharedSnapshots, type Snapshot } from './shared-snapshots';
import { type EventOwner, historyItem, recordKey, retentionDays } from './source-items';
import { type AccountPath, accountKey } from './target-account-items';

/** The keys of what is observed of a source, beside its record. */
const observedKey = (sourceId: string) => ({ pk: `source#${sourceId}`, sk: 'observed' });
const refreshedKey = (sourceId: string) => ({ pk: `source#${sourceId}`, sk: 'refreshed' });

/** The record first. */
const keysOf = (sourceId: string) => [recordKey(sourceId), observedKey(sourceId), refreshedKey(sourceId)];

/** How long a look at a flow answers for everybody, and how long it may take, milliseconds. */
export const lookSharing = { freshFor: 30_000, leaseFor: 15_000, patience: 2_000 };

/** So many events that no longer count may lie in the item before they are taken away. */
const surplusLimit = 24;

/** A source with what is observed of it. */
export interface ObservedRecord {
  record: SourceRecord;
  observed: ObservedSource;
  refreshed?: RefreshedFlow;
  /** When the last look began, milliseconds since 1970, also one that failed. */
  lookedAt?: number;
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
    const items = await getItems(this.client, this.table, keysOf(sourceId));
    const record = items.get('record');
    return record && this.observedRecord(SourceRecord.parse(record), items);
  }

  /** As `read`, for what a path names, and the target account that it names with it, whosever the source is. */
  async readWithAccount(
    path: AccountPath & { 'source-id': string },
  ): Promise<{ account?: TargetAccountRecord; found?: ObservedRecord }> {
    const ofAccount = accountKey(path);
    const items = await getItems(this.client, this.table, [ofAccount, ...keysOf(path['source-id'])]);
    const [account, record] = [items.get(ofAccount.sk), items.get('record')];
    return {
      ...(account && { account: TargetAccountRecord.parse(account) }),
      ...(record && { found: this.observedRecord(SourceRecord.parse(record), items) }),
    };
  }

  /** All that is observed of a source whose record is at hand, in one strongly consistent read. */
  async beside(record: SourceRecord): Promise<ObservedRecord> {
    return this.observedRecord(record, await getItems(this.client, this.table, keysOf(record.id).slice(1)));
  }

  private observedRecord(record: SourceRecord, items: ReadonlyMap<string, Record<string, unknown>>): ObservedRecord {
    const refreshedItem = items.get('refreshed');
    const last = this.looks.snapshotIn(refreshedItem);
    return {
      record,
      observed: observedIn(items.get('observed'), record).observed,
      ...(last && { refreshed: last.value, lookedAt: last.at }),
      ...(refreshedItem && { refreshedItem }),
    };
  }

  /**
   * Keeps an event of a source's flow or alarm and answers what is observed then. Each event is an attribute of its own, so that
   * any number may be written at once and none waits for another or is lost; those that no longer count are taken away.
   * What was observed before can no longer be noted: it would stand there last, of all the oldest.
   */
  async keep({ record }: ObservedRecord, heard: HeardEvent): Promise<ObservedSource> {
    const now = Date.now();
    const values = {
      ':heard': heard,
      ':now': now,
      ':one': 1,
      ':expires': Math.floor(now / 1000) + retentionDays * 86_400,
    };
    const names = { '#heard': attributeOf(heard), '#at': 'heard-at', '#expires': 'expires-at', '#version': 'version' };
    const { Attributes } = await pastConflicts(() =>
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: marshall(observedKey(record.id)),
          UpdateExpression: 'SET #heard = :heard, #at = :now, #expires = :expires ADD #version :one',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    const { observed, surplus } = observedIn(Attributes && unmarshall(Attributes), record);
    if (surplus.length >= surplusLimit) await this.forget(record.id, surplus);
    return observed;
  }

  /** What counts only grows newer: what does not count now never will, whatever else is written meanwhile. */
  private async forget(sourceId: string, attributes: readonly string[]): Promise<void> {
    const names = Object.fromEntries(attributes.map((name, index) => [`#a${index}`, name]));
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: marshall(observedKey(sourceId)),
        UpdateExpression: `REMOVE ${Object.keys(names).join(', ')}`,
        ExpressionAttributeNames: names,
      }),
    );
  }

  /** Notes another health with its event of the history: both or none. False if anything was kept or noted meanwhile. */
  async noteHealth(owner: EventOwner, { health, version }: ObservedSource, event: HistoryEvent): Promise<boolean> {
    const isUnchanged = version === 0 ? 'attribute_not_exists(#version)' : '#version = :version';
    const expires = Math.floor(Date.now() / 1000) + retentionDays * 86_400;
    const values = { ':health': health, ':next': version + 1, ':expires': expires };
    const Update = {
      TableName: this.table,
      Key: marshall(observedKey(owner.id)),
      UpdateExpression: 'SET #health = :health, #version = :next, #expires = :expires',
      ConditionExpression: isUnchanged,
      ExpressionAttributeNames: { '#health': 'health', '#version': 'version', '#expires': 'expires-at' },
      ExpressionAttributeValues: marshall({ ...values, ...(version > 0 && { ':version': version }) }),
    };
    const Item = marshall(historyItem(owner, event), { removeUndefinedValues: true });
    try {
      const TransactItems = [{ Update }, { Put: { TableName: this.table, Item } }];
      await this.client.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  /** The last look at a source's flow, or a new one if that is too old, or `isDue`; others who ask meanwhile get the old. */
  async look(
    { record, refreshedItem }: ObservedRecord,
    isDue: boolean,
    make: () => Promise<RefreshedFlow>,
  ): Promise<Snapshot<RefreshedFlow> | undefined> {
    const options = isDue ? { ...lookSharing, freshFor: 0 } : lookSharing;
    return this.looks.renewed(refreshedKey(record.id), refreshedItem, options, make);
  }
}

const eventPrefix = 'heard#';
const attributeOf = ({ sighting }: HeardEvent) => `${eventPrefix}${sighting.id}`;

/** What the events in an item come to, and the attributes of those that no longer count or that nobody can read. */
function observedIn(item: Record<string, unknown> = {}, record: SourceRecord) {
  const heardAt = Number(item['heard-at'] ?? 0);
  // Another version may have noted a reason that this one does not know: that is another health, but as recent.
  const { version, health } = ObservedSource.shape;
  const noted = {
    version: version.catch(unheard.version).parse(item.version),
    health: health.catch(unheard.health).parse(item.health),
  };
  const events = Object.entries(item).flatMap(([name, value]): [string, HeardEvent | undefined][] =>
    name.startsWith(eventPrefix) ? [[name, HeardEvent.safeParse(value).data]] : [],
  );
  const observed = events.reduce<ObservedSource>(
    (before, [, heard]) => (heard ? hear(before, record, heard, heardAt) : before),
    { ...unheard, ...noted },
  );
  const surplus = events.filter(([, heard]) => !heard || !isKept(observed, heard)).map(([name]) => name);
  return { observed, surplus };
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
