import {
  AddFlowSourcesCommand,
  DeleteFlowCommand,
  RemoveFlowSourceCommand,
  StopFlowCommand,
  UpdateFlowCommand,
  UpdateFlowSourceCommand,
} from '@aws-sdk/client-mediaconnect';
import { shareOf } from '../support/share';
import { flowRequest, flowSourceRequest, sourceRequest, vpcInterfaces } from '../support/sources';
import { until } from '../support/system';
import { flowChangesSince, moment } from './calls';
import type { SeenSource } from './client';
import { ask } from './faults';
import { useSystem } from './scene';

jest.setTimeout(180_000);

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));

/** The body of an SRT listener whose secret is kept, with members of your own over the flow source and the flow. */
const listener = (members: object = {}, flow: object = {}) => ({
  'ingress-flows': [
    {
      ...flowRequest('srt-listener'),
      'flow-sources': [
        {
          ...flowSourceRequest('srt-listener'),
          'decryption-settings': { 'encryption-type': 'SRT_PASSWORD' },
          ...members,
        },
      ],
      ...flow,
    },
  ],
});

const create = () => client.createRunning(sourceRequest('srt-listener'));
const flowOf = (source: SeenSource) => source['provisioned-flows']['ingress-flows'][0];
const arnOf = (source: SeenSource) => flowOf(source)?.arn ?? '';
const statusOf = async (source: SeenSource) => (await account.flow(arnOf(source)))?.Status;

/** Waits until the flow of a source has settled in a status. */
async function reached(source: SeenSource, status: 'ACTIVE' | 'STANDBY'): Promise<void> {
  await until(
    () => statusOf(source),
    (seen) => seen === status,
  );
}

/** Asks for an update, and waits until it is carried out; answers the source, and the calls that changed the flow. */
async function updated(id: string, body: object, query = '') {
  const since = moment();
  const answer = await system.api('PATCH', `/sources/${id}${query}`, body);
  expect(answer).toMatchObject({ status: 200, body: { 'provisioning-status': 'update-pending' } });
  const source = await client.settled(id, 'update-complete');
  return { source, calls: await flowChangesSince(system, since) };
}

/** Asks for a start, stop or repair, and waits until it is carried out. */
async function brought(id: string, word: 'start' | 'stop' | 'repair', query = '') {
  const since = moment();
  const answer = await system.api('POST', `/sources/${id}/${word}${query}`);
  expect(answer).toMatchObject({ status: 202, body: { id, 'provisioning-status': 'update-pending' } });
  const source = await client.settled(id, 'update-complete');
  return { source, calls: await flowChangesSince(system, since) };
}

/** Expects that the flow is as stored, by the system's own word, and the only one. */
async function expectAsStored(id: string): Promise<void> {
  const { body } = await system.api('GET', `/sources/${id}?include-drift=true`);
  expect(body.drift).toEqual([]);
  expect((await account.flows()).map(({ arn }) => arn)).toEqual([arnOf(body)]);
}

describe('an update in the place of the flow', () => {
  it.each<[string, object]>([
    ['a description', { description: 'OB van' }],
    ['a wider whitelist', { 'whitelist-cidr': '192.0.0.0/16' }],
  ])('of %s is one call, and the stream goes on', async (_, members) => {
    const before = await create();
    const { source, calls } = await updated(before.id, listener(members));
    expect(flowOf(source)).toEqual(flowOf(before));
    expect(calls).toEqual(['UpdateFlowSource']);
    expect(await statusOf(source)).toBe('ACTIVE');
    await expectAsStored(source.id);
    await client.remove(source.id);
  });

  it('of an ingest port needs leave, and then keeps flow and IP', async () => {
    const before = await create();
    const body = listener({ 'ingest-port': 5010 });
    const refused = await system.api('PATCH', `/sources/${before.id}`, body);
    expect(refused).toMatchObject({ status: 409, body: { plan: { impact: 'interruption', 'new-address': true } } });
    expect(await client.read(before.id)).toEqual(before);
    const { source, calls } = await updated(before.id, body, '?allow-interruption=true');
    expect(calls).toEqual(['UpdateFlowSource']);
    const [old] = flowOf(before)?.['flow-sources'] ?? [];
    expect(flowOf(source)).toEqual({ ...flowOf(before), 'flow-sources': [{ ...old, port: 5010 }] });
    await expectAsStored(source.id);
    await client.remove(source.id);
  });

  it('of a passphrase points the flow source at another secret, and the old one goes', async () => {
    const before = await create();
    const settings = { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' };
    const body = listener({ 'decryption-settings': settings });
    const { source, calls } = await updated(before.id, body, '?allow-interruption=true');
    expect(calls).toEqual(['UpdateFlowSource']);
    expect(arnOf(source)).toBe(arnOf(before));
    const secretOf = (seen: SeenSource) => flowOf(seen)?.['flow-sources'][0]?.['secret-arn'];
    expect(secretOf(source)).not.toBe(secretOf(before));
    expect(await account.secrets()).toHaveLength(1);
    await expectAsStored(source.id);
    await client.remove(source.id);
    expect(await account.leftBehind()).toEqual([]);
  });
});

describe('an update that the flow cannot take', () => {
  const kept: [what: string, flow: (source: SeenSource) => object][] = [
    ['a name', () => ({ name: 'another' })],
    ['a zone', (source) => ({ az: flowOf(source)?.az === 'eu-west-1a' ? 'eu-west-1b' : 'eu-west-1a' })],
  ];

  it.each(shareOf(1, kept))('of %s makes another one, which runs before the old one goes', async (_, flow) => {
    const before = await create();
    const body = listener({}, flow(before));
    expect((await system.api('PATCH', `/sources/${before.id}`, body)).status).toBe(409);
    const { source, calls } = await updated(before.id, body, '?allow-interruption=true');
    expect(calls).toEqual(['CreateFlow', 'StartFlow', 'StopFlow', 'DeleteFlow']);
    expect(arnOf(source)).not.toBe(arnOf(before));
    expect(await statusOf(source)).toBe('ACTIVE');
    await expectAsStored(source.id);
    await client.remove(source.id);
    expect(await account.leftBehind()).toEqual([]);
  });
});

describe('an update of an entitled source that takes another flow', () => {
  const entitled = { ...sourceRequest('entitlement') };
  const renamed = { 'ingress-flows': [flowRequest('entitlement', { name: 'another' })] };
  const allowing = '?allow-interruption=true';

  it('has the old flow let go of the entitlement before the new one takes it', async () => {
    const before = await client.createRunning(entitled);
    const { body: dry } = await system.api('PATCH', `/sources/${before.id}?dry-run=true`, renamed);
    expect(dry.plan.steps.map(({ action }: { action: string }) => action)).toEqual([
      'create-flow',
      'stop-flow',
      'start-flow',
      'switch-flow',
      'delete-flow',
    ]);
    const { source, calls } = await updated(before.id, renamed, allowing);
    // The old flow is asked to stop again when it goes, which it refuses.
    expect(calls.filter((call, index) => call !== 'StopFlow' || index === 1)).toEqual([
      'CreateFlow',
      'StopFlow',
      'StartFlow',
      'DeleteFlow',
    ]);
    expect(arnOf(source)).not.toBe(arnOf(before));
    expect(await statusOf(source)).toBe('ACTIVE');
    await expectAsStored(source.id);
    await client.remove(source.id);
  });

  it('starts the old one again where the new one cannot be started', async () => {
    const before = await client.createRunning(entitled);
    const since = moment();
    const refusal = { effect: 'error', error: 'BadRequestException', status: 400 } as const;
    await ask(system, { service: 'mediaconnect', operation: 'StartFlow', ...refusal });
    expect((await system.api('PATCH', `/sources/${before.id}${allowing}`, renamed)).status).toBe(200);
    const failed = await client.settled(before.id, 'update-failed');
    expect(failed['provisioning-error-reason']).toMatch(/^StartFlow was refused/);
    const calls = await flowChangesSince(system, since);
    expect(calls.slice(0, 3)).toEqual(['CreateFlow', 'StopFlow', 'StartFlow']);
    expect(calls.slice(-2)).toEqual(['DeleteFlow', 'StartFlow']);
    expect(arnOf(failed)).toBe(arnOf(before));
    expect(await statusOf(failed)).toBe('ACTIVE');
    await expectAsStored(failed.id);
    await client.remove(failed.id);
    expect(await account.leftBehind()).toEqual([]);
  });
});

it('names the network interfaces that MediaConnect leaves in the account', async () => {
  const inside = { 'whitelist-cidr': undefined, 'vpc-interface-name': 'network' };
  const before = await client.createRunning({
    ...sourceRequest('rtp'),
    'ingress-flows': [
      flowRequest('rtp', {
        'flow-sources': [flowSourceRequest('rtp', inside)],
        ...(vpcInterfaces && { 'vpc-interfaces': vpcInterfaces.filter(({ name }) => name === 'network') }),
      }),
    ],
  });
  const [network] = (await account.flow(arnOf(before)))?.VpcInterfaces ?? [];
  const [id] = network?.NetworkInterfaceIds ?? [];
  await ask(system, { service: 'mediaconnect', operation: 'RemoveFlowVpcInterface', effect: 'leftover' });
  const outside = { 'ingress-flows': [flowRequest('rtp')] };
  const { source } = await updated(before.id, outside, '?allow-interruption=true');
  expect(id).toMatch(/^eni-/);
  expect(source['provisioning-error-reason']).toContain(`delete them by hand: ${id} (eu-west-1).`);
  const again = await updated(
    source.id,
    { 'ingress-flows': [flowRequest('rtp', { name: 'x' })] },
    '?allow-interruption=true',
  );
  expect(again.source).not.toHaveProperty('provisioning-error-reason');
  await client.remove(source.id);
});

describe('the intent to run', () => {
  it('stops the flow, holds through an update, and starts it again', async () => {
    const before = await create();
    const stopped = await brought(before.id, 'stop');
    expect(stopped.calls).toEqual(['StopFlow']);
    expect(await statusOf(before)).toBe('STANDBY');
    expect((await system.api('POST', `/sources/${before.id}/stop`)).status).toBe(200);

    // Nothing is on air, so that nothing needs leave.
    const { source, calls } = await updated(before.id, listener({ 'ingest-port': 5010 }));
    expect(calls).toEqual(['UpdateFlowSource']);
    expect(arnOf(source)).toBe(arnOf(before));
    expect(await statusOf(source)).toBe('STANDBY');
    await expectAsStored(source.id);

    const started = await brought(before.id, 'start');
    expect(started.calls).toEqual(['StartFlow']);
    expect(await statusOf(before)).toBe('ACTIVE');
    expect(flowOf(started.source)?.['flow-sources']).toMatchObject([{ port: 5010 }]);
    await client.remove(before.id);
  });

  it('leaves a flow still that somebody stopped by hand, until it is started', async () => {
    const before = await create();
    await account.stop(arnOf(before));
    const { calls } = await updated(before.id, listener({ 'ingest-port': 5010 }));
    expect(calls).toEqual(['UpdateFlowSource']);
    expect(await statusOf(before)).toBe('STANDBY');
    const { body } = await system.api('GET', `/sources/${before.id}?include-drift=true`);
    expect(body.drift).toEqual([{ resource: arnOf(before), member: 'running', desired: true, actual: false }]);
    const started = await brought(before.id, 'start');
    expect(started.calls).toEqual(['StartFlow']);
    await expectAsStored(before.id);
    await client.remove(before.id);
  });

  it('stops a flow that somebody changed by hand, and changes nothing else of it', async () => {
    const before = await create();
    const failover = { State: 'ENABLED', FailoverMode: 'FAILOVER' } as const;
    await account.change(new UpdateFlowCommand({ FlowArn: arnOf(before), SourceFailoverConfig: failover }));
    const { calls } = await brought(before.id, 'stop');
    expect(calls).toEqual(['StopFlow']);
    expect(await statusOf(before)).toBe('STANDBY');
    await client.remove(before.id);
  });

  it('may be that a new source does not run until it is started', async () => {
    const { status, body } = await system.api('POST', '/sources?start=false', sourceRequest('rtp'));
    expect(status).toBe(201);
    const source = await client.settled(body.id, 'creation-complete');
    expect(await statusOf(source)).toBe('STANDBY');
    await expectAsStored(source.id);
    await brought(source.id, 'start');
    expect(await statusOf(source)).toBe('ACTIVE');
    await client.remove(source.id);
  });
});

describe('a repair', () => {
  /** What somebody does to the flow by hand, and the leave that its repair needs. */
  const meddling: [what: string, query: string, byHand: (source: SeenSource) => Promise<void>][] = [
    [
      'one of whose flow sources was replaced by another',
      '?allow-interruption=true',
      async (source) => {
        const FlowArn = arnOf(source);
        const SourceArn = await flowSourceArn(source);
        const service = account.mediaConnect();
        await service.send(
          new UpdateFlowCommand({ FlowArn, SourceFailoverConfig: { State: 'ENABLED', FailoverMode: 'FAILOVER' } }),
        );
        await reached(source, 'ACTIVE');
        const other = {
          Name: 'by-hand',
          Protocol: 'srt-listener',
          IngestPort: 7000,
          WhitelistCidr: '192.0.2.0/24',
        } as const;
        await service.send(new AddFlowSourcesCommand({ FlowArn, Sources: [other] }));
        await reached(source, 'ACTIVE');
        await service.send(new RemoveFlowSourceCommand({ FlowArn, SourceArn }));
      },
    ],
    [
      'that was deleted',
      '?allow-interruption=true',
      async (source) => {
        const FlowArn = arnOf(source);
        await account.mediaConnect().send(new StopFlowCommand({ FlowArn }));
        await reached(source, 'STANDBY');
        await account.mediaConnect().send(new DeleteFlowCommand({ FlowArn }));
        await until(
          () => account.flows(),
          (flows) => flows.length === 0,
        );
      },
    ],
    [
      'that was stopped',
      '',
      async (source) => {
        await account.mediaConnect().send(new StopFlowCommand({ FlowArn: arnOf(source) }));
        await reached(source, 'STANDBY');
      },
    ],
    [
      'whose flow source was changed',
      '?allow-interruption=true',
      async (source) => {
        await account.mediaConnect().send(
          new UpdateFlowSourceCommand({
            FlowArn: arnOf(source),
            SourceArn: await flowSourceArn(source),
            Protocol: 'srt-listener',
            IngestPort: 6000,
            Description: 'by hand',
          }),
        );
      },
    ],
  ];

  async function flowSourceArn(source: SeenSource): Promise<string> {
    const flow = await account.flow(arnOf(source));
    return flow?.Source?.SourceArn ?? '';
  }

  it.each(shareOf(2, meddling))('brings a flow %s to what is stored', async (_, query, byHand) => {
    const before = await create();
    await byHand(before);
    const { body } = await system.api('GET', `/sources/${before.id}?include-drift=true`);
    expect(body.drift).not.toEqual([]);
    if (query) expect((await system.api('POST', `/sources/${before.id}/repair`)).status).toBe(409);
    const { source } = await brought(before.id, 'repair', query);
    expect(await statusOf(source)).toBe('ACTIVE');
    expect(source['ingress-flows']).toEqual(before['ingress-flows']);
    await expectAsStored(source.id);
    expect((await system.api('POST', `/sources/${before.id}/repair`)).status).toBe(200);
    await client.remove(before.id);
    expect(await account.leftBehind()).toEqual([]);
  });
});
