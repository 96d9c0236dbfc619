import { sourcesOf } from '../domain/flow-description';
import type { RecordedProxy } from '../domain/proxy';
import { channelGone, type SeenChannel } from '../domain/proxy-status';
import { type Described, gone, type RefreshedFlow } from '../domain/refreshed-flow';
import { runningStatus } from '../domain/running-status';
import type { ProvisionedFlow } from '../domain/source';
import { logger } from '../runtime/logger';
import { within } from './actual-flow';
import { latestMetrics } from './latest-metrics';
import { type DescribedFlow, describeFlow, type ServiceFlowSource } from './mediaconnect';
import { describeChannel } from './medialive';

/** How long a look waits for MediaConnect, milliseconds: a client waits for the look. */
const patience = 8_000;

/**
 * Looks at a flow as it is now, and at the channel of its source's proxy, if there is one: one call of MediaConnect, one
 * of CloudWatch if it runs, and one of MediaLive. What cannot be asked for is as it was `before`, with the reason in
 * `problem`; this never throws.
 */
export async function lookAtFlow(
  flow: ProvisionedFlow,
  before: RefreshedFlow | undefined,
  { proxy, clock = Date.now }: { proxy?: RecordedProxy | undefined; clock?: () => number } = {},
): Promise<RefreshedFlow> {
  const [refreshed, channel] = await Promise.all([look(flow, before, clock), lookAtChannel(proxy, clock)]);
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

async function lookAtChannel(proxy: RecordedProxy | undefined, clock: () => number): Promise<SeenChannel | undefined> {
  const id = proxy?.['channel-id'];
  if (!proxy || id === undefined) return undefined;
  const at = clock();
  try {
    const channel = await within(patience, describeChannel(proxy.region, id));
    return { id, at, state: channel?.state ?? channelGone };
  } catch (error) {
    return { id, at, problem: problemOf(error as Error) };
  }
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
