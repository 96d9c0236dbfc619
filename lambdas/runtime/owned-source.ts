import type { SourceStore } from '../aws/source-store';
import { SourceNotFound } from '../domain/errors';
import type { SourceRecord } from '../domain/source-record';
import { requireTargetAccount } from './target-account';

/**
 * The record of the source that a path names. Throws `SourceNotFound` when there is none, and just so when it is
 * somebody else's.
 */
export async function ownedSource(
  store: SourceStore,
  served: { ORGANISATION_ID: string; TARGET_ACCOUNT_ID: string },
  path: { 'organisation-id': string; 'target-account-id': string; 'source-id': string },
): Promise<SourceRecord> {
  requireTargetAccount(served, path);
  return requireOwned(await store.read(path['source-id']), served, path);
}

/** As `ownedSource`, for a record that the caller has read. */
export function requireOwned(
  record: SourceRecord | undefined,
  served: { ORGANISATION_ID: string; TARGET_ACCOUNT_ID: string },
  path: { 'organisation-id': string; 'target-account-id': string; 'source-id': string },
): SourceRecord {
  requireTargetAccount(served, path);
  const isOwned =
    record?.['organisation-id'] === path['organisation-id'] &&
    record['target-account-id'] === path['target-account-id'];
  if (!record || !isOwned) throw new SourceNotFound(path['source-id']);
  return record;
}
