import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import type { Role } from '../../../local/aws/gate';
import { type Sts, sts } from '../../../local/aws/sts';
import { home, policy, roleSession, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

const arn = (name: string, account = home.account) => `arn:aws:iam::${account}:role/${name}`;

function role(name: string, trust: object): Role {
  return {
    arn: arn(name),
    name,
    trust: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }),
    policies: [policy()],
  };
}

const Condition = { StringEquals: { 'sts:ExternalId': 'secret-handshake' } };
const roles = [
  role('trusting', { Principal: { AWS: arn('worker') } }),
  role('careful', { Principal: { AWS: `arn:aws:iam::${home.account}:root` }, Condition }),
  role('service', { Principal: { Service: 'lambda.amazonaws.com' } }),
];
const worker = roleSession('worker', { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
const idle = roleSession('idle');

async function withSts(work: (subject: { endpoint: TestEndpoint; service: Sts; client: STSClient }) => Promise<void>) {
  const service = sts({ account: home.account, roleOf: (roleArn) => roles.find((each) => each.arn === roleArn) });
  const known: Record<string, typeof worker> = { WORKER: worker, IDLE: idle };
  const principalOf = (key: string, token?: string) => (token ? service.sessionOf(token) : known[key]);
  const endpoint = await testEndpoint([service], { principalOf });
  const client = new STSClient(endpoint.client({ accessKeyId: 'WORKER' }));
  await work({ endpoint, service, client }).finally(() => endpoint.close());
}

const assume = (name: string, more: Partial<AssumeRoleCommandInput> = {}) =>
  new AssumeRoleCommand({ RoleArn: arn(name), RoleSessionName: 'one', ...more });

it('gives a role that trusts the caller, and knows it by its token afterwards', () =>
  withSts(async ({ endpoint, client }) => {
    const { Credentials, AssumedRoleUser } = await client.send(assume('trusting'));
    const session = `arn:aws:sts::${home.account}:assumed-role/trusting/one`;
    expect(AssumedRoleUser?.Arn).toBe(session);
    expect(Number(Credentials?.Expiration) - Date.now()).toBeGreaterThan(3_500_000);
    const { AccessKeyId: accessKeyId, SessionToken: sessionToken } = Credentials ?? {};
    const assumed = new STSClient(endpoint.client({ accessKeyId, sessionToken }));
    expect(await assumed.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: session, Account: home.account });
  }));

it('acts as administrator of another account after assuming a role there, within the session policy', () =>
  withSts(async ({ service, client }) => {
    const Policy = JSON.stringify(policy({ Effect: 'Allow', Action: 'sts:*', Resource: '*' }));
    const RoleArn = arn('path/remote', '999900001111');
    const { Credentials } = await client.send(assume('', { RoleArn, Policy }));
    expect(service.sessionOf(Credentials?.SessionToken ?? '')).toEqual({
      arn: 'arn:aws:sts::999900001111:assumed-role/remote/one',
      account: '999900001111',
      policies: [],
      sessionPolicy: JSON.parse(Policy),
      admin: true,
    });
  }));

it.each([
  ['a role whose trust asks for another external id', assume('careful', { ExternalId: 'wrong' })],
  ['a role whose trust asks for an external id, without one', assume('careful')],
  ['a role that trusts a service only', assume('service')],
  ['a role of the own account that does not exist', assume('missing')],
])('refuses %s', (_, command) =>
  withSts(async ({ client }) => {
    const message = `User: ${worker.arn} is not authorized to perform: sts:AssumeRole on resource: ${command.input.RoleArn}`;
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'AccessDenied',
      message,
      $metadata: { httpStatusCode: 403 },
    });
  }));

it('gives the careful role for its external id', () =>
  withSts(async ({ client }) => {
    expect((await client.send(assume('careful', { ExternalId: 'secret-handshake' }))).Credentials).toBeDefined();
  }));

it('refuses a caller whose own policies do not allow it', () =>
  withSts(async ({ endpoint }) => {
    const client = new STSClient(endpoint.client({ accessKeyId: 'IDLE' }));
    const sent = client.send(assume('careful', { ExternalId: 'secret-handshake' }));
    await expect(sent).rejects.toThrow('because no identity-based policy allows the sts:AssumeRole action');
    await client.send(new GetCallerIdentityCommand({}));
  }));

it.each([
  [{ RoleArn: 'arn:aws:iam::1:role/short-account' }, 'ValidationError'],
  [{ RoleSessionName: 'with space' }, 'ValidationError'],
  [{ DurationSeconds: 899 }, 'ValidationError'],
  [{ Policy: '{' }, 'MalformedPolicyDocumentException'],
])('refuses %j', (wrong, name) =>
  withSts(async ({ client }) => {
    await expect(client.send(assume('trusting', wrong))).rejects.toMatchObject({ name });
  }));

it('refuses a session that is over', () =>
  withSts(async ({ endpoint, client }) => {
    const { Credentials } = await client.send(assume('trusting'));
    const later = Date.now() + 3_601_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    const assumed = new STSClient(endpoint.client({ sessionToken: Credentials?.SessionToken }));
    const sent = assumed.send(new GetCallerIdentityCommand({})).finally(jest.restoreAllMocks);
    await expect(sent).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  }));
