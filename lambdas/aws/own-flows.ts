import { isOwnedBy } from '../domain/ownership';
import { listFlows, resourceTags } from './mediaconnect';

/**
 * The flows of a name that bear the source's owner tags. Names are not unique, so the name only saves
 * look-ups of tags: both are in the service's small bucket of calls.
 */
export async function* findOwnFlows(
  deployment: string,
  sourceId: string,
  sought: { name: string; region: string },
): AsyncGenerator<{ arn: string; tags: Record<string, string> }> {
  for await (const { name, flowArn } of listFlows(sought.region)) {
    if (name !== sought.name) continue;
    const tags = await resourceTags(sought.region, flowArn);
    if (isOwnedBy(deployment, sourceId, tags)) yield { arn: flowArn, tags };
  }
}
