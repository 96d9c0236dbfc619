import { SourceIndexes } from '../aws/source-indexes';
import { accountOf, listedAt } from '../aws/source-items';
import { TargetAccounts } from '../aws/target-accounts';
import { listSources } from '../contract/endpoints';
import { TargetAccountNotFound } from '../domain/errors';
import { classesOf, listingKey, mergePage, positionOfKey } from '../domain/listing';
import { maskedSource, sourceSummary } from '../domain/source-answer';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { positionIn } from './position-in';

const environment = environmentOf('listSources');
const accounts = new TargetAccounts(environment.TABLE_NAME);
const indexes = new SourceIndexes(environment.TABLE_NAME);

/** A page ends here whatever was asked for, well below what Lambda can answer. */
const pageLimitBytes = 4 * 1024 * 1024;

export const handler = serve(listSources, async ({ path, query }) => {
  const account = accountOf(path);
  const filter = { includeDeleted: query['include-deleted'], includeHidden: query['include-hidden'] };
  const size = query['page-size'];
  const before = positionIn(
    query['last-evaluated-key'],
    (key) => positionOfKey(key, account, filter),
    'this listing; send the last-evaluated-key of an answer to the same account, include-deleted and include-hidden',
  );
  const [owned, ...found] = await Promise.all([
    accounts.read(path),
    // One more than asked for tells whether there is a next page.
    ...classesOf(filter).map((listing) => indexes.listClass(account, listing, size + 1, before)),
  ]);
  if (!owned) throw new TargetAccountNotFound(path['target-account-id']);
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
