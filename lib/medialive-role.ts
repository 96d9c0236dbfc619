import { type CfnResource, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { mediaLiveRoleName, rolePath } from '../lambdas/contract/target-permissions';
import { acceptPattern } from './acknowledgements';

interface MediaLiveRoleProps {
  readonly targetAccountId: string;
  /** What the names of the buckets for proxies begin with; a pattern where that is not known. */
  readonly proxyBuckets: string;
}

/** The role of a target account that MediaLive takes on for proxies: to be fed by flows, and to write what it makes of them. */
export class MediaLiveRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, { targetAccountId, proxyBuckets }: MediaLiveRoleProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    this.role = new Role(this, 'Role', {
      path: rolePath,
      roleName: mediaLiveRoleName(targetAccountId),
      assumedBy: new ServicePrincipal('medialive.amazonaws.com'),
      description: 'MediaLive takes the streams of flows and writes proxies',
    });
    const flows = `arn:${partition}:mediaconnect:*:${account}:*`;
    const buckets = `arn:${partition}:s3:::${proxyBuckets}-${account}-*`;
    const objects = `${buckets}/*`;
    const logs = `arn:${partition}:logs:*:${account}:log-group:ElementalMediaLive:*`;
    // Never in a bucket of that name that somebody else's account has.
    const own = { StringEquals: { 'aws:ResourceAccount': account } };
    const allow = (actions: string[], resources: string[], conditions?: typeof own) =>
      this.role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
    allow(
      ['ManagedDescribeFlow', 'ManagedAddOutput', 'ManagedRemoveOutput'].map((action) => `mediaconnect:${action}`),
      [flows],
    );
    // Actions that MediaLive's guide names and the service's list of actions does not, which cfn-lint goes by.
    const policy = this.role.node.findChild('DefaultPolicy').node.defaultChild as CfnResource;
    policy.addMetadata('cfn-lint', { config: { ignore_checks: ['W3037'] } });
    allow(['s3:ListBucket'], [buckets], own);
    allow(['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], [objects], own);
    allow(
      ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents', 'DescribeLogStreams', 'DescribeLogGroups'].map(
        (action) => `logs:${action}`,
      ),
      [logs],
    );
    acceptPattern(
      this.role,
      'Flows, buckets of other Regions and log streams are made later; names and account confine them.',
      ...[flows, buckets, objects, logs],
    );
  }
}
