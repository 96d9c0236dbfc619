import * as fc from 'fast-check';
import {
  classesOf,
  type FoundClass,
  type ListingFilter,
  listingKey,
  mergePage,
  positionOfKey,
} from '../../lambdas/domain/listing';
import { propertySeed } from '../support/arbitrary-source';

describe('the classes of a listing', () => {
  it.each([
    [false, false, ['live']],
    [false, true, ['live', 'hidden']],
    [true, false, ['live', 'deleted']],
    [true, true, ['live', 'hidden', 'deleted', 'hidden-deleted']],
  ])('with deleted %s and hidden %s are %j', (includeDeleted, includeHidden, classes) => {
    expect(classesOf({ includeDeleted, includeHidden })).toEqual(classes);
  });
});

/** An item is its position; positions are single characters here, so that they sort as they stand. */
type Classes = string[][];

const position = (item: string) => item;
const one = () => 1;

/** What a search of one class finds: at most `limit` items older than `before`, and how far it came. */
function search(items: readonly string[], limit: number, before?: string): FoundClass<string> {
  const older = [...items]
    .sort()
    .reverse()
    .filter((item) => before === undefined || item < before);
  const found = older.slice(0, limit);
  // DynamoDB says where it stopped whenever it met its limit, also when nothing follows.
  return { items: found, ...(found.length === limit && { lookedUpTo: found.at(-1) }) };
}

/** Walks all pages; `between` may change the classes between two of them. */
function walk(
  classes: Classes,
  size: number,
  limits: number[],
  between: (page: number) => void = () => {},
): string[][] {
  const pages: string[][] = [];
  let before: string | undefined;
  do {
    const found = classes.map((items, index) => search(items, limits[index % limits.length] ?? size + 1, before));
    const page = mergePage(found, size, Number.POSITIVE_INFINITY, position, one);
    pages.push(page.items);
    if (page.last !== undefined && before !== undefined) expect(page.last < before).toBe(true);
    before = page.last;
    between(pages.length);
  } while (before !== undefined);
  return pages;
}

const newestFirst = (items: string[]) => [...items].sort().reverse();
const positions = fc.uniqueArray(fc.integer({ min: 100, max: 999 }).map(String), { maxLength: 40 });
/** Items dealt out to four classes. */
const dealt = positions.chain((items) =>
  fc
    .array(fc.nat(3), { minLength: items.length, maxLength: items.length })
    .map((hands) => [0, 1, 2, 3].map((hand) => items.filter((_, index) => hands[index] === hand))),
);
const size = fc.integer({ min: 1, max: 12 });
/** How many items a search of each class returns: DynamoDB may stop before the page is full. */
const limits = fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 4 });
const settings = { seed: propertySeed, numRuns: 300 };

describe('paging over several classes', () => {
  it('shows every item once, newest first, however far each search comes', () => {
    fc.assert(
      fc.property(dealt, size, limits, (classes, pageSize, perClass) => {
        expect(walk(classes, pageSize, perClass).flat()).toEqual(newestFirst(classes.flat()));
      }),
      settings,
    );
  });

  it('fills its pages where each search sees more than a page', () => {
    fc.assert(
      fc.property(dealt, size, (classes, pageSize) => {
        const pages = walk(classes, pageSize, [pageSize + 1]);
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(pageSize);
        expect(pages.length).toBe(Math.max(1, Math.ceil(classes.flat().length / pageSize)));
      }),
      settings,
    );
  });

  it('loses and repeats nothing that stays, while others come and go between pages', () => {
    fc.assert(
      fc.property(dealt, positions, size, limits, (classes, others, pageSize, perClass) => {
        const stay = classes.flat();
        const passing = others.filter((item) => !stay.includes(item));
        const changing = classes.map((items) => [...items]);
        const seen = walk(changing, pageSize, perClass, (page) => {
          const list = changing[page % 4] as string[];
          const item = passing[page % (passing.length || 1)];
          if (item === undefined) return;
          if (list.includes(item)) list.splice(list.indexOf(item), 1);
          else if (!changing.flat().includes(item)) list.push(item);
        }).flat();
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.filter((item) => stay.includes(item))).toEqual(newestFirst(stay));
      }),
      settings,
    );
  });

  it('shows an item once that moves to another class between pages', () => {
    const classes: Classes = [['1', '2', '3', '4'], []];
    const seen = walk(classes, 1, [2], () => {
      const moved = classes[0]?.pop();
      if (moved !== undefined) classes[1]?.push(moved);
    });
    expect(seen.flat()).toEqual(['4', '3', '2', '1']);
  });

  it('ends a page before it grows too long, but never before its first item', () => {
    const page = (bytes: number, limit: number) =>
      mergePage([{ items: ['3', '2', '1'] }], 10, limit, position, () => bytes);
    expect(page(40, 100)).toEqual({ items: ['3', '2'], last: '2' });
    expect(page(50, 100)).toEqual({ items: ['3', '2'], last: '2' });
    expect(page(101, 100)).toEqual({ items: ['3'], last: '3' });
    expect(page(33, 100)).toEqual({ items: ['3', '2', '1'] });
  });
});

describe('the key of the next page', () => {
  const filter: ListingFilter = { includeDeleted: false, includeHidden: true };
  const at = '2026-03-02T10:15:30.250Z#497f6eca-6276-4993-bfeb-53cbbbba6f08';
  const key = listingKey('account', filter, at);

  it('is base64 and stands for the position', () => {
    expect(key).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
    expect(positionOfKey(key, 'account', filter)).toBe(at);
  });

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
  const content = { account: 'account', classes: ['live', 'hidden'], position: at };

  it.each([
    ['another account', key, 'other', filter],
    ['another filter', key, 'account', { includeDeleted: true, includeHidden: true }],
    ['nothing', '', 'account', filter],
    ['no base64', '%%%', 'account', filter],
    ['no JSON', Buffer.from('{').toString('base64'), 'account', filter],
    ['another document', encode([1]), 'account', filter],
    ['a member too many', encode({ ...content, more: 1 }), 'account', filter],
    [
      'a position longer than a key may be',
      encode({ ...content, position: `${at}${'0'.repeat(1024)}` }),
      'account',
      filter,
    ],
    ['no position', encode({ ...content, position: 'live#1' }), 'account', filter],
  ])('is refused for %s', (_, text, account, forFilter) => {
    expect(positionOfKey(text, account, forFilter)).toBeUndefined();
  });
});
