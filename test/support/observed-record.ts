import { hear, type ObservedSource, unheard } from '../../lambdas/domain/observed-source';
import type { Described, Measured, RefreshedFlow } from '../../lambdas/domain/refreshed-flow';
import type { SourceStatus } from '../../lambdas/domain/running-status';
import { type EventKind, eventKinds, readEvent } from '../../lambdas/domain/service-event';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceStatus } from '../../lambdas/domain/source-status';
import { configuredSource } from './configured-source';
import { millisecondOf, type ServiceEvent, serviceEvent, sourceArn } from './service-events';
import { completeRecord, flowArn, provisioned } from './source-record';
import { flowRequest, flowSourceRequest, sourceRequest } from './sources';

/** The record of a running source with two flow sources, `main` and `spare`, or one, `main`. */
export function record(legs: 1 | 2, members: Partial<SourceRecord> = {}): SourceRecord {
  const names = legs === 1 ? ['main'] : ['main', 'spare'];
  const flow = flowRequest('srt-listener', {
    ...(legs === 2 && { 'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'main' } }),
    'flow-sources': names.map((name, index) =>
      flowSourceRequest('srt-listener', { name, 'ingest-port': 5000 + 10 * index }),
    ),
  });
  const requested = configuredSource({ ...sourceRequest('srt-listener'), 'ingress-flows': [flow] }).configuration;
  const flowSources = names.map((name, index) => ({ name, ip: '203.0.113.9', port: 5000 + 10 * index }));
  return completeRecord({ requested, flows: [{ ...provisioned, 'flow-sources': flowSources }], ...members });
}

/** What is observed once these events have arrived, in this order. */
export function heard(of: SourceRecord, events: readonly ServiceEvent[]): ObservedSource {
  return events.reduce((observed, event) => {
    const kind = eventKinds.find((each) => event['detail-type'] === `MediaConnect ${each}`) as EventKind;
    const reading = readEvent(kind, event);
    if (reading.outcome !== 'known') throw new Error(`not a known event: ${JSON.stringify(event)}`);
    return hear(observed, of, reading, 0);
  }, unheard);
}

/** The events of a flow that was started and is ACTIVE from second 0 on. */
export const started = [
  serviceEvent('Flow Status Change', -20, { currentStatus: 'STARTING', previousStatus: 'STANDBY' }),
  serviceEvent('Flow Status Change', 0, { currentStatus: 'ACTIVE', previousStatus: 'STARTING' }),
];

/** What was seen at a second of a flow with flow sources of these names. */
export function described(second: number, names: string[], members: Partial<Described> = {}): Described {
  const sources = names.map((name) => ({ name, arn: sourceArn(name) }));
  return { at: millisecondOf(second), status: 'ACTIVE', errors: [], 'flow-sources': sources, ...members };
}

/** What was measured at a second: values of metrics by flow source, of the minute that was over then. */
export function measured(
  second: number,
  sources: Record<string, Record<string, number>>,
  flow: Record<string, number> = {},
): Measured {
  const minute = millisecondOf(Math.floor(second / 60) * 60 - 60);
  const points = (values: Record<string, number>) =>
    Object.fromEntries(Object.entries(values).map(([metric, value]) => [metric, [[minute, value]]]));
  const bySource = Object.entries(sources).map(([name, values]) => [name, points(values)]);
  return { at: millisecondOf(second), 'flow-sources': Object.fromEntries(bySource), flow: points(flow) } as Measured;
}

/** The status at a second, from events and what was looked at. */
export function statusAt(
  second: number,
  of: SourceRecord,
  events: readonly ServiceEvent[],
  refreshed?: Omit<RefreshedFlow, 'flow-arn'>,
): SourceStatus {
  const observed = heard(of, events).flows[flowArn];
  const looked = refreshed && { 'flow-arn': flowArn, ...refreshed };
  return sourceStatus(of, { observed, refreshed: looked }, millisecondOf(second));
}
