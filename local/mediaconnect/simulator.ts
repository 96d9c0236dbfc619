import { randomUUID } from 'node:crypto';
import type { ServiceEvent } from './events';
import { ServiceFault } from './faults';
import { type MetricSeries, seriesOf } from './metrics';
import { type RequiredAction, requiredActions } from './permissions';
import { Rates } from './rates';
import { signalBody } from './requests';
import { review, settle } from './review';
import { routeOf } from './routes';
import { applySignal } from './signals';
import { Store } from './store';
import { Timers } from './timers';
import { Work } from './work';

export type { ServiceEvent } from './events';
export type { MetricSeries } from './metrics';
export type { RequiredAction } from './permissions';

/** A call as it arrived: `path` is still percent-encoded and without its query. */
export interface MediaConnectRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
  account: string;
  region: string;
  /** Comes back in `x-amzn-RequestId`; made up when absent. */
  requestId?: string;
}

/** An answer ready for the wire. */
export interface MediaConnectResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What the simulator needs of its surroundings. */
export interface MediaConnectOptions {
  /** Where the state is kept: one file per account and Region. */
  directory: string;
  /** Divides the durations of transitions; 1 is the service's own pace. */
  speed: number;
  /** The text of a secret, or undefined when it is missing or may not be read. */
  readSecret(account: string, region: string, arn: string, roleArn: string): string | undefined;
  publish(event: ServiceEvent): void;
  /** Asked once when a transition begins: true means that it never ends. */
  isStuck(operation: string): boolean;
  /** Asked once when a VPC interface is removed: true means that its network interface stays; none does if absent. */
  leavesInterface?(operation: string): boolean;
  log?(line: string): void;
}

/** AWS Elemental MediaConnect as its clients see it: flows, their parts, events and metrics, without any video. */
export class MediaConnect {
  private readonly store: Store;
  private readonly rates = new Rates();
  private readonly timers = new Timers();

  /** Loads what an earlier process left and goes on with its transitions; those whose time has passed end at once. */
  constructor(private readonly options: MediaConnectOptions) {
    this.store = new Store(options.directory);
    this.arm();
  }

  /** The operation of a method and raw path, and the ARN it concerns or `*`; undefined for what is not simulated. */
  identify(method: string, path: string): { operation: string; resource: string; part?: string } | undefined {
    const found = this.route(method, path);
    if (!found) return undefined;
    const { resourceArn, flowArn, ...parts } = found.parameters;
    const [part] = Object.values(parts);
    const resource = resourceArn ?? flowArn ?? '*';
    return { operation: found.route.operation, resource, ...(part !== undefined && { part }) };
  }

  /** What the caller must be allowed to do for this call; empty for what is not simulated. */
  requiredActions(request: MediaConnectRequest): RequiredAction[] {
    const identified = this.identify(request.method, request.path);
    if (!identified) return [];
    const { account, region, query } = request;
    const asked = { ...identified, account, region, body: jsonOr(request.body, {}), tagKeys: query.getAll('tagKeys') };
    return requiredActions(this.work(), asked);
  }

  /** Answers a call. Its effect is on disk before the answer is given; nothing of a refused call remains. */
  async handle(request: MediaConnectRequest): Promise<MediaConnectResponse> {
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': request.requestId ?? randomUUID() };
    try {
      const { status, value } = this.serve(request);
      return { status, headers, body: value === undefined ? '' : JSON.stringify(value) };
    } catch (error) {
      const fault = asFault(error);
      if (fault.status >= 500) this.options.log?.(`mediaconnect: ${error instanceof Error ? error.stack : error}`);
      const body = JSON.stringify({ message: fault.message });
      return { status: fault.status, headers: { ...headers, 'x-amzn-errortype': fault.code }, body };
    }
  }

  /** Connects a signal to a flow's source, or takes it away: the control call `POST /_simulator/signals`. */
  signal(body: unknown): { status: number; body: unknown } {
    try {
      const sources = this.perform((work) => applySignal(work, signalBody(body, '')));
      return { status: 200, body: { sources } };
    } catch (error) {
      const fault = asFault(error);
      return { status: fault.status, body: { message: fault.message } };
    }
  }

  /** The metrics of every flow of an account in a Region, one data point a second. */
  metrics(account: string, region: string): MetricSeries[] {
    return this.store.get(account, region).flows.flatMap(seriesOf);
  }

  /** Forgets everything, on disk too. */
  reset(): void {
    this.timers.clear();
    this.store.clear();
    this.rates.clear();
  }

  /** Ends the timers; what is under way goes on when the state is loaded again. */
  stop(): void {
    this.timers.stop();
  }

  private serve(request: MediaConnectRequest): { status: number; value: unknown } {
    const { method, path, account, region } = request;
    const found = routeOf(method, path);
    if (!found) throw new ServiceFault('UnknownOperationException', 404, `${method} ${path} is not simulated.`);
    const { operation, rate, status, run } = found.route;
    this.rates.take(account, region, rate, performance.now());
    const value = this.perform((work) => run({ ...request, work, operation, parameters: found.parameters }));
    return { status, value };
  }

  /** Runs one unit of work to its end: derived state, disk, timers, events, in this order. */
  private perform<T>(act: (work: Work) => T): T {
    const work = this.work();
    const value = act(work);
    review(work);
    work.commit();
    this.arm();
    for (const event of work.events) this.publish(event);
    return value;
  }

  /** Sees to it that every transition under way ends at its time. */
  private arm(): void {
    for (const { arn, account, region, transition } of this.store.all().flatMap((each) => each.flows))
      if (transition?.endsAt !== undefined)
        this.timers.set(arn, transition.endsAt, () => this.settle(account, region, arn));
  }

  private settle(account: string, region: string, arn: string): void {
    try {
      this.perform((work) => {
        const partition = work.change(account, region);
        const flow = partition.flows.find((each) => each.arn === arn);
        if (flow?.transition?.endsAt !== undefined) settle(work, partition, flow);
      });
    } catch (error) {
      // The transition is still under way: the next call sets its timer again.
      this.options.log?.(`mediaconnect: the transition of ${arn} could not end: ${error}`);
    }
  }

  private publish(event: ServiceEvent): void {
    try {
      this.options.publish(event);
    } catch (error) {
      this.options.log?.(`mediaconnect: an event was not taken: ${error}`);
    }
  }

  private route(method: string, path: string) {
    try {
      return routeOf(method, path);
    } catch {
      return undefined;
    }
  }

  private work(): Work {
    return new Work(this.store, this.options, Date.now());
  }
}

function asFault(error: unknown): ServiceFault {
  if (error instanceof ServiceFault) return error;
  return new ServiceFault('InternalServerErrorException', 500, 'Internal Server Error');
}

function jsonOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
