import { ServiceError } from './protocol';

const effects = ['error', 'lost-reply', 'delay', 'stuck', 'leftover', 'broken'] as const;

/**
 * A fault to come: the next `times` calls (default 1, or `always`) of the operation (default any) of the service get the effect,
 * once `after` of them (default 0) have passed untouched. `error` answers `error` with `status` and does nothing; `lost-reply` does it
 * and cuts the connection; `delay` waits `delayMs` first; `stuck` leaves a transition of MediaConnect or MediaLive that such a call begins without an end;
 * `leftover` leaves the network interface of a VPC interface that such a call removes; `broken` has one of MediaLive end in failure.
 */
export interface Fault {
  service: string;
  operation: string;
  effect: (typeof effects)[number];
  error: string;
  status: number;
  times: number | 'always';
  after: number;
  delayMs: number;
}

/** The faults that are waiting, in the order in which they were asked for. */
export class Faults {
  private faults: Fault[] = [];

  /** Adds a fault as described by a request body; throws a ServiceError that says what is wrong with it. */
  add(body: Record<string, unknown>): Fault {
    const fault = {
      service: '',
      operation: '*',
      error: 'InternalServerErrorException',
      status: 500,
      times: 1,
      after: 0,
      delayMs: 1000,
      ...body,
    } as Fault;
    const wrong = Object.keys(body).find((key) => !known.includes(key));
    if (wrong) refuse(`${wrong} is not known; use ${known.join(', ')}`);
    if (!fault.service) refuse('service is missing, for example mediaconnect');
    if (!effects.includes(fault.effect)) refuse(`effect ${fault.effect} is not known; use ${effects.join(', ')}`);
    if (fault.times !== 'always' && !(Number.isInteger(fault.times) && fault.times > 0))
      refuse(`times ${fault.times} is not a positive integer or "always"`);
    if (!(Number.isInteger(fault.after) && fault.after >= 0)) refuse(`after ${fault.after} is not a number of calls`);
    if (!(Number.isInteger(fault.status) && fault.status >= 400 && fault.status <= 599))
      refuse(`status ${fault.status} is not an HTTP error status`);
    if (!(Number.isFinite(fault.delayMs) && fault.delayMs >= 0)) refuse(`delayMs ${fault.delayMs} is not a duration`);
    this.faults.push(fault);
    return fault;
  }

  /** Takes what a call meets: at most one fault of each effect, but for those that the simulator takes itself. */
  take(service: string, operation: string): Partial<Record<Fault['effect'], Fault>> {
    const met = effects
      .filter((effect) => effect === 'error' || effect === 'lost-reply' || effect === 'delay')
      .map((effect) => this.takeOne(service, operation, effect));
    return Object.fromEntries(met.flatMap((fault) => (fault ? [[fault.effect, fault]] : [])));
  }

  /** True if the transition that this operation begins shall never end; uses up one time. */
  isStuck(service: 'mediaconnect' | 'medialive', operation: string): boolean {
    return this.takeOne(service, operation, 'stuck') !== undefined;
  }

  /** True if the transition that this MediaLive operation begins shall end in failure; uses up one time. */
  breaks(operation: string): boolean {
    return this.takeOne('medialive', operation, 'broken') !== undefined;
  }

  /** True if this MediaConnect operation shall leave a network interface behind; uses up one time. */
  leavesInterface(operation: string): boolean {
    return this.takeOne('mediaconnect', operation, 'leftover') !== undefined;
  }

  waiting(): Fault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  private takeOne(service: string, operation: string, effect: Fault['effect']): Fault | undefined {
    const concerned = this.faults.filter(
      (each) => each.service === service && each.effect === effect && ['*', operation].includes(each.operation),
    );
    const fault = concerned.find(({ after }) => after === 0);
    for (const each of concerned) if (each.after > 0) each.after--;
    if (fault && fault.times !== 'always' && --fault.times === 0)
      this.faults = this.faults.filter((each) => each !== fault);
    return fault;
  }
}

const known = ['service', 'operation', 'effect', 'error', 'status', 'times', 'after', 'delayMs'];

function refuse(message: string): never {
  throw new ServiceError('ValidationException', message);
}
