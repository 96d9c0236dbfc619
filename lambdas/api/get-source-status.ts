import { lookAtFlow } from '../aws/look-at-flow';
import { noteHealth } from '../aws/note-health';
import { lookSharing, Observations } from '../aws/observations';
import { sharedLook } from '../aws/shared-look';
import { SharedSnapshots } from '../aws/shared-snapshots';
import { snapshotKey } from '../aws/source-items';
import { getSourceStatus } from '../contract/endpoints';
import { egressStatuses } from '../domain/egress-status';
import { SourceNotFound, TargetAccountUnreachable } from '../domain/errors';
import type { ObservedSource } from '../domain/observed-source';
import { proxyBucket } from '../domain/proxy';
import { RefreshedFlow } from '../domain/refreshed-flow';
import { shownEgressFlows, shownFlows } from '../domain/source-answer';
import type { SourceRecord } from '../domain/source-record';
import { isUnknown, type Known, sourceStatus } from '../domain/source-status';
import type { TargetAccountRecord } from '../domain/target-account';
import { environmentOf } from '../runtime/environment';
import { requireOwned } from '../runtime/owned-source';
import { serve } from '../runtime/serve';

const environment = environmentOf('getSourceStatus');
const observations = new Observations(environment.TABLE_NAME);
const looks = new SharedSnapshots(environment.TABLE_NAME, RefreshedFlow);

export const handler = serve(getSourceStatus, async ({ path, now }) => {
  const { account, found } = await observations.readWithAccount(path);
  const { account: owner, record } = requireOwned({ account, record: found?.record }, path);
  if (!found || record['provisioning-status'] === 'deletion-complete') throw new SourceNotFound(record.id);
  const [flow] = shownFlows(record);
  if (!flow)
    return { body: { ...sourceStatus(record, {}, now.getTime()), ...egressOf(record, new Map(), now.getTime()) } };
  const [{ known, isOwn }, egress] = await Promise.all([
    sharedLook(observations, found, flow, bucketOf(record, owner)),
    knownOfEgress(record, found.observed),
  ]);
  const problem = known.refreshed?.problem;
  if (problem !== undefined && isUnknown(record, known)) throw new TargetAccountUnreachable(problem);
  const body = sourceStatus(record, known, Date.now());
  // One client notes what the look has shown: the one that looked.
  const { refreshed } = known;
  if (isOwn && refreshed) await noteHealth(observations, { ...found, refreshed }, found.observed);
  return { body: { ...body, ...egressOf(record, egress, Date.now()) } };
});

/** Where the proxy of a source is written to, if it has one. */
function bucketOf({ proxy }: SourceRecord, { 'aws-account-id': account }: TargetAccountRecord) {
  return proxy && proxyBucket(environment.PROXY_BUCKETS, account, proxy.region);
}

/** What is known of each egress flow, by its ARN: its events, and a look that all who ask share as that of the ingress flow. */
async function knownOfEgress(record: SourceRecord, { flows }: ObservedSource): Promise<Map<string, Known>> {
  const looked = shownEgressFlows(record).map(async (flow): Promise<[string, Known]> => {
    const look = () => lookAtFlow(flow, undefined);
    const snapshot = await looks.get(snapshotKey(record.id, 'refreshed', flow.arn), lookSharing, look);
    return [flow.arn, { observed: flows[flow.arn], refreshed: snapshot?.value }];
  });
  return new Map(await Promise.all(looked));
}

function egressOf(record: SourceRecord, known: ReadonlyMap<string, Known>, now: number) {
  const statuses = egressStatuses(record, known, now);
  return statuses && { 'egress-flows': statuses };
}
