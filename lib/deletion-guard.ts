import { Aws, CfnResource, CustomResource, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { HeadworksFunction } from './headworks-function';
import { allowScan } from './permissions';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';

/** Has the deletion of the stack refused while sources have flows, unless a setting says to leave them. */
export class DeletionGuard extends Construct {
  private readonly guardDeletion: HeadworksFunction;
  private readonly timeout = Duration.minutes(5);

  constructor(
    scope: Construct,
    id: string,
    private readonly props: { table: SourceTable; settings: Settings },
  ) {
    super(scope, id);
    this.guardDeletion = new HeadworksFunction(this, {
      name: 'guardDeletion',
      description: 'Refuses the deletion of the stack while sources have flows',
      environment: { TABLE_NAME: props.table.tableName },
      timeout: this.timeout,
    });
    allowScan(this.guardDeletion, props.table, 'listed');
  }

  /**
   * Has CloudFormation ask before it deletes anything that is in the stack by now: what comes back refused is whole. To be
   * called last.
   */
  comeFirst(): void {
    const mine = new Set(this.node.findAll());
    const others = Stack.of(this)
      .node.findAll()
      .filter((each): each is CfnResource => CfnResource.isCfnResource(each) && !mine.has(each));
    const guard = new CustomResource(this, 'Guard', {
      resourceType: 'Custom::DeletionGuard',
      serviceToken: this.guardDeletion.functionArn,
      serviceTimeout: this.timeout.plus(Duration.minutes(1)),
      properties: { LeaveFlows: this.props.settings.leaveFlows, After: others.flatMap(referenceIfThere) },
    });
    const always = others.filter(({ cfnOptions }) => !cfnOptions.condition);
    guard.node.addDependency(this.guardDeletion, ...always);
  }
}

/** A resource that need not be there cannot be depended on by name; a reference under its condition is the same. */
function referenceIfThere({ cfnOptions: { condition }, ref }: CfnResource): unknown[] {
  return condition ? [Fn.conditionIf(condition.logicalId, ref, Aws.NO_VALUE)] : [];
}
