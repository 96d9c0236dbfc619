import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/** The one table: records, history, and which flow belongs to which source. It outlives the stack. */
export class SourceTable extends Table {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      timeToLiveAttribute: 'expires-at',
      // What is new in the history is published from here.
      stream: StreamViewType.NEW_IMAGE,
    });
    this.addGlobalSecondaryIndex({
      indexName: 'listed',
      partitionKey: { name: 'listed', type: AttributeType.STRING },
      sortKey: { name: 'listed-at', type: AttributeType.STRING },
    });
    this.addGlobalSecondaryIndex({
      indexName: 'unsettled',
      partitionKey: { name: 'unsettled', type: AttributeType.STRING },
      sortKey: { name: 'unsettled-at', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['id'],
    });
  }

  /** The ARN of one of the table's indexes. */
  index(name: 'listed' | 'unsettled'): string {
    return `${this.tableArn}/index/${name}`;
  }
}
