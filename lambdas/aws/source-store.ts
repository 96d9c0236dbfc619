import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { KeyAlreadyUsed, RequestInProgress, RunSuperseded, SourceBusy, TargetAccountChanged } from '../domain/errors';
import type { HistoryEvent } from '../domain/history';
import { KeptReply } from '../domain/idempotency';
import { type ProvisioningStatus, predecessorsOf } from '../domain/provisioning-status';
import { SourceRecord } from '../domain/source-record';
import { TargetAccountRecord } from '../domain/target-account';
import { getItems } from './batch-get';
import { clientDefaults } from './client-defaults';
import { pastConflicts } from './past-conflicts';
import {
  type EventOwner,
  flowItem,
  historyItem,
  recordItem,
  recordKey,
  replyItem,
  replyKey,
  updateOf,
} from './source-items';
import { type AccountPath, accountKey, type Usage, usageOf } from './target-account-items';
import { isConditionFailure, refusalOf } from './transaction-refusal';

/** What a write changes; a member set to undefined is removed. */
export type RecordChanges = Partial<Omit<SourceRecord, 'id' | 'schema-version'>>;

/** The records of all sources, in one table, and what is kept beside them; every read is strongly consistent. */
export class SourceStore {
  private readonly client = new DynamoDBClient(clientDefaults);

  constructor(private readonly table: string) {}

  /**
   * Writes a new record, counts it in its target account, and writes its first history event and, if the request has an
   * idempotency key, the answer to keep: all or none. Throws `TargetAccountChanged` when the account does not take it (any
   * more), `KeyAlreadyUsed` when another request with the key was faster, and `RequestInProgress` when one is being
   * written at this moment.
   */
  async create(
    record: SourceRecord,
    event: HistoryEvent,
    kept?: { key: string; reply: KeptReply; at: Date },
  ): Promise<void> {
    const usage = usageOf(this.table, undefined, record);
    const counted = { ...record, 'counted-regions': usage?.counted };
    const items: TransactWriteItem[] = [
      {
        Put: {
          TableName: this.table,
          Item: marshall(recordItem(counted), { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...partOf(usage),
      this.putHistory(record, withChanges(undefined, record, event)),
    ];
    if (kept) {
      const Item = marshall(replyItem(kept.key, kept.reply, kept.at));
      // An item that has expired may still be there.
      const ConditionExpression = 'attribute_not_exists(pk) OR #expires < :now';
      const ExpressionAttributeNames = { '#expires': 'expires-at' };
      const ExpressionAttributeValues = marshall({ ':now': Math.floor(kept.at.getTime() / 1000) });
      const Put = {
        TableName: this.table,
        Item,
        ConditionExpression,
        ExpressionAttributeNames,
        ExpressionAttributeValues,
      };
      items.push({ Put });
    }
    try {
      await this.transact(items);
    } catch (error) {
      const onKey = refusalOf(error, items.length - 1);
      if (kept && onKey === 'TransactionConflict') throw new RequestInProgress();
      // The id was made for this request: if it is taken, an earlier attempt of this same write has succeeded.
      if (isConditionFailure(error)) return;
      if (refusalOf(error, usageIndex) === 'ConditionalCheckFailed') throw new TargetAccountChanged();
      if (kept && onKey === 'ConditionalCheckFailed') throw new KeyAlreadyUsed();
      throw error;
    }
  }

  /** The answer that was kept under an idempotency key, if it has not expired. */
  async readReply(key: string, now: Date): Promise<KeptReply | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(replyKey(key)), ConsistentRead: true }),
    );
    const item = Item && unmarshall(Item);
    return item && item['expires-at'] >= now.getTime() / 1000 ? KeptReply.parse(item) : undefined;
  }

  /** The record of a source, whosever it is. */
  async read(sourceId: string): Promise<SourceRecord | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(recordKey(sourceId)), ConsistentRead: true }),
    );
    return Item && SourceRecord.parse(unmarshall(Item));
  }

  /** A source and the target account that a path names, whosever the source is, in one read. */
  async readWithAccount(
    path: AccountPath & { 'source-id': string },
  ): Promise<{ account?: TargetAccountRecord; record?: SourceRecord }> {
    const ofAccount = accountKey(path);
    const items = await getItems(this.client, this.table, [ofAccount, recordKey(path['source-id'])]);
    const [account, record] = [items.get(ofAccount.sk), items.get('record')];
    return {
      ...(account && { account: TargetAccountRecord.parse(account) }),
      ...(record && { record: SourceRecord.parse(record) }),
    };
  }

  /** The record as its run sees it. Throws `RunSuperseded` when another run owns the source: the fence of every step. */
  async readForRun({ sourceId, run }: { sourceId: string; run: number }): Promise<SourceRecord> {
    const record = await this.read(sourceId);
    if (record?.run !== run) throw new RunSuperseded(sourceId, run);
    return record;
  }

  /**
   * Begins a new run on behalf of a client or of recovery, if the last one is still `record`'s and the source may
   * move as asked. Throws `SourceBusy` when it is not so.
   */
  async beginRun(record: SourceRecord, changes: RecordChanges & { run: number }, event: HistoryEvent): Promise<void> {
    const target = changes['provisioning-status'];
    await this.writeForRequest(record, changes, target && predecessorsOf(target), event);
  }

  /** Changes what needs no run, if the record is still as it was read. Throws `SourceBusy` when it is not. */
  async revise(record: SourceRecord, changes: RecordChanges, event: HistoryEvent): Promise<void> {
    await this.writeForRequest(record, changes, [record['provisioning-status']], event);
  }

  private async writeForRequest(
    record: SourceRecord,
    changes: RecordChanges,
    from: readonly ProvisioningStatus[] | undefined,
    event: HistoryEvent,
  ): Promise<void> {
    const conflict = () => new SourceBusy('it was changed at the same moment');
    await this.write(record, changes, from, conflict, event).catch((error) => {
      throw isTransactionConflict(error) ? conflict() : error;
    });
  }

  /**
   * Writes for a run, if the source is still its own and may move as asked, and answers the record as it is then: who
   * writes twice goes on from that. Throws `RunSuperseded` when it is not.
   */
  async changeInRun(record: SourceRecord, changes: RecordChanges, event?: HistoryEvent): Promise<SourceRecord> {
    const conflict = () => new RunSuperseded(record.id, record.run);
    const target = changes['provisioning-status'];
    return this.write(record, changes, target && predecessorsOf(target), conflict, event);
  }

  private async write(
    record: SourceRecord,
    changes: RecordChanges,
    from: readonly ProvisioningStatus[] | undefined,
    conflict: () => Error,
    event?: HistoryEvent,
  ): Promise<SourceRecord> {
    const after = { ...record, ...changes };
    const usage = usageOf(this.table, record, after);
    const counting = usage && { 'counted-regions': usage.counted };
    const update = { TableName: this.table, ...updateOf(record, { ...changes, ...counting }, from) };
    const others = [
      ...partOf(usage),
      ...(changes['next-flows'] ?? []).map(({ arn }) => this.putFlow(arn, record)),
      ...(event ? [this.putHistory(record, withChanges(record, after, event))] : []),
    ];
    try {
      if (others.length === 0) await this.client.send(new UpdateItemCommand(update));
      else await this.transact([{ Update: update }, ...others]);
    } catch (error) {
      if (usage && refusalOf(error, usageIndex) === 'ConditionalCheckFailed') throw new TargetAccountChanged();
      throw isConditionFailure(error) ? conflict() : error;
    }
    return { ...after, ...counting };
  }

  /** Writes all or none; those of one target account meet where it counts them, and are then tried again. */
  private async transact(TransactItems: TransactWriteItem[]): Promise<void> {
    await pastConflicts(
      () => this.client.send(new TransactWriteItemsCommand({ TransactItems })),
      (error) => refusalOf(error, usageIndex) === 'TransactionConflict' && refusalOf(error) !== 'TransactionConflict',
    );
  }

  /** Keeps an event that changes nothing in the record. */
  async note(owner: EventOwner, event: HistoryEvent): Promise<void> {
    const { Put } = this.putHistory(owner, event);
    await this.client.send(new PutItemCommand({ TableName: Put?.TableName, Item: Put?.Item }));
  }

  private putFlow(arn: string, record: SourceRecord): TransactWriteItem {
    return { Put: { TableName: this.table, Item: marshall(flowItem(arn, record)) } };
  }

  private putHistory(owner: EventOwner, event: HistoryEvent): TransactWriteItem {
    const item = historyItem(owner, event);
    return { Put: { TableName: this.table, Item: marshall(item, { removeUndefinedValues: true }) } };
  }
}

/** The event with what the write that it comes with does to the record; `before` is undefined for a new one. */
function withChanges(before: SourceRecord | undefined, after: SourceRecord, event: HistoryEvent): HistoryEvent {
  const [from, to] = [before?.['provisioning-status'], after['provisioning-status']];
  const { run, revision, 'provisioning-error-reason': reason } = after;
  // A recovery that goes on under the same status has moved nothing; a roll-back that is tried again has failed again.
  const isMove = from !== to || event.kind === 'status-changed';
  return { run, revision, ...(isMove && { status: { ...(from && { from }), to }, reason }), ...event };
}

/** Claims that another write of the record was under way at the same moment. */
function isTransactionConflict(error: unknown): boolean {
  return refusalOf(error) === 'TransactionConflict';
}

/** The change of the account's counts comes second in a transaction, if there is one. */
const usageIndex = 1;

function partOf(usage: Usage | undefined): TransactWriteItem[] {
  return usage ? [usage.part] : [];
}
