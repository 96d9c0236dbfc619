import { randomUUID } from 'node:crypto';
import { DeleteSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { ownerTags } from '../../lambdas/domain/ownership';
import { regions } from '../../lambdas/domain/region';
import { lambdaContext } from '../support/api-event';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { newRecord, secret } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

const secrets = mockClient(SecretsManagerClient);
let table: SourceTable;
let sweep: () => Promise<void>;

/** What each Region holds, or how it refuses. */
let held: Record<string, object[] | Error>;
const removed = () => secrets.commandCalls(DeleteSecretCommand).map(({ args }) => args[0].input.SecretId);

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  const { handler } = await import('../../lambdas/events/sweep-secrets');
  sweep = () => handler({}, lambdaContext);
});
beforeEach(() => {
  held = {};
  secrets.reset();
  secrets.on(DeleteSecretCommand).resolves({});
  secrets.on(ListSecretsCommand).callsFake(async (_, getClient) => {
    const region = await getClient().config.region();
    const found = held[region] ?? [];
    if (found instanceof Error) throw found;
    return { SecretList: found };
  });
});
afterEach(() => table.clear());
afterAll(() => table.close());

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const tagList = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const ours = tagList(ownerTags(functionEnvironment.DEPLOYMENT_ID, newRecord()));
const old = (ARN: string, Tags = ours) => ({ ARN, CreatedDate: minutesAgo(61), Tags });

describe('the sweep of secrets', () => {
  it('removes an old secret of ours that no source names, in every Region', async () => {
    held = { 'eu-west-1': [old('arn:1')], 'us-west-2': [old('arn:2')] };
    await sweep();
    expect(removed()).toEqual(['arn:1', 'arn:2']);
    expect(secrets.commandCalls(ListSecretsCommand)).toHaveLength(regions.length);
    expect(secrets.commandCalls(ListSecretsCommand)[0]?.args[0].input.Filters).toEqual([
      { Key: 'name', Values: ['headworks/Headworks/'] },
    ]);
  });

  it.each([
    ['is named by its source', old(secret.arn)],
    ['is young: its request may be under way', { ...old('arn:1'), CreatedDate: minutesAgo(59) }],
    ['is of another deployment', old('arn:1', tagList(ownerTags('Headworks@us-east-1', newRecord())))],
    ['bears no tags', old('arn:1', [])],
    [
      'is of another target account of the same AWS account',
      old(
        'arn:1',
        tagList(ownerTags(functionEnvironment.DEPLOYMENT_ID, newRecord({ 'target-account-id': randomUUID() }))),
      ),
    ],
    [
      'is older than a day, and of a source without a record: the table may have been lost',
      {
        ...old('arn:1', tagList(ownerTags(functionEnvironment.DEPLOYMENT_ID, newRecord({ id: randomUUID() })))),
        CreatedDate: minutesAgo(25 * 60),
      },
    ],
  ])('keeps a secret that %s', async (_, found) => {
    await table.put(newRecord());
    held = { 'eu-west-1': [found] };
    await sweep();
    expect(removed()).toEqual([]);
  });

  it('removes a secret that its source does not name any more', async () => {
    await table.put(newRecord());
    held = { 'eu-west-1': [old(secret.arn), old('arn:replaced')] };
    await sweep();
    expect(removed()).toEqual(['arn:replaced']);
  });

  it('passes over a Region that the account has not enabled', async () => {
    const disabled = Object.assign(new Error('The security token included in the request is invalid.'), {
      name: 'UnrecognizedClientException',
    });
    held = { 'af-south-1': disabled, 'eu-west-1': [old('arn:1')] };
    await sweep();
    expect(removed()).toEqual(['arn:1']);
  });

  it('sweeps the other Regions when one fails, and says so in the end', async () => {
    held = {
      'af-south-1': Object.assign(new Error('no'), { name: 'AccessDeniedException' }),
      'eu-west-1': [old('arn:1')],
    };
    await expect(sweep()).rejects.toThrow('Regions that could not be swept: 1');
    expect(removed()).toEqual(['arn:1']);
  });
});
