import type { Call } from './call';
import { badRequest } from './faults';

/**
 * One page of a list in the order of `key`, by the call's `maxResults` (1-1000) and `nextToken`. A token holds the last key
 * seen, so that pages neither repeat nor skip what stays while other items come and go.
 */
export function paged<T>(call: Call, items: T[], key: (item: T) => number | string, pageSize: number) {
  const size = pageSizeOf(call, pageSize);
  const after = tokenOf(call);
  const sorted = [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const rest = after === undefined ? sorted : sorted.filter((item) => key(item) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const nextToken = last && rest.length > size ? encode(key(last)) : undefined;
  return { items: page, nextToken };
}

const encode = (key: number | string) => Buffer.from(JSON.stringify([key])).toString('base64url');

function pageSizeOf(call: Call, otherwise: number): number {
  const given = call.query.get('maxResults');
  const size = given === null ? otherwise : Number(given);
  if (!Number.isInteger(size) || size < 1 || size > 1000) throw badRequest(`maxResults must be 1-1000, was ${given}.`);
  return size;
}

function tokenOf(call: Call): number | string | undefined {
  const token = call.query.get('nextToken');
  if (token === null) return undefined;
  try {
    const [key] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    if (typeof key === 'number' || typeof key === 'string') return key;
  } catch {
    // Falls through to the refusal that every malformed token gets.
  }
  throw badRequest('nextToken is not valid.');
}
