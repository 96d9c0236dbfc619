import { foundProxy } from '../aws/found-proxy';
import type { Plan } from '../domain/plan';
import { concernsProxy, desiredProxy } from '../domain/proxy';
import { planProxyRepair } from '../domain/proxy-changes';
import type { SourceRecord } from '../domain/source-record';
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
