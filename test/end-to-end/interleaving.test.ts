import fc from 'fast-check';
import type { Call } from '../../local/aws/calls';
import { demo } from '../../local/demo';
import { propertySeed } from '../support/arbitrary-source';
import { runsOf } from '../support/share';
import { synthesised } from '../support/synthesised';
import { moment } from './calls';
import { deeds } from './deeds';
import { allResources } from './resources';
import { untilOwedNothing } from './rest';
import { useSystem } from './scene';
import { type Place, Tenant } from './tenant';

// A long run has many rounds, some of which wait for half a minute until a function has certainly ended.
jest.setTimeout(3_600_000);

const { system } = useSystem();

/** Two organisations that have all in common but their AWS accounts: the id of the target account, and every name. */
const targetAccount = '00000000-0000-4000-8000-0000000000cc';
const others = '444455556666';
const tenants = [
  new Tenant(system, '00000000-0000-4000-8000-0000000000a0', targetAccount, demo.account),
  new Tenant(system, '00000000-0000-4000-8000-0000000000b0', targetAccount, others),
] as const;
const [first, second] = tenants;
[first.other, second.other] = [second, first];

beforeAll(async () => {
  for (const tenant of tenants) await tenant.register();
  const bus = synthesised()
    .of('AWS::Events::EventBus')
    .find(({ logicalId }) => logicalId.startsWith('Incoming'));
  await second.sendEvents(bus?.properties.Name);
});

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
    const place = tenant.places[index] as Place;
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
  for (const place of tenant.places) {
    if (!place.id) continue;
    await rests(place.id);
    const { body: source } = await tenant.api('GET', `/sources/${place.id}`);
    if (source['provisioning-status'] !== 'deletion-complete') continue;
    place.id = undefined;
    place.generation++;
  }
}

/** Each flow, secret and alarm is in the account of the organisation whose tags it bears, of a source of it that is there. */
function expectOwnResources(): void {
  const living = new Set(tenants.flatMap((tenant) => tenant.places.map(({ id }) => id)));
  for (const { arn, tags } of allResources(system)) {
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
    const own = events.filter(({ detail }) => detail['organisation-id'] === tenant.organisation);
    expect(own.length).toBeGreaterThan(0);
    for (const { detail } of own) expect(tenant.sourceIds).toContain(detail['source-id']);
    const told = [...tenant.answers, ...own.map(({ detail }) => JSON.stringify(detail))];
    for (const word of tenant.other?.secrets() ?? []) expect(told.find((text) => text.includes(word))).toBeUndefined();
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
      numRuns: runsOf(2, 40),
      endOnFailure: true,
      seed: propertySeed,
      examples: [[forwards, backwards]],
    },
  );
  for (const tenant of tenants) {
    const ids = tenant.places.flatMap(({ id }) => id ?? []);
    await Promise.all(ids.map((id) => tenant.api('DELETE', `/sources/${id}`)));
    await settle(tenant);
  }
  expect(allResources(system)).toEqual([]);
});
