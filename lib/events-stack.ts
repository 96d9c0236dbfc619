import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetters } from './dead-letters';
import { EventForwarding } from './event-forwarding';
import { PlainStack } from './plain-stack';
import { ProxyBucket } from './proxy-bucket';
import { deploymentIdParameter } from './stack-parameters';

/**
 * Sends the events of one Region of a target account to the control plane, and has the bucket for proxies there. Is deployed
 * once for each Region in which the account may have sources, but for the control plane's own, whose stack has the same.
 */
export class EventsStack extends PlainStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, 'Headworks: sends the events of a Region of a target account to the control plane');
    const busArn = new CfnParameter(this, 'EventBusArn', {
      type: 'String',
      // A default bus that sends to itself would do so for ever.
      allowedPattern: '^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/(?!default$)[A-Za-z0-9._-]+$',
      description: 'The output IncomingEventBusArn of the control plane',
    });
    const deploymentId = deploymentIdParameter(this);
    const buckets = new CfnParameter(this, 'ProxyBuckets', {
      type: 'String',
      allowedPattern: '^headworks-[0-9a-f]{12}$',
      description: 'The output ProxyBuckets of the control plane',
    });
    new ProxyBucket(this, 'Proxies', { buckets: buckets.valueAsString });
    new EventForwarding(this, 'Forwarding', {
      busArn: busArn.valueAsString,
      deploymentId,
      deadLetters: new DeadLetters(this, 'DeadLetters'),
    });
  }
}
