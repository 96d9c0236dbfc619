import { Aws, Fn } from 'aws-cdk-lib';
import { EventBus, type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmEvents, alarmsOf, heard, mediaConnectEvents } from './heard-events';
import { stackMark } from './stack-mark';

interface EventForwardingProps {
  /** The bus of the control plane, which may be of another account and Region. */
  readonly busArn: string;
  readonly deploymentId: string;
  /** Takes what that bus would not; of this account and Region. */
  readonly deadLetters: IQueue;
}

/**
 * Sends on what the listeners hear, from the default bus of this account and Region to the bus of the control plane. An
 * event keeps the account and Region that it is of. Names carry the Region, since roles are of the whole account.
 */
export class EventForwarding extends Construct {
  constructor(scope: Construct, id: string, { busArn, deploymentId, deadLetters }: EventForwardingProps) {
    super(scope, id);
    const name = (purpose: string) => Fn.join('-', ['headworks', purpose, Aws.REGION, stackMark(this)]);
    const role = new Role(this, 'Role', {
      roleName: name('events'),
      assumedBy: new ServicePrincipal('events.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      }),
      description: 'Sends events of MediaConnect and of alarms to the bus of the control plane',
    });
    const target = new BusTarget(EventBus.fromEventBusArn(this, 'ControlPlane', busArn), {
      role,
      deadLetterQueue: deadLetters,
    });
    // Events that another account has sent to this bus are not sent on: each account speaks for itself, and no event
    // can go round between two buses.
    const own = { account: [Aws.ACCOUNT_ID] };
    const forward = (kind: string, description: string, eventPattern: EventPattern) =>
      new Rule(this, kind, { ruleName: name(kind.toLowerCase()), description, eventPattern, targets: [target] });
    forward('Flows', 'Events of MediaConnect flows, for Headworks', {
      ...own,
      source: [mediaConnectEvents],
      detailType: Object.values(heard),
    });
    forward('Alarms', 'State changes of the alarms of sources, for Headworks', {
      ...own,
      source: [alarmEvents.source],
      detailType: [alarmEvents.detailType],
      detail: alarmsOf(deploymentId),
    });
  }
}
