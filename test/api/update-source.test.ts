import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import type { ApiAnswer } from '../support/api-event';
import { useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { completeRecord, flowArn, provisioned, secret } from '../support/source-record';
import { flowRequest, flowSourceRequest, secretValues } from '../support/sources';

const api = useApiFunctions();

type Settings = { 'encryption-type': 'SRT_PASSWORD'; passphrase?: string } | undefined;

/** An update of the fixture's flow, with members of your own over its flow source. */
const flowOf = (members: object) => ({
  'ingress-flows': [
    flowRequest('srt-listener', { 'flow-sources': [{ ...flowSourceRequest('srt-listener'), ...members }] }),
  ],
});
const withSettings = (settings: Settings, port = 5000) =>
  flowOf({ 'ingest-port': port, 'decryption-settings': settings });
const passphrase = (value?: string): Settings => ({
  'encryption-type': 'SRT_PASSWORD',
  ...(value === undefined ? {} : { passphrase: value }),
});

/** Most of these updates interrupt: what that takes has tests of its own. */
const query = { 'allow-interruption': 'true' };
const patch = (body: unknown, record?: Partial<SourceRecord>) =>
  put(record).then(() => api.call('PATCH', { sourceId, body, query }));

/** Puts a source at rest, and its secret into the vault. */
async function put(members: Partial<SourceRecord> = {}): Promise<void> {
  const record = completeRecord(members);
  await api.table.put(record);
  for (const { arn } of record.secrets) api.vault.values.set(arn, secretValues.srt);
}

const settingsIn = ({ body }: ApiAnswer) => body['ingress-flows'][0]['flow-sources'][0]['decryption-settings'];
const stored = () => api.table.record(sourceId);

describe('an update of the flow', () => {
  it('shows what is asked for, and begins a run that can go back', async () => {
    const before = completeRecord({ run: 4, revision: 7, recoveries: 2, 'provisioning-error-reason': 'once' });
    const allowed = { interruption: true, 'dependents-loss': false };
    const answer = await patch(withSettings(passphrase(), 5010), before);
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"8"' } });
    expect(answer.body).toMatchObject({
      'provisioning-status': 'update-pending',
      'ingress-flows': [{ 'flow-sources': [{ 'ingest-port': 5010 }] }],
      'provisioned-flows': { 'ingress-flows': [{ arn: before.flows[0]?.arn }] },
    });
    const record = await stored();
    expect(record).toMatchObject({
      run: 5,
      revision: 8,
      'flows-revision': 7,
      recoveries: 0,
      'run-mode': 'converge',
      allowed,
    });
    expect(record['in-force']).toEqual(before.requested);
    expect(record).not.toHaveProperty('provisioning-error-reason');
    expect(api.started()).toEqual([`provision ${sourceId}-5`]);
    expect(await api.table.items('event#')).toMatchObject([{ kind: 'update-requested', by: 'someone' }]);
    expect((await api.call('GET', { sourceId })).body).toEqual(answer.body);
  });

  it('is written in one transaction, and accepted although the run cannot be started', async () => {
    await put();
    api.table.operations();
    await api.call('PATCH', { sourceId, query, body: withSettings(passphrase(), 5010) });
    expect(api.table.operations()).toEqual(['BatchGetItem', 'TransactWriteItems']);
    expect((await api.table.items('record'))[0]).toHaveProperty('unsettled');
  });

  it.each([
    ['PATCH', 'update-pending'],
    ['PUT', 'update-pending'],
  ] as const)('means the same by %s', async (method, status) => {
    await put();
    const answer = await api.call(method, { sourceId, query, body: withSettings(passphrase(), 5010) });
    expect(answer.body).toMatchObject({ 'provisioning-status': status, metadata: completeRecord().requested.metadata });
  });
});

describe('an update of labels', () => {
  const labels = [{ key: 'desk', value: 'sport' }];

  it('sets and takes away tags, at nobody’s cost, and asks MediaConnect for no tags', async () => {
    await put({ revision: 7 });
    const ask = (more: Record<string, string>) =>
      api.call('PATCH', { sourceId, body: { metadata: { labels } }, query: more });
    const { plan } = (await ask({ 'dry-run': 'true' })).body;
    expect(plan).toMatchObject({ impact: 'live', 'new-address': false });
    expect(plan.steps).toMatchObject([
      { action: 'untag', resource: flowArn, reason: expect.stringContaining('channel') },
      { action: 'tag', resource: flowArn, reason: expect.stringContaining('desk') },
    ]);
    const answer = await ask({});
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"8"' }, body: { metadata: { labels } } });
    expect(api.mediaconnect.requests.map(({ path }) => path)).toEqual(Array(2).fill(`/v1/flows/${flowArn}`));
    expect(api.started()).toHaveLength(1);
    const { requested } = completeRecord();
    expect(await stored()).toMatchObject({
      'provisioning-status': 'update-pending',
      'in-force': requested,
      'tags-in-doubt': { [provisioned.name]: ['channel'] },
    });
  });

  it('adds to the labels that flows may bear since an earlier update failed', async () => {
    await put({ 'tags-in-doubt': { [provisioned.name]: ['studio'] } });
    await api.call('PATCH', { sourceId, body: { metadata: { labels } } });
    expect((await stored())['tags-in-doubt']).toEqual({ [provisioned.name]: ['studio', 'channel'] });
  });

  it('is the only one that leaves the tags in doubt', async () => {
    await patch(withSettings(passphrase(), 5010));
    expect(await stored()).not.toHaveProperty('tags-in-doubt');
  });
});

describe('an update of the record alone', () => {
  it.each<[string, object]>([
    ['hidden', { hidden: true }],
    ['the proxy tier', { 'proxy-tier': 3 }],
  ])('takes effect at once, with no run: %s', async (_, body) => {
    const before = completeRecord({ run: 4, revision: 7, 'provisioning-status': 'update-failed' });
    const answer = await patch(body, { ...before, 'provisioning-error-reason': 'once' });
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"8"' }, body });
    expect(await stored()).toEqual({
      ...before,
      'provisioning-error-reason': 'once',
      revision: 8,
      'flows-revision': 8,
      requested: { ...before.requested, ...body },
    });
    expect(api.started()).toEqual([]);
    expect(await api.table.items('event#')).toMatchObject([{ kind: 'update-requested' }]);
  });

  it('moves a source between the lists', async () => {
    await patch({ hidden: true });
    expect((await api.table.items('record'))[0]?.listed).toMatch(/#hidden$/);
    await api.call('PATCH', { sourceId, body: { hidden: null } });
    expect((await api.table.items('record'))[0]?.listed).toMatch(/#live$/);
  });
});

describe('an update that changes nothing', () => {
  it.each<[string, (source: object) => unknown]>([
    ['an empty object', () => ({})],
    ['what a read answered', (source) => source],
    [
      'what a revealing read answered',
      (source) => JSON.parse(JSON.stringify(source).replace('********', secretValues.srt)),
    ],
  ])('writes nothing and begins nothing: %s', async (_, bodyOf) => {
    await put({ revision: 7 });
    const { body: source } = await api.call('GET', { sourceId });
    const answer = await api.call('PATCH', { sourceId, body: bodyOf(source) });
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"7"' }, body: source });
    expect(await stored()).toEqual(completeRecord({ revision: 7 }));
    expect(api.started()).toEqual([]);
    expect(await api.table.items('event#')).toEqual([]);
    expect([...api.vault.values.keys()]).toEqual([secret.arn]);
  });
});

describe('the secret of an update', () => {
  it.each<[string, Settings, number, 'kept' | 'replaced' | 'removed']>([
    ['left out', passphrase(), 5010, 'kept'],
    ['sent as the mask', passphrase('********'), 5010, 'kept'],
    ['sent as it is', passphrase(secretValues.srt), 5010, 'kept'],
    ['another one', passphrase('another passphrase'), 5000, 'replaced'],
    ['taken away with its settings', undefined, 5000, 'removed'],
  ])('is, %s: %j (port %i), %s', async (_, settings, port, fate) => {
    const answer = await patch(withSettings(settings, port));
    expect(answer.body['provisioning-status']).toBe('update-pending');
    const record = await stored();
    // Until the run has come to its end either way, the old one is needed.
    expect(record.secrets[0]).toEqual(secret);
    expect(api.vault.values.get(secret.arn)).toBe(secretValues.srt);
    const shown = settingsIn(answer);
    if (fate === 'removed') expect(shown).toBeUndefined();
    else expect(shown).toMatchObject({ passphrase: '********' });
    if (fate === 'kept') expect(shown['secret-id']).toBe(secret['secret-id']);
    expect(record.secrets).toHaveLength(fate === 'replaced' ? 2 : 1);
    expect(api.vault.values.size).toBe(fate === 'replaced' ? 2 : 1);
    if (fate === 'replaced') {
      const made = record.secrets[1];
      expect(made?.['secret-id']).toBe(shown['secret-id']);
      expect(api.vault.values.get(made?.arn ?? '')).toBe('another passphrase');
    }
    const everywhere = JSON.stringify([await api.table.items(), answer.text]);
    for (const value of [secretValues.srt, 'another passphrase']) expect(everywhere).not.toContain(value);
  });

  it.each<[string, object, number]>([
    ['kept', withSettings(passphrase(), 5010), 0],
    ['sent as the mask', withSettings(passphrase('********')), 0],
    ['sent with a value', withSettings(passphrase('another passphrase')), 1],
    ['not touched', { hidden: true }, 0],
  ])('is read only where its value decides: %s', async (_, body, reads) => {
    await patch(body);
    expect(api.vault.read).toHaveLength(reads);
  });

  it('goes with its flow into another Region', async () => {
    const [flow] = withSettings(passphrase())['ingress-flows'];
    await patch({ 'ingress-flows': [{ ...flow, region: 'eu-west-2' }] });
    const [, made] = (await stored()).secrets;
    expect(made?.region).toBe('eu-west-2');
    expect(api.vault.values.get(made?.arn ?? '')).toBe(secretValues.srt);
  });

  it.each([
    ['removed', []],
    ['found nowhere but in the record', [secret]],
  ])('must be given again after a creation that failed, which is then begun again, if it was %s', async (_, left) => {
    const failed: Partial<SourceRecord> = {
      'provisioning-status': 'creation-failed',
      flows: [],
      'flow-creations': [],
      secrets: left,
    };
    for (const body of [{}, { hidden: true }, withSettings(passphrase()), withSettings(passphrase('********'))]) {
      const refused = await patch(body, failed);
      const pointer = '/ingress-flows/0/flow-sources/0/decryption-settings/passphrase';
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    }
    const answer = await patch(withSettings(passphrase('another passphrase')), failed);
    expect(answer).toMatchObject({ status: 200, body: { 'provisioning-status': 'creation-pending' } });
    const record = await stored();
    expect(record.secrets.slice(left.length)).toHaveLength(1);
    expect(record).not.toHaveProperty('in-force');
    expect(api.started()).toHaveLength(1);
  });

  it.each<[string, object, number, string]>([
    ['the record is not as it was read', { name: 'ConditionalCheckFailedException' }, 409, 'source-busy'],
    [
      'somebody writes the record at this moment',
      { name: 'TransactionCanceledException', CancellationReasons: [{ Code: 'TransactionConflict' }] },
      409,
      'source-busy',
    ],
    ['the table refuses', { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }, 500, 'internal'],
  ])('is taken back if %s', async (_, failure, status, code) => {
    await put();
    const { send } = DynamoDBClient.prototype;
    const writing = jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(async function (
      this: DynamoDBClient,
      ...args: unknown[]
    ) {
      const isWrite = (args[0] as object).constructor.name === 'TransactWriteItemsCommand';
      if (isWrite) throw Object.assign(new Error('refused'), { $metadata: { httpStatusCode: 400 } }, failure);
      return Reflect.apply(send, this, args);
    } as never);
    try {
      for (const body of [withSettings(passphrase('another passphrase')), { hidden: true }]) {
        const answer = await api.call('PATCH', { sourceId, query, body });
        expect(answer).toMatchObject({ status, body: { type: `urn:problem:${code}` } });
      }
      expect([...api.vault.values.keys()]).toEqual([secret.arn]);
      expect(api.started()).toEqual([]);
    } finally {
      writing.mockRestore();
    }
  });

  it('cannot be told without the secret store, and then nothing is changed', async () => {
    await put();
    api.vault.refuse();
    const answer = await api.call('PATCH', { sourceId, body: withSettings(passphrase('another passphrase')) });
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(await stored()).toEqual(completeRecord());
  });
});

it('answers every fault of the source that the update would make, and no secret', async () => {
  const answer = await patch({
    ...withSettings(passphrase('too short'), 2088),
    strange: 1,
    metadata: null,
    id: '00000000-0000-4000-8000-000000000009',
  });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/id',
    '/ingress-flows/0/flow-sources/0/decryption-settings/passphrase',
    '/ingress-flows/0/flow-sources/0/ingest-port',
    '/metadata',
    '/strange',
  ]);
  expect(answer.text).not.toContain('too short');
  expect(await stored()).toEqual(completeRecord());
});
