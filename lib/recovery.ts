import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Ownership } from './deployment';
import { HeadworksFunction } from './headworks-function';
import { allowIndex, allowTable } from './permissions';
import type { SourceTable } from './source-table';
import type { SourceWorkflows } from './source-workflows';

interface RecoveryProps {
  readonly table: SourceTable;
  readonly workflows: SourceWorkflows;
  readonly ownership: Ownership;
}

/**
 * What brings a source to its end when its execution cannot: a rule on executions that failed, timed out or were
 * aborted (none of which reaches a Catch), a schedule as its backstop, and the removal of orphaned secrets.
 */
export class Recovery extends Construct {
  readonly functions: readonly HeadworksFunction[];

  constructor(scope: Construct, id: string, { table, workflows, ownership }: RecoveryProps) {
    super(scope, id);
    const machines = [workflows.provision, workflows.deprovision];
    const environment = {
      TABLE_NAME: table.tableName,
      PROVISION_SOURCE_ARN: workflows.provision.stateMachineArn,
      DEPROVISION_SOURCE_ARN: workflows.deprovision.stateMachineArn,
    };
    const timeout = Duration.minutes(1);

    const recoverSource = new HeadworksFunction(this, {
      name: 'recoverSource',
      description: 'Brings a source whose execution died to its end',
      environment,
      timeout,
    });
    new Rule(this, 'ExecutionDied', {
      description: 'An execution ended without its own failure tail having run',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: machines.map(({ stateMachineArn }) => stateMachineArn),
        },
      },
      targets: [new LambdaFunction(recoverSource, { retryAttempts: 5, maxEventAge: Duration.hours(1) })],
    });

    const sweepSources = new HeadworksFunction(this, {
      name: 'sweepSources',
      description: 'Finds the sources whose run was never started, or ended without anybody being told',
      environment,
      timeout,
    });
    this.every('SweepSources', Duration.minutes(2), sweepSources);
    const executions = machines.map(({ stateMachineName }) =>
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    sweepSources.allow(['states:DescribeExecution'], executions);
    sweepSources.acceptPattern('Executions are named at run time, by source and run.', ...executions);
    allowIndex(sweepSources, table, 'unsettled');
    for (const target of [recoverSource, sweepSources]) {
      allowTable(target, table, 'GetItem', 'PutItem', 'UpdateItem');
      for (const machine of machines) machine.grantStartExecution(target);
    }

    const sweepSecrets = new HeadworksFunction(this, {
      name: 'sweepSecrets',
      description: 'Removes the secrets that failed requests left behind',
      environment: { TABLE_NAME: table.tableName, ...ownership },
      timeout: Duration.minutes(5),
    });
    this.every('SweepSecrets', Duration.hours(1), sweepSecrets);
    allowTable(sweepSecrets, table, 'GetItem');
    allowIndex(sweepSecrets, table, 'listed');
    this.functions = [recoverSource, sweepSources, sweepSecrets];
  }

  private every(id: string, interval: Duration, target: HeadworksFunction<never>): void {
    new Rule(this, `${id}Schedule`, { schedule: Schedule.rate(interval), targets: [new LambdaFunction(target)] });
  }
}
