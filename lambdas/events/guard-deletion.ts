import { SourceIndexes } from '../aws/source-indexes';
import { mayHaveFlows } from '../domain/removal';
import { customResource } from '../runtime/custom-resource';
import { environmentOf } from '../runtime/environment';

const indexes = new SourceIndexes(environmentOf('guardDeletion').TABLE_NAME);

/** So many sources are named in a refusal. */
const named = 5;

/**
 * Refuses the deletion of the stack while sources have flows, which would run on and cost with nobody to tell of them,
 * unless the stack is told to leave them. Creation and update it lets pass, and the deletion that undoes a first creation.
 */
export const handler = customResource('guardDeletion', async ({ RequestType, ResourceProperties }) => {
  if (RequestType !== 'Delete' || ResourceProperties.LeaveFlows === 'true') return;
  const inTheWay: string[] = [];
  for await (const record of indexes.all()) if (mayHaveFlows(record)) inTheWay.push(record.id);
  if (inTheWay.length === 0) return;
  const which = inTheWay.slice(0, named).join(', ') + (inTheWay.length > named ? ' and others' : '');
  throw new Error(
    `${inTheWay.length} sources may have flows, which would run on and cost: ${which}. Delete them first (npm run drain), ` +
      'or deploy with the parameter LeaveFlows=true to leave them behind.',
  );
});
