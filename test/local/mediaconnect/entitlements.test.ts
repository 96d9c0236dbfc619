import { outsideEntitlement } from '../../../local/mediaconnect/entitlements';
import { Bench, home, neighbour, pass, useServiceTime } from './bench';
import { aesKeys, cdiFlow, transportSources } from './flows';

useServiceTime();
const source = transportSources.rtp;
const outside = outsideEntitlement(home.region);

const granted = async () => {
  const bench = new Bench();
  const originator = await bench.create({ source });
  const request = { flowArn: originator, entitlements: [{ name: 'feed', subscribers: [neighbour.account] }] };
  const { entitlements } = await bench.ok('GrantFlowEntitlements', request);
  return { bench, originator, entitlementArn: entitlements[0].entitlementArn as string };
};

describe('granting', () => {
  it('puts an entitlement on the flow and into the subscriber’s list, in its Region only', async () => {
    const { bench, originator, entitlementArn } = await granted();
    expect(entitlementArn).toMatch(/^arn:aws:mediaconnect:eu-west-1:111122223333:entitlement:.+:feed$/);
    expect((await bench.describe(originator)).flow.entitlements).toMatchObject([
      { entitlementArn, entitlementStatus: 'ENABLED' },
    ]);
    const listed = { dataTransferSubscriberFeePercent: 0, entitlementArn, entitlementName: 'feed' };
    expect((await bench.ok('ListEntitlements', {}, neighbour)).entitlements).toContainEqual(listed);
    expect((await bench.ok('ListEntitlements', {}, home)).entitlements).not.toContainEqual(listed);
    const elsewhere = { ...neighbour, region: 'us-east-1' };
    expect((await bench.ok('ListEntitlements', {}, elsewhere)).entitlements).not.toContainEqual(listed);
  });

  it('lists the entitlement of the outside provider for everybody', async () => {
    const { entitlements } = await new Bench().ok('ListEntitlements');
    expect(entitlements).toEqual([
      { dataTransferSubscriberFeePercent: 0, entitlementArn: outside, entitlementName: 'news' },
    ]);
  });

  it('lets the subscriber make a flow of it, and nobody else', async () => {
    const { bench, entitlementArn } = await granted();
    const entitled = { source: { name: 'in', entitlementArn } };
    await bench.create(entitled, neighbour);
    expect((await bench.ok('ListFlows', {}, neighbour)).flows).toMatchObject([{ sourceType: 'ENTITLED' }]);
    const third = { ...home, account: '777788889999' };
    expect(await bench.refusal('CreateFlow', { name: 'x', ...entitled }, third)).toMatch(
      /not granted to account 777788889999/,
    );
  });

  it('changes subscribers, status and keys, and revokes', async () => {
    const { bench, originator, entitlementArn } = await granted();
    const change = {
      flowArn: originator,
      entitlementArn,
      description: 'news',
      entitlementStatus: 'DISABLED',
      encryption: aesKeys,
    };
    const { entitlement } = await bench.ok('UpdateFlowEntitlement', change);
    expect(entitlement).toMatchObject({
      description: 'news',
      entitlementStatus: 'DISABLED',
      encryption: aesKeys,
      name: 'feed',
    });
    const revoked = await bench.ok('RevokeFlowEntitlement', { flowArn: originator, entitlementArn });
    expect(revoked).toEqual({ flowArn: originator, entitlementArn });
    expect(await bench.refusal('RevokeFlowEntitlement', { flowArn: originator, entitlementArn })).toMatch(
      /^NotFoundException/,
    );
    expect((await bench.ok('ListEntitlements', {}, neighbour)).entitlements).toHaveLength(1);
  });

  it.each([
    ['no subscriber', { source }, [{ subscribers: [] }], /at least one subscriber/],
    [
      'a subscriber that is no account',
      { source },
      [{ subscribers: ['studio'] }],
      /studio is not a 12-digit account id/,
    ],
    [
      'one name twice',
      { source },
      ['1', '2'].map(() => ({ name: 'a', subscribers: [neighbour.account] })),
      /entitlement name a is used twice/,
    ],
    ['a CDI flow', cdiFlow, [{ subscribers: [neighbour.account] }], /cannot be granted on a CDI/],
  ])('refuses %s', async (_what, flow, entitlements, message) => {
    const bench = new Bench();
    const flowArn = await bench.create(flow);
    expect(await bench.refusal('GrantFlowEntitlements', { flowArn, entitlements })).toMatch(message);
  });

  it('refuses the 51st entitlement of a flow', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    const entitlements = Array.from({ length: 50 }, () => ({ subscribers: [neighbour.account] }));
    await bench.ok('GrantFlowEntitlements', { flowArn, entitlements });
    const another = { flowArn, entitlements: entitlements.slice(0, 1) };
    expect(await bench.refusal('GrantFlowEntitlements', another)).toMatch(/^GrantFlowEntitlements420Exception/);
  });
});

describe('a flow that lives on an entitlement', () => {
  const alerts = (bench: Bench) =>
    bench.take('Alert').map((each) => [each.errored, each['error-message'].replace(/ arn:\S+/, '')]);

  it('is told when the originator’s flow does not run, comes up, and takes the entitlement away', async () => {
    const { bench, originator, entitlementArn } = await granted();
    const flowArn = await bench.run({ source: { name: 'in', entitlementArn } }, neighbour);
    bench.signal({ flowArn, connected: true });
    expect(alerts(bench)).toEqual([[true, 'Source in: entitlement has no active source.']]);
    expect((await bench.describe(flowArn, neighbour)).messages.errors).toEqual([
      expect.stringContaining('has no active source'),
    ]);
    await bench.ok('StartFlow', { flowArn: originator });
    pass(20);
    expect(alerts(bench)).toEqual([[false, 'Source in: entitlement has no active source.']]);
    expect(bench.take('Source Health').at(-1)).toMatchObject({ unhealthy: false, current: { state: 'CONNECTED' } });
    expect(await bench.describe(flowArn, neighbour)).not.toHaveProperty('messages');
    await bench.ok('RevokeFlowEntitlement', { flowArn: originator, entitlementArn });
    expect(alerts(bench)).toEqual([[true, 'Source in: entitlement no longer exists.']]);
    expect(bench.take('Source Health').at(-1)).toMatchObject({ unhealthy: true, current: { state: 'DISCONNECTED' } });
  });

  it('feeds one running flow: the second gets an alert until the first stops', async () => {
    const bench = new Bench();
    const entitled = { source: { name: 'in', entitlementArn: outside } };
    const first = await bench.run(entitled);
    const second = await bench.run(entitled);
    expect(alerts(bench)).toEqual([[true, 'Source in: entitlement is already in use by another flow.']]);
    expect(await bench.describe(first)).not.toHaveProperty('messages');
    expect((await bench.describe(second)).messages.errors).toHaveLength(1);
    await bench.ok('StopFlow', { flowArn: first });
    expect(alerts(bench)).toEqual([[false, 'Source in: entitlement is already in use by another flow.']]);
    expect(await bench.describe(second)).not.toHaveProperty('messages');
  });
});
