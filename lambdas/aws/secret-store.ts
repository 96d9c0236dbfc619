import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { clientsInTarget } from './target-sessions';
import { translated } from './translate-error';

const clientOf = clientsInTarget((settings) => new SecretsManagerClient(settings));

/** A secret as Secrets Manager lists it, with the tags that say whose it is. */
interface ListedSecret {
  arn: string;
  createdAt: Date;
  tags: Record<string, string>;
}

/**
 * Writes a new secret and answers its ARN. The value is plain text, as MediaConnect wants it. `secretId` is the
 * request token: repeating the call with it makes no second secret.
 */
export async function createSecret(secret: {
  region: string;
  name: string;
  secretId: string;
  value: string;
  tags: Record<string, string>;
}): Promise<string> {
  const client = await clientOf(secret.region);
  const answer = await translated('CreateSecret', () =>
    client.send(
      new CreateSecretCommand({
        Name: secret.name,
        ClientRequestToken: secret.secretId,
        SecretString: secret.value,
        Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    ),
  );
  return answer.ARN as string;
}

/** The value of a secret, or undefined if it does not exist or is being deleted. */
export async function readSecret(region: string, arn: string): Promise<string | undefined> {
  const client = await clientOf(region);
  return translated('GetSecretValue', async () => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  });
}

/** The values of stored secrets by their ids; one that is gone is left out. */
export async function readSecrets(
  secrets: readonly { 'secret-id': string; arn: string; region: string }[],
): Promise<Map<string, string>> {
  const values = new Map<string, string>();
  for (const { 'secret-id': secretId, arn, region } of secrets) {
    const value = await readSecret(region, arn);
    if (value !== undefined) values.set(secretId, value);
  }
  return values;
}

/** Removes a secret for good; done when it is not there. */
export async function deleteSecret(region: string, arn: string): Promise<void> {
  const client = await clientOf(region);
  await translated('DeleteSecret', async () => {
    try {
      await client.send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true }));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  });
}

/** Every secret of a Region whose name begins with `prefix`. */
export async function* listSecrets(region: string, prefix: string): AsyncGenerator<ListedSecret> {
  const client = await clientOf(region);
  let nextToken: string | undefined;
  do {
    const page = await translated('ListSecrets', () =>
      client.send(
        new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [prefix] }], MaxResults: 100, NextToken: nextToken }),
      ),
    );
    for (const { ARN, CreatedDate, Tags = [] } of page.SecretList ?? []) {
      if (!ARN || !CreatedDate) continue;
      const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
      yield { arn: ARN, createdAt: CreatedDate, tags };
    }
    nextToken = page.NextToken;
  } while (nextToken);
}

function isGone(error: unknown): boolean {
  const { name, message = '' } = error as Error;
  const scheduled = name === 'InvalidRequestException' && message.includes('marked for deletion');
  return name === 'ResourceNotFoundException' || scheduled;
}
