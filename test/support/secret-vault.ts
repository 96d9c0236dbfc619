import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';

/** A secret store of this process: what is in it by ARN, and the values that were read. */
export interface SecretVault {
  values: Map<string, string>;
  /** The policies by ARN, which came after their secrets. */
  policies: Map<string, string>;
  read: string[];
  /** Refuses every call from now on, as a service does whose permission is missing. */
  refuse(): void;
}

/** Puts a vault in place of Secrets Manager, empty before each test. */
export function useSecretVault(): SecretVault {
  const client = mockClient(SecretsManagerClient);
  const values = new Map<string, string>();
  const policies = new Map<string, string>();
  const read: string[] = [];
  beforeEach(() => {
    values.clear();
    policies.clear();
    read.length = 0;
    client.reset();
    client.on(CreateSecretCommand).callsFake(({ Name, SecretString }) => {
      const ARN = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${Name}-AbCdEf`;
      values.set(ARN, SecretString);
      return { ARN };
    });
    client.on(PutResourcePolicyCommand).callsFake(({ SecretId, ResourcePolicy }) => {
      if (!values.has(SecretId)) throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
      policies.set(SecretId, ResourcePolicy);
      return { ARN: SecretId };
    });
    client.on(GetSecretValueCommand).callsFake(({ SecretId }) => {
      read.push(SecretId);
      const SecretString = values.get(SecretId);
      if (SecretString === undefined) throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
      return { SecretString };
    });
    client.on(DeleteSecretCommand).callsFake(({ SecretId }) => void values.delete(SecretId));
  });
  return {
    values,
    policies,
    read,
    refuse() {
      const error = Object.assign(new Error('no'), {
        name: 'AccessDeniedException',
        $metadata: { httpStatusCode: 400 },
      });
      client.onAnyCommand().rejects(error);
      for (const command of [CreateSecretCommand, GetSecretValueCommand, DeleteSecretCommand]) {
        client.on(command as never).rejects(error);
      }
    },
  };
}
