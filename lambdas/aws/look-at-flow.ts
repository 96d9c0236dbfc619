import { sourcesOf } from '../domain/flow-description';
import type { ProxyBucket, RecordedProxy } from '../domain/proxy';
import { channelGone, type SeenChannel } from '../domain/proxy-status';
import { type Described, gone, type RefreshedFlow } from '../domain/refreshed-flow';
import { runningStatus } from '../domain/running-status';
import type { ProvisionedFlow } from '../domain/source';
import { logger } from '../runtime/logger';
import { within } from './actual-flow';
import { latestMetrics } from './latest-metrics';
import { type DescribedFlow, describeFlow, type ServiceFlowSource } from './mediaconnect';
import { describeChannel } from './medialive';
import { bucketExists } from './proxy-objects';

/** How long a look waits for MediaConnect, milliseconds: a client waits for the look. */
const patience = 8_000;

/** The proxy of a source, and the bucket that it is written into. */
export type WatchedProxy = RecordedProxy & { bucket: ProxyBucket };

/**
 * Looks at a flow as it is now, and at the proxy of its source, if that is asked for and there is one: one call of
 * MediaConnect, one of CloudWatch if it runs, one of MediaLive and one of S3. What cannot be asked for is as it was
 * `before`, with the reason in `problem`; this never throws.
 */
export async function lookAtFlow(
  flow: ProvisionedFlow,
  before: RefreshedFlow | undefined,
  { proxy, clock = Date.now }: { proxy?: WatchedProxy | undefined; clock?: () => number } = {},
): Promise<RefreshedFlow> {
  const [refreshed, channel] = await Promise.all([
    look(flow, before, clock),
    // Who may not look at it leaves what is known to those who come next.
    proxy ? lookAtProxy(proxy, clock) : before?.channel,
  ]);
  return { ...refreshed, channel };
}

async function look(
  { arn, region }: ProvisionedFlow,
  before: RefreshedFlow | undefined,
  clock: () => number,
): Promise<RefreshedFlow> {
  const last = before?.['flow-arn'] === arn ? before : undefined;
  const at = clock();
  try {
    const found = await within(patience, describeFlow(region, arn));
    const described = describedAt(at, found);
    if (!found || runningStatus(found.flow.status) !== 'running') return { 'flow-arn': arn, described };
    const flow = { ...found.flow, sources: sourcesOf(found.flow) };
    const measured = await latestMetrics(flow, clock()).catch((error: Error) => error);
    if (!(measured instanceof Error)) return { 'flow-arn': arn, described, measured };
    return { ...last, 'flow-arn': arn, described, problem: problemOf(measured) };
  } catch (error) {
    return { ...last, 'flow-arn': arn, problem: problemOf(error as Error) };
  }
}

async function lookAtProxy(
  { 'channel-id': id, region, bucket }: WatchedProxy,
  clock: () => number,
): Promise<SeenChannel | undefined> {
  if (id === undefined) return undefined;
  const at = clock();
  const [channel, isThere] = await Promise.all([
    within(patience, describeChannel(region, id)).catch((error: Error) => error),
    within(patience, bucketExists(bucket)).catch((error: Error) => error),
  ]);
  // A bucket that may not be looked at is told of by who plays the proxy.
  if (isThere instanceof Error) problemOf(isThere);
  const seen = { id, at, ...(isThere === false && { 'bucket-missing': true as const }) };
  if (channel instanceof Error) return { ...seen, problem: problemOf(channel) };
  return { ...seen, state: channel?.state ?? channelGone };
}

function problemOf(error: Error): string {
  logger.warn('Something of a source could not be looked at', error);
  return error.message;
}

function describedAt(at: number, found: DescribedFlow | undefined): Described {
  if (!found) return { at, status: gone, errors: [], 'flow-sources': [] };
  const { flow, errors } = found;
  const { state, failoverMode, sourcePriority } = flow.sourceFailoverConfig ?? {};
  const { maintenanceDay, maintenanceStartHour, maintenanceDeadline, maintenanceScheduledDate } =
    flow.maintenance ?? {};
  return {
    at,
    status: flow.status,
    errors,
    'flow-sources': (sourcesOf(flow) as ServiceFlowSource[]).map(({ name, sourceArn, peerIpAddress: peer }) => {
      return { name, arn: sourceArn, ...(peer !== undefined && { 'peer-address': peer }) };
    }),
    ...(state === 'ENABLED' &&
      failoverMode && {
        failover: {
          mode: failoverMode,
          ...(sourcePriority?.primarySource !== undefined && { primary: sourcePriority.primarySource }),
        },
      }),
    maintenance: {
      ...(maintenanceDay !== undefined && { day: maintenanceDay }),
      ...(maintenanceStartHour !== undefined && { 'start-hour': maintenanceStartHour }),
      ...(maintenanceDeadline !== undefined && { deadline: maintenanceDeadline }),
      ...(maintenanceScheduledDate !== undefined && { 'scheduled-date': maintenanceScheduledDate }),
    },
  };
}
