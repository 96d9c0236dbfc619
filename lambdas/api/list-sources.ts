import { SourceIndexes } from '../aws/source-indexes';
import { accountOf, listedAt } from '../aws/source-items';
import { TargetAccounts } from '../aws/target-accounts';
import { listSources } from '../contract/endpoints';
import type { ListQuery } from '../contract/parameters';
import { RequestInvalid } from '../domain/errors';
import { quoted } from '../domain/fault';
import { classesOf, listingKey, mergePage, positionOfKey } from '../domain/listing';
import { maskedSource, sourceSummary } from '../domain/source-answer';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { ownedAccount } from '../runtime/target-account';

const environment = environmentOf('listSources');
const accounts = new TargetAccounts(environment.TABLE_NAME);
const indexes = new SourceIndexes(environment.TABLE_NAME);

/** A page ends here whatever was asked for, well below what Lambda can answer. */
const pageLimitBytes = 4 * 1024 * 1024;

export const handler = serve(listSources, async ({ path, query }) => {
  const account = accountOf(path);
  const filter = { includeDeleted: query['include-deleted'], includeHidden: query['include-hidden'] };
  const size = query['page-size'];
  const before = positionBefore(query, account, filter);
  const [, ...found] = await Promise.all([
    ownedAccount(accounts, path),
    // One more than asked for tells whether there is a next page.
    ...classesOf(filter).map((listing) => indexes.listClass(account, listing, size + 1, before)),
  ]);
  const shown = found.map(({ records, lookedUpTo }) => ({
    items: records.map((record) => ({
      position: listedAt(record),
      source: query.inline ? maskedSource(record) : sourceSummary(record),
    })),
    lookedUpTo,
  }));
  const { items, last } = mergePage(
    shown,
    size,
    pageLimitBytes,
    ({ position }) => position,
    ({ source }) => Buffer.byteLength(JSON.stringify(source)),
  );
  return {
    body: {
      sources: items.map(({ source }) => source),
      'last-evaluated-key': last && listingKey(account, filter, last),
    },
  };
});

function positionBefore(
  query: ListQuery,
  account: string,
  filter: Parameters<typeof classesOf>[0],
): string | undefined {
  const key = query['last-evaluated-key'];
  if (key === undefined) return undefined;
  const position = positionOfKey(key, account, filter);
  if (position === undefined) {
    const detail = `${quoted(key)} is not a key of this listing; send the last-evaluated-key of an answer to the same account, include-deleted and include-hidden`;
    throw new RequestInvalid([{ pointer: '/query/last-evaluated-key', detail }]);
  }
  return position;
}
