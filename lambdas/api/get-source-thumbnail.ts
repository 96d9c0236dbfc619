import { readThumbnail } from '../aws/flow-stream';
import { SharedSnapshots } from '../aws/shared-snapshots';
import { snapshotKey } from '../aws/source-items';
import { SourceStore } from '../aws/source-store';
import { getSourceThumbnail } from '../contract/observation-endpoints';
import { ThumbnailUnavailable } from '../domain/errors';
import { carriesTransportStream } from '../domain/protocol';
import type { ProvisionedFlow } from '../domain/source';
import { shownFlows } from '../domain/source-answer';
import { SeenThumbnail, sharedThumbnail } from '../domain/thumbnail';
import { environmentOf } from '../runtime/environment';
import { liveSource } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSourceThumbnail');
const store = new SourceStore(environment.TABLE_NAME);
const snapshots = new SharedSnapshots(environment.TABLE_NAME, SeenThumbnail);

/** The service makes one picture a second, and is asked for one a second, however many look. */
const sharing = { freshFor: 1_000, leaseFor: 3_000, patience: 3_000 };
/** An older picture, milliseconds, would be taken for what is on air. */
const longestAge = 10_000;

export const handler = serve(getSourceThumbnail, async ({ path }) => {
  const { record } = await liveSource(store, path);
  if (!carriesTransportStream(record.requested)) {
    throw new ThumbnailUnavailable('NotTransportStream', 'CDI and ST 2110 JPEG XS flows have no thumbnails.');
  }
  const [flow] = shownFlows(record);
  if (!flow) throw new ThumbnailUnavailable('FlowNotRunning', 'The source has no flow.');
  const { at, value } = await seen(record.id, flow);
  if ('reason' in value) throw new ThumbnailUnavailable(value.reason, value.detail);
  return {
    body: Buffer.from(value.picture ?? '', 'base64'),
    headers: {
      // What a token is needed for is for its holder alone.
      'Cache-Control': 'private, max-age=1',
      'Last-Modified': new Date(value['taken-at'] ?? at).toUTCString(),
      'X-Content-Type-Options': 'nosniff',
    },
  };
});

/** What clients share of the flow's picture, or one made for this client alone where it is too large to be shared. */
async function seen(sourceId: string, { arn, region }: ProvisionedFlow): Promise<{ at: number; value: SeenThumbnail }> {
  let own: SeenThumbnail | undefined;
  const look = async () => {
    own = await inTargetAccount(() => readThumbnail(region, arn));
    return own;
  };
  const key = snapshotKey(sourceId, 'thumbnail', arn);
  const shared = await snapshots.get(key, sharing, async () => sharedThumbnail(await look()));
  if (!shared || Date.now() - shared.at > longestAge) {
    throw new ThumbnailUnavailable('ThumbnailGenerationInProgress', 'MediaConnect has not answered yet; try again.');
  }
  return 'is-large' in shared.value ? { ...shared, value: own ?? (await look()) } : shared;
}
