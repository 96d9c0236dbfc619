import { Stack } from 'aws-cdk-lib';
import { rolePath } from '../lambdas/contract/target-permissions';
import type { HeadworksFunction } from './headworks-function';
import type { SourceTable } from './source-table';

type TableAction = 'BatchGetItem' | 'DeleteItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

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

/** Lets a function take on the roles of target accounts, which trust it for their external ids. */
export function allowActing(target: HeadworksFunction): void {
  const roles = `arn:${Stack.of(target).partition}:iam::*:role${rolePath}*`;
  target.allow(['sts:AssumeRole'], [roles]);
  target.acceptPattern('Target accounts are registered at run time; their roles have a path of their own.', roles);
}
