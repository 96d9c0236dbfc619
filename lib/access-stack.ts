import { CfnOutput, CfnParameter, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { proxyBucketPrefix, secretPrefixOf } from './deployment';
import { MediaConnectRoles } from './mediaconnect-roles';
import { MediaLiveRole } from './medialive-role';
import { PlainStack } from './plain-stack';
import { deploymentIdParameter, uuidPattern } from './stack-parameters';
import { TargetAccountRole } from './target-account-role';

/**
 * Lets the control plane act in a target account: the role that its functions take on there, the two that MediaConnect
 * does, and the one of MediaLive. Is deployed once for each target account but the control plane's own, in any Region:
 * roles are of the whole account.
 */
export class AccessStack extends PlainStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, 'Headworks: lets the control plane act in a target account');
    const text = (name: string, allowedPattern: string, description: string) =>
      new CfnParameter(this, name, { type: 'String', allowedPattern, description }).valueAsString;
    const targetAccountId = text(
      'TargetAccountId',
      uuidPattern,
      'The id of the target account in the paths of the API',
    );
    // No secret: it is of use to the control plane alone, and stands in the policy of the role.
    const externalId = text(
      'ExternalId',
      uuidPattern,
      'The external-id that the API has answered for the target account',
    );
    const controlPlaneAccount = text('ControlPlaneAccountId', '^[0-9]{12}$', 'The AWS account of the control plane');
    const deploymentId = deploymentIdParameter(this);
    const secretPrefix = secretPrefixOf(Fn.select(0, Fn.split('@', deploymentId)));
    const roles = new MediaConnectRoles(this, 'MediaConnect', { targetAccountId, secretPrefix });
    // Which of them are the deployment's, the session of each function says.
    const proxyBuckets = `${proxyBucketPrefix}*`;
    const mediaLive = new MediaLiveRole(this, 'MediaLive', { targetAccountId, proxyBuckets });
    const { role } = new TargetAccountRole(this, 'Access', {
      ...{ targetAccountId, deploymentId, secretPrefix, externalId, controlPlaneAccount },
      ...{ roles, mediaLive, proxyBuckets },
    });
    new CfnOutput(this, 'TargetAccount', {
      description: 'The body of PUT for the target account; name in it the Regions in which it may have sources',
      value: this.toJsonString({
        'aws-account-id': this.account,
        'role-arn': role.roleArn,
        'mediaconnect-role-arn': roles.secrets.roleArn,
        'vpc-role-arn': roles.vpc.roleArn,
        regions: [this.region],
      }),
    });
  }
}
