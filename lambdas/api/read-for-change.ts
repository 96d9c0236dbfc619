import type { SourceStore } from '../aws/source-store';
import type { SourceParameters } from '../contract/parameters';
import { requireRest, requireThere } from '../domain/update-run';
import { type OwnedSource, ownedSource } from '../runtime/owned-source';
import { requireMatch } from '../runtime/precondition';
import type { Request } from '../runtime/serve';

/**
 * The source that a request is to change, with its target account. Throws `SourceNotFound`, `PreconditionFailed`, `SourceBusy` or
 * `SourceDeleting` where it cannot be changed, in this order: a client that has read something older had better read
 * again than try again.
 */
export async function readForChange(
  store: SourceStore,
  { path, ifMatch }: Pick<Request<SourceParameters, unknown, unknown>, 'path' | 'ifMatch'>,
): Promise<OwnedSource> {
  const found = await ownedSource(store, path);
  const { record } = found;
  requireThere(record);
  requireMatch(record, ifMatch);
  requireRest(record);
  return found;
}
