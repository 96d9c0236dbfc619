import { SourceHistory } from '../aws/source-history';
import { SourceStore } from '../aws/source-store';
import { listSourceEvents } from '../contract/event-endpoints';
import { historyPageKey, historyPosition } from '../domain/history-page';
import { environmentOf } from '../runtime/environment';
import { ownedSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { positionIn } from './position-in';

const environment = environmentOf('listSourceEvents');
const store = new SourceStore(environment.TABLE_NAME);
const history = new SourceHistory(environment.TABLE_NAME);

/** A deleted source has events as long as its record is there: who deleted it is asked afterwards. */
export const handler = serve(listSourceEvents, async ({ path, query, now }) => {
  const {
    record: { id },
  } = await ownedSource(store, path);
  const before = positionIn(
    query['last-evaluated-key'],
    (key) => historyPosition(key, id),
    'this history; send the last-evaluated-key of an answer for the same source',
  );
  const { events, last } = await history.page(id, query['page-size'], now, before);
  return { body: { events, 'last-evaluated-key': last && historyPageKey(id, last) } };
});
