import type { Socket } from 'node:net';
import type { CallLog } from './calls';
import type { BusEvent } from './eventbridge';
import type { Faults } from './faults';
import { type AwsAnswer, type AwsRequest, ServiceError } from './protocol';

/** What the control endpoints reach: the simulator's signals, the template's schedules, the stores, the token issuer. */
export interface Control {
  signal(body: unknown): { status: number; body: unknown };
  /** Deploys a further stack in an account and Region; answers its outputs. */
  deploy(request: Record<string, unknown>): unknown;
  /** What was put on the buses of the template. */
  events(): BusEvent[];
  sweep(): Promise<unknown>;
  reset(): Promise<void>;
  keySet(): unknown;
}

interface Controlled {
  calls: CallLog;
  faults: Faults;
  control: Control;
}

/** Serves `/_simulator/…` and `/_issuer/…`, to callers on this machine that are no web page. */
export async function control(options: Controlled, request: AwsRequest, socket: Socket): Promise<AwsAnswer> {
  const remote = socket.remoteAddress ?? '';
  // A browser names the page's origin; a page of the web could otherwise reset the system through its visitor's loopback.
  if (!/^(::ffff:)?127\.|^::1$/.test(remote) || request.headers.origin !== undefined)
    return json(403, { message: 'Only for callers on this machine' });
  const key = `${request.method} ${request.path}`;
  const route = routes[key];
  if (!route) return json(404, { message: `${key} is not known; use ${Object.keys(routes).join(', ')}` });
  try {
    return await route(options, request);
  } catch (error) {
    if (error instanceof ServiceError) return json(error.status, { message: error.message });
    throw error;
  }
}

const routes: Record<string, (options: Controlled, request: AwsRequest) => AwsAnswer | Promise<AwsAnswer>> = {
  'GET /_issuer/.well-known/jwks.json': (options) => json(200, options.control.keySet()),
  'GET /_simulator/calls': ({ calls }, { query }) => json(200, { calls: calls.since(moment(query.get('since'))) }),
  'GET /_simulator/events': ({ control }, { query }) => {
    const since = moment(query.get('since')) ?? '';
    return json(200, { events: control.events().filter(({ time }) => time >= since) });
  },
  'GET /_simulator/faults': ({ faults }) => json(200, { faults: faults.waiting() }),
  'POST /_simulator/faults': ({ faults }, request) => json(201, faults.add(objectOf(request))),
  'DELETE /_simulator/faults': ({ faults }) => {
    faults.clear();
    return json(200, { faults: [] });
  },
  'POST /_simulator/signals': (options, request) => {
    const { status, body } = options.control.signal(objectOf(request));
    return json(status, body);
  },
  'POST /_simulator/stacks': ({ control }, request) => json(201, control.deploy(objectOf(request))),
  'POST /_simulator/sweep': async ({ control }) => json(200, (await control.sweep()) ?? {}),
  'POST /_simulator/reset': async ({ control, calls, faults }) => {
    await control.reset();
    calls.clear();
    faults.clear();
    return json(200, {});
  },
};

function moment(since: string | null): string | undefined {
  if (since === null) return undefined;
  const time = Date.parse(since);
  if (Number.isNaN(time)) throw new ServiceError('ValidationException', `since ${since} is not an ISO 8601 moment`);
  return new Date(time).toISOString();
}

function objectOf({ body }: AwsRequest): Record<string, unknown> {
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {}
  throw new ServiceError('ValidationException', 'The body must be a JSON object');
}

function json(status: number, body: unknown): AwsAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
