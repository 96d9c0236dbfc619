import { PreconditionFailed } from '../domain/errors';
import { entityTag } from '../domain/source-answer';

/**
 * Throws `PreconditionFailed` unless `If-Match` is absent, `*`, or a list with the tag of the revision of a source, or of
 * `what` else
 * (RFC 9110, 13.1.1: compared strongly, so that a weak tag never matches). What is no such list matches nothing.
 */
export function requireMatch(record: { revision: number }, ifMatch: string | undefined, what = 'source'): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tag = entityTag(record);
  if (!entityTagsIn(ifMatch).includes(tag)) throw new PreconditionFailed(ifMatch, tag, what);
}

// A comma may stand within a tag. Elements may be empty (RFC 9110, 5.6.1).
const element = /[ \t]*(?:((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|$)/y;

/** The tags of a list, weak ones with their `W/`; none if any element of it is no tag. */
function entityTagsIn(list: string): string[] {
  const tags: string[] = [];
  element.lastIndex = 0;
  while (element.lastIndex < list.length) {
    const found = element.exec(list);
    if (!found) return [];
    if (found[1]) tags.push(found[1]);
  }
  return tags;
}
