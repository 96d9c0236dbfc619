import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { rolePath } from '../lambdas/contract/target-permissions';
import { acceptPattern } from './acknowledgements';

/** The two roles of a target account that MediaConnect takes on: to read the keys of flow sources, and to make network interfaces. */
export class MediaConnectRoles extends Construct {
  readonly secrets: Role;
  readonly vpc: Role;

  constructor(scope: Construct, id: string, props: { targetAccountId: string; secretPrefix: string }) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const assumedBy = new ServicePrincipal('mediaconnect.amazonaws.com').withConditions({
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:mediaconnect:*:${account}:flow:*` },
    });

    this.secrets = new Role(this, 'Secrets', {
      path: rolePath,
      roleName: `${props.targetAccountId}-secrets`,
      assumedBy,
      description: 'MediaConnect reads the keys and passphrases of flow sources',
    });
    const secrets = `arn:${partition}:secretsmanager:*:${account}:secret:${props.secretPrefix}/*`;
    this.secrets.addToPolicy(
      new PolicyStatement({
        actions: [
          'secretsmanager:GetSecretValue',
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetResourcePolicy',
          'secretsmanager:ListSecretVersionIds',
        ],
        resources: [secrets],
      }),
    );

    this.vpc = new Role(this, 'Vpc', {
      path: rolePath,
      roleName: `${props.targetAccountId}-vpc`,
      assumedBy,
      description: 'MediaConnect makes the network interfaces of flows',
    });
    this.vpc.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: [
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:CreateNetworkInterface',
          'ec2:CreateNetworkInterfacePermission',
          'ec2:DeleteNetworkInterface',
          'ec2:DeleteNetworkInterfacePermission',
        ],
        resources: ['*'],
      }),
    );
    acceptPattern(this.secrets, "Secrets are made at run time; the pattern is the deployment's own prefix.", secrets);
    acceptPattern(this.vpc, 'MediaConnect documents these EC2 actions on every resource.', '*');
  }
}
