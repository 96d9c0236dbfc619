import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { functionRolePath } from '../lambdas/contract/target-permissions';
import { stackMark } from './stack-mark';

/** What the deployment owns, as its functions are told it. */
export interface Ownership {
  DEPLOYMENT_ID: string;
  SECRET_PREFIX: string;
}

/** The stack's name stands in the policy of every session, which has 2,048 characters. */
const longestName = 64;

/**
 * What the deployment of a scope's stack owns. Two of one account can have flows in the same Region: name and Region tell
 * them apart. Throws for a stack with a name of more than 64 characters.
 */
export function ownershipOf(scope: Construct): Ownership {
  const { stackName, region } = Stack.of(scope);
  if (stackName.length > longestName)
    throw new Error(`the stack's name has ${stackName.length} characters; use at most ${longestName}`);
  return { DEPLOYMENT_ID: `${stackName}@${region}`, SECRET_PREFIX: secretPrefixOf(stackName) };
}

/** What the names of the secrets begin with that the control plane of a stack makes. */
export function secretPrefixOf(stackName: string): string {
  return `headworks/${stackName}`;
}

/** What the names of the buckets for proxies of every deployment begin with. */
export const proxyBucketPrefix = 'headworks-';

/** What those of the deployment of a scope's stack begin with: nobody can know it before, and take the names. */
export function proxyBucketsOf(scope: Construct): string {
  return `${proxyBucketPrefix}${stackMark(scope)}`;
}

/** The path of the roles of the functions that act in target accounts: by it the roles there know them. */
export function actingRolePath(scope: Construct): string {
  return functionRolePath(ownershipOf(scope).DEPLOYMENT_ID);
}
