import { within } from '../aws/actual-flow';
import { foundProxy } from '../aws/found-proxy';
import { describeChannel } from '../aws/medialive';
import type { Plan } from '../domain/plan';
import { concernsProxy, desiredProxy } from '../domain/proxy';
import { planProxyRepair, planProxyStop } from '../domain/proxy-changes';
import { channelGone } from '../domain/proxy-status';
import type { SourceRecord } from '../domain/source-record';
import { logger } from '../runtime/logger';
import { inTargetAccount } from '../runtime/target-account';

/**
 * What a run that lets a source run as it is stored has to do to its proxy; nothing, and no call, for one that asks for none
 * and has none. Throws `TargetAccountUnreachable`.
 */
export async function proxyRepairs(record: SourceRecord, running: boolean): Promise<Plan['steps']> {
  if (!concernsProxy(record)) return [];
  const found = await inTargetAccount(() => foundProxy(record.proxy));
  return planProxyRepair(record, desiredProxy({ ...record, running }), found);
}

/** How long a stop waits for MediaLive, milliseconds: its client waits for the flow. */
const patience = 5_000;

/** What a stop has to do to the proxy of a source. That its channel cannot be looked at keeps nobody from a stop. */
export async function proxyStops(record: SourceRecord): Promise<Plan['steps']> {
  const { region = '', 'channel-id': id } = record.proxy ?? {};
  if (id === undefined) return [];
  try {
    return planProxyStop(record, (await within(patience, describeChannel(region, id)))?.state ?? channelGone);
  } catch (error) {
    logger.warn('The channel of a proxy could not be looked at', error as Error);
    return planProxyStop(record, 'unreadable');
  }
}
