import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type BusEvent, eventBridge } from '../../local/aws/eventbridge';
import { evaluate } from '../../local/aws/policy';
import { demo } from '../../local/demo';
import { Deployments } from '../../local/deployments';
import { loadStack } from '../../local/template';
import { fixtureParameters } from '../support/local-stack';
import { synthesised } from '../support/synthesised';

const folder = resolve(__dirname, '../../cdk.out');
const data = mkdtempSync(join(tmpdir(), 'headworks-heard-'));
afterAll(() => rmSync(data, { recursive: true }));

const stack = synthesised();
const stranger = '444455556666';
const own = { account: demo.account, region: demo.region };

/** The synthesised stacks, with an events stack in each place beside the control plane's own. */
function deployed(settings: Record<string, string>, ...places: { account: string; region: string }[]) {
  const parameters = { ...fixtureParameters, TokenKeySetUri: 'https://issuer.example/keys', ...settings };
  const main = loadStack(folder, parameters, demo);
  const { IncomingEventBusArn = '', DeploymentId = '', ProxyBuckets = '' } = main.outputs;
  const initial = places.map((place) => ({
    stack: 'HeadworksEvents',
    ...place,
    parameters: { EventBusArn: IncomingEventBusArn, DeploymentId, ProxyBuckets },
  }));
  const { routing, forwarderOf } = new Deployments(main, { folder, file: join(data, 'stacks.json'), initial });
  const [heard, lost]: [string[], string[]] = [[], []];
  const deliver = async (arn: string) => heard.push(arn.replace(/^.*:function:Headworks-Observation/, ''));
  const giveUp = ({ deadLetterArn = 'nowhere' }) => lost.push(deadLetterArn);
  const bridge = eventBridge({ ...own, routing, roleOf: forwarderOf, record: () => {}, deliver, giveUp });
  return async (event: Partial<BusEvent> & { bus?: string }) => {
    heard.length = 0;
    lost.length = 0;
    bridge.publish({ source: 'aws.mediaconnect', 'detail-type': 'MediaConnect Source Health', detail: {}, ...event });
    await setImmediate();
    return { heard: heard.map((name) => name.replace(/[0-9A-F]{8}$/, '')), lost: [...lost] };
  };
}

const alarm = (alarmName: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { alarmName },
});

describe('the stack of the control plane alone', () => {
  const publish = deployed({});

  it.each([
    ['MediaConnect Flow Status Change', 'HearFlowStatus'],
    ['MediaConnect Source Health', 'HearSourceHealth'],
    ['MediaConnect Flow Health', 'HearFlowHealth'],
    ['MediaConnect Alert', 'HearAlert'],
    ['MediaConnect Flow Maintenance', 'HearMaintenance'],
    ['MediaConnect Flow Content Quality', 'HearContentQuality'],
  ])('hears "%s" of its own account and Region, once', async (type, listener) => {
    expect(await publish({ ...own, 'detail-type': type })).toEqual({ heard: [listener], lost: [] });
  });

  it('hears of the alarms that bear the name of the deployment, and of no others', async () => {
    expect((await publish(alarm('headworks-Headworks@eu-west-1-a'))).heard).toEqual(['HearAlarm']);
    expect((await publish(alarm('headworks-Headworks@eu-west-2-a'))).heard).toEqual([]);
    expect((await publish(alarm('Headworks-SourcesStuck'))).heard).toEqual([]);
  });

  it('leaves alone what costs money and says nothing', async () => {
    expect((await publish({ ...own, 'detail-type': 'MediaConnect Flow Source Metadata Changed' })).heard).toEqual([]);
  });

  it('hears of no other Region, and of no other account that wrote to its default bus', async () => {
    const bus = `arn:aws:events:${demo.region}:${demo.account}:event-bus/default`;
    expect(await publish({ ...own, region: 'us-east-1' })).toEqual({ heard: [], lost: [] });
    expect(await publish({ account: stranger, region: demo.region, bus })).toEqual({ heard: [], lost: [] });
  });
});

describe('an events stack', () => {
  const elsewhere = { account: demo.account, region: 'us-east-1' };
  const theirs = { account: stranger, region: 'us-east-1' };

  it('lets another Region of the account be heard, flows and alarms', async () => {
    const publish = deployed({}, elsewhere);
    expect(await publish(elsewhere)).toEqual({ heard: ['HearSourceHealth'], lost: [] });
    const named = alarm('headworks-Headworks@eu-west-1-a');
    expect((await publish({ ...named, ...elsewhere })).heard).toEqual(['HearAlarm']);
    expect((await publish({ ...named, ...own })).heard).toEqual(['HearAlarm']);
  });

  it('lets another account be heard that the settings admit', async () => {
    const publish = deployed({ EventAccounts: `777788889999,${stranger}` }, theirs);
    expect(await publish(theirs)).toEqual({ heard: ['HearSourceHealth'], lost: [] });
  });

  it.each([
    { EventAccounts: '' },
    { EventAccounts: '777788889999' },
  ])('does not let another account be heard with %j: its events are dead letters there', async (settings) => {
    const { heard, lost } = await deployed(settings, theirs)(theirs);
    expect(heard).toEqual([]);
    expect(lost).toEqual([expect.stringMatching(/^arn:aws:sqs:us-east-1:444455556666:HeadworksEvents-DeadLetters/)]);
  });

  it('is refused a default bus as its target, which could be its own', () => {
    const parameters = (bus: string) => ({
      EventBusArn: `arn:aws:events:eu-west-1:111122223333:event-bus/${bus}`,
      DeploymentId: 'Headworks@eu-west-1',
      ProxyBuckets: 'headworks-0123456789ab',
    });
    const load = (bus: string) => loadStack(folder, parameters(bus), elsewhere, 'HeadworksEvents');
    expect(() => load('default')).toThrow('the parameter EventBusArn');
    expect(load('default-of-ours').resources).not.toEqual([]);
  });

  it('has names that carry its Region, since roles are of the whole account', () => {
    const parameters = {
      EventBusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/a',
      DeploymentId: 'Headworks@eu-west-1',
      ProxyBuckets: 'headworks-0123456789ab',
    };
    const named = loadStack(folder, parameters, elsewhere, 'HeadworksEvents')
      .of('AWS::Events::Rule')
      .concat(loadStack(folder, parameters, elsewhere, 'HeadworksEvents').of('AWS::IAM::Role'));
    expect(named.map(({ name }) => name.replace(/-[0-9a-f]{12}$/, ''))).toEqual([
      'headworks-flows-us-east-1',
      'headworks-alarms-us-east-1',
      'headworks-events-us-east-1',
    ]);
  });
});

describe('the bus for what is heard', () => {
  const policies = stack.of('AWS::Events::EventBusPolicy');

  it('admits nobody but the account itself unless a setting says so', () => {
    expect(policies.map(({ attributes }) => attributes.Condition)).toEqual([
      expect.stringContaining('HasAccounts'),
      expect.stringContaining('HasOrganisation'),
    ]);
  });

  it('admits the accounts of the organisation that a setting names', () => {
    const parameters = { ...fixtureParameters, TokenKeySetUri: 'https://issuer.example/keys' };
    const main = loadStack(folder, { ...parameters, EventOrganisation: 'o-a1b2c3d4e5' }, demo);
    const statements = main.of('AWS::Events::EventBusPolicy').map(({ properties }) => properties.Statement as never);
    const ask = (context: Record<string, string>) =>
      evaluate([{ Statement: statements }], {
        action: 'events:PutEvents',
        resource: main.outputs.IncomingEventBusArn ?? '',
        context,
      });
    expect(ask({ 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' })).toBe('allow');
    expect(ask({ 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' })).toBe('deny');
    expect(ask({})).toBe('deny');
  });

  it('is not the one on which the sources are told of', () => {
    expect(stack.of('AWS::Events::EventBus')).toHaveLength(2);
    const [publish] = stack.statementsOf('publishEvents').filter(({ Action }) => Action === 'events:PutEvents');
    expect(JSON.stringify(publish?.Resource)).toContain('EventsBus');
  });
});
