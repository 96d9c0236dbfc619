import type { SourceStore } from '../aws/source-store';
import type { SourceParameters } from '../contract/parameters';
import type { SourceRecord } from '../domain/source-record';
import { requireRest, requireThere } from '../domain/update-run';
import { ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import type { Request } from '../runtime/serve';

/**
 * The record of the source that a request is to change. Throws `SourceNotFound`, `PreconditionFailed`, `SourceBusy` or
 * `SourceDeleting` where it cannot be changed, in this order: a client that has read something older had better read
 * again than try again.
 */
export async function readForChange(
  store: SourceStore,
  served: { ORGANISATION_ID: string; TARGET_ACCOUNT_ID: string },
  { path, ifMatch }: Pick<Request<SourceParameters, unknown, unknown>, 'path' | 'ifMatch'>,
): Promise<SourceRecord> {
  const record = await ownedSource(store, served, path);
  requireThere(record);
  requireMatch(record, ifMatch);
  requireRest(record);
  return record;
}
