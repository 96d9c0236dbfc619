import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { logger } from '../../lambdas/runtime/logger';
import { type EventOptions, requestId } from '../support/api-event';
import { useApiFunctions } from '../support/api-functions';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';

const api = useApiFunctions();

const body = sourceRequest('srt-listener');
const withFlowSource = (members: object) =>
  sourceRequest('srt-listener', {
    'ingress-flows': [flowRequest('srt-listener', { 'flow-sources': [flowSourceRequest('srt-listener', members)] })],
  });
const otherPassphrase = withFlowSource({
  'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' },
});

const post = (key: string | undefined, options: EventOptions = {}) =>
  api.call('POST', {
    body,
    ...options,
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
  });
const sourcesMade = async () => (await api.table.items('record')).filter(({ pk }) => String(pk).startsWith('source#'));
const conflict = { status: 422, body: { type: 'urn:problem:idempotency-conflict' } };

describe('a repeat of a creation with the same key', () => {
  it('is answered as the first was, and makes nothing', async () => {
    const first = await post('key');
    const again = await post('key');
    expect(again).toEqual(first);
    expect(first).toMatchObject({
      status: 201,
      headers: { Location: expect.stringContaining(first.body.id), ETag: '"1"' },
    });
    expect(again.text).toContain('"passphrase":"********"');
    expect(await sourcesMade()).toHaveLength(1);
    expect(api.vault.values.size).toBe(1);
    expect(api.started()).toHaveLength(1);
    expect(await api.table.items('event#')).toHaveLength(1);
  });

  it('is the same request whatever the order of its members and the defaults left out', async () => {
    const first = await post('key');
    const reordered = Object.fromEntries(Object.entries({ ...body, hidden: false }).reverse());
    expect(await post('key', { body: reordered })).toEqual(first);
  });

  it('is the same request with a slash at the end of its path', async () => {
    const first = await post('key');
    expect(await post('key', { end: '/' })).toEqual(first);
  });

  it.each([
    ['has another body', withFlowSource({ 'ingest-port': 5001 })],
    ['has another secret value', otherPassphrase],
    ['has no secret any more', withFlowSource({ 'decryption-settings': undefined })],
  ])('is refused if it %s', async (_, other) => {
    await post('key');
    expect(await post('key', { body: other })).toMatchObject(conflict);
    expect(await sourcesMade()).toHaveLength(1);
    expect(api.vault.values.size).toBe(1);
  });

  it('is refused for a fault of its own first, and that uses no key up', async () => {
    expect((await post('key', { body: { ...body, strange: 1 } })).status).toBe(400);
    expect((await post('key')).status).toBe(201);
  });

  it('is answered as the first was although the secret was replaced, or the source deleted, since then', async () => {
    const first = await post('key');
    const record = await api.table.record(first.body.id);
    await api.table.put({ ...record, 'provisioning-status': 'creation-complete' });
    const { status } = await api.call('PATCH', { sourceId: record.id, body: otherPassphrase });
    expect(status).toBe(200);
    expect(api.vault.values.size).toBe(2);
    expect(await post('key')).toEqual(first);
    // What the run does to the secret that was replaced.
    const replaced = record.secrets[0]?.arn ?? '';
    api.vault.values.delete(replaced);
    const updated = await api.table.record(record.id);
    await api.table.put({ ...updated, secrets: updated.secrets.filter(({ arn }) => arn !== replaced) });
    expect(await post('key')).toEqual(first);
    await api.table.put({ ...updated, 'provisioning-status': 'deletion-complete', secrets: [] });
    expect(await post('key')).toEqual(first);
  });

  it('that comes at the same moment makes no second source, and leaves no secret', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => post('key')));
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.type]).toEqual([409, 'urn:problem:request-in-progress']);
    }
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect(await sourcesMade()).toHaveLength(1);
    expect(api.vault.values.size).toBe(1);
    expect(api.started()).toHaveLength(1);
  });

  it("is our own fault where the record of the first cannot be read, and the account's where its secret cannot", async () => {
    await post('key');
    const { send } = DynamoDBClient.prototype;
    const reading = jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      ...args: unknown[]
    ) {
      if (JSON.stringify((args[0] as { input: object }).input).includes('"source#')) {
        throw Object.assign(new Error('out of order'), { name: 'InternalServerError' });
      }
      return Reflect.apply(send, this, args);
    } as never);
    const logged = jest.spyOn(logger, 'error').mockImplementation(() => {});
    try {
      expect(await post('key')).toMatchObject({ status: 500, body: { type: 'urn:problem:internal' } });
    } finally {
      reading.mockRestore();
    }
    api.vault.refuse();
    expect(await post('key')).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(logged).toHaveBeenCalledTimes(2);
    logged.mockRestore();
  });

  it('is asked to come again while the first is being written', async () => {
    const reasons = ['None', 'None', 'None', 'None', 'TransactionConflict'].map((Code) => ({ Code }));
    const cancelled = { name: 'TransactionCanceledException', CancellationReasons: reasons };
    const { send } = DynamoDBClient.prototype;
    const writing = jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      ...args: unknown[]
    ) {
      if ((args[0] as object).constructor.name === 'TransactWriteItemsCommand') {
        throw Object.assign(new Error('cancelled'), cancelled, { $metadata: { httpStatusCode: 400 } });
      }
      return Reflect.apply(send, this, args);
    } as never);
    try {
      expect(await post('key')).toMatchObject({
        status: 409,
        headers: { 'Retry-After': '1' },
        body: { type: 'urn:problem:request-in-progress' },
      });
      expect(api.vault.values.size).toBe(0);
    } finally {
      writing.mockRestore();
    }
  });
});

describe('a key', () => {
  it.each<[string, string | undefined, EventOptions]>([
    ['no key', undefined, {}],
    ['another key', 'Key', {}],
    ['the key of another caller', 'key', { subject: 'another' }],
    ['the key under another path', 'key', { stage: 'v2' }],
  ])('is another one for %s', async (_, key, options) => {
    const first = await post('key');
    const second = await post(key, options);
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect(await sourcesMade()).toHaveLength(2);
  });

  it('is kept with the record in one transaction, for a day, without the secret', async () => {
    api.table.operations();
    await post('key');
    expect(api.table.operations()).toEqual(['GetItem', 'GetItem', 'TransactWriteItems']);
    const kept = (await api.table.items('record')).filter(({ pk }) => String(pk).startsWith('reply#'));
    expect(kept).toHaveLength(1);
    const inADay = Date.now() / 1000 + 86_400;
    expect(Math.abs(Number(kept[0]?.['expires-at']) - inADay)).toBeLessThan(60);
    expect(JSON.stringify(kept)).not.toContain(secretValues.srt);
    expect(JSON.stringify(kept)).not.toContain('"key"');
  });

  it('that has expired is free, although its item is still there', async () => {
    const first = await post('key');
    const [kept] = (await api.table.items('record')).filter(({ pk }) => String(pk).startsWith('reply#'));
    await api.table.putItem({ ...kept, 'expires-at': Math.floor(Date.now() / 1000) - 60 });
    const again = await post('key', { body: otherPassphrase });
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(first.body.id);
    expect(await post('key', { body: otherPassphrase })).toEqual(again);
  });

  it.each([
    ['one character', 201, 'k'],
    ['255 characters', 201, 'k'.repeat(255)],
    ['a space', 201, 'a key'],
    ['nothing', 400, ''],
    ['256 characters', 400, 'k'.repeat(256)],
    ['a tab', 400, 'a\tkey'],
    ['a letter beyond ASCII', 400, 'schlüssel'],
  ])('may be %s or not: is answered %i', async (_, status, key) => {
    const answer = await post(key);
    expect(answer.status).toBe(status);
    if (status === 201) return;
    expect(answer.body.errors).toEqual([
      { pointer: '/header/idempotency-key', detail: expect.stringContaining('use 1 to 255 printable') },
    ]);
    expect(answer.body.instance).toBe(`urn:uuid:${requestId}`);
    expect(await api.table.items()).toEqual([]);
  });
});
