import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type EndpointName, endpoints } from '../lambdas/contract/endpoints';
import type { EnvironmentOf } from '../lambdas/contract/environment';
import type { Ownership } from './deployment';
import type { EdgeSettings } from './edge-settings';
import { HeadworksFunction } from './headworks-function';
import { allowIndex, allowTable } from './permissions';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';
import type { SourceWorkflows } from './source-workflows';

/** After this time Lambda ends the function of an endpoint. */
export const functionTimeout = Duration.seconds(20);

/** What the endpoints work with. */
export interface EndpointProps {
  readonly settings: Settings;
  readonly edge: EdgeSettings;
  readonly table: SourceTable;
  readonly workflows: SourceWorkflows;
  readonly ownership: Ownership;
  /** What the names of the deployment's buckets for proxies begin with. */
  readonly proxyBuckets: string;
}

/** Makes the function of each endpoint in the scope, and gives it the permissions that it needs and no more. */
export function endpointFunctions(
  scope: Construct,
  { settings, edge, table, workflows, ownership, proxyBuckets }: EndpointProps,
): Record<EndpointName, HeadworksFunction> {
  const endpoint = <Name extends EndpointName>(name: Name, environment: EnvironmentOf<Name>) => {
    const description = endpoints.find((row) => row.name === name)?.summary ?? name;
    return new HeadworksFunction(scope, { name, description, environment, timeout: functionTimeout });
  };
  const environment = { TABLE_NAME: table.tableName, CORS_ORIGINS: edge.corsOrigins };
  const acting = { ...environment, ...ownership };
  const planned = { ...ownership, SRT_LISTENERS: settings.srtListeners };
  const provision = {
    PROVISION_SOURCE_ARN: workflows.provision.stateMachineArn,
    SOURCES_PER_ORGANISATION: settings.sourcesPerOrganisation,
    RUNS_PER_ORGANISATION: settings.runsPerOrganisation,
  };
  const deprovision = { DEPROVISION_SOURCE_ARN: workflows.deprovision.stateMachineArn };

  const START_ON_CREATION = settings.startOnCreation;
  const createSource = endpoint('createSource', { ...environment, ...provision, ...planned, START_ON_CREATION });
  // Counting the source in its target account is an update.
  allowTable(createSource, table, 'GetItem', 'PutItem', 'UpdateItem');
  workflows.provision.grantStartExecution(createSource);

  const listSources = endpoint('listSources', environment);
  allowTable(listSources, table, 'GetItem');
  allowIndex(listSources, table, 'listed');

  const getSource = endpoint('getSource', acting);
  allowTable(getSource, table, 'BatchGetItem', 'PutItem');

  const updateSource = endpoint('updateSource', { ...environment, ...provision, ...planned });
  allowTable(updateSource, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
  workflows.provision.grantStartExecution(updateSource);

  const deleteSource = endpoint('deleteSource', { ...acting, ...deprovision });
  allowTable(deleteSource, table, 'BatchGetItem', 'PutItem', 'UpdateItem');
  workflows.deprovision.grantStartExecution(deleteSource);

  const converging = { ...environment, ...provision, ...planned };
  const startSource = endpoint('startSource', converging);
  const stopSource = endpoint('stopSource', converging);
  const repairSource = endpoint('repairSource', converging);
  for (const each of [startSource, stopSource, repairSource]) allowConvergence(each, table, workflows);

  const getSourceStatus = endpoint('getSourceStatus', { ...acting, PROXY_BUCKETS: proxyBuckets });
  allowTable(getSourceStatus, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');

  const getSourceMetrics = endpoint('getSourceMetrics', acting);
  allowTable(getSourceMetrics, table, 'BatchGetItem');

  const getSourceServiceInfo = endpoint('getSourceServiceInfo', acting);
  allowTable(getSourceServiceInfo, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');

  const getSourceThumbnail = endpoint('getSourceThumbnail', acting);
  allowTable(getSourceThumbnail, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');

  const getSourceProxy = endpoint('getSourceProxy', { ...acting, PROXY_BUCKETS: proxyBuckets });
  allowTable(getSourceProxy, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');

  const listSourceEvents = endpoint('listSourceEvents', environment);
  allowTable(listSourceEvents, table, 'BatchGetItem', 'Query');

  const listTargetAccounts = endpoint('listTargetAccounts', environment);
  allowTable(listTargetAccounts, table, 'Query');
  const getTargetAccount = endpoint('getTargetAccount', environment);
  allowTable(getTargetAccount, table, 'GetItem');
  const putTargetAccount = endpoint('putTargetAccount', {
    ...acting,
    OWN_AWS_ACCOUNT: Stack.of(scope).account,
    EVENT_ACCOUNTS: settings.eventAccounts,
    EVENT_ORGANISATION: settings.eventOrganisation,
    TARGET_ACCOUNTS_PER_ORGANISATION: settings.targetAccountsPerOrganisation,
  });
  allowTable(putTargetAccount, table, 'GetItem', 'PutItem', 'Query', 'UpdateItem');
  const deleteTargetAccount = endpoint('deleteTargetAccount', acting);
  allowTable(deleteTargetAccount, table, 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem');
  allowIndex(deleteTargetAccount, table, 'listed');

  const getOpenApi = endpoint('getOpenApi', { CORS_ORIGINS: edge.corsOrigins });
  const getDocs = endpoint('getDocs', { CORS_ORIGINS: edge.corsOrigins });

  const writing = { createSource, updateSource, deleteSource, startSource, stopSource, repairSource };
  const observing = {
    getSourceStatus,
    getSourceMetrics,
    getSourceServiceInfo,
    getSourceThumbnail,
    getSourceProxy,
    listSourceEvents,
  };
  const accounts = { listTargetAccounts, getTargetAccount, putTargetAccount, deleteTargetAccount };
  return { ...writing, ...observing, ...accounts, listSources, getSource, getOpenApi, getDocs };
}

/** Lets a function read a source, write what is to become of it, and start the run that brings it there. */
function allowConvergence(target: HeadworksFunction, table: SourceTable, workflows: SourceWorkflows): void {
  allowTable(target, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
  workflows.provision.grantStartExecution(target);
}
