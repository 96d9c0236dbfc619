import { regionOf } from '../domain/flow-description';
import type { TagsByArn } from '../domain/flow-tags';
import { resourceTags } from './mediaconnect';

/** The tags of a flow and of parts of it, by ARN; DescribeFlow tells of none, so that each is a call of its own. */
export async function partTags(arns: readonly string[]): Promise<TagsByArn> {
  return Object.fromEntries(
    await Promise.all(arns.map(async (arn) => [arn, await resourceTags(regionOf(arn), arn)] as const)),
  );
}
