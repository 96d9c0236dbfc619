import { RequestInvalid } from '../domain/errors';
import { quoted } from '../domain/fault';

/**
 * Where a page goes on, by the `last-evaluated-key` that a client sends, if it sends one; `rule` says of what it is a key,
 * and which to send. Throws `RequestInvalid` where `read` knows no place for it.
 */
export function positionIn(
  key: string | undefined,
  read: (key: string) => string | undefined,
  rule: string,
): string | undefined {
  if (key === undefined) return undefined;
  const position = read(key);
  if (position !== undefined) return position;
  throw new RequestInvalid([
    { pointer: '/query/last-evaluated-key', detail: `${quoted(key)} is not a key of ${rule}` },
  ]);
}
