import * as z from 'zod';
import { Position, pageKey, readPageKey } from './page-key';
import type { ListingClass } from './source-record';

/** Which kinds of source a listing asks for besides the live ones. */
export interface ListingFilter {
  includeDeleted: boolean;
  includeHidden: boolean;
}

/** The classes that a filter asks for; a source that is both hidden and deleted needs both words. */
export function classesOf({ includeDeleted, includeHidden }: ListingFilter): ListingClass[] {
  return [
    'live',
    ...(includeHidden ? (['hidden'] as const) : []),
    ...(includeDeleted ? (['deleted'] as const) : []),
    ...(includeHidden && includeDeleted ? (['hidden-deleted'] as const) : []),
  ];
}

/** What was found of one class: its positions newest first, and how far the search went if it did not go to the end. */
export interface FoundClass<Item> {
  items: readonly Item[];
  lookedUpTo?: string;
}

/**
 * Merges what was found of several classes into one page, newest first, of at most `size` items and `limitBytes`
 * (one item always fits). `last` is the position after which the next page begins; absent at the end. An item older
 * than a point up to which another class was searched waits for the next page, so that none is ever passed over.
 */
export function mergePage<Item>(
  found: readonly FoundClass<Item>[],
  size: number,
  limitBytes: number,
  positionOf: (item: Item) => string,
  bytesOf: (item: Item) => number,
): { items: Item[]; last?: string } {
  const searchedTo = found.flatMap(({ lookedUpTo }) => lookedUpTo ?? []).sort();
  const newestBound = searchedTo.at(-1);
  const sorted = found.flatMap(({ items }) => items).sort((a, b) => (positionOf(a) < positionOf(b) ? 1 : -1));
  // One that changed its class between two searches was found by both.
  const merged = sorted.filter(
    (item, index) => index === 0 || positionOf(item) !== positionOf(sorted[index - 1] as Item),
  );
  const items: Item[] = [];
  let bytes = 0;
  for (const item of merged) {
    bytes += bytesOf(item);
    const isPastBound = newestBound !== undefined && positionOf(item) < newestBound;
    if (items.length === size || isPastBound || (items.length > 0 && bytes > limitBytes)) break;
    items.push(item);
  }
  const isEnd = items.length === merged.length && newestBound === undefined;
  const lastItem = items.at(-1);
  if (isEnd) return { items };
  return { items, last: lastItem ? positionOf(lastItem) : newestBound };
}

const ListingKey = z.strictObject({ account: z.string(), classes: z.array(z.string()), position: Position });

/** The opaque key with which the next page is asked for: it holds for one account and one filter. */
export function listingKey(account: string, filter: ListingFilter, position: string): string {
  return pageKey<z.infer<typeof ListingKey>>({ account, classes: classesOf(filter), position });
}

/** The position that a key stands for, or undefined if it is not a key for this account and filter. */
export function positionOfKey(key: string, account: string, filter: ListingFilter): string | undefined {
  const found = readPageKey(key, ListingKey);
  const isForThis = found?.account === account && found.classes.join() === classesOf(filter).join();
  return isForThis ? found.position : undefined;
}
