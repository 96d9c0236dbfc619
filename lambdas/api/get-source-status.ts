import { randomUUID } from 'node:crypto';
import { lookAtFlow } from '../aws/look-at-flow';
import { Observations } from '../aws/observations';
import { getSourceStatus } from '../contract/endpoints';
import { SourceNotFound, TargetAccountUnreachable } from '../domain/errors';
import { healthChange } from '../domain/observed-source';
import type { RefreshedFlow } from '../domain/refreshed-flow';
import { shownFlows } from '../domain/source-answer';
import { isUndecided, isUnknown, sourceStatus } from '../domain/source-status';
import { environmentOf } from '../runtime/environment';
import { requireOwned } from '../runtime/owned-source';
import { serve } from '../runtime/serve';

const environment = environmentOf('getSourceStatus');
const observations = new Observations(environment.TABLE_NAME);

export const handler = serve(getSourceStatus, async ({ path, now }) => {
  const found = await observations.read(path['source-id']);
  const record = requireOwned(found?.record, environment, path);
  if (!found || record['provisioning-status'] === 'deletion-complete') throw new SourceNotFound(record.id);
  const [flow] = shownFlows(record);
  if (!flow) return { body: sourceStatus(record, {}, now.getTime()) };
  const { observed } = found;
  const heard = observed.flows[flow.arn];
  const isOfAnother = found.refreshed !== undefined && found.refreshed['flow-arn'] !== flow.arn;
  const isDue = isOfAnother || isUndecided(heard, observed['heard-at'], found.lookedAt);
  const mine: RefreshedFlow[] = [];
  const look = await observations.look(found, isDue, async () => {
    mine.push(await lookAtFlow(flow, found.refreshed));
    return mine[0] as RefreshedFlow;
  });
  const known = { observed: heard, refreshed: look?.value };
  const problem = look?.value.problem;
  if (problem !== undefined && isUnknown(record, known)) throw new TargetAccountUnreachable(problem);
  const body = sourceStatus(record, known, Date.now());
  // One client notes what the look has shown: the one that looked.
  const event = { id: randomUUID(), at: now.toISOString() };
  const change = mine.length > 0 ? healthChange(observed, body.health, event) : undefined;
  // Whoever is faster notes the change: an event that arrives now brings what it was judged by.
  if (change) await observations.noteHealth(record, change.observed, change.event);
  return { body };
});
