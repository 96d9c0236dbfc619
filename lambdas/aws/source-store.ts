import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { KeyAlreadyUsed, RequestInProgress, RunSuperseded, SourceBusy, TargetAccountChanged } from '../domain/errors';
import type { HistoryEvent } from '../domain/history';
import { KeptReply } from '../domain/idempotency';
import { type ProvisioningStatus, predecessorsOf } from '../domain/provisioning-status';
import { type Counts, countChange, countsAlike, type Quotas } from '../domain/quota';
import { SourceRecord } from '../domain/source-record';
import { TargetAccountRecord } from '../domain/target-account';
import { withChanges } from '../domain/with-changes';
import { getItems } from './batch-get';
import { clientDefaults } from './client-defaults';
import { addToCounts, quotaRefusal, readCounts } from './organisation-counts';
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
import { type AccountPath, accountKey, usageOf } from './target-account-items';
import { type Parts, reasonOf, transact } from './transaction';

/** What a write changes; a member set to undefined is removed. */
export type RecordChanges = Partial<Omit<SourceRecord, 'id' | 'schema-version'>>;

/** The records of all sources, in one table, and what is kept beside them; every read is strongly consistent. */
export class SourceStore {
  private readonly client = new DynamoDBClient(clientDefaults);

  constructor(private readonly table: string) {}

  /**
   * Writes a new record, its first history event, what it adds to the counts of its organisation and target account and,
   * if the request has an idempotency key, the answer to keep: all or none. Throws `QuotaExceeded` when the organisation
   * has no room for it, `TargetAccountChanged` when the account does not take it, `KeyAlreadyUsed` when another request
   * with the key was faster, and `RequestInProgress` when one is being written at this moment.
   */
  async create(
    record: SourceRecord,
    event: HistoryEvent,
    quotas: Quotas,
    kept?: { key: string; reply: KeptReply; at: Date },
  ): Promise<void> {
    const change = countChange(undefined, record['provisioning-status']);
    const usage = usageOf(this.table, undefined, record);
    const counted = { ...record, 'counted-regions': usage?.counted };
    const parts: Parts = {
      record: {
        Put: {
          TableName: this.table,
          Item: marshall(recordItem(counted), { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      counts: addToCounts(this.table, record['organisation-id'], change, quotas),
      account: usage?.part,
      event: this.putHistory(record, withChanges(undefined, record, event)),
      reply: kept && this.putReply(kept),
    };
    try {
      await transact(this.client, parts);
    } catch (error) {
      const onKey = reasonOf(error, parts, 'reply')?.Code;
      if (onKey === 'TransactionConflict') throw new RequestInProgress();
      // The id was made for this request: if it is taken, an earlier attempt of this same write has succeeded.
      if (isConditionFailure(error, parts)) return;
      if (onKey === 'ConditionalCheckFailed') throw new KeyAlreadyUsed();
      requireTaken(error, parts);
      throw quotaRefusal(reasonOf(error, parts, 'counts'), change, quotas) ?? error;
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

  /** What an organisation has of what is limited. */
  counts(organisationId: string): Promise<Counts> {
    return readCounts(this.client, this.table, organisationId);
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
   * move as asked; one that takes over where the last one is, only while that has not come further. Throws `SourceBusy`
   * when it is not so, and `QuotaExceeded` when there are quotas, and no room for it.
   */
  async beginRun(
    record: SourceRecord,
    changes: RecordChanges & { run: number },
    event: HistoryEvent,
    quotas?: Quotas,
  ): Promise<void> {
    const { 'provisioning-status': target } = changes;
    const from = target ? predecessorsOf(target) : [record['provisioning-status']];
    await this.writeForRequest(record, changes, from, event, quotas);
  }

  /** Changes what needs no run, if the record is still as it was read. Throws `SourceBusy` when it is not. */
  async revise(record: SourceRecord, changes: RecordChanges, event: HistoryEvent): Promise<void> {
    await this.writeForRequest(record, changes, [record['provisioning-status']], event);
  }

  /** Ends the run of a source: whatever is under way writes nothing from now on. Throws `SourceBusy` when it is not as it was read. */
  async supersede(record: SourceRecord): Promise<void> {
    await this.writeForRequest(record, { run: record.run + 1 }, [record['provisioning-status']]);
  }

  /** Ends a source whatever it was about, if it is still as it was read. Throws `SourceBusy` when it is not. */
  async abandon(record: SourceRecord, changes: RecordChanges & { run: number }, event: HistoryEvent): Promise<void> {
    await this.writeForRequest(record, changes, [record['provisioning-status']], event);
  }

  private async writeForRequest(
    record: SourceRecord,
    changes: RecordChanges,
    from: readonly ProvisioningStatus[] | undefined,
    event?: HistoryEvent,
    quotas?: Quotas,
  ): Promise<void> {
    const conflict = () => new SourceBusy('it was changed at the same moment');
    await this.write(record, changes, from, conflict, event, quotas).catch((error) => {
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
    quotas?: Quotas,
  ): Promise<SourceRecord> {
    const { 'provisioning-status': status, 'organisation-id': organisationId } = record;
    if (from && !from.includes(status)) throw conflict();
    const change = countChange(status, changes['provisioning-status'] ?? status);
    const after = { ...record, ...changes };
    const usage = usageOf(this.table, record, after);
    const counting = usage && { 'counted-regions': usage.counted };
    const Update = {
      TableName: this.table,
      ...updateOf(
        record,
        { ...changes, ...counting },
        from?.filter((each) => countsAlike(each, status)),
      ),
    };
    const flows = (changes['next-flows'] ?? []).map(({ arn }, index) => [`flow${index}`, this.putFlow(arn, record)]);
    const others: Parts = {
      counts: addToCounts(this.table, organisationId, change, quotas),
      account: usage?.part,
      ...Object.fromEntries(flows),
      event: event && this.putHistory(record, withChanges(record, after, event)),
    };
    const parts: Parts = { record: { Update }, ...others };
    try {
      if (Object.values(others).some(Boolean)) await transact(this.client, parts);
      else await this.client.send(new UpdateItemCommand(Update));
    } catch (error) {
      if (isConditionFailure(error, parts)) throw conflict();
      requireTaken(error, parts);
      throw quotaRefusal(reasonOf(error, parts, 'counts'), change, quotas) ?? error;
    }
    return { ...after, ...counting };
  }

  /** Keeps an event that changes nothing in the record. */
  async note(owner: EventOwner, event: HistoryEvent): Promise<void> {
    const { Put } = this.putHistory(owner, event);
    await this.client.send(new PutItemCommand({ TableName: Put?.TableName, Item: Put?.Item }));
  }

  private putFlow(arn: string, record: SourceRecord): TransactWriteItem {
    return { Put: { TableName: this.table, Item: marshall(flowItem(arn, record)) } };
  }

  private putReply({ key, reply, at }: { key: string; reply: KeptReply; at: Date }): TransactWriteItem {
    return {
      Put: {
        TableName: this.table,
        Item: marshall(replyItem(key, reply, at)),
        // An item that has expired may still be there.
        ConditionExpression: 'attribute_not_exists(pk) OR #expires < :now',
        ExpressionAttributeNames: { '#expires': 'expires-at' },
        ExpressionAttributeValues: marshall({ ':now': Math.floor(at.getTime() / 1000) }),
      },
    };
  }

  private putHistory(owner: EventOwner, event: HistoryEvent): TransactWriteItem {
    const item = historyItem(owner, event);
    return { Put: { TableName: this.table, Item: marshall(item, { removeUndefinedValues: true }) } };
  }
}

/** Claims that the record is not as the write wants it. */
function isConditionFailure(error: unknown, parts: Parts): boolean {
  const isOfOneItem = (error as Error).name === 'ConditionalCheckFailedException';
  return isOfOneItem || reasonOf(error, parts, 'record')?.Code === 'ConditionalCheckFailed';
}

/** Throws `TargetAccountChanged` if that is why a write failed. */
function requireTaken(error: unknown, parts: Parts): void {
  if (reasonOf(error, parts, 'account')?.Code === 'ConditionalCheckFailed') throw new TargetAccountChanged();
}

/** Claims that another write of the record, which every transaction has first, was under way at the same moment. */
function isTransactionConflict(error: unknown): boolean {
  return reasonOf(error, { record: {} }, 'record')?.Code === 'TransactionConflict';
}
