import { PreconditionFailed } from '../domain/errors';
import { entityTag } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';

/**
 * Throws `PreconditionFailed` unless `If-Match` is absent, `*`, or has the tag of the record's revision among its tags
 * (RFC 9110, 13.1.1: compared strongly, so that a weak tag never matches).
 */
export function requireMatch(record: SourceRecord, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tag = entityTag(record);
  if (!ifMatch.split(',').some((given) => given.trim() === tag)) throw new PreconditionFailed(ifMatch, tag);
}
