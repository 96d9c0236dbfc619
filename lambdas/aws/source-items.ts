import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { HistoryEvent } from '../domain/history';
import type { KeptReply } from '../domain/idempotency';
import { isUnsettled, type ProvisioningStatus } from '../domain/provisioning-status';
import { needsAttention } from '../domain/removal';
import { listingClass, type SourceRecord } from '../domain/source-record';
import type { RecordChanges } from './source-store';

/** The index of unsettled sources is spread over this many partitions. */
export const unsettledShards = [0, 1, 2, 3] as const;

const dayInSeconds = 86_400;

export const recordKey = (sourceId: string) => ({ pk: `source#${sourceId}`, sk: 'record' });
export const replyKey = (key: string) => ({ pk: `reply#${key}`, sk: 'record' });

/** What was last seen of a flow of a source, which many clients share. */
export const snapshotKey = (sourceId: string, what: 'metadata' | 'thumbnail' | 'refreshed', flowArn: string) => ({
  pk: `source#${sourceId}`,
  sk: `${what}#${flowArn}`,
});
/** The key of an event by its position: its time, made unique by its id. */
export const historyKey = (sourceId: string, position: string) => ({
  pk: `source#${sourceId}`,
  sk: `${historyPrefix}${position}`,
});
export const historyPrefix = 'event#';
export const shardOf = (shard: number) => `unsettled#${shard}`;

/** The partition of an account's listings, but for the class. */
export const accountOf = (owner: Pick<SourceRecord, 'organisation-id' | 'target-account-id'>) =>
  `${owner['organisation-id']}#${owner['target-account-id']}`;

/** The position of a source in listings: its creation time, made unique by its id. */
export const listedAt = (record: Pick<SourceRecord, 'created-at' | 'id'>) => `${record['created-at']}#${record.id}`;

/** The item of a record, index keys included. */
export function recordItem(record: SourceRecord): Record<string, unknown> {
  return { ...recordKey(record.id), ...record, ...listedKeys(record), ...unsettledKeys(record) };
}

/** Leads from a flow to its source, since MediaConnect's events name the flow only and the first comes as soon as it runs. */
export function flowItem(arn: string, record: SourceRecord): Record<string, unknown> {
  return { pk: `flow#${arn}`, sk: 'source', 'source-id': record.id };
}

/** The kept answer to a request with an idempotency key; it expires after a day. */
export function replyItem(key: string, reply: KeptReply, at: Date): Record<string, unknown> {
  return { ...replyKey(key), ...reply, 'expires-at': Math.floor(at.getTime() / 1000) + dayInSeconds };
}

/** How long events and deleted records are kept, days. */
export const retentionDays = 90;

/** Whose an event is. */
export type EventOwner = Pick<SourceRecord, 'id' | 'organisation-id' | 'target-account-id'>;

/** The item of an event; the table's stream has it published, so it says whose it is. */
export function historyItem(owner: EventOwner, event: HistoryEvent): Record<string, unknown> {
  return {
    ...historyKey(owner.id, `${event.at}#${event.id}`),
    ...event,
    'organisation-id': owner['organisation-id'],
    'target-account-id': owner['target-account-id'],
    'expires-at': Math.floor(Date.parse(event.at) / 1000) + retentionDays * dayInSeconds,
  };
}

/**
 * The update that applies `changes` to a record of `record`'s run and revision, if its status is one of `from` (any when absent).
 * A record that reached `deletion-complete` expires as its history does.
 */
export function updateOf(
  record: SourceRecord,
  changes: RecordChanges,
  from: readonly ProvisioningStatus[] | undefined,
): Omit<UpdateItemCommandInput, 'TableName' | 'UpdateExpression'> & { UpdateExpression: string } {
  const changed: SourceRecord = { ...record, ...changes };
  const expiry =
    changes['provisioning-status'] === 'deletion-complete'
      ? {
          'expires-at':
            Math.floor(Date.parse(changed['provisioning-status-timestamp']) / 1000) + retentionDays * dayInSeconds,
        }
      : {};
  // What only the record holds says nothing of who is owed attention, and may race with a run that takes that away.
  const isOfRecordAlone = Object.keys(changes).every((member) => ofRecordAlone.has(member));
  const keys = { ...listedKeys(changed), ...(isOfRecordAlone ? {} : unsettledKeys(changed)) };
  const attributes: Record<string, unknown> = { ...changes, ...keys, ...expiry };

  const names: Record<string, string> = { '#run': 'run', '#revision': 'revision' };
  const values: Record<string, unknown> = { ':run': record.run, ':revision': record.revision };
  const set: string[] = [];
  const remove: string[] = [];
  Object.entries(attributes).forEach(([name, value], index) => {
    names[`#a${index}`] = name;
    if (value === undefined) remove.push(`#a${index}`);
    else {
      values[`:a${index}`] = value;
      set.push(`#a${index} = :a${index}`);
    }
  });
  const conditions = ['#run = :run', '#revision = :revision'];
  if ('counted-regions' in changes) {
    // No write may count twice, nor what another has counted since the record was read.
    const was = record['counted-regions'];
    names['#counted'] = 'counted-regions';
    if (was) values[':counted'] = was.length;
    conditions.push(was ? 'size(#counted) = :counted' : 'attribute_not_exists(#counted)');
    was?.forEach((region, index) => {
      values[`:counted${index}`] = region;
      conditions.push(`contains(#counted, :counted${index})`);
    });
  }
  if (from) {
    names['#status'] = 'provisioning-status';
    from.forEach((status, index) => {
      values[`:from${index}`] = status;
    });
    conditions.push(`#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`);
  }
  return {
    Key: marshall(recordKey(record.id)),
    UpdateExpression: [
      set.length ? `SET ${set.join(', ')}` : '',
      remove.length ? `REMOVE ${remove.join(', ')}` : '',
    ].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
  };
}

/** What an update without a run changes. */
const ofRecordAlone: ReadonlySet<string> = new Set<keyof SourceRecord>([
  ...(['requested', 'revision', 'flows-revision', 'counted-regions'] as const),
]);

/** The keys under which listings know a record. */
function listedKeys(record: SourceRecord): Record<string, string> {
  return { listed: `${accountOf(record)}#${listingClass(record)}`, 'listed-at': listedAt(record) };
}

/** The keys under which the sweep knows a record, by when it is due; undefined keeps it out of the index. */
function unsettledKeys(record: SourceRecord): Record<string, string | undefined> {
  const unsettled = needsAttention(record);
  const since = isUnsettled(record['provisioning-status']) ? undefined : record['retry-after'];
  return {
    unsettled: unsettled ? shardOf(Number.parseInt(record.id.slice(0, 2), 16) % unsettledShards.length) : undefined,
    'unsettled-at': unsettled ? (since ?? record['provisioning-status-timestamp']) : undefined,
  };
}
