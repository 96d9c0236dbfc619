import { enterAccount } from '../aws/acting-account';
import type { SourceStore } from '../aws/source-store';
import { SourceNotFound, TargetAccountNotFound } from '../domain/errors';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';
import { requireThere } from '../domain/update-run';
import type { Loose } from '../domain/wire';

/** The ids that lead to a source, as they stand in a path. */
type SourcePath = Record<'organisation-id' | 'target-account-id' | 'source-id', string>;

/** A source and the target account that it is in. */
export interface OwnedSource {
  account: TargetAccountRecord;
  record: SourceRecord;
}

/**
 * The source that a path names, with its target account, in one read; from now on the invocation acts there. Throws `TargetAccountNotFound` or `SourceNotFound`
 * when there is none, and just so when it is somebody else's.
 */
export async function ownedSource(store: SourceStore, path: SourcePath): Promise<OwnedSource> {
  return requireOwned(await store.readWithAccount(path), path);
}

/** As `ownedSource`, for what the caller has read under the ids of a path. */
export function requireOwned(found: Partial<Loose<OwnedSource>>, path: SourcePath): OwnedSource {
  const { account, record } = found;
  if (!account) throw new TargetAccountNotFound(path['target-account-id']);
  const isOwned =
    record?.['organisation-id'] === path['organisation-id'] &&
    record['target-account-id'] === path['target-account-id'];
  if (!record || !isOwned) throw new SourceNotFound(path['source-id']);
  enterAccount(async () => account);
  return { account, record };
}

/** Like `ownedSource`, but for one that is deleted, of which nothing can be observed: that is `SourceNotFound` as well. */
export async function liveSource(store: SourceStore, path: SourcePath): Promise<OwnedSource> {
  const found = await ownedSource(store, path);
  requireThere(found.record);
  return found;
}
