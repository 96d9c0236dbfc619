import { Duration } from 'aws-cdk-lib';
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import type { Ownership } from './deployment';
import { HeadworksFunction } from './headworks-function';
import { alarmEvents, alarmsOf, heard, mediaConnectEvents } from './heard-events';
import { allowTable } from './permissions';
import type { SourceTable } from './source-table';

interface ObservationProps {
  /** The bus to which the events of every account and Region come. */
  readonly bus: IEventBus;
  readonly table: SourceTable;
  readonly deadLetters: DeadLetters;
  readonly ownership: Ownership;
}

/** Listens to what MediaConnect says of flows, and CloudWatch of their alarms; what failed every attempt goes to the dead letters. */
export class Observation extends Construct {
  constructor(scope: Construct, id: string, props: ObservationProps) {
    super(scope, id);
    for (const [name, detailType] of Object.entries(heard) as [keyof typeof heard, string][]) {
      this.listen(props, name, `Events "${detailType}" of every flow that is heard of`, {
        source: [mediaConnectEvents],
        detailType: [detailType],
      });
    }
    this.listen(props, 'hearAlarm', 'State changes of the alarms of sources', {
      source: [alarmEvents.source],
      detailType: [alarmEvents.detailType],
      detail: alarmsOf(props.ownership.DEPLOYMENT_ID),
    });
  }

  private listen(
    { bus, table, deadLetters }: ObservationProps,
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
    allowTable(listener, table, 'BatchGetItem', 'PutItem', 'UpdateItem');
    // Whose flow an event is about; an alarm's name says whose it is.
    if (name !== 'hearAlarm') allowTable(listener, table, 'GetItem');
    listener.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(deadLetters) });
    new Rule(this, `${listener.node.id}Rule`, {
      eventBus: bus,
      description,
      eventPattern,
      targets: [new LambdaFunction(listener, { deadLetterQueue: deadLetters, maxEventAge: Duration.hours(1) })],
    });
  }
}
