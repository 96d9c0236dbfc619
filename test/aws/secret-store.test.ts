import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import * as secretStore from '../../lambdas/aws/secret-store';
import { enterFunction } from '../support/function-environment';
import { allActing, useTargetSts } from '../support/target-account';

useTargetSts();
beforeAll(() => enterFunction());
const { createSecret, deleteSecret, listSecrets, readSecret } = allActing(secretStore, { name: 'createSource' });

const secrets = mockClient(SecretsManagerClient);
beforeEach(() => secrets.reset());

const failure = (name: string, message = 'the words of the service') => Object.assign(new Error(message), { name });
const markedForDeletion = failure(
  'InvalidRequestException',
  "You can't perform this operation on the secret because it was marked for deletion.",
);

describe('the secret store', () => {
  const secret = {
    region: 'eu-west-2',
    name: 'headworks/Headworks/source/secret',
    secretId: '8535ae1a-28d8-4c24-b0ce-9abe31f0381c',
    value: 'canary-Passphrase-1!',
    tags: { 'headworks:source': 'source' },
  };

  it('writes the value as plain text, tagged, in the Region of the flow, with the id as request token', async () => {
    secrets.on(CreateSecretCommand).resolves({ ARN: 'arn:secret' });
    expect(await createSecret(secret)).toBe('arn:secret');
    const [call] = secrets.commandCalls(CreateSecretCommand);
    expect(call?.args[0].input).toEqual({
      Name: secret.name,
      ClientRequestToken: secret.secretId,
      SecretString: secret.value,
      Tags: [{ Key: 'headworks:source', Value: 'source' }],
    });
    expect(await (call?.thisValue as SecretsManagerClient).config.region()).toBe('eu-west-2');
  });

  it('says why a secret could not be written, without its value', async () => {
    secrets.on(CreateSecretCommand).rejects(failure('AccessDeniedException'));
    const error = await createSecret(secret).catch((caught) => caught);
    expect(error).toMatchObject({ name: 'ServiceRefused', code: 'AccessDeniedException' });
    expect(error.message).not.toContain(secret.value);
  });

  it('reads a value', async () => {
    secrets.on(GetSecretValueCommand, { SecretId: 'arn:secret' }).resolves({ SecretString: 'value' });
    expect(await readSecret('eu-west-2', 'arn:secret')).toBe('value');
  });

  it.each([
    ['is not there', failure('ResourceNotFoundException')],
    ['is being deleted', markedForDeletion],
  ])('takes a secret that %s for gone', async (_, error) => {
    secrets.on(GetSecretValueCommand).rejects(error).on(DeleteSecretCommand).rejects(error);
    expect(await readSecret('eu-west-2', 'arn:secret')).toBeUndefined();
    await expect(deleteSecret('eu-west-2', 'arn:secret')).resolves.toBeUndefined();
  });

  it.each([
    [failure('InvalidRequestException'), 'ServiceRefused'],
    [failure('ThrottlingException'), 'Transient'],
  ])('takes no other error for gone: %s', async (error, name) => {
    secrets.on(GetSecretValueCommand).rejects(error).on(DeleteSecretCommand).rejects(error);
    await expect(readSecret('eu-west-2', 'arn:secret')).rejects.toMatchObject({ name });
    await expect(deleteSecret('eu-west-2', 'arn:secret')).rejects.toMatchObject({ name });
  });

  it('removes a secret for good', async () => {
    secrets.on(DeleteSecretCommand).resolves({});
    await deleteSecret('eu-west-2', 'arn:secret');
    expect(secrets.commandCalls(DeleteSecretCommand)[0]?.args[0].input).toEqual({
      SecretId: 'arn:secret',
      ForceDeleteWithoutRecovery: true,
    });
  });

  it('lists every page of a prefix, and leaves out what it cannot judge', async () => {
    const createdAt = new Date('2026-03-02T10:00:00Z');
    secrets
      .on(ListSecretsCommand)
      .resolvesOnce({
        SecretList: [
          { ARN: 'arn:1', CreatedDate: createdAt, Tags: [{ Key: 'a', Value: 'b' }] },
          { ARN: 'arn:undated' },
        ],
        NextToken: 'more',
      })
      .resolvesOnce({ SecretList: [{ ARN: 'arn:2', CreatedDate: createdAt }] });
    const found: unknown[] = [];
    for await (const each of listSecrets('eu-west-2', 'headworks/')) found.push(each);
    expect(found).toEqual([
      { arn: 'arn:1', createdAt, tags: { a: 'b' } },
      { arn: 'arn:2', createdAt, tags: {} },
    ]);
    const inputs = secrets.commandCalls(ListSecretsCommand).map(({ args }) => args[0].input);
    expect(inputs.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
    expect(inputs[0]?.Filters).toEqual([{ Key: 'name', Values: ['headworks/'] }]);
  });
});
