import { demo } from '../../local/demo';
import { isLong, shareOf } from '../support/share';
import { sourceRequest } from '../support/sources';
import { type Effect, faultAt, isTelling, type Point } from './call-points';
import { allMet, ask, takeBack } from './faults';
import { untilOwedNothing } from './rest';
import { useSystem } from './scene';

jest.setTimeout(isLong ? 600_000 : 180_000);

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));

const [here, elsewhere] = demo.regions;
const body = {
  ...sourceRequest('srt-listener'),
  'egress-flows': [
    { name: 'far', region: elsewhere },
    { name: 'near', region: here },
  ],
};

/** The calls of a creation that egress flows have beside those of the source: for the first and the second of them, and both. */
const points: Point[] = [
  { service: 'mediaconnect', operation: 'AddFlowOutputs', after: 0 },
  { service: 'mediaconnect', operation: 'CreateFlow', after: 1 },
  { service: 'mediaconnect', operation: 'StartFlow', after: 2 },
  { service: 'mediaconnect', operation: 'CreateFlow', after: 2 },
  { service: 'mediaconnect', operation: 'StartFlow', after: 1 },
  { service: 'secretsmanager', operation: 'CreateSecret', after: 2 },
  { service: 'secretsmanager', operation: 'PutResourcePolicy', after: 3 },
];
const effects: Effect[] = ['lost reply', '400', '500', '429', 'kill'];
const trials = effects.flatMap((effect) =>
  points.filter((point) => isTelling(point, effect)).map((point) => ({ ...point, point, effect })),
);

const flows = async () => (await Promise.all(demo.regions.map((region) => account.flows(region)))).flat();
const leftBehind = async () => [...(await account.leftBehind()), ...(await account.leftBehind(elsewhere))];

describe.each(shareOf(1, trials))('a creation that meets $effect at $operation after $after others', ({
  point,
  effect,
}) => {
  const isOfRequest = point.service === 'secretsmanager';

  it('has each flow once and fed, or leaves nothing', async () => {
    await ask(system, faultAt(point, effect));
    const asking = system.api('POST', '/sources', body).catch(() => undefined);
    if (effect === 'kill') {
      await allMet(system);
      await system.restart();
    }
    const answer = await asking;
    await allMet(system);
    await takeBack(system);
    if (isOfRequest && answer?.status !== 201) {
      // What a request that died has written, or cannot know to have written, the sweep takes away an hour later.
      const isUnknown = effect === 'lost reply' && point.operation === 'CreateSecret';
      if (effect !== 'kill' && !isUnknown) expect(await leftBehind()).toEqual([]);
      return expect(await flows()).toEqual([]);
    }
    const id: string = answer?.body.id;
    await untilOwedNothing(system, id);
    const source = await client.read(id);
    if (effect === '400') {
      expect(source).toMatchObject({ 'provisioning-status': 'creation-failed' });
      return expect(await leftBehind()).toEqual([]);
    }
    expect(source['provisioning-status']).toBe('creation-complete');
    const {
      'ingress-flows': [ingress],
      'egress-flows': egress,
    } = source['provisioned-flows'];
    const arns = [ingress, ...egress].map((flow) => flow?.arn);
    expect((await flows()).map(({ arn, status }) => `${arn} ${status}`).sort()).toEqual(
      arns.map((arn) => `${arn} ACTIVE`).sort(),
    );
    const outputs = (await account.flow(ingress?.arn ?? ''))?.Outputs ?? [];
    expect(outputs.map(({ Destination }) => Destination)).toEqual(egress.map(({ ip }) => ip));
    await client.remove(id);
    expect(await leftBehind()).toEqual([]);
  });
});
