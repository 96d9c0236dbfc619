import { HistoryEvent, historyKinds, storedEvent } from '../../lambdas/domain/history';
import { historyPageKey, historyPosition } from '../../lambdas/domain/history-page';
import { changedPlaces } from '../../lambdas/domain/source-change';
import { configuredSource, sourceId } from '../support/configured-source';
import { sourceRequest } from '../support/sources';

const base = { id: '0b5e7c1e-2f4a-4d83-9c6b-3a1f5d7e9b00', at: '2026-03-02T10:15:30.250Z' };

describe('a stored event', () => {
  it.each<[string, string, object]>([
    ['told its status in words', 'creation-complete', { status: { to: 'creation-complete' } }],
    [
      'told what was left, too',
      'update-complete Could not be removed: arn:old.',
      { status: { to: 'update-complete' }, reason: 'Could not be removed: arn:old.' },
    ],
    [
      'told what was refused, too',
      'update-failed {"hidden":true}',
      { status: { to: 'update-failed' }, refused: { hidden: true } },
    ],
  ])('of the first version, which %s, is read in the form of today', (_, detail, members) => {
    expect(storedEvent({ ...base, kind: 'status-changed', detail })).toEqual({
      ...base,
      kind: 'status-changed',
      ...members,
    });
  });

  it('of any other kind was as it is', () => {
    const event = { ...base, kind: 'run-recovered', detail: 'after run 3' };
    expect(storedEvent({ pk: 'source#1', sk: 'event#1', ...event, 'expires-at': 1 })).toEqual(event);
  });

  it.each([
    ['a kind', { ...base, kind: 'moved-to-mars' }],
    ['a status', { ...base, kind: 'status-changed', status: { to: 'lost' } }],
    ['a time', { ...base, at: 'yesterday', kind: 'surplus-removed' }],
  ])('with %s that this version does not know is none', (_, item) => {
    expect(storedEvent(item)).toBeUndefined();
  });

  it('has no member that the kinds do not tell of', () => {
    const always = new Set(Object.values(historyKinds).flat());
    for (const member of always) expect(Object.keys(HistoryEvent.shape)).toContain(member);
  });
});

describe('a key of a page', () => {
  const position = `${base.at}#${base.id}`;

  it('stands for its position in the history of its source alone', () => {
    const key = historyPageKey('one', position);
    expect(historyPosition(key, 'one')).toBe(position);
    expect(historyPosition(key, 'other')).toBeUndefined();
  });

  it.each([
    '',
    'nonsense',
    '%%%',
    Buffer.from('{}').toString('base64'),
    historyPageKey('one', 'record'),
    historyPageKey('one', `${'0'.repeat(100)}#a`),
  ])('is refused where it was not made here: %s', (key) => {
    expect(historyPosition(key, 'one')).toBeUndefined();
  });
});

describe('the places of a change', () => {
  const { configuration: before } = configuredSource(sourceRequest('srt-listener'));
  const changed = (change: (copy: typeof before) => void) => {
    const after = structuredClone(before);
    change(after);
    return changedPlaces(before, after);
  };

  it.each<[string, (copy: typeof before) => void, string[]]>([
    ['nothing', () => undefined, []],
    ['a member', (copy) => Object.assign(copy, { hidden: true }), ['/hidden']],
    ['a member that is new', (copy) => Object.assign(copy, { alarm: { level: 'TR_101_290_PRIORITY_1' } }), ['/alarm']],
    [
      'an item of a list',
      (copy) => Object.assign(copy['ingress-flows'][0]?.['flow-sources'][0] ?? {}, { 'ingest-port': 5010 }),
      ['/ingress-flows/0/flow-sources/0/ingest-port'],
    ],
    ['a longer list', (copy) => copy.metadata.labels?.push({ key: 'a', value: 'b' }), ['/metadata/labels']],
    [
      'another secret',
      (copy) => {
        const [flowSource] = copy['ingress-flows'][0]?.['flow-sources'] ?? [];
        if (flowSource?.protocol === 'srt-listener' && flowSource['decryption-settings'])
          flowSource['decryption-settings']['secret-id'] = sourceId;
      },
      ['/ingress-flows/0/flow-sources/0/decryption-settings'],
    ],
  ])('of %s', (_, change, places) => {
    expect(changed(change)).toEqual(places);
  });

  it('are the outermost where there are very many', () => {
    const labels = (value: string) => Array.from({ length: 101 }, (_, index) => ({ key: String(index), value }));
    const one = { ...before, metadata: { labels: labels('one') } };
    const places = changedPlaces(one, { ...one, hidden: true, metadata: { labels: labels('two') } });
    expect(places.sort()).toEqual(['/hidden', '/metadata']);
  });
});
