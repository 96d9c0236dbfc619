import type { Call } from '../../local/aws/calls';
import { isLong, shareOf } from '../support/share';
import { sourceRequest } from '../support/sources';
import { type System, startSystem } from '../support/system';
import { type Effect, effects, faultAt, isTelling, type Point, pointsOf } from './call-points';
import { Client } from './client';
import { allMet, ask, takeBack } from './faults';
import { inMediaLive, keysIn } from './proxies';
import { untilOwedNothing } from './rest';

jest.setTimeout(isLong ? 1_200_000 : 240_000);

/** A system of its own, since it is killed now and then. */
let system: System;
let client: Client;
let id = '';

const off = { 'proxy-enabled': false, 'proxy-tier': 1 };
const on = { 'proxy-enabled': true, 'proxy-tier': 1 };
/** What is asked for, from what: a proxy, another tier of it, and none. */
const changes: Record<string, [from: object, to: object]> = {
  enabling: [off, on],
  'another tier': [on, { ...on, 'proxy-tier': 3 }],
  disabling: [on, off],
};

beforeAll(async () => {
  system = await startSystem({ speed: 100, indexDelayMs: 200 });
  client = new Client(system);
  ({ id } = await client.createRunning(sourceRequest('srt-listener')));
});
afterAll(() => system.stop());

const patch = async (members: object) => {
  const { status, body } = await system.api('PATCH', `/sources/${id}`, members);
  if (status !== 200) throw new Error(JSON.stringify(body));
};
/** Brings the source to these settings, whatever a test before has left. */
async function rest(members: object): Promise<void> {
  await takeBack(system);
  await patch(members);
  await untilOwedNothing(system, id);
}
/** The points of a change in MediaLive and S3, from a run that nothing disturbs. */
async function pointsOfChange([from, to]: [object, object]): Promise<Point[]> {
  await rest(from);
  const since = new Date().toISOString();
  await rest(to);
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  return pointsOf(calls.filter(({ service }) => service === 'medialive' || service === 's3'));
}

/** There is what the settings ask for, once, and nothing else; and the flow was never touched. */
async function expectThere({ 'proxy-enabled': isOn, 'proxy-tier': tier }: typeof on): Promise<void> {
  const source = await client.read(id);
  expect(source['provisioning-status']).toBe('update-complete');
  expect(source.proxy).toEqual(isOn ? expect.objectContaining({ state: 'running', tier }) : undefined);
  const [inputs, channels] = await Promise.all([inMediaLive(system, 'inputs'), inMediaLive(system, 'channels')]);
  expect([inputs.length, channels.map(({ state }) => state)]).toEqual(isOn ? [1, ['RUNNING']] : [0, []]);
  if (!isOn) expect(await keysIn(system, id)).toEqual([]);
}

describe.each(Object.entries(changes))('%s', (_name, change) => {
  it('comes to its end, whatever one of its calls meets, and whoever is killed at it', async () => {
    const points = await pointsOfChange(change);
    expect(points.length).toBeGreaterThan(4);
    // Looks are many, and each meets what the first does.
    const telling = points.filter(({ operation, after }) => after === 0 || !/^(Describe|List|Get)/.test(operation));
    const cases = telling.flatMap((point) =>
      effects.filter((effect) => isTelling(point, effect)).map((effect): [Point, Effect] => [point, effect]),
    );
    const disturbing = ([{ operation }, effect]: [Point, Effect]) =>
      effect === 'lost reply' && !operation.startsWith('List');
    const first = cases.filter(disturbing).slice(-2);
    const kill = cases.filter(
      ([{ operation }, effect]) => effect === 'kill' && /^(CreateChannel|DeleteInput)/.test(operation),
    );
    for (const [point, effect] of isLong ? cases : shareOf(3, [...first, ...kill])) {
      await rest(change[0]);
      await ask(system, faultAt(point, effect));
      await patch(change[1]);
      await allMet(system);
      if (effect === 'kill') await system.restart();
      await untilOwedNothing(system, id);
      await expectThere(change[1] as typeof on).catch((error) => {
        throw new Error(`${point.operation} ${point.after}, ${effect}: ${error.message}`);
      });
    }
  });
});
