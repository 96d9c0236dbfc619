import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allTargetStatements, functionRolePath, rolePath } from '../lambdas/contract/target-permissions';
import { acceptPattern } from './acknowledgements';
import type { MediaConnectRoles } from './mediaconnect-roles';
import type { MediaLiveRole } from './medialive-role';

interface TargetAccountRoleProps {
  readonly targetAccountId: string;
  readonly deploymentId: string;
  readonly secretPrefix: string;
  readonly externalId: string;
  /** The AWS account of the control plane. */
  readonly controlPlaneAccount: string;
  readonly roles: MediaConnectRoles;
  readonly mediaLive: MediaLiveRole;
  /** What the names of the buckets for proxies begin with; a pattern where that is not known. */
  readonly proxyBuckets: string;
}

/**
 * The role that the control plane's functions take on in a target account, for the external id alone. It may do what all
 * of them need together; the session of each may do what that one needs.
 */
export class TargetAccountRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: TargetAccountRoleProps) {
    super(scope, id);
    const {
      targetAccountId,
      deploymentId,
      secretPrefix,
      externalId,
      controlPlaneAccount,
      roles,
      mediaLive,
      proxyBuckets,
    } = props;
    const { partition, account } = Stack.of(this);
    const functions = `arn:${partition}:iam::${controlPlaneAccount}:role${functionRolePath(deploymentId)}*`;
    this.role = new Role(this, 'Role', {
      path: rolePath,
      roleName: targetAccountId,
      description: 'The functions of Headworks act in this account',
      assumedBy: new AccountPrincipal(controlPlaneAccount).withConditions({
        StringEquals: { 'sts:ExternalId': externalId },
        ArnLike: { 'aws:PrincipalArn': functions },
      }),
    });
    const passedRoles = [roles.secrets.roleArn, roles.vpc.roleArn];
    const mediaLiveRole = mediaLive.role.roleArn;
    const owned = { partition, account, deploymentId, secretPrefix, passedRoles, mediaLiveRole, proxyBuckets };
    const statements = allTargetStatements(owned);
    const policy = new Policy(this, 'Policy', {
      statements: statements.map((statement) => PolicyStatement.fromJson(statement)),
      roles: [this.role],
    });
    const patterns = new Set(statements.flatMap(({ Resource }) => Resource).filter((each) => each.includes('*')));
    const reason =
      'Flows, their parts, proxies, secrets and alarms are made at run time, in the Regions that sources name.';
    acceptPattern(policy, reason, ...patterns);
  }
}
