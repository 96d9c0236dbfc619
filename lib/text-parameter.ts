import { CfnParameter } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A setting of the stack; without a standard it has to be given. The name is what `cdk deploy --parameters` asks for. */
export function textParameter(
  scope: Construct,
  name: string,
  allowedPattern: string,
  description: string,
  standard?: string,
): string {
  const parameter = new CfnParameter(scope, name, { type: 'String', allowedPattern, description, default: standard });
  parameter.overrideLogicalId(name);
  return parameter.valueAsString;
}
