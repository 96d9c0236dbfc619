import { resolve } from 'node:path';
import { targetStatements } from '../../lambdas/contract/target-permissions';
import { AccountSettings } from '../../lambdas/domain/target-account';
import { evaluate, namesPrincipal, type PolicyStatement } from '../../local/aws/policy';
import { templateRoles } from '../../local/principals';
import { loadStack } from '../../local/template';
import { synthesised } from '../support/synthesised';

const place = { account: '444455556666', region: 'us-east-1' };
const parameters = {
  TargetAccountId: '00000000-0000-4000-8000-0000000000b2',
  ExternalId: '00000000-0000-4000-8000-00000000e71d',
  ControlPlaneAccountId: '111122223333',
  DeploymentId: 'Headworks@eu-west-1',
};

synthesised();
const stack = loadStack(resolve(__dirname, '../../cdk.out'), parameters, place, 'HeadworksAccess');
const roles = templateRoles(stack);
const arn = (suffix = '') => `arn:aws:iam::${place.account}:role/headworks/${parameters.TargetAccountId}${suffix}`;

it('answers the body of PUT for the target account, as the API takes it', () => {
  const body = JSON.parse(stack.outputs.TargetAccount ?? '');
  expect(body).toEqual({
    'aws-account-id': place.account,
    'role-arn': arn(),
    'mediaconnect-role-arn': arn('-secrets'),
    'vpc-role-arn': arn('-vpc'),
    regions: [place.region],
  });
  expect(AccountSettings.safeParse(body).success).toBe(true);
});

describe('the role that is assumed', () => {
  const acting = 'arn:aws:iam::111122223333:role/headworks/Headworks@eu-west-1/createSource';
  const trusts = (principalArn: string, externalId?: string) => {
    const principal = { arn: principalArn, account: principalArn.split(':')[4] ?? '' };
    const Statement = [roles.get(arn())?.trust.Statement ?? []]
      .flat()
      .filter((statement: PolicyStatement) => namesPrincipal(statement, principal));
    const context = { 'aws:PrincipalArn': principalArn, ...(externalId && { 'sts:ExternalId': externalId }) };
    return evaluate([{ Statement }], { action: 'sts:AssumeRole', resource: arn(), context });
  };

  it('trusts the functions of the one deployment, with the external id', () => {
    expect(trusts(acting, parameters.ExternalId)).toBe('allow');
  });

  it.each([
    ['without the external id', acting, undefined],
    ['with another external id', acting, '00000000-0000-4000-8000-00000000ffff'],
    ['of another account', acting.replace('111122223333', '777788889999'), parameters.ExternalId],
    ['of another deployment', acting.replace('Headworks@', 'Otherworks@'), parameters.ExternalId],
    ['that is no function', 'arn:aws:iam::111122223333:role/Admin', parameters.ExternalId],
    ['that begins alike', acting.replace('eu-west-1/', 'eu-west-12/'), parameters.ExternalId],
  ])('trusts nobody %s', (_name, principal, externalId) => {
    expect(trusts(principal, externalId)).toBe('deny');
  });

  it('may do what a function needs, and pass the two roles of the account alone', () => {
    const policies = roles.get(arn())?.policies ?? [];
    const owned = {
      ...{ partition: 'aws', account: place.account, deploymentId: parameters.DeploymentId },
      secretPrefix: 'headworks/Headworks',
      passedRoles: [arn('-secrets'), arn('-vpc')],
      mediaLiveRole: arn('-medialive'),
      proxyBuckets: 'headworks-0123456789ab',
    };
    const [secrets] = targetStatements('deleteSecrets', owned);
    const resource = `arn:aws:secretsmanager:us-east-1:${place.account}:secret:headworks/Headworks/one`;
    expect(secrets?.Resource).toEqual([resource.replace('us-east-1', '*').replace('one', '*')]);
    const may = (action: string, on: string, context = {}) => evaluate(policies, { action, resource: on, context });
    expect(may('secretsmanager:DeleteSecret', resource)).toBe('allow');
    expect(may('secretsmanager:DeleteSecret', resource.replace('Headworks/', 'Otherworks/'))).toBe('deny');
    const context = { 'iam:PassedToService': 'mediaconnect.amazonaws.com' };
    expect(may('iam:PassRole', arn('-secrets'), context)).toBe('allow');
    expect(may('iam:PassRole', arn('-vpc'), context)).toBe('allow');
    expect(may('iam:PassRole', arn(), context)).toBe('deny');
    expect(may('iam:PassRole', arn('-vpc'), { 'iam:PassedToService': 'ec2.amazonaws.com' })).toBe('deny');
  });
});
