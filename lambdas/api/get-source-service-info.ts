import { readMetadata } from '../aws/flow-stream';
import { SharedSnapshots } from '../aws/shared-snapshots';
import { snapshotKey } from '../aws/source-items';
import { SourceStore } from '../aws/source-store';
import { getSourceServiceInfo } from '../contract/observation-endpoints';
import { TargetAccountUnreachable } from '../domain/errors';
import { carriesTransportStream } from '../domain/protocol';
import { StreamMetadata, serviceInfoEntry } from '../domain/service-info';
import type { ProvisionedFlow } from '../domain/source';
import { shownEgressFlows, shownFlows } from '../domain/source-answer';
import { environmentOf } from '../runtime/environment';
import { liveSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSourceServiceInfo');
const store = new SourceStore(environment.TABLE_NAME);
const snapshots = new SharedSnapshots(environment.TABLE_NAME, StreamMetadata);

/** Programs seldom change, and the service says when they did: one look answers everybody for 5 seconds. */
const sharing = { freshFor: 5_000, leaseFor: 10_000, patience: 5_000 };

export const handler = serve(getSourceServiceInfo, async ({ path }) => {
  const { record } = await liveSource(store, path);
  const isStream = carriesTransportStream(record.requested);
  const flows = isStream ? [...shownFlows(record).entries(), ...shownEgressFlows(record).entries()] : [];
  const entries = await Promise.all(
    flows.map(async ([position, flow]) => {
      const { at, value } = await seen(record.id, flow);
      return serviceInfoEntry(value, at, position, flow.type);
    }),
  );
  return { body: { 'source-id': record.id, 'service-info-list': entries } };
});

async function seen(sourceId: string, { arn, region }: ProvisionedFlow) {
  const look = () => inTargetAccount(() => readMetadata(region, arn));
  const snapshot = await snapshots.get(snapshotKey(sourceId, 'metadata', arn), sharing, look);
  if (!snapshot) throw new TargetAccountUnreachable('MediaConnect has not answered yet; try again');
  return snapshot;
}
