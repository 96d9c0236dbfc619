import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { completeRecord, secret } from '../support/source-record';
import { secretValues } from '../support/sources';

const api = useApiFunctions();

const methods = ['PATCH', 'PUT', 'DELETE'] as const;
const headers: [what: string, ifMatch: string | string[] | undefined, matches: boolean][] = [
  ['absent', undefined, true],
  ['any', '*', true],
  ['the tag', '"3"', true],
  ['a list with the tag', '"1", "3"', true],
  ['a list with the tag, close together', '"1","3","9"', true],
  ['another tag', '"2"', false],
  ['a list without the tag', '"1", "2"', false],
  ['the tag, weak', 'W/"3"', false],
  ['a list with the tag, weak', '"1", W/"3"', false],
  ['no tag', '3', false],
  ['nothing', '', false],
  ['the tag, not closed', '"3', false],
  ['any, quoted', '"*"', false],
  ['lines, one with the tag', ['"1"', '"3"'], true],
  ['lines, the first with the tag', ['"3"', '"1"'], true],
  ['lines of lists', ['"1", "2"', '"9","3"'], true],
  ['lines without the tag', ['"1"', '"2"'], false],
  ['lines, one with the tag, weak', ['"1"', 'W/"3"'], false],
  ['a list with empty elements', ', "3" ,, ', true],
  ['a list with the tag and what is none', '"3", 4', false],
  ['any and the tag', '*, "3"', false],
  ['any, twice', ['*', '*'], false],
  ['any, with spaces', ' * ', true],
  ['the tag within another', '"1,"3","', false],
  ['a tag with a comma, and the tag', '"1,2", "3"', true],
  ['tags without a comma', '"1" "3"', false],
];
const cells = methods.flatMap((method) =>
  headers.map((row): [Method, ...(typeof headers)[number]] => [method, ...row]),
);
const body = { hidden: true };

describe('If-Match', () => {
  beforeEach(() => api.table.put(completeRecord({ revision: 3 })));

  it.each(cells)('of %s is %s (%j): matches %s', async (method, _, ifMatch, matches) => {
    const answer = await api.call(method, {
      sourceId,
      ...(method === 'DELETE' ? {} : { body }),
      headers: { 'content-type': 'application/json', ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
    });
    if (matches) return expect(answer.status).toBe(200);
    expect(answer).toMatchObject({ status: 412, body: { type: 'urn:problem:precondition-failed' } });
    expect(answer.body.detail).toContain('the source is at "3"');
    expect(await api.table.record(sourceId)).toEqual(completeRecord({ revision: 3 }));
    expect(await api.table.items('event#')).toEqual([]);
  });

  it('is of no meaning to a read, and neither is If-None-Match: a poller must see what changes', async () => {
    for (const name of ['If-Match', 'If-None-Match']) {
      for (const value of ['"3"', '"9"', '*']) {
        expect((await api.call('GET', { sourceId, headers: { [name]: value } })).status).toBe(200);
      }
    }
  });

  it('lets one of two through that read the same revision', async () => {
    const change = (hidden: boolean, tier: number) =>
      api.call('PATCH', {
        sourceId,
        body: { hidden, 'proxy-tier': tier },
        headers: { 'content-type': 'application/json', 'if-match': '"3"' },
      });
    const answers = await Promise.all([change(true, 2), change(true, 3), change(true, 4)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await api.table.record(sourceId)).revision).toBe(4);
  });

  it('that does not match is refused so while a run passes, and of a source that is gone finds nothing', async () => {
    const headers = { 'content-type': 'application/json', 'if-match': '"2"' };
    for (const [status, answer] of [
      ['update-in-progress', 412],
      ['deletion-complete', 404],
    ] as const) {
      await api.table.put(completeRecord({ revision: 3, 'provisioning-status': status }));
      expect((await api.call('PATCH', { sourceId, body, headers })).status).toBe(answer);
    }
  });

  it('is not needed for changes that come together to be made one after the other', async () => {
    const bodies = [{ hidden: true }, { 'proxy-tier': 3 }];
    const answers = await Promise.all(bodies.map((each) => api.call('PATCH', { sourceId, body: each })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await api.table.record(sourceId)).requested).toMatchObject({ hidden: true, 'proxy-tier': 3 });
  });
});

describe('the tag', () => {
  const tagOf = async (query: Record<string, string> = {}) => (await api.call('GET', { sourceId, query })).headers.ETag;

  it('is the same for masked and revealed answers, and that of the answer to the change', async () => {
    api.vault.values.set(secret.arn, secretValues.srt);
    await api.table.put(completeRecord({ revision: 3 }));
    expect((await api.call('PATCH', { sourceId, body })).headers.ETag).toBe('"4"');
    expect(await tagOf()).toBe('"4"');
    expect(await tagOf({ 'include-passphrase': 'true' })).toBe('"4"');
  });

  it('changes with the configuration and with nothing else', async () => {
    const stored = completeRecord({ revision: 3 });
    await api.table.put({ ...stored, run: 9, 'provisioning-status': 'update-failed', flows: [] });
    expect(await tagOf()).toBe('"3"');
    expect((await api.call('PATCH', { sourceId, body: {} })).headers.ETag).toBe('"3"');
    await api.call('DELETE', { sourceId });
    expect(await tagOf()).toBe('"3"');
  });
});
