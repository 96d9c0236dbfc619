import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretPolicy } from '../../../lambdas/domain/secret-policy';
import { type SecretsManager, secretsManager } from '../../../local/aws/secrets-manager';
import { home, inTemporaryFolder, roleSession, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

interface Subject {
  secrets: SecretsManagerClient;
  service: SecretsManager;
  endpoint: TestEndpoint;
  file: string;
}

async function withSecrets(work: (subject: Subject) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'secrets.json');
    const service = secretsManager({ file });
    const own = { StringEquals: { 'aws:ResourceTag/owner': 'headworks' } };
    const tagged = { StringEquals: { 'aws:RequestTag/owner': 'headworks' } };
    const principals = {
      TAGGED: roleSession(
        'tagged',
        { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition: own },
        {
          Effect: 'Allow',
          Action: 'secretsmanager:CreateSecret',
          Resource: 'arn:aws:secretsmanager:*:*:secret:mine/*',
          Condition: tagged,
        },
        { Effect: 'Allow', Action: 'secretsmanager:TagResource', Resource: '*', Condition: tagged },
      ),
    };
    const endpoint = await testEndpoint([service], { principals });
    await work({ secrets: new SecretsManagerClient(endpoint.client()), service, endpoint, file }).finally(() =>
      endpoint.close(),
    );
  });
}

const reader = `arn:aws:iam::${home.account}:role/headworks/secrets`;
const token = (letter: string) => letter.repeat(32);
const create = (Name: string, more = {}) =>
  new CreateSecretCommand({ Name, SecretString: `value of ${Name}`, ...more });
const get = (SecretId: string, more = {}) => new GetSecretValueCommand({ SecretId, ...more });

it('gives a secret an ARN with six random characters, by which, by whose beginning and by name it is found', () =>
  withSecrets(async ({ secrets }) => {
    const { ARN = '', VersionId } = await secrets.send(create('path/one'));
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:path\/one-[A-Za-z0-9]{6}$/);
    for (const id of [ARN, ARN.slice(0, -7), 'path/one']) {
      const value = await secrets.send(get(id));
      expect(value).toMatchObject({ ARN, VersionId, SecretString: 'value of path/one', VersionStages: ['AWSCURRENT'] });
    }
  }));

it('describes a secret without its value', () =>
  withSecrets(async ({ secrets }) => {
    const Tags = [{ Key: 'owner', Value: 'ann' }];
    await secrets.send(create('one', { Description: 'a text', Tags }));
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: 'one' }));
    expect(described).toMatchObject({ Name: 'one', Description: 'a text', Tags });
    expect(JSON.stringify(described)).not.toContain('value of');
  }));

it.each([
  ['a value', { SecretString: undefined }, 'InvalidRequestException'],
  ['a token of 32 characters', { ClientRequestToken: 'short' }, 'InvalidParameterException'],
])('refuses a secret without %s', (_, members, name) =>
  withSecrets(async ({ secrets }) => {
    await expect(secrets.send(create('one', members))).rejects.toMatchObject({ name });
  }));

it('keeps secrets of accounts and Regions apart', () =>
  withSecrets(async ({ secrets, endpoint }) => {
    const { ARN = '' } = await secrets.send(create('one'));
    const elsewhere = new SecretsManagerClient(endpoint.client({ region: 'us-east-1' }));
    for (const id of ['one', ARN])
      await expect(elsewhere.send(get(id))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  }));

it('keeps everything in one file, whole and readable by its owner only', () =>
  withSecrets(async ({ secrets, file }) => {
    await secrets.send(create('one', { SecretString: 'from yesterday' }));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = secretsManager({ file });
    expect(again.readSecret(home.account, home.region, 'one', reader)).toBe('from yesterday');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -5));
    expect(() => secretsManager({ file })).toThrow('secrets.json cannot be read');
  }));

describe('a create that is repeated', () => {
  it('is the same create with the same token and value', () =>
    withSecrets(async ({ secrets }) => {
      const first = await secrets.send(create('one', { ClientRequestToken: token('a') }));
      const second = await secrets.send(create('one', { ClientRequestToken: token('a') }));
      expect(second.ARN).toBe(first.ARN);
    }));

  it.each([
    ['token', { ClientRequestToken: token('b') }],
    ['value', { ClientRequestToken: token('a'), SecretString: 'another' }],
  ])('is refused with another %s', (_, other) =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('one', { ClientRequestToken: token('a') }));
      await expect(secrets.send(create('one', other))).rejects.toMatchObject({ name: 'ResourceExistsException' });
      expect((await secrets.send(get('one'))).SecretString).toBe('value of one');
    }));
});

describe('deletion', () => {
  it('without recovery takes the secret at once, also one that is not there', () =>
    withSecrets(async ({ secrets, service }) => {
      await secrets.send(create('one'));
      const forced = new DeleteSecretCommand({ SecretId: 'one', ForceDeleteWithoutRecovery: true });
      await secrets.send(forced);
      await secrets.send(forced);
      await expect(secrets.send(get('one'))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
      expect(service.readSecret(home.account, home.region, 'one', reader)).toBeUndefined();
      await secrets.send(create('one'));
    }));

  it('with a recovery window hides the secret and holds its name', () =>
    withSecrets(async ({ secrets, service }) => {
      await secrets.send(create('one'));
      const { DeletionDate } = await secrets.send(
        new DeleteSecretCommand({ SecretId: 'one', RecoveryWindowInDays: 7 }),
      );
      expect(Math.round((Number(DeletionDate) - Date.now()) / 86_400_000)).toBe(7);
      for (const command of [get('one'), create('one')])
        await expect(secrets.send(command as typeof GetSecretValueCommand.prototype)).rejects.toMatchObject({
          name: 'InvalidRequestException',
        });
      expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
      expect((await secrets.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))).SecretList).toHaveLength(1);
      expect(service.readSecret(home.account, home.region, 'one', reader)).toBeUndefined();
    }));

  it('is over when its window is', () =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('one'));
      await secrets.send(new DeleteSecretCommand({ SecretId: 'one' }));
      const inThirtyDays = Date.now() + 30 * 86_400_000;
      jest.spyOn(Date, 'now').mockReturnValue(inThirtyDays);
      const { SecretList } = await secrets
        .send(new ListSecretsCommand({ IncludePlannedDeletion: true }))
        .finally(jest.restoreAllMocks);
      expect(SecretList).toEqual([]);
    }));

  it.each([
    [{ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }, 'absent with ForceDeleteWithoutRecovery'],
    [{ RecoveryWindowInDays: 6 }, 'between 7 and 30'],
    [{ RecoveryWindowInDays: 31 }, 'between 7 and 30'],
  ])('refuses %j', (options, message) =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('one'));
      const sent = secrets.send(new DeleteSecretCommand({ SecretId: 'one', ...options }));
      await expect(sent).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringContaining(message),
      });
    }));
});

describe('a list', () => {
  const Tags = (Key: string, Value: string) => ({ Tags: [{ Key, Value }] });

  it.each<[string, ListSecretsCommandInput['Filters'], string[]]>([
    ['nothing', [], ['mine/a', 'mine/b', 'other']],
    ['the beginning of a name', [{ Key: 'name', Values: ['mine/'] }], ['mine/a', 'mine/b']],
    ['one of several names', [{ Key: 'name', Values: ['mine/b', 'oth'] }], ['mine/b', 'other']],
    ['no such name', [{ Key: 'name', Values: ['!mine'] }], ['other']],
    ['a tag', [{ Key: 'tag-key', Values: ['owner'] }], ['mine/a', 'other']],
    [
      'a tag and its value',
      [
        { Key: 'tag-key', Values: ['owner'] },
        { Key: 'tag-value', Values: ['ann'] },
      ],
      ['mine/a'],
    ],
  ])('filtered by %s', (_, Filters, names) =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('mine/a', Tags('owner', 'ann')));
      await secrets.send(create('mine/b'));
      await secrets.send(create('other', Tags('owner', 'bob')));
      const { SecretList } = await secrets.send(new ListSecretsCommand({ Filters }));
      expect(SecretList?.map(({ Name }) => Name).sort()).toEqual(names);
      expect(JSON.stringify(SecretList)).not.toContain('value of');
    }));

  it('comes in pages', () =>
    withSecrets(async ({ secrets }) => {
      const names = ['a', 'b', 'c', 'd', 'e'];
      for (const name of names) await secrets.send(create(name));
      const pages: number[] = [];
      const seen: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page: { SecretList?: { Name?: string }[]; NextToken?: string } = await secrets.send(
          new ListSecretsCommand({ MaxResults: 2, NextToken }),
        );
        pages.push(page.SecretList?.length ?? 0);
        seen.push(...(page.SecretList ?? []).map(({ Name }) => Name));
        NextToken = page.NextToken;
      } while (NextToken);
      expect([pages, seen]).toEqual([[2, 2, 1], names]);
    }));
});

it.each(['', 'with space', 'a'.repeat(513)])('refuses the name %j', (Name) =>
  withSecrets(async ({ secrets }) => {
    await expect(secrets.send(create(Name))).rejects.toMatchObject({ name: 'ValidationException' });
  }));

describe('the gate', () => {
  it('knows the tags of a secret', () =>
    withSecrets(async ({ secrets, endpoint }) => {
      await secrets.send(create('mine', { Tags: [{ Key: 'owner', Value: 'headworks' }] }));
      await secrets.send(create('theirs'));
      const tagged = new SecretsManagerClient(endpoint.client({ accessKeyId: 'TAGGED' }));
      await tagged.send(get('mine'));
      await expect(tagged.send(get('theirs'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }));

  it('knows the name and the tags of a secret to be', () =>
    withSecrets(async ({ endpoint }) => {
      const tagged = new SecretsManagerClient(endpoint.client({ accessKeyId: 'TAGGED' }));
      const Tags = [{ Key: 'owner', Value: 'headworks' }];
      await tagged.send(create('mine/a', { Tags }));
      for (const command of [create('mine/b'), create('theirs/a', { Tags })])
        await expect(tagged.send(command)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }));
});

describe('the policy of a secret', () => {
  const policy = secretPolicy([reader]);
  const put = (ResourcePolicy: string) =>
    new PutResourcePolicyCommand({ SecretId: 'mine', ResourcePolicy, BlockPublicPolicy: true });

  it('is kept, and taken away', () =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('mine'));
      await secrets.send(put(policy));
      const look = new GetResourcePolicyCommand({ SecretId: 'mine' });
      expect(await secrets.send(look)).toMatchObject({ Name: 'mine', ResourcePolicy: policy });
      await secrets.send(new DeleteResourcePolicyCommand({ SecretId: 'mine' }));
      expect(await secrets.send(look)).not.toHaveProperty('ResourcePolicy');
    }));

  it('lets the roles that it names read the value, and nobody else, whatever they are allowed', () =>
    withSecrets(async ({ secrets, service, endpoint }) => {
      await secrets.send(create('mine', { Tags: [{ Key: 'owner', Value: 'headworks' }] }));
      await secrets.send(put(policy));
      const tagged = new SecretsManagerClient(endpoint.client({ accessKeyId: 'TAGGED' }));
      for (const client of [secrets, tagged]) {
        const reading = client.send(get('mine'));
        await expect(reading).rejects.toThrow('with an explicit deny in a resource-based policy');
        await expect(reading).rejects.toMatchObject({ name: 'AccessDeniedException' });
      }
      expect(service.readSecret(home.account, home.region, 'mine', reader)).toBe('value of mine');
      expect(service.readSecret(home.account, home.region, 'mine', `${reader}-of-another`)).toBeUndefined();
    }));

  it('locks no administrator out: the secret can be looked at, deleted, and freed of its policy', () =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('mine'));
      await secrets.send(put(policy));
      await secrets.send(new DescribeSecretCommand({ SecretId: 'mine' }));
      await secrets.send(new DeleteResourcePolicyCommand({ SecretId: 'mine' }));
      expect((await secrets.send(get('mine'))).SecretString).toBe('value of mine');
      await secrets.send(put(policy));
      await secrets.send(new DeleteSecretCommand({ SecretId: 'mine', ForceDeleteWithoutRecovery: true }));
    }));

  it.each([
    ['no JSON', '{'],
    ['an allowance, which is not known here', policy.replaceAll('Deny', 'Allow')],
    ['a statement about nobody', policy.replaceAll('"Principal":"*",', '')],
  ])('is not %s', (_, text) =>
    withSecrets(async ({ secrets }) => {
      await secrets.send(create('mine'));
      await expect(secrets.send(put(text))).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
    }));
});
