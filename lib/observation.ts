import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionName } from '../lambdas/contract/environment';
import { accept } from './acknowledgements';
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

/** Listens to what MediaConnect says of flows, and keeps what nobody could take. */
export class Observation extends Construct {
  /** Where events go that failed every attempt; one for all functions of events. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { table }: { table: SourceTable }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    accept(this.deadLetters, 'AwsSolutions-SQS3', 'It is the dead-letter queue of functions and rules.');
    for (const [name, detailType] of Object.entries(heard) as [keyof typeof heard, string][]) {
      const listener = new HeadworksFunction(this, {
        name,
        description: `Takes in events "${detailType}"`,
        environment: { TABLE_NAME: table.tableName },
        timeout: Duration.minutes(1),
      });
      allowTable(listener, table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem');
      listener.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(this.deadLetters) });
      new Rule(this, `${listener.node.id}Rule`, {
        description: `Events "${detailType}" of every flow of the account`,
        eventPattern: { source: ['aws.mediaconnect'], detailType: [detailType] },
        targets: [new LambdaFunction(listener, { deadLetterQueue: this.deadLetters, maxEventAge: Duration.hours(1) })],
      });
    }
  }
}
