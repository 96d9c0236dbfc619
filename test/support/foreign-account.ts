import { ec2 } from '../../local/aws/ec2';
import type { AwsService } from '../../local/aws/endpoint';
import type { PolicyDocument, PolicyStatement } from '../../local/aws/policy';
import { type Sts, sts } from '../../local/aws/sts';
import { policy, type TestEndpoint, testEndpoint } from './aws-endpoint';
import { type StubService, startStubService } from './stub-service';
import { accountSettings } from './target-account';

/** An AWS account of somebody else, with the role that is to be assumed. */
export const foreign = {
  account: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/headworks/access',
};

/** The settings of the target account that stands for it. */
export const foreignSettings = (members: object = {}) =>
  accountSettings({
    'aws-account-id': foreign.account,
    'role-arn': foreign.roleArn,
    'mediaconnect-role-arn': `arn:aws:iam::${foreign.account}:role/headworks/secrets`,
    'vpc-role-arn': `arn:aws:iam::${foreign.account}:role/headworks/vpc`,
    regions: ['eu-west-1', 'us-east-1'],
    ...members,
  });

/** STS and EC2 of that account, and a MediaConnect that lists no flow unless told. */
export interface ForeignAccount {
  endpoint: TestEndpoint;
  mediaconnect: StubService;
  /** Whom the role trusts from now on: all who know this external id, or everybody; nobody if undefined. */
  trusting(externalId: string | 'everybody' | undefined): void;
  /** What the role may do from now on. */
  allowing(...statements: PolicyStatement[]): void;
  close(): Promise<void>;
}

/** Starts them, and has the clients of this process find them. */
export async function startForeignAccount(): Promise<ForeignAccount> {
  let trust: PolicyDocument | undefined;
  let policies: PolicyDocument[] = [];
  const service: Sts = sts({
    roleOf: (arn) => (trust && arn === foreign.roleArn ? { arn, name: 'access', trust, policies } : undefined),
  });
  const services: AwsService[] = [service, ec2];
  const endpoint = await testEndpoint(services, {
    principalOf: (_key, token) => (token ? service.sessionOf(token) : undefined),
  });
  const mediaconnect = await startStubService();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_STS: endpoint.url,
    AWS_ENDPOINT_URL_EC2: endpoint.url,
    AWS_ENDPOINT_URL_MEDIACONNECT: mediaconnect.url,
  });
  return {
    endpoint,
    mediaconnect,
    trusting(externalId) {
      const conditions =
        externalId === 'everybody' ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } };
      const statement = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', ...conditions } as PolicyStatement;
      trust = externalId === undefined ? undefined : policy(statement);
    },
    allowing(...statements) {
      policies = [policy(...statements)];
    },
    async close() {
      await endpoint.close();
      await mediaconnect.close();
    },
  };
}
