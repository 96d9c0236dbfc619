import { readSecrets } from '../aws/secret-store';
import { RequestInvalid } from '../domain/errors';
import { type PatchedSource, patchSource } from '../domain/patch-source';
import type { SourceRecord } from '../domain/source-record';
import { isToBeCreated } from '../domain/update-run';
import { inTargetAccount } from '../runtime/target-account';
import { freshSecrets } from './fresh-secrets';

/**
 * The source as the body of an update would have it. Values of secrets are read only if they are needed to tell.
 * Throws `RequestInvalid` with every fault.
 */
export async function patchRecord(record: SourceRecord, body: unknown): Promise<PatchedSource> {
  // A failed creation takes its secrets away; one that could not be removed is about to be, and cannot be kept.
  const kept = isToBeCreated(record) ? [] : record.secrets;
  const options = { ...freshSecrets, secretIds: kept.map((secret) => secret['secret-id']) };
  let result = patchSource(record.requested, record.id, body, options);
  if (result.secretsToRead) {
    const asked = new Set(result.secretsToRead);
    const secrets = record.secrets.filter((secret) => asked.has(secret['secret-id']));
    const values = await inTargetAccount(() => readSecrets(secrets));
    result = patchSource(record.requested, record.id, body, { ...options, values });
  }
  if (result.faults) throw new RequestInvalid(result.faults);
  if (!result.patched) throw new Error('the secrets that were asked for did not settle the update');
  return result.patched;
}
