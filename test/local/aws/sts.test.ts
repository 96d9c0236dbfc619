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
const remote = '999900001111';
const deployed = { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${home.account}:role/product/one/*` } };
const roles: Role[] = [
  role('trusting', { Principal: { AWS: arn('worker') } }),
  role('careful', { Principal: { AWS: `arn:aws:iam::${home.account}:root` }, Condition }),
  role('service', { Principal: { Service: 'lambda.amazonaws.com' } }),
  {
    ...role('remote', {
      Principal: { AWS: `arn:aws:iam::${home.account}:root` },
      Condition: { ...Condition, ...deployed },
    }),
    arn: arn('product/remote', remote),
    policies: [policy({ Effect: 'Allow', Action: 'sts:*', Resource: '*' })],
  },
  { ...role('short', { Principal: '*' }), longestSession: 3_600 },
  { ...role('long', { Principal: '*' }), longestSession: 43_200 },
];
const worker = roleSession('worker', { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
/** The same with a role that has a path, which its session's ARN does not tell. */
const product = { ...worker, role: arn('product/one/worker') };
const idle = roleSession('idle');

async function withSts(work: (subject: { endpoint: TestEndpoint; service: Sts; client: STSClient }) => Promise<void>) {
  const service = sts({ roleOf: (roleArn) => roles.find((each) => each.arn === roleArn) });
  const known: Record<string, typeof worker> = { WORKER: worker, PRODUCT: product, IDLE: idle };
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

const ExternalId = 'secret-handshake';
const RoleArn = arn('product/remote', remote);

it('acts in another account after assuming a role there, within the policies of role and session', () =>
  withSts(async ({ endpoint, service }) => {
    const client = new STSClient(endpoint.client({ accessKeyId: 'PRODUCT' }));
    const Policy = JSON.stringify(policy({ Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' }));
    const { Credentials } = await client.send(assume('', { RoleArn, ExternalId, Policy }));
    expect(service.sessionOf(Credentials?.SessionToken ?? '')).toEqual({
      arn: `arn:aws:sts::${remote}:assumed-role/remote/one`,
      role: RoleArn,
      by: product.arn,
      account: remote,
      policies: [policy({ Effect: 'Allow', Action: 'sts:*', Resource: '*' })],
      sessionPolicy: JSON.parse(Policy),
    });
    const { AccessKeyId: accessKeyId, SecretAccessKey, SessionToken: sessionToken } = Credentials ?? {};
    expect(SecretAccessKey).toBeDefined();
    const assumed = new STSClient(endpoint.client({ accessKeyId, sessionToken }));
    const further = assumed.send(assume('long'));
    await expect(further).rejects.toThrow('because no session policy allows the sts:AssumeRole action');
  }));

it.each([
  ['another external id', 'PRODUCT', { ExternalId: 'another' }],
  ['no external id', 'PRODUCT', {}],
  ['a role of another path', 'WORKER', { ExternalId }],
])('keeps a role of another account from whoever comes with %s', (_, accessKeyId, input) =>
  withSts(async ({ endpoint }) => {
    const client = new STSClient(endpoint.client({ accessKeyId }));
    await expect(client.send(assume('', { RoleArn, ...input }))).rejects.toMatchObject({ name: 'AccessDenied' });
  }));

it('gives a session of another role an hour, and nobody longer than the role allows', () =>
  withSts(async ({ endpoint, client }) => {
    const chained = client.send(assume('long', { DurationSeconds: 3_601 }));
    await expect(chained).rejects.toThrow('1 hour session limit for roles assumed by role chaining');
    expect((await client.send(assume('long', { DurationSeconds: 3_600 }))).Credentials).toBeDefined();
    const administrator = new STSClient(endpoint.client());
    expect((await administrator.send(assume('long', { DurationSeconds: 43_200 }))).Credentials).toBeDefined();
    const long = administrator.send(assume('short', { DurationSeconds: 3_601 }));
    await expect(long).rejects.toThrow('exceeds the MaxSessionDuration set for this role');
  }));

it('takes a caller from outside for an administrator of the account that is its access key id', () =>
  withSts(async ({ endpoint }) => {
    const client = new STSClient(endpoint.client({ accessKeyId: remote }));
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: remote });
  }));

it.each([
  ['a role whose trust asks for another external id', assume('careful', { ExternalId: 'wrong' })],
  ['a role whose trust asks for an external id, without one', assume('careful')],
  ['a role that trusts a service only', assume('service')],
  ['a role of the own account that does not exist', assume('missing')],
  ['a role of another account that does not exist', assume('', { RoleArn: arn('missing', remote) })],
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
  [{ Policy: `{}${' '.repeat(2_047)}` }, 'ValidationError'],
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
