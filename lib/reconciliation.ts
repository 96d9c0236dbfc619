import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Ownership } from './deployment';
import { HeadworksFunction } from './headworks-function';
import { allowIndex, allowScan } from './permissions';
import type { SourceTable } from './source-table';

/** The report of what the records do not have in common with the target accounts, which a person asks for. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, { table, ownership }: { table: SourceTable; ownership: Ownership }) {
    super(scope, id);
    const reconcile = new HeadworksFunction(this, {
      name: 'reconcile',
      description: 'Tells in what the records of sources differ from what is in the target accounts',
      environment: { TABLE_NAME: table.tableName, ...ownership },
      timeout: Duration.minutes(15),
    });
    allowScan(reconcile, table, 'listed');
    allowIndex(reconcile, table, 'listed');
  }
}
