import { describeFlow } from '../aws/mediaconnect';
import { SourceStore } from '../aws/source-store';
import { getSourceStatus } from '../contract/endpoints';
import { SourceNotFound } from '../domain/errors';
import { healthOfFlow } from '../domain/running-status';
import { environmentOf } from '../runtime/environment';
import { ownedSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSourceStatus');
const store = new SourceStore(environment.TABLE_NAME);

export const handler = serve(getSourceStatus, async ({ path }) => {
  const record = await ownedSource(store, environment, path);
  if (record['provisioning-status'] === 'deletion-complete') throw new SourceNotFound(record.id);
  const [flow] = record.flows;
  if (!flow) return { body: healthOfFlow('none') };
  const described = await inTargetAccount(() => describeFlow(flow.region, flow.arn));
  if (!described) return { body: healthOfFlow('missing') };
  return { body: healthOfFlow({ status: described.flow.status, messages: described.errors }) };
});
