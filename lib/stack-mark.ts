import { Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The UUID that CloudFormation gives to the construct's stack: nobody can know it before, and no other stack has it. */
export function stackUuid(construct: IConstruct): string {
  return Fn.select(2, Fn.split('/', Stack.of(construct).stackId));
}

/** The last twelve digits of that UUID: they tell stacks apart in names, of which some may have 64 characters only. */
export function stackMark(construct: IConstruct): string {
  return Fn.select(4, Fn.split('-', stackUuid(construct)));
}
