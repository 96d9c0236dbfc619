import { answerCloudFormation, type ResourceRequest } from '../aws/cloudformation';
import { SourceIndexes } from '../aws/source-indexes';
import { mayHaveFlows } from '../domain/removal';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';

const indexes = new SourceIndexes(environmentOf('guardDeletion').TABLE_NAME);

/** So many sources are named in a refusal. */
const named = 5;

/**
 * Refuses the deletion of the stack while sources have flows, which would run on and cost with nobody to tell of them,
 * unless the stack is told to leave them. Creation and update it lets pass, and the deletion that undoes a first creation.
 */
export const handler = react<ResourceRequest<{ LeaveFlows: string }>>('guardDeletion', async (request) => {
  const { RequestType, LogicalResourceId, PhysicalResourceId: id = LogicalResourceId, ResourceProperties } = request;
  const isAsked = RequestType === 'Delete' && ResourceProperties.LeaveFlows !== 'true';
  const reason = isAsked ? await whyNot() : undefined;
  await answerCloudFormation(request, reason === undefined ? { id } : { id, reason });
});

/** Why the stack is not to be deleted; what cannot be looked at is in the way too. */
async function whyNot(): Promise<string | undefined> {
  const inTheWay: string[] = [];
  try {
    for await (const record of indexes.all()) if (mayHaveFlows(record)) inTheWay.push(record.id);
  } catch (error) {
    logger.error('The sources could not be looked at', error as Error);
    return `The sources could not be looked at: ${(error as Error).message.slice(0, 1_000)}`;
  }
  if (inTheWay.length === 0) return undefined;
  const which = inTheWay.slice(0, named).join(', ') + (inTheWay.length > named ? ' and others' : '');
  return (
    `${inTheWay.length} sources may have flows, which would run on and cost: ${which}. Delete them first (npm run drain), ` +
    'or deploy with the parameter LeaveFlows=true to leave them behind.'
  );
}
