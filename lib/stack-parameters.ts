import { CfnParameter, type Stack } from 'aws-cdk-lib';

/** A UUID of version 4, in lower case, as a part of a pattern. */
export const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
/** The pattern of a parameter that is one. */
export const uuidPattern = `^${uuid}$`;

/** The mark of the deployment that a stack in a target account belongs to. */
export function deploymentIdParameter(stack: Stack): string {
  return new CfnParameter(stack, 'DeploymentId', {
    type: 'String',
    allowedPattern: '^[A-Za-z][A-Za-z0-9-]*@[a-z0-9-]+$',
    description: 'The output DeploymentId of the control plane',
  }).valueAsString;
}
