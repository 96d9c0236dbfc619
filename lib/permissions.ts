import { Stack } from 'aws-cdk-lib';
import type { FunctionName } from '../lambdas/contract/environment';
import { rolePath, targetStatements } from '../lambdas/contract/target-permissions';
import { ownershipOf } from './deployment';
import type { HeadworksFunction } from './headworks-function';
import type { SourceTable } from './source-table';

type TableAction = 'BatchGetItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

/** Lets a function do to the table's items what it does, and nothing else. */
export function allowTable(target: HeadworksFunction, table: SourceTable, ...actions: TableAction[]): void {
  target.allow(
    actions.map((action) => `dynamodb:${action}`),
    [table.tableArn],
  );
}

/** Lets a function read one index of the table from end to end. */
export function allowScan(target: HeadworksFunction, table: SourceTable, index: 'listed' | 'unsettled'): void {
  target.allow(['dynamodb:Scan'], [table.index(index)]);
}

/** Lets a function query one index of the table. */
export function allowIndex(target: HeadworksFunction, table: SourceTable, index: 'listed' | 'unsettled'): void {
  target.allow(['dynamodb:Query'], [table.index(index)]);
}

/**
 * Lets a function take on the roles of target accounts, which trust it for their external ids; and do in the own account
 * what its sessions there may do.
 */
export function allowActing(target: HeadworksFunction, name: FunctionName): void {
  const { partition, account } = Stack.of(target);
  const roles = `arn:${partition}:iam::*:role${rolePath}*`;
  target.allow(['sts:AssumeRole'], [roles]);
  target.acceptPattern('Target accounts are registered at run time; their roles have a path of their own.', roles);
  const { DEPLOYMENT_ID: deploymentId, SECRET_PREFIX: secretPrefix } = ownershipOf(target);
  const passedRoles = [`arn:${partition}:iam::${account}:role${rolePath}*`];
  const statements = targetStatements(name, { partition, account, deploymentId, secretPrefix, passedRoles });
  for (const { Action, Resource, Condition } of statements) target.allow(Action, Resource, Condition);
  const patterns = new Set(statements.flatMap(({ Resource }) => Resource).filter((each) => each.includes('*')));
  target.acceptPattern('Flows, secrets and alarms are made at run time.', ...patterns);
}
