import { BootstraplessSynthesizer, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetters } from './dead-letters';
import { EventForwarding } from './event-forwarding';

/**
 * Sends the events of one Region of a target account to the control plane. Is deployed once for each Region in which the
 * account may have sources, but for the control plane's own, whose stack has the same. It needs no bootstrapped Region.
 */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { ...props, synthesizer: new BootstraplessSynthesizer(), analyticsReporting: false });
    const busArn = new CfnParameter(this, 'EventBusArn', {
      type: 'String',
      // A default bus that sends to itself would do so for ever.
      allowedPattern: '^arn:aws[a-z-]*:events:[a-z0-9-]+:[0-9]{12}:event-bus/(?!default$)[A-Za-z0-9._-]+$',
      description: 'The output IncomingEventBusArn of the control plane',
    });
    const deploymentId = new CfnParameter(this, 'DeploymentId', {
      type: 'String',
      allowedPattern: '^[A-Za-z][A-Za-z0-9-]*@[a-z0-9-]+$',
      description: 'The output DeploymentId of the control plane',
    });
    new EventForwarding(this, 'Forwarding', {
      busArn: busArn.valueAsString,
      deploymentId: deploymentId.valueAsString,
      deadLetters: new DeadLetters(this, 'DeadLetters'),
    });
  }
}
