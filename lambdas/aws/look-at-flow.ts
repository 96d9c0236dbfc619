import { sourcesOf } from '../domain/flow-description';
import { type Described, gone, type RefreshedFlow } from '../domain/refreshed-flow';
import { runningStatus } from '../domain/running-status';
import type { ProvisionedFlow } from '../domain/source';
import { logger } from '../runtime/logger';
import { within } from './actual-flow';
import { latestMetrics } from './latest-metrics';
import { type DescribedFlow, describeFlow, type ServiceFlowSource } from './mediaconnect';

/** How long a look waits for MediaConnect, milliseconds: a client waits for the look. */
const patience = 8_000;

/**
 * Looks at a flow as it is now: one call of MediaConnect and, if it runs, one of CloudWatch. What cannot be asked for is
 * as it was `before`, with the reason in `problem`; this never throws.
 */
export async function lookAtFlow(
  { arn, region }: ProvisionedFlow,
  before: RefreshedFlow | undefined,
  clock: () => number = Date.now,
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

function problemOf(error: Error): string {
  logger.warn('A flow could not be looked at', error);
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
