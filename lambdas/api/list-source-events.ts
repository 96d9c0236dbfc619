import { SourceHistory } from '../aws/source-history';
import { SourceStore } from '../aws/source-store';
import { listSourceEvents } from '../contract/event-endpoints';
import { RequestInvalid } from '../domain/errors';
import { quoted } from '../domain/fault';
import { historyPageKey, historyPosition } from '../domain/history-page';
import { environmentOf } from '../runtime/environment';
import { ownedSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';

const environment = environmentOf('listSourceEvents');
const store = new SourceStore(environment.TABLE_NAME);
const history = new SourceHistory(environment.TABLE_NAME);

/** A deleted source has events as long as its record is there: who deleted it is asked afterwards. */
export const handler = serve(listSourceEvents, async ({ path, query, now }) => {
  const {
    record: { id },
  } = await ownedSource(store, path);
  const { events, last } = await history.page(id, query['page-size'], now, positionIn(query['last-evaluated-key'], id));
  return { body: { events, 'last-evaluated-key': last && historyPageKey(id, last) } };
});

function positionIn(key: string | undefined, sourceId: string): string | undefined {
  const position = key === undefined ? undefined : historyPosition(key, sourceId);
  if (key !== undefined && position === undefined) {
    const detail = `${quoted(key)} is not a key of this history; send the last-evaluated-key of an answer for the same source`;
    throw new RequestInvalid([{ pointer: '/query/last-evaluated-key', detail }]);
  }
  return position;
}
