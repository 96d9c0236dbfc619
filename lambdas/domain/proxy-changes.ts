import type { PlanStep } from './plan';
import { asksForProxy, type DesiredProxy, tierText } from './proxy';
import { type FoundProxy, nextProxyStep } from './proxy-plan';
import { isOnAir } from './proxy-status';
import type { SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';

/** The steps on the proxy of a change of configuration, told from the configurations alone: nobody is asked. */
export function planProxy(
  sourceId: string,
  before: SourceConfiguration | undefined,
  after: SourceConfiguration,
  hasNewFlow: boolean,
): PlanStep[] {
  const had = before !== undefined && asksForProxy(before);
  if (!asksForProxy(after)) return had ? [step(sourceId, 'The proxy is removed.')] : [];
  const tier = tierText(after['proxy-tier']);
  if (!had) return [step(sourceId, `The proxy is made, for an input of ${tier}.`)];
  if (before['proxy-tier'] !== after['proxy-tier']) return [step(sourceId, `The proxy takes an input of ${tier}.`)];
  return hasNewFlow ? [step(sourceId, 'The proxy is moved to the new flow.')] : [];
}

/** The step of a repair on the proxy, from what was found of it; none where it is as asked for. */
export function planProxyRepair(
  { id, proxy }: Pick<SourceRecord, 'id' | 'proxy'>,
  desired: DesiredProxy | undefined,
  found: FoundProxy,
): PlanStep[] {
  if (!desired) return proxy ? [step(id, 'The proxy is no longer asked for.')] : [];
  // Where the channel writes to is not looked at: nobody but a person changes it, and a run puts it right.
  const [destination = ''] = found.channel?.destinations ?? [];
  const next = nextProxyStep({ ...desired, destination }, found);
  return next ? [step(id, `The proxy is not as asked for (${next.action}).`)] : [];
}

/**
 * The step of a stop on the proxy, from the state that its channel is in, in MediaLive's word: it is to stand still, and
 * nothing beside. One that cannot be looked at may run.
 */
export function planProxyStop({ id }: Pick<SourceRecord, 'id'>, state: string | 'unreadable'): PlanStep[] {
  if (state === 'unreadable') return [step(id, 'The channel could not be looked at; it is stopped if it runs.')];
  return isOnAir(state) ? [step(id, 'The channel stops with its source.')] : [];
}

/** The step of a deletion on the proxy, before the flow that feeds it goes; none where there is no proxy. */
export function planProxyRemoval({ id, proxy }: Pick<SourceRecord, 'id' | 'proxy'>): PlanStep[] {
  return proxy ? [step(id, 'The proxy is removed.')] : [];
}

/** What a configuration with a proxy costs beside the flow; nothing to say of one without. */
export function proxyWarnings(before: SourceConfiguration | undefined, after: SourceConfiguration): string[] {
  const isNew =
    asksForProxy(after) && (!before || !asksForProxy(before) || before['proxy-tier'] !== after['proxy-tier']);
  if (!isNew) return [];
  const tier = tierText(after['proxy-tier']);
  const rate = `by ${tier} while it runs, also without a signal, and at a small rate while the source is stopped`;
  return [`proxy-enabled: MediaLive bills a channel of a single pipeline, ${rate}`];
}

function step(sourceId: string, reason: string): PlanStep {
  return { action: 'proxy', resource: `proxy of ${sourceId}`, impact: 'live', reason };
}
