import { Stack } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { type Counter, counterNamespace } from '../lambdas/contract/counters';
import type { SourceTable } from './source-table';

/** What the functions do to the table, in the words of DynamoDB's metrics. */
const operations = [
  Operation.BATCH_GET_ITEM,
  Operation.GET_ITEM,
  Operation.PUT_ITEM,
  Operation.QUERY,
  Operation.TRANSACT_WRITE_ITEMS,
  Operation.UPDATE_ITEM,
];

/** What the functions of this stack count themselves, as a sum. */
export function counted(scope: Construct, counter: Counter): Metric {
  return new Metric({
    namespace: counterNamespace,
    metricName: counter,
    dimensionsMap: { service: Stack.of(scope).stackName },
    statistic: Stats.SUM,
  });
}

/** How many executions of a workflow ended without their own failure tail. */
export function executionsDied(machine: StateMachine, label: string): MathExpression {
  return total(label, [machine.metricFailed(), machine.metricTimedOut(), machine.metricAborted()]);
}

/** How many invocations of functions failed, together; an alarm can take ten functions. */
export function errorsOf(functions: readonly IFunction[], label: string): MathExpression {
  return total(
    label,
    functions.map((each) => each.metricErrors()),
  );
}

/** How many invocations Lambda refused in the whole Region: the concurrency that they lack is that of the account. */
export function functionThrottles(): Metric {
  return new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM });
}

/** How many requests to the table were refused for their number. */
export function tableThrottles(table: SourceTable): MathExpression {
  return ofTable(table, 'ThrottledRequests', 'throttled requests');
}

/** How many requests to the table failed by a fault of DynamoDB. */
export function tableErrors(table: SourceTable): MathExpression {
  return ofTable(table, 'SystemErrors', 'faults of DynamoDB');
}

function ofTable(table: SourceTable, metricName: string, label: string): MathExpression {
  const metrics = operations.map((operation) => {
    const dimensionsMap = { TableName: table.tableName, Operation: operation };
    return new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, statistic: Stats.SUM });
  });
  return total(label, metrics);
}

/** The sum of metrics, each of which is silent while it has nothing to count; two sums of one graph have two labels. */
function total(label: string, metrics: readonly Metric[]): MathExpression {
  const name = label.replace(/\W/g, '_').toLowerCase();
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`${name}_${index}`, metric]));
  const filled = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({ expression: filled.join(' + '), usingMetrics, label });
}
