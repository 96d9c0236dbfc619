import { randomUUID } from 'node:crypto';
import type { EventKind } from '../../lambdas/domain/service-event';
import { flowArn } from './source-record';

/** An event of MediaConnect as EventBridge delivers it. */
export interface ServiceEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** The event of a kind at so many seconds after the tests' beginning. */
export function serviceEvent(
  kind: EventKind,
  second: number,
  detail: Record<string, unknown>,
  more: Partial<ServiceEvent> & { flowSource?: string } = {},
): ServiceEvent {
  const { flowSource, ...members } = more;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': `MediaConnect ${kind}`,
    source: 'aws.mediaconnect',
    account: flowArn.split(':')[4] ?? '',
    time: timeOf(second),
    region: 'eu-west-1',
    resources: [flowArn, ...(flowSource === undefined ? [] : [sourceArn(flowSource)])],
    detail,
    ...members,
  };
}

const began = Date.parse('2026-03-02T10:00:00Z');

/** A moment in the notation of events, and in milliseconds. */
export const timeOf = (second: number) => `${new Date(began + second * 1000).toISOString().slice(0, 19)}Z`;
export const millisecondOf = (second: number) => began + second * 1000;

export const sourceArn = (name: string) => flowArn.replace(':flow:', ':source:').replace(/[^:]+$/, name);

const good = { ts_sync_loss: false, continuity_count_error: false, transport_error: false, pcr_error: false };

/** The health of a flow source or flow, with the checks of TR 101 290 that fail. */
export const healthDetail = (state: string, before: string, ...failing: string[]) => ({
  unhealthy: failing.length > 0 || !['CONNECTED', 'RECEIVING'].includes(state),
  current: { state, tr101: { ...good, ...Object.fromEntries(failing.map((check) => [check, true])) } },
  previous: before === '' ? { state: '' } : { state: before, tr101: good },
});
