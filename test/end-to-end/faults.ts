import type { Fault } from '../../local/aws/faults';
import { type System, until } from '../support/system';

/** A fault to ask for; what is absent is as the control endpoint has it. */
export type FaultRequest = Pick<Fault, 'service' | 'operation' | 'effect'> & Partial<Fault>;

/** Longer than any test: a call that waits so long is ended by what ends its caller. */
const forEver = 600_000;

/** Asks for a fault. */
export async function ask(system: System, fault: FaultRequest): Promise<void> {
  await system.simulator('POST', 'faults', fault);
}

/** Takes back every fault. */
export async function takeBack(system: System): Promise<void> {
  await system.simulator('DELETE', 'faults');
}

/** Holds the next call of an operation at the door, before it has any effect. */
export async function holdNext(system: System, service: string, operation: string, delayMs = forEver): Promise<void> {
  await ask(system, { service, operation, effect: 'delay', delayMs });
}

/** Waits until every fault that was asked for has been met: whoever is to be held is held. */
export async function allMet(system: System): Promise<void> {
  await until(
    async () => (await system.simulator<{ faults: Fault[] }>('GET', 'faults')).faults,
    (waiting) => waiting.length === 0,
    60,
  );
}
