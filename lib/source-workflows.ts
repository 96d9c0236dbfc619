import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { EnvironmentOf, FunctionName } from '../lambdas/contract/environment';
import { acceptPattern } from './acknowledgements';
import type { Ownership } from './deployment';
import { HeadworksFunction } from './headworks-function';
import { allowTable } from './permissions';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';

/** A task's function ends well within its state's TimeoutSeconds (45), so that none outlives its task. */
const taskTimeout = Duration.seconds(30);

interface SourceWorkflowsProps {
  readonly table: SourceTable;
  readonly settings: Settings;
  readonly ownership: Ownership;
  /** What the names of the deployment's buckets for proxies begin with. */
  readonly proxyBuckets: string;
}

/** The two workflows and the functions of their tasks. */
export class SourceWorkflows extends Construct {
  readonly provision: StateMachine;
  readonly deprovision: StateMachine;
  /** Is called once for each run that ends as failed. */
  readonly recordFailure: HeadworksFunction;

  constructor(scope: Construct, id: string, props: SourceWorkflowsProps) {
    super(scope, id);
    const tasks = this.tasks(props);
    this.provision = this.machine('ProvisionSource', 'provision-source', tasks);
    this.deprovision = this.machine('DeprovisionSource', 'deprovision-source', tasks);
    this.recordFailure = tasks.RecordFailure;
  }

  private tasks({ table, settings, ownership, proxyBuckets }: SourceWorkflowsProps) {
    const onTable = { TABLE_NAME: table.tableName };
    const acting = { ...onTable, ...ownership };
    const markInProgress = this.task('markInProgress', 'Says that a run has begun', onTable);

    const preFlight = this.task('preFlight', 'Looks whether AWS has what a flow refers to', acting);

    const ensureFlow = this.task('ensureFlow', 'Makes sure that exactly one flow exists', acting);

    const applyChanges = this.task('applyChanges', 'Takes the steps that bring a flow to its configuration', {
      ...acting,
      SRT_LISTENERS: settings.srtListeners,
    });
    allowTable(applyChanges, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');

    const observeFlow = this.task('observeFlow', 'Looks at a flow', acting);
    const startFlow = this.task('startFlow', 'Starts a flow', acting);
    const stopFlow = this.task('stopFlow', 'Stops a flow', acting);
    const deleteFlow = this.task('deleteFlow', 'Deletes a flow', acting);

    const findFlows = this.task('findFlows', 'Finds the flows of a source that are to go', acting);

    const deleteSecrets = this.task('deleteSecrets', 'Removes the secrets of a source', acting);

    const ensureAlarms = this.task('ensureAlarms', 'Makes the alarms of a source those asked for', acting);

    const ensureProxy = this.task('ensureProxy', 'Takes the steps that bring a proxy to what is asked for', {
      ...acting,
      PROXY_BUCKETS: proxyBuckets,
    });

    const switchFlows = this.task('switchFlows', 'Brings new flows into force', acting);
    const noteFailure = this.task('noteFailure', 'Keeps why a run failed', onTable);
    const markComplete = this.task('markComplete', 'Ends a run well', onTable);
    const markDeleted = this.task('markDeleted', 'Ends a deletion well', onTable);
    const recordFailure = this.task('recordFailure', 'Ends a run that failed, with the reason', acting);

    const readers = [preFlight, observeFlow, startFlow, stopFlow, deleteFlow];
    const writers = [
      markInProgress,
      ensureFlow,
      findFlows,
      deleteSecrets,
      ensureAlarms,
      ensureProxy,
      noteFailure,
      switchFlows,
    ];
    const ends = [markComplete, markDeleted, recordFailure];
    // Each of them notes how its step ended.
    for (const target of readers) allowTable(target, table, 'GetItem', 'PutItem');
    for (const target of [...writers, ...ends]) allowTable(target, table, 'GetItem', 'PutItem', 'UpdateItem');

    return {
      MarkInProgress: markInProgress,
      PreFlight: preFlight,
      ApplyChanges: applyChanges,
      EnsureFlow: ensureFlow,
      ObserveFlow: observeFlow,
      StartFlow: startFlow,
      SwitchFlows: switchFlows,
      NoteFailure: noteFailure,
      StopFlow: stopFlow,
      DeleteFlow: deleteFlow,
      FindFlows: findFlows,
      DeleteSecrets: deleteSecrets,
      EnsureAlarms: ensureAlarms,
      EnsureProxy: ensureProxy,
      MarkComplete: markComplete,
      MarkDeleted: markDeleted,
      RecordFailure: recordFailure,
    };
  }

  private task<Name extends FunctionName>(
    name: Name,
    description: string,
    environment: EnvironmentOf<Name>,
  ): HeadworksFunction {
    return new HeadworksFunction(this, {
      name,
      description,
      environment,
      timeout: taskTimeout,
    });
  }

  /** The definition stays inline in the template, so that diffs and linters see it. */
  private machine(id: string, file: string, tasks: Record<string, HeadworksFunction>): StateMachine {
    const definition = readFileSync(join(__dirname, '..', 'state-machines', `${file}.asl.json`), 'utf8');
    const used = Object.entries(tasks).filter(([name]) => definition.includes(`\${${name}}`));
    const machine = new StateMachine(this, id, {
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: Object.fromEntries(used.map(([name, target]) => [name, target.functionArn])),
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        destination: new LogGroup(this, `${id}Logs`, {
          logGroupName: `/aws/vendedlogs/states/headworks-${file}-${this.node.addr.slice(-8)}`,
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    const invoked = used.map(([, target]) => target.functionArn);
    machine.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: invoked }));
    acceptPattern(machine.role, 'Log delivery and X-Ray know no resource in particular.', '*');
    return machine;
  }
}
