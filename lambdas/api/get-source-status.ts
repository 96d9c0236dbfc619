import { randomUUID } from 'node:crypto';
import { Observations } from '../aws/observations';
import { sharedLook } from '../aws/shared-look';
import { getSourceStatus } from '../contract/endpoints';
import { SourceNotFound, TargetAccountUnreachable } from '../domain/errors';
import { healthChange } from '../domain/observed-source';
import { shownFlows } from '../domain/source-answer';
import { isUnknown, sourceStatus } from '../domain/source-status';
import { environmentOf } from '../runtime/environment';
import { requireOwned } from '../runtime/owned-source';
import { serve } from '../runtime/serve';

const environment = environmentOf('getSourceStatus');
const observations = new Observations(environment.TABLE_NAME);

export const handler = serve(getSourceStatus, async ({ path, now }) => {
  const { account, found } = await observations.readWithAccount(path);
  const { record } = requireOwned({ account, record: found?.record }, path);
  if (!found || record['provisioning-status'] === 'deletion-complete') throw new SourceNotFound(record.id);
  const [flow] = shownFlows(record);
  if (!flow) return { body: sourceStatus(record, {}, now.getTime()) };
  const { known, isOwn } = await sharedLook(observations, found, flow);
  const problem = known.refreshed?.problem;
  if (problem !== undefined && isUnknown(record, known)) throw new TargetAccountUnreachable(problem);
  const body = sourceStatus(record, known, Date.now());
  // One client notes what the look has shown: the one that looked.
  const event = { id: randomUUID(), at: now.toISOString() };
  const change = isOwn ? healthChange(found.observed, body.health, event) : undefined;
  // Whoever is faster notes the change: an event that arrives now brings what it was judged by.
  if (change) await observations.noteHealth(record, change.observed, change.event);
  return { body };
});
