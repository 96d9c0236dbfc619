import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { alarmPrefix } from '../lambdas/contract/alarm-names';
import type { FunctionName } from '../lambdas/contract/environment';
import type { DeadLetters } from './dead-letters';
import type { Ownership } from './deployment';
import { HeadworksFunction } from './headworks-function';
import { allowTable } from './permissions';
import type { SourceTable } from './source-table';

/**
 * The events of MediaConnect that are heard, by the function of each kind. Others are left alone: one that is sent every
 * twenty seconds while there is a stream ("Flow Source Metadata Changed") would only cost money.
 */
const heard = {
  hearFlowStatus: 'MediaConnect Flow Status Change',
  hearSourceHealth: 'MediaConnect Source Health',
  hearFlowHealth: 'MediaConnect Flow Health',
  hearAlert: 'MediaConnect Alert',
  hearMaintenance: 'MediaConnect Flow Maintenance',
  hearContentQuality: 'MediaConnect Flow Content Quality',
} as const satisfies Partial<Record<FunctionName, string>>;

interface ObservationProps {
  readonly table: SourceTable;
  readonly deadLetters: DeadLetters;
  readonly ownership: Ownership;
}

/** Listens to what MediaConnect says of flows, and CloudWatch of their alarms; what failed every attempt goes to the dead letters. */
export class Observation extends Construct {
  constructor(scope: Construct, id: string, props: ObservationProps) {
    super(scope, id);
    for (const [name, detailType] of Object.entries(heard) as [keyof typeof heard, string][]) {
      this.listen(props, name, `Events "${detailType}" of every flow of the account`, {
        source: ['aws.mediaconnect'],
        detailType: [detailType],
      });
    }
    this.listen(props, 'hearAlarm', 'State changes of the alarms of sources', {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [{ prefix: alarmPrefix(props.ownership.DEPLOYMENT_ID) }] },
    });
  }

  private listen(
    { table, deadLetters }: ObservationProps,
    name: keyof typeof heard | 'hearAlarm',
    description: string,
    eventPattern: EventPattern,
  ): void {
    const listener = new HeadworksFunction(this, {
      name,
      description: `Takes in: ${description.charAt(0).toLowerCase()}${description.slice(1)}`,
      environment: { TABLE_NAME: table.tableName },
      timeout: Duration.minutes(1),
    });
    allowTable(listener, table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem');
    listener.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(deadLetters) });
    new Rule(this, `${listener.node.id}Rule`, {
      description,
      eventPattern,
      targets: [new LambdaFunction(listener, { deadLetterQueue: deadLetters, maxEventAge: Duration.hours(1) })],
    });
  }
}
