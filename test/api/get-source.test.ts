import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { type ApiAnswer, ask, type EventOptions } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { completeRecord, newRecord, provisioned, secret } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';
import { secretValues, sourceRequest } from '../support/sources';

const secrets = mockClient(SecretsManagerClient);
let table: SourceTable;
let get: (options?: EventOptions) => Promise<ApiAnswer>;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/api/get-source');
  get = (options) => ask(handler, { sourceId, role: 'viewer', ...options });
});
beforeEach(() => {
  secrets.reset();
  secrets.on(GetSecretValueCommand, { SecretId: secret.arn }).resolves({ SecretString: secretValues.srt });
});
afterEach(() => table.clear());
afterAll(() => table.close());

const reveal = { role: 'operator', query: { 'include-passphrase': 'true' } } as const;
const settingsIn = ({ body }: ApiAnswer) => body['ingress-flows'][0]['flow-sources'][0]['decryption-settings'];

describe('reading a source', () => {
  it('shows it whole, secrets masked, with one request to the table and none to the secret store', async () => {
    await table.put(completeRecord({ revision: 4 }));
    table.operations();
    const answer = await get();
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"4"' } });
    expect(answer.body).toMatchObject({
      id: sourceId,
      'provisioning-status': 'creation-complete',
      'provisioned-flows': { 'ingress-flows': [provisioned], 'egress-flows': [] },
    });
    expect(settingsIn(answer)).toMatchObject({ passphrase: '********', 'secret-id': secret['secret-id'] });
    expect(table.operations()).toEqual(['BatchGetItem']);
    expect(secrets.calls()).toEqual([]);
  });

  it.each(provisioningStatuses)('works in %s', async (status) => {
    await table.put(completeRecord({ 'provisioning-status': status }));
    expect(await get()).toMatchObject({ status: 200, body: { 'provisioning-status': status } });
  });

  it('says why provisioning failed', async () => {
    await table.put(newRecord({ 'provisioning-status': 'creation-failed', 'provisioning-error-reason': 'Quota.' }));
    expect((await get()).body['provisioning-error-reason']).toBe('Quota.');
  });

  it('leaves out what is internal', async () => {
    await table.put(completeRecord());
    const { body } = await get();
    for (const member of ['run', 'run-mode', 'revision', 'recoveries', 'secrets', 'organisation-id', 'pk', 'listed']) {
      expect(body).not.toHaveProperty(member);
    }
  });
});

describe('a source of somebody else', () => {
  const absent = async () => (await get()).body;

  it.each([
    ['another organisation', { 'organisation-id': '00000000-0000-4000-8000-000000000002' }],
    ['another target account', { 'target-account-id': '00000000-0000-4000-8000-0000000000a2' }],
  ])('looks like none: %s', async (_, owner) => {
    const none = await absent();
    await table.put(completeRecord(owner));
    const answer = await get();
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual(none);
    expect(none.type).toBe('urn:problem:source-not-found');
  });

  it('is not looked for in another target account', async () => {
    await table.put(completeRecord());
    table.operations();
    const answer = await get({ account: '00000000-0000-4000-8000-0000000000a2' });
    expect(answer).toMatchObject({ status: 404, body: { type: 'urn:problem:target-account-not-found' } });
    expect(table.operations()).toEqual(['BatchGetItem']);
  });
});

describe('revealing secrets', () => {
  it('shows them in clear to an operator, under the same tag, and leaves an event without them', async () => {
    await table.put(completeRecord());
    const answer = await get(reveal);
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"1"', 'Cache-Control': 'no-store' } });
    expect(settingsIn(answer)).toMatchObject({ passphrase: secretValues.srt });
    expect(await table.items('event#')).toMatchObject([{ kind: 'secrets-revealed', by: 'someone' }]);
    expect(JSON.stringify(await table.items())).not.toContain(secretValues.srt);
  });

  it('is not for a viewer', async () => {
    await table.put(completeRecord());
    const answer = await get({ ...reveal, role: 'viewer' });
    expect(answer).toMatchObject({ status: 403, body: { type: 'urn:problem:forbidden' } });
    expect(secrets.calls()).toEqual([]);
  });

  it.each([
    'deletion-complete',
    'creation-failed',
  ] as const)('shows masks in %s, when no secret is left', async (status) => {
    await table.put(newRecord({ 'provisioning-status': status, secrets: [] }));
    const answer = await get(reveal);
    expect(answer.status).toBe(200);
    expect(settingsIn(answer)).toMatchObject({ passphrase: '********' });
    expect(await table.items('event#')).toEqual([]);
  });

  it('changes nothing for a source without secrets', async () => {
    await table.put({ ...completeRecord({ secrets: [] }), requested: newRecord({}, sourceRequest('rtp')).requested });
    expect((await get(reveal)).body).toEqual((await get()).body);
  });

  it.each([
    ['was removed by hand', Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' }), 'does not exist'],
    [
      'may not be read',
      Object.assign(new Error('no'), { name: 'AccessDeniedException' }),
      'GetSecretValue was refused',
    ],
  ])('says that a secret %s', async (_, error, words) => {
    await table.put(completeRecord());
    secrets.on(GetSecretValueCommand).rejects(error);
    const answer = await get(reveal);
    expect(answer).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
    expect(answer.body.detail).toContain(words);
    expect(await table.items('event#')).toEqual([]);
  });
});
