import type { FlowDescription, Reception } from '../domain/flow-description';
import { knownReception } from '../domain/known-reception';
import type { ProxyBucket } from '../domain/proxy';
import type { ProvisionedFlow } from '../domain/source';
import type { SourceRecord } from '../domain/source-record';
import { isUndecided, type Known } from '../domain/source-status';
import { logger } from '../runtime/logger';
import { within } from './actual-flow';
import { lookAtFlow } from './look-at-flow';
import type { Observations, ObservedRecord } from './observations';

/** How long a plan waits for what is known of the reception, milliseconds: a client waits for the plan. */
const patience = 6_000;

/**
 * What is known of a source's flow: by its events, and by a look that all who ask share for thirty seconds. `isOwn` says
 * that the look was made for this question. Who names the bucket of proxies looks at the proxy too.
 */
export async function sharedLook(
  observations: Observations,
  found: ObservedRecord,
  flow: ProvisionedFlow,
  bucket?: ProxyBucket,
): Promise<{ known: Known; isOwn: boolean }> {
  const { observed: all, refreshed } = found;
  const { proxy } = found.record;
  const observed = all.flows[flow.arn];
  const isOfAnother = refreshed !== undefined && refreshed['flow-arn'] !== flow.arn;
  const isDue = isOfAnother || isUndecided(observed, all['heard-at'], found.lookedAt);
  let isOwn = false;
  const look = await observations.look(found, isDue, () => {
    isOwn = true;
    return lookAtFlow(flow, refreshed, { proxy: bucket && proxy && { ...proxy, bucket } });
  });
  return { known: { observed, alarms: all.alarms, refreshed: look?.value }, isOwn };
}

/**
 * What is known for certain of which sources of a flow in force, as it was just described, receive and carry the stream.
 * Where that cannot be learnt, or not in time, nothing is; this never throws.
 */
export async function flowReception(
  observations: Observations,
  record: SourceRecord,
  flow: FlowDescription,
): Promise<Record<string, Reception>> {
  const provisioned = record.flows.find(({ arn }) => arn === flow.flowArn);
  if (!provisioned) return {};
  const learn = async () => {
    const { known } = await sharedLook(observations, await observations.beside(record), provisioned);
    return knownReception(record, provisioned, flow, known, Date.now());
  };
  return within(patience, learn()).catch((error: Error) => {
    logger.warn('It could not be learnt which flow source carries the stream; each counts as doing so', error);
    return {};
  });
}
