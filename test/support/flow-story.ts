import type { RefreshedFlow } from '../../lambdas/domain/refreshed-flow';
import { described, measured, record, started } from './observed-record';
import { healthDetail, serviceEvent } from './service-events';

export const one = record(1);
export const two = record(2);
export const legs = ['main', 'spare'];
export const health = (second: number, flowSource: string, ...states: [string, string, ...string[]]) =>
  serviceEvent('Source Health', second, healthDetail(...states), { flowSource });
export const connected = health(1, 'main', 'CONNECTED', '');
export const both = [...started, connected, health(1, 'spare', 'CONNECTED', '')];
export const quality = (second: number, flag: string) =>
  serviceEvent('Flow Content Quality', second, { impacted: true, streams: [{ [flag]: true }] });
export const alert = (second: number, code: string, message: string, errored = true) =>
  serviceEvent('Alert', second, { errored, 'error-code': code, 'error-id': 'x1', 'error-message': message });
export const changed = (second: number, currentStatus: string, previousStatus: string) =>
  serviceEvent('Flow Status Change', second, { currentStatus, previousStatus });
export const good = { Connected: 1, BitRate: 8e6, NotRecoveredPackets: 0, PacketLossPercent: 0 };
/** One flow source, looked at two minutes after the start. */
export const looked = (values: Record<string, number>, flow = {}): Omit<RefreshedFlow, 'flow-arn'> => ({
  described: described(130, ['main']),
  measured: measured(130, { main: { ...good, ...values } }, flow),
});
export const pair = (main: object, spare: object, failover: object) => ({
  described: described(130, legs, { failover: failover as never }),
  measured: measured(130, { main: { ...good, ...main }, spare: { ...good, ...spare } }),
});
export const backup = { mode: 'FAILOVER', primary: 'main' };
export const denied = 'Permission denied accessing encryption key for source main: AccessDeniedException';
export const timeout = 'Source main Stream Error: Timeout. Please investigate the flow source.';
export const taken = 'Source main: entitlement arn:x is already in use by another flow.';

export const lost = health(100, 'main', 'DISCONNECTED', 'CONNECTED');
export const failing = (check: string) => health(100, 'main', 'CONNECTED', 'CONNECTED', check);
export const connectedOne = [...started, connected];
