import type { ProvisioningStatus } from '../lambdas/domain/provisioning-status';
import { Client } from '../test/end-to-end/client';
import { type FlowBody, flowRequest, flowSourceRequest } from '../test/support/sources';
import { type System, startSystem } from '../test/support/system';
import type { Table } from './run';
import { judged, median, rounded } from './statistics';
import { transitionsOf } from './transitions';

/** Real time: what this machine adds is then as small beside the service's durations as it is in AWS. */
const speed = 1;
const sources = 2;
/** The simulator's own durations, seconds. */
const durations = { start: 20, stop: 10, remove: 30, update: 2 };
/** Of standard workflows in most Regions, dollars (aws.amazon.com/step-functions/pricing). */
const pricePerTransition = 0.025 / 1000;

/** A run of a source, and what the service itself takes for it. */
interface Run {
  what: string;
  /** The flow that a PATCH asks for. */
  after: FlowBody;
  ownSeconds: number;
}

const flow = (source: object, members: Partial<FlowBody> = {}) =>
  flowRequest('rtp', { 'flow-sources': [flowSourceRequest('rtp', { name: 'a', ...source })], ...members });

const { start, stop, remove, update } = durations;
const before = flow({ 'max-bitrate': 9_000_000 }, { az: 'eu-west-1a' });
const inVpc = (() => {
  const { 'whitelist-cidr': _, ...source } = flowSourceRequest('rtp', { name: 'a', 'max-bitrate': 9_000_000 });
  const studio = {
    name: 'studio',
    'subnet-id': 'subnet-0123456789abcdef0',
    'security-group-ids': ['sg-0123456789abcdef0'],
  };
  return {
    ...before,
    'vpc-interfaces': [studio],
    'flow-sources': [{ ...source, 'vpc-interface-name': 'studio' }],
  };
})();

/** Some of its functions run for the first time in this process, which takes them as long again: it has no limit. */
const firstUpdate = 'live change, the first of the process';

/** One after the other: each begins with what the one before has made. */
const updates: Run[] = [
  { what: firstUpdate, after: described(before, 'OB van'), ownSeconds: update },
  { what: 'live change (description)', after: described(before, 'OB van 2'), ownSeconds: update },
  { what: 'interruption of two calls (into a VPC)', after: inVpc, ownSeconds: 2 * update },
  { what: 'interruption by a standstill (out of it)', after: before, ownSeconds: stop + 2 * update + start },
  {
    what: 'interruption of six calls (bit rate taken away)',
    after: flow({}, { az: 'eu-west-1a' }),
    ownSeconds: 6 * update,
  },
  { what: 'replacement (zone)', after: flow({}, { az: 'eu-west-1b' }), ownSeconds: start + stop + remove },
];

function described(body: FlowBody, description: string): FlowBody {
  return { ...body, 'flow-sources': body['flow-sources'].map((source) => ({ ...source, description })) };
}

/** Seconds that each kind of run took. */
type Times = Map<string, number[]>;

/**
 * Time of each kind of run from the request until the source rests, over what the service itself takes, and the state
 * transitions of its execution with their price.
 */
export async function updateTable(): Promise<Table> {
  // With memory for all functions, as each has its own in AWS: else some would be loaded again in between.
  const system = await startSystem({ speed });
  try {
    const times: Times = new Map();
    // Side by side, since nearly all of it is waiting.
    const [id = ''] = await Promise.all(Array.from({ length: sources }, () => live(system, times)));
    return rowsOf(times, await transitionsOf(system, id));
  } finally {
    await system.stop();
  }
}

/** The whole life of a source, timed; answers its id. */
async function live(system: System, times: Times): Promise<string> {
  const client = new Client(system, 25);
  const timed = async (what: string, status: ProvisioningStatus, ask: () => Promise<string>) => {
    const begin = performance.now();
    const id = await ask();
    await client.settled(id, status, 240);
    times.set(what, [...(times.get(what) ?? []), (performance.now() - begin) / 1000]);
    return id;
  };
  const body = { metadata: { labels: [] }, 'ingress-flows': [before] };
  const id = await timed('create', 'creation-complete', () => client.create(body));
  for (const { what, after } of updates) {
    await timed(what, 'update-complete', async () => {
      const path = `/sources/${id}?allow-interruption=true`;
      const { status, body: answer } = await system.api('PATCH', path, { 'ingress-flows': [after] });
      if (status !== 200) throw new Error(`${what} was refused: ${status} ${JSON.stringify(answer)}`);
      return id;
    });
  }
  return timed('delete', 'deletion-complete', () => client.delete(id).then(() => id));
}

/** A row for each run; only updates have a limit here. */
function rowsOf(times: Times, transitions: readonly number[]): Table {
  const own = new Map([
    ['create', start],
    ...updates.map(({ what, ownSeconds }): [string, number] => [what, ownSeconds]),
    ['delete', stop + remove],
  ]);
  const rows = [...own].map(([what, ownSeconds], index) => {
    const seconds = median(times.get(what) ?? []);
    const ratio = rounded(seconds / ownSeconds);
    const isUpdate = !['create', 'delete', firstUpdate].includes(what);
    const count = transitions[index] ?? Number.NaN;
    return [
      what,
      {
        s: rounded(seconds, 1),
        'own s': ownSeconds,
        ratio,
        ...(isUpdate ? judged(ratio, 1.25) : {}),
        transitions: count,
        '$ per 1,000 runs': rounded(count * pricePerTransition * 1000),
      },
    ];
  });
  return Object.fromEntries(rows);
}
