import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type EndpointName, endpoints } from '../lambdas/contract/endpoints';
import type { EnvironmentOf } from '../lambdas/contract/environment';
import { HeadworksFunction } from './headworks-function';
import {
  allowDescribeAlarms,
  allowDescribeFlow,
  allowDescribeSubnets,
  allowIndex,
  allowKnowReception,
  allowListTags,
  allowReadMetrics,
  allowSecrets,
  allowSeeStream,
  allowTable,
  type Ownership,
} from './permissions';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';
import type { SourceWorkflows } from './source-workflows';

/** After this time Lambda ends the function of an endpoint. */
export const functionTimeout = Duration.seconds(20);

/** What the endpoints work with. */
export interface EndpointProps {
  readonly settings: Settings;
  readonly table: SourceTable;
  readonly workflows: SourceWorkflows;
  readonly ownership: Ownership;
}

/** Makes the function of each endpoint in the scope, and gives it the permissions that it needs and no more. */
export function endpointFunctions(
  scope: Construct,
  { settings, table, workflows, ownership }: EndpointProps,
): Record<EndpointName, HeadworksFunction> {
  const endpoint = <Name extends EndpointName>(name: Name, environment: EnvironmentOf<Name>) => {
    const description = endpoints.find((row) => row.name === name)?.summary ?? name;
    return new HeadworksFunction(scope, { name, description, environment, timeout: functionTimeout });
  };
  const environment = { TABLE_NAME: table.tableName };
  const planned = { ...ownership, SRT_LISTENERS: settings.srtListeners };
  const provision = { PROVISION_SOURCE_ARN: workflows.provision.stateMachineArn };
  const deprovision = { DEPROVISION_SOURCE_ARN: workflows.deprovision.stateMachineArn };

  const START_ON_CREATION = settings.startOnCreation;
  const createSource = endpoint('createSource', { ...environment, ...provision, ...planned, START_ON_CREATION });
  // Counting the source in its target account is an update.
  allowTable(createSource, table, 'GetItem', 'PutItem', 'UpdateItem');
  allowSecrets(createSource, ownership, 'CreateSecret', 'TagResource', 'GetSecretValue', 'DeleteSecret');
  allowDescribeSubnets(createSource);
  workflows.provision.grantStartExecution(createSource);

  const listSources = endpoint('listSources', environment);
  allowTable(listSources, table, 'GetItem');
  allowIndex(listSources, table, 'listed');

  const getSource = endpoint('getSource', { ...environment, ...ownership });
  allowTable(getSource, table, 'BatchGetItem', 'PutItem');
  allowSecrets(getSource, ownership, 'GetSecretValue');
  allowDescribeFlow(getSource);
  allowListTags(getSource);
  allowDescribeAlarms(getSource);

  const updateSource = endpoint('updateSource', { ...environment, ...provision, ...planned });
  allowKnowReception(updateSource, table);
  allowSecrets(updateSource, ownership, 'CreateSecret', 'TagResource', 'GetSecretValue', 'DeleteSecret');
  allowDescribeSubnets(updateSource);
  allowDescribeFlow(updateSource);
  workflows.provision.grantStartExecution(updateSource);

  const deleteSource = endpoint('deleteSource', { ...environment, ...deprovision });
  allowTable(deleteSource, table, 'BatchGetItem', 'PutItem', 'UpdateItem');
  allowDescribeFlow(deleteSource);
  workflows.deprovision.grantStartExecution(deleteSource);

  const converging = { ...environment, ...provision, ...planned };
  const startSource = endpoint('startSource', converging);
  const stopSource = endpoint('stopSource', converging);
  const repairSource = endpoint('repairSource', converging);
  for (const each of [startSource, stopSource, repairSource]) allowConvergence(each, table, workflows);
  for (const each of [startSource, repairSource]) allowKnowReception(each, table);
  allowListTags(repairSource);
  // A stop leaves alarms as they are.
  for (const each of [startSource, repairSource]) allowDescribeAlarms(each);

  const getSourceStatus = endpoint('getSourceStatus', environment);
  allowTable(getSourceStatus, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
  allowDescribeFlow(getSourceStatus);
  allowReadMetrics(getSourceStatus);

  const getSourceMetrics = endpoint('getSourceMetrics', environment);
  allowTable(getSourceMetrics, table, 'BatchGetItem');
  allowDescribeFlow(getSourceMetrics);
  allowReadMetrics(getSourceMetrics);

  const getSourceServiceInfo = endpoint('getSourceServiceInfo', environment);
  allowTable(getSourceServiceInfo, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
  allowSeeStream(getSourceServiceInfo, 'DescribeFlowSourceMetadata');

  const getSourceThumbnail = endpoint('getSourceThumbnail', environment);
  allowTable(getSourceThumbnail, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
  allowSeeStream(getSourceThumbnail, 'DescribeFlowSourceThumbnail');

  const listSourceEvents = endpoint('listSourceEvents', environment);
  allowTable(listSourceEvents, table, 'BatchGetItem', 'Query');

  const getOpenApi = endpoint('getOpenApi', {});
  const getDocs = endpoint('getDocs', {});

  const writing = { createSource, updateSource, deleteSource, startSource, stopSource, repairSource };
  const observing = { getSourceStatus, getSourceMetrics, getSourceServiceInfo, getSourceThumbnail, listSourceEvents };
  return { ...writing, ...observing, listSources, getSource, getOpenApi, getDocs };
}

/** Lets a function look at a source's flow, write what is to become of it, and start the run that brings it there. */
function allowConvergence(target: HeadworksFunction, table: SourceTable, workflows: SourceWorkflows): void {
  allowTable(target, table, 'BatchGetItem', 'PutItem', 'UpdateItem');
  allowDescribeFlow(target);
  workflows.provision.grantStartExecution(target);
}
