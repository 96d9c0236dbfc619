import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { propertySeed } from '../support/arbitrary-source';
import { runsOf } from '../support/share';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { synthesised } from '../support/synthesised';
import type { Answer } from '../support/system';
import { moment } from './calls';
import { untilOwedNothing } from './rest';
import { useSystem } from './scene';
import { Tenant } from './tenant';

jest.setTimeout(600_000);

const { system } = useSystem();

/** Two organisations that have all in common but their AWS accounts: the id of the target account, and every name. */
const targetAccount = '00000000-0000-4000-8000-0000000000cc';
const others = '444455556666';
const tenants = [
  new Tenant(system, '00000000-0000-4000-8000-0000000000a0', targetAccount, demo.account),
  new Tenant(system, '00000000-0000-4000-8000-0000000000b0', targetAccount, others),
] as const;
const [first, second] = tenants;

/** What a tenant has at a place: the source there, and how many there were before, which the next one's key tells. */
interface Place {
  id?: string | undefined;
  generation: number;
}
const places = new Map(tenants.map((tenant) => [tenant, [0, 1].map((): Place => ({ generation: 0 }))]));
const placeOf = (tenant: Tenant, index: number) => places.get(tenant)?.[index] ?? { generation: 0 };

beforeAll(async () => {
  for (const tenant of tenants) await tenant.register();
  const bus = synthesised()
    .of('AWS::Events::EventBus')
    .find(({ logicalId }) => logicalId.startsWith('Incoming'));
  await second.sendEvents(bus?.properties.Name);
});

/** The flow is named alike everywhere; label and passphrase are the tenant's own. */
const body = ({ canary }: Tenant, port: number) =>
  sourceRequest('srt-listener', {
    metadata: { labels: [{ key: 'channel', value: canary }] },
    'ingress-flows': [
      flowRequest('srt-listener', {
        name: 'news',
        'flow-sources': [
          flowSourceRequest('srt-listener', {
            name: 'camera',
            'ingest-port': port,
            'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: `${canary}-${port}` },
          }),
        ],
      }),
    ],
    alarm: { level: 'TR_101_290_PRIORITY_1' },
  });

const asked = (method: string, end: (id: string) => string, given?: (tenant: Tenant, turn: number) => object) => {
  return async (tenant: Tenant, { id = randomUUID() }: Place, turn: number): Promise<void> => {
    const { status } = await tenant.api(method, end(`/sources/${id}`), given?.(tenant, turn));
    expect([status, method, end('')]).toEqual([expect.any(Number), method, end('')]);
    expect(status).toBeLessThan(500);
  };
};

/** What a tenant does with a place of its own; what is not there is answered as such, and what is busy is refused. */
const deeds: Record<string, (tenant: Tenant, place: Place, turn: number) => Promise<unknown>> = {
  async create(tenant, place) {
    const headers = { 'idempotency-key': `place-${places.get(tenant)?.indexOf(place)}-${place.generation}` };
    const { status, body: made } = await tenant.api('POST', '/sources', body(tenant, 5000), { headers });
    // A second request of the same moment is asked to wait for the first.
    if (status === 409) return;
    expect(status).toBe(201);
    place.id ??= made.id;
    expect(made.id).toBe(place.id);
    tenant.sourceIds.add(made.id);
  },
  read: asked('GET', (source) => source),
  reveal: asked('GET', (source) => `${source}?include-passphrase=true`),
  drift: asked('GET', (source) => `${source}?include-drift=true`),
  list: asked('GET', () => '/sources?inline=true&include-deleted=true&include-hidden=true'),
  update: asked(
    'PATCH',
    (source) => `${source}?allow-interruption=true`,
    (tenant, turn) => ({ 'ingress-flows': body(tenant, 5100 + turn)['ingress-flows'] }),
  ),
  stop: asked('POST', (source) => `${source}/stop`),
  start: asked('POST', (source) => `${source}/start?allow-interruption=true`),
  repair: asked('POST', (source) => `${source}/repair?allow-interruption=true`),
  delete: asked('DELETE', (source) => source),
  events: asked('GET', (source) => `${source}/events`),
  metrics: asked('GET', (source) => `${source}/metrics`),
  status: asked('GET', (source) => `${source}/status`),
  async trespass(tenant, _place, turn) {
    const [other] = tenants.filter((each) => each !== tenant);
    const ids = [...(other?.sourceIds ?? [])];
    const theirs = ids[turn % ids.length] ?? randomUUID();
    const answers: Answer[] = [];
    for (const [method, end] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/stop'],
      ['DELETE', ''],
    ] as const) {
      // What the tenant has named itself it may be told.
      const answer = await system.api(
        method,
        `/organisations/${tenant.organisation}/target-accounts/${targetAccount}/sources/${theirs}${end}`,
        undefined,
        {
          token: system.token({ organisation: tenant.organisation, role: 'operator' }),
        },
      );
      answers.push(answer);
    }
    expect(answers.map(({ status, body: { type } }) => [status, type])).toEqual(
      answers.map(() => [404, 'urn:problem:source-not-found']),
    );
  },
};

/** A deed at a place, and what the next one waits for: nothing, the answer, or that nothing is owed to the source. */
interface Step {
  deed: string;
  place: number;
  until: 'begun' | 'answered' | 'settled';
}

let turn = 0;

/** Nothing goes wrong here for which help would be needed, short of a machine that has too much to do. */
const rests = (id: string) => untilOwedNothing(system, id, 30_000);

async function take(tenant: Tenant, steps: readonly Step[]): Promise<void> {
  const underWay: Promise<unknown>[] = [];
  // A creation that is repeated makes nothing.
  const creations = [0, 1].map((place): Step => ({ deed: 'create', place, until: 'answered' }));
  for (const { deed, place: index, until } of [...creations, ...steps]) {
    const place = placeOf(tenant, index);
    const done = deeds[deed]?.(tenant, place, ++turn) ?? Promise.resolve();
    underWay.push(done);
    // What goes wrong meanwhile is told when all are over.
    if (until !== 'begun') await done.catch(() => undefined);
    if (until === 'settled' && place.id) await rests(place.id);
  }
  await Promise.all(underWay);
}

/** Waits until nothing is owed to any source; what is deleted leaves its place to the next. */
async function settle(tenant: Tenant): Promise<void> {
  for (const place of places.get(tenant) ?? []) {
    if (!place.id) continue;
    await rests(place.id);
    const { body: source } = await tenant.api('GET', `/sources/${place.id}`);
    if (source['provisioning-status'] !== 'deletion-complete') continue;
    place.id = undefined;
    place.generation++;
  }
}

const kept = (file: string) => {
  const path = join(system.dataDirectory, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
};

/** Everything that is in the AWS accounts, as the simulated services keep it: where it is, and its tags. */
function resources(): { arn: string; tags: Record<string, string> }[] {
  const folder = join(system.dataDirectory, 'mediaconnect');
  const flows = readdirSync(folder).flatMap((file) => {
    const { flows: all, tags } = kept(join('mediaconnect', file)) as {
      flows: { arn: string }[];
      tags: Record<string, Record<string, string>>;
    };
    return all.map(({ arn }) => ({ arn, tags: tags[arn] ?? {} }));
  });
  type Tagged = Record<string, { Tags?: Tag[]; tags?: Tag[] }>;
  const tagged = ['secrets.json', 'alarms.json'].flatMap((file) => Object.entries(kept(file) as Tagged));
  return [
    ...flows,
    ...tagged.map(([arn, { Tags, tags = Tags ?? [] }]) => ({
      arn,
      tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
    })),
  ];
}
interface Tag {
  Key: string;
  Value: string;
}

/** Each flow, secret and alarm is in the account of the organisation whose tags it bears, of a source of it that is there. */
function expectOwnResources(): void {
  const living = new Set(tenants.flatMap((tenant) => places.get(tenant)?.map(({ id }) => id) ?? []));
  for (const { arn, tags } of resources()) {
    const owner = tenants.find(({ sourceIds }) => sourceIds.has(tags['headworks:source'] ?? ''));
    expect([arn, tags['headworks:organisation'], arn.split(':')[4]]).toEqual([
      arn,
      owner?.organisation,
      owner?.account,
    ]);
    expect(living).toContain(tags['headworks:source']);
  }
}

const inTargetAccounts = ['mediaconnect', 'secretsmanager', 'monitoring', 'ec2'];

/** Each call was made in the account, and as the role there, of whose source or request its session is named after. */
async function expectOwnCalls(since: string): Promise<void> {
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  const acting = calls.filter(
    ({ service, principal }) => inTargetAccounts.includes(service) && !principal.endsWith('/outsider'),
  );
  expect(acting.length).toBeGreaterThan(0);
  for (const { account, principal, operation } of acting) {
    const [role = '', session = ''] = principal.split('/').slice(-2);
    const owner = tenants.find((tenant) => tenant.sourceIds.has(session) || tenant.requestIds.has(session));
    // A sweep looks into every account, in sessions of its own.
    const expected = owner?.account ?? account;
    expect([operation, principal]).toEqual([operation, `arn:aws:sts::${expected}:assumed-role/${role}/${session}`]);
    expect([operation, account]).toEqual([operation, expected]);
    if (!owner) expect(operation).toMatch(/^List/);
  }
}

/** No answer and no event of one says a word of the other. */
async function expectNothingTold(): Promise<void> {
  const { events } = await system.simulator<{ events: { detail: Record<string, unknown> }[] }>('GET', 'events');
  for (const tenant of tenants) {
    const [other] = tenants.filter((each) => each !== tenant);
    const own = events.filter(({ detail }) => detail['organisation-id'] === tenant.organisation);
    expect(own.length).toBeGreaterThan(0);
    for (const { detail } of own) expect(tenant.sourceIds).toContain(detail['source-id']);
    const told = [...tenant.answers, ...own.map(({ detail }) => JSON.stringify(detail))];
    for (const word of other?.secrets() ?? []) expect(told.find((text) => text.includes(word))).toBeUndefined();
    const { body: listed } = await tenant.api('GET', '/sources?include-deleted=true&include-hidden=true&page-size=100');
    for (const { id } of listed.sources) expect(tenant.sourceIds).toContain(id);
    tenant.answers.length = 0;
  }
}

/**
 * Every deed of both, each at another moment: one execution environment of a function then serves now one and now the
 * other, with whatever it has kept.
 */
const { delete: _, ...lasting } = deeds;
const everything = (names: string[]): Step[] =>
  [...names, 'delete'].map((deed) => ({ deed, place: 0, until: 'settled' }));
const forwards = everything(Object.keys(lasting));
const backwards = everything(Object.keys(lasting).reverse());
const steps = fc.array(
  fc.record({
    deed: fc.constantFrom(...Object.keys(deeds)),
    place: fc.nat(1),
    until: fc.constantFrom<Step['until']>('begun', 'answered', 'settled'),
  }),
  { minLength: 4, maxLength: 12 },
);

it(`keeps two organisations apart, whatever both do at once (seed ${propertySeed})`, async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, async (ofFirst, ofSecond) => {
      const since = moment();
      await Promise.all([take(first, ofFirst), take(second, ofSecond)]);
      await Promise.all(tenants.map(settle));
      expectOwnResources();
      await expectOwnCalls(since);
      await expectNothingTold();
    }),
    {
      numRuns: runsOf(2, 60),
      endOnFailure: true,
      seed: propertySeed,
      examples: [[forwards, backwards]],
    },
  );
  for (const tenant of tenants) {
    const ids = (places.get(tenant) ?? []).flatMap(({ id }) => id ?? []);
    await Promise.all(ids.map((id) => tenant.api('DELETE', `/sources/${id}`)));
    await settle(tenant);
  }
  expect(resources()).toEqual([]);
});
