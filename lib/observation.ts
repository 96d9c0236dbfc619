import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import type { FunctionName } from '../lambdas/contract/environment';
import type { DeadLetters } from './dead-letters';
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
}

/** Listens to what MediaConnect says of flows; what failed every attempt goes to the dead letters. */
export class Observation extends Construct {
  constructor(scope: Construct, id: string, { table, deadLetters }: ObservationProps) {
    super(scope, id);
    for (const [name, detailType] of Object.entries(heard) as [keyof typeof heard, string][]) {
      const listener = new HeadworksFunction(this, {
        name,
        description: `Takes in events "${detailType}"`,
        environment: { TABLE_NAME: table.tableName },
        timeout: Duration.minutes(1),
      });
      allowTable(listener, table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem');
      listener.configureAsyncInvoke({ retryAttempts: 2, onFailure: new SqsDestination(deadLetters) });
      new Rule(this, `${listener.node.id}Rule`, {
        description: `Events "${detailType}" of every flow of the account`,
        eventPattern: { source: ['aws.mediaconnect'], detailType: [detailType] },
        targets: [new LambdaFunction(listener, { deadLetterQueue: deadLetters, maxEventAge: Duration.hours(1) })],
      });
    }
  }
}
