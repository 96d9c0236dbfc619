import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { getSourceStatus } from '../contract/endpoints';
import { SourceNotFound } from '../domain/errors';
import { isBeingDeleted } from '../domain/provisioning-status';
import { healthOfFlow } from '../domain/running-status';
import { shownFlows } from '../domain/source-answer';
import { environmentOf } from '../runtime/environment';
import { ownedSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSourceStatus');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(getSourceStatus, async ({ path }) => {
  const record = await ownedSource(store, environment, path);
  const status = record['provisioning-status'];
  if (status === 'deletion-complete') throw new SourceNotFound(record.id);
  const [flow] = shownFlows(record);
  if (!flow) return { body: healthOfFlow('none') };
  const described = await inTargetAccount(() => describeFlow(flow.region, flow.arn));
  // A deletion takes the flow away, and so does the roll-back of a creation: then it is not missing.
  const isGoing = isBeingDeleted(status) || status === 'creation-in-progress';
  if (!described) return { body: healthOfFlow(isGoing ? 'none' : 'missing') };
  return { body: healthOfFlow({ status: described.flow.status, messages: described.errors }) };
});
