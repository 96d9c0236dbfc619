import { randomUUID } from 'node:crypto';
import type { SourceIndexes } from '../aws/source-indexes';
import { accountOf, listedAt } from '../aws/source-items';
import type { SourceStore } from '../aws/source-store';
import { pathOf } from '../aws/target-account-items';
import { abandoned, leftBehind } from '../domain/abandonment';
import { SourceBusy, TargetAccountInUse } from '../domain/errors';
import { isUnsettled } from '../domain/provisioning-status';
import type { ListingClass, SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';

/** A request has 19 seconds; what is left then is ended by the next, milliseconds. */
const patience = 14_000;
const pageSize = 100;

interface Stores {
  sources: SourceStore;
  indexes: SourceIndexes;
}

/** Who abandons, when, and for which deployment. */
interface Abandoning {
  subject: string;
  now: Date;
  deployment: string;
}

/**
 * Ends the records of all sources of an account, which is to take no new ones, and answers the ARNs of what they leave
 * in AWS, those of an earlier request that did not come to its end among them. Nothing in AWS is touched. Throws
 * `TargetAccountInUse` where there are too many for one request.
 */
export async function abandonSources(stores: Stores, account: TargetAccountRecord, by: Abandoning): Promise<string[]> {
  const left: string[] = [];
  for (const listing of ['live', 'hidden'] as const) {
    for await (const { id } of listed(stores.indexes, account, listing)) {
      left.push(...(await abandon(stores.sources, id, account, by)));
    }
  }
  const earlier = new Set(left);
  for (const listing of ['deleted', 'hidden-deleted'] as const) {
    for await (const record of listed(stores.indexes, account, listing)) {
      for (const arn of record['left-behind'] ?? []) earlier.add(arn);
    }
  }
  return [...earlier];
}

/** The sources of a class, newest first. */
async function* listed(
  indexes: SourceIndexes,
  account: TargetAccountRecord,
  listing: ListingClass,
): AsyncGenerator<SourceRecord> {
  let before: string | undefined;
  do {
    const page = await indexes.listClass(accountOf(pathOf(account)), listing, pageSize, before);
    yield* page.records;
    const last = page.records.at(-1);
    before = page.lookedUpTo && (last ? listedAt(last) : page.lookedUpTo);
  } while (before);
}

/** Ends one source, whatever others make of it meanwhile; answers what it leaves. */
async function abandon(
  store: SourceStore,
  sourceId: string,
  account: TargetAccountRecord,
  by: Abandoning,
): Promise<string[]> {
  for (let superseded: number | undefined; ; ) {
    // The index lags behind.
    const record = await store.read(sourceId);
    if (!record) return [];
    if (record['provisioning-status'] === 'deletion-complete') return record['left-behind'] ?? [];
    if (Date.now() > by.now.getTime() + patience) {
      throw new TargetAccountInUse('not all sources could be abandoned in one request. Send it again.');
    }
    try {
      if (isUnsettled(record['provisioning-status']) && record.run !== superseded) {
        await store.supersede(record);
        // What the run has asked AWS for before that, it may have noted since the record was read.
        superseded = record.run + 1;
        continue;
      }
      return await end(store, record, account, by);
    } catch (error) {
      if (!(error instanceof SourceBusy)) throw error;
    }
  }
}

/** Ends the record of a source as it was read; answers what it leaves. Throws `SourceBusy` when it has changed since. */
async function end(
  store: SourceStore,
  record: SourceRecord,
  account: TargetAccountRecord,
  { subject, now, deployment }: Abandoning,
): Promise<string[]> {
  const left = leftBehind(record, account, deployment);
  const detail = `abandoned with its target account${left.length > 0 ? `; left behind: ${left.join(', ')}` : ''}`;
  const event = { id: randomUUID(), at: now.toISOString(), kind: 'deletion-requested', by: subject, detail } as const;
  await store.abandon(record, abandoned(record, left, now), event);
  return left;
}
