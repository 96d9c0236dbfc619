import { CfnCondition, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The condition that a setting is given: that it is not empty. */
export function given(scope: Construct, id: string, setting: string): CfnCondition {
  return new CfnCondition(scope, id, { expression: Fn.conditionNot(Fn.conditionEquals(setting, '')) });
}
