import { CfnCondition, Duration, Fn } from 'aws-cdk-lib';
import { CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { detailTypeOf, eventSource } from '../lambdas/contract/published-event';
import type { DeadLetters } from './dead-letters';
import { HeadworksFunction } from './headworks-function';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';

interface SourceEventsProps {
  readonly table: SourceTable;
  readonly settings: Settings;
  readonly deadLetters: DeadLetters;
}

/**
 * The bus that tells what happens to sources. The table's stream has every event of the history put on it, at least
 * once: what is written is published, whoever wrote it and whatever died afterwards.
 */
export class SourceEvents extends Construct {
  readonly bus: EventBus;
  readonly publishEvents: HeadworksFunction;

  constructor(scope: Construct, id: string, { table, settings, deadLetters }: SourceEventsProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What happens to the sources of Headworks' });
    this.publishEvents = this.publish(table, deadLetters);
    this.notify(settings);
  }

  private publish(table: SourceTable, deadLetters: DeadLetters): HeadworksFunction {
    const publishEvents = new HeadworksFunction(this, {
      name: 'publishEvents',
      description: 'Puts the history of sources on the event bus',
      environment: { EVENT_BUS_NAME: this.bus.eventBusName },
      timeout: Duration.seconds(30),
    });
    publishEvents.allow(['events:PutEvents'], [this.bus.eventBusArn]);
    const stream = table.tableStreamArn ?? '';
    publishEvents.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [stream]);
    // ListStreams knows no resource.
    publishEvents.allow(['dynamodb:ListStreams'], ['*']);
    const mapping = new EventSourceMapping(this, 'History', {
      target: publishEvents,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      // History is only ever added; what expires leaves the table as a removal.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('event#') } } },
        }),
      ],
      batchSize: 100,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // Lambda waits up to a minute between two attempts: an hour and more, in which EventBridge may be away.
      retryAttempts: 100,
      onFailure: new SqsDlq(deadLetters),
    });
    if (publishEvents.role) mapping.node.addDependency(publishEvents.role);
    return publishEvents;
  }

  /** The topic's own policy must let EventBridge publish, since it belongs to somebody else. */
  private notify({ notificationTopicArn }: Settings): void {
    const rule = new CfnRule(this, 'Notify', {
      description: 'Tells a topic of health and alarms',
      eventBusName: this.bus.eventBusName,
      eventPattern: {
        source: [eventSource],
        'detail-type': [detailTypeOf('health-changed'), detailTypeOf('alarm-changed')],
      },
      targets: [{ id: 'Topic', arn: notificationTopicArn }],
    });
    rule.cfnOptions.condition = new CfnCondition(this, 'HasTopic', {
      expression: Fn.conditionNot(Fn.conditionEquals(notificationTopicArn, '')),
    });
  }
}
