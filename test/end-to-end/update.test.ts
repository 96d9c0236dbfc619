import { TagResourceCommand } from '@aws-sdk/client-mediaconnect';
import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import type { Call } from '../../local/aws/calls';
import { shareOf } from '../support/share';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import type { SeenSource } from './client';
import { allMet, ask, holdNext, takeBack } from './faults';
import { useSystem } from './scene';
import { executionTraces, filesWith } from './traces';

jest.setTimeout(120_000);

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));

/** The body of an encrypted SRT listener; without a passphrase it keeps the one it has. */
const listener = (port: number, passphrase?: string) => ({
  'ingress-flows': [
    flowRequest('srt-listener', {
      'flow-sources': [
        flowSourceRequest('srt-listener', {
          'ingest-port': port,
          'decryption-settings': {
            'encryption-type': 'SRT_PASSWORD',
            ...(passphrase && { passphrase }),
          } as { 'encryption-type': 'SRT_PASSWORD'; passphrase: string },
        }),
      ],
    }),
  ],
});
/** The same in another zone, which no flow can change: another flow takes its place. */
const elsewhere = (port: number, passphrase?: string) => ({
  'ingress-flows': listener(port, passphrase)['ingress-flows'].map((flow) => ({ ...flow, az: 'eu-west-1b' })),
});
const passphrase = 'a passphrase of the tests';
const create = () => client.createRunning({ ...sourceRequest('srt-listener'), ...listener(5000, passphrase) });

/** Asks for an update that may interrupt; rejects unless it was accepted. */
async function update(id: string, body: object, method = 'PATCH'): Promise<SeenSource> {
  const answer = await system.api<SeenSource>(method, `/sources/${id}?allow-interruption=true`, body);
  if (answer.status !== 200) throw new Error(`refused: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const arnOf = (source: SeenSource) => source['provisioned-flows']['ingress-flows'][0]?.arn ?? '';
const portOf = (source: SeenSource) =>
  (source['ingress-flows'][0]?.['flow-sources'][0] as { 'ingest-port'?: number })['ingest-port'];

/** Expects that the source's flow is the only one of the account, that it runs and takes what is sent to this port. */
async function expectOneFlow(source: SeenSource, port: number): Promise<void> {
  const [flow] = source['provisioned-flows']['ingress-flows'];
  expect(portOf(source)).toBe(port);
  expect(flow?.['flow-sources']).toMatchObject([{ port }]);
  expect(await account.flows()).toEqual([{ arn: flow?.arn, name: flow?.name, status: 'ACTIVE' }]);
  expect(await account.flow(flow?.arn ?? '')).toMatchObject({ Source: { IngestPort: port } });
}

/** Deletes the source, and expects that nothing is left of it. */
async function expectNothingLeft(id: string): Promise<void> {
  await client.remove(id);
  expect(await account.leftBehind()).toEqual([]);
}

async function refuseEvery(operation: string): Promise<void> {
  const refusal = { effect: 'error', error: 'BadRequestException', status: 400, times: 'always' } as const;
  await ask(system, { service: 'mediaconnect', operation, ...refusal });
}

/** The operations that changed something in MediaConnect since a moment, in their order. */
async function changesSince(since: string): Promise<string[]> {
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
  const ours = calls.filter(({ service }) => service === 'mediaconnect').map(({ operation }) => operation);
  return ours.filter((operation) => !/^(Describe|List)/.test(operation));
}

describe('an update', () => {
  it.each(['PATCH', 'PUT'])('by %s changes the flow in its place, with one call', async (method) => {
    const before = await create();
    const secrets = await account.secrets();
    const since = new Date().toISOString();
    const asked = await update(before.id, listener(5010), method);
    expect(asked['provisioning-status']).toBe('update-pending');
    expect([portOf(asked), arnOf(asked)]).toEqual([5010, arnOf(before)]);
    const source = await client.settled(before.id, 'update-complete');
    expect(arnOf(source)).toBe(arnOf(before));
    await expectOneFlow(source, 5010);
    expect(await account.secrets()).toEqual(secrets);
    expect(await changesSince(since)).toEqual(['UpdateFlowSource']);
    await expectNothingLeft(source.id);
  });

  it('rotates a passphrase in the flow that there is, and the old secret goes', async () => {
    const before = await create();
    const [old] = await account.secrets();
    await update(before.id, listener(5000, 'another passphrase'));
    const source = await client.settled(before.id, 'update-complete');
    expect(arnOf(source)).toBe(arnOf(before));
    const secrets = await account.secrets();
    expect(secrets).toHaveLength(1);
    expect(secrets).not.toEqual([old]);
    await expectOneFlow(source, 5000);
    await expectNothingLeft(source.id);
  });

  it('of what a flow keeps for good puts a new flow in the place of the old one, and then there is one', async () => {
    const before = await create();
    const secrets = await account.secrets();
    await update(before.id, elsewhere(5010));
    const source = await client.settled(before.id, 'update-complete');
    expect(arnOf(source)).not.toBe(arnOf(before));
    await expectOneFlow(source, 5010);
    expect(await account.secrets()).toEqual(secrets);
    await expectNothingLeft(source.id);
  });

  it('of what only the record holds takes effect at once, and of nothing changes nothing', async () => {
    const before = await create();
    const since = new Date().toISOString();
    const tag = async () => (await system.api('GET', `/sources/${before.id}`)).headers.get('etag');
    expect(await update(before.id, before)).toEqual(before);
    expect(await tag()).toBe('"1"');
    expect(await update(before.id, { hidden: true })).toEqual({ ...before, hidden: true });
    expect(await tag()).toBe('"2"');
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ service }) => service === 'states' || service === 'mediaconnect')).toEqual([]);
    await expectOneFlow(await client.read(before.id), 5000);
    await expectNothingLeft(before.id);
  });

  it('of labels sets the tags of the flow and of its parts, without leave, and takes away its own alone', async () => {
    const before = await create();
    const arn = arnOf(before);
    const sourceArn = (await account.flow(arn))?.Source?.SourceArn ?? '';
    await account.change(new TagResourceCommand({ ResourceArn: arn, Tags: { desk: 'somebody' } }));
    const owner = await account.tags(arn);
    const since = new Date().toISOString();
    const [flow] = listener(5000)['ingress-flows'];
    const [source] = flow?.['flow-sources'] ?? [];
    const camera = { labels: [{ key: 'camera', value: 'two' }] };
    const flows = [{ ...flow, 'flow-sources': [{ ...source, metadata: camera }] }];
    const metadata = { labels: [{ key: 'event', value: 'final' }] };
    const { status } = await system.api('PATCH', `/sources/${before.id}`, { metadata, 'ingress-flows': flows });
    expect(status).toBe(200);
    const after = await client.settled(before.id, 'update-complete');
    expect(after).toMatchObject({ metadata, 'ingress-flows': [{ 'flow-sources': [{ metadata: camera }] }] });
    expect(await changesSince(since)).toEqual(['UntagResource', 'TagResource', 'TagResource']);
    const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
    expect(calls.filter(({ operation }) => operation === 'ListTagsForResource')).toHaveLength(2);
    const { channel: _, ...kept } = owner;
    expect(await account.tags(arn)).toEqual({ ...kept, event: 'final' });
    expect(await account.tags(sourceArn)).toEqual({ camera: 'two' });
    await expectOneFlow(after, 5000);
    await expectNothingLeft(before.id);
  });

  it('that fails leaves what was there running, says so, and can be asked for again', async () => {
    const before = await create();
    const secrets = await account.secrets();
    await refuseEvery('UpdateFlowSource');
    await update(before.id, listener(5010, 'a passphrase that is refused'));
    const failed = await client.settled(before.id, 'update-failed');
    expect(failed['provisioning-error-reason']).toMatch(/UpdateFlowSource was refused/);
    expect(arnOf(failed)).toBe(arnOf(before));
    await expectOneFlow(failed, 5000);
    expect(failed['ingress-flows']).toEqual(before['ingress-flows']);
    expect(await account.secrets()).toEqual(secrets);
    await takeBack(system);
    await update(before.id, listener(5020));
    const source = await client.settled(before.id, 'update-complete');
    expect(source).not.toHaveProperty('provisioning-error-reason');
    await expectOneFlow(source, 5020);
    await expectNothingLeft(source.id);
  });

  it('that fails in the middle goes back, step by step', async () => {
    const before = await create();
    await refuseEvery('AddFlowSources');
    const since = new Date().toISOString();
    const [flow] = listener(5000)['ingress-flows'];
    const second = flowSourceRequest('srt-listener', { name: 'second', 'ingest-port': 5020 });
    const first = { ...flow?.['flow-sources'][0], name: before['ingress-flows'][0]?.['flow-sources'][0]?.name };
    await update(before.id, {
      'ingress-flows': [{ ...flow, 'failover-config': { mode: 'FAILOVER' }, 'flow-sources': [first, second] }],
    });
    const failed = await client.settled(before.id, 'update-failed');
    expect(failed['provisioning-error-reason']).toMatch(/AddFlowSources was refused/);
    expect(failed['provisioning-error-reason']).not.toMatch(/brought back/);
    expect(await changesSince(since)).toEqual(['UpdateFlow', 'AddFlowSources', 'UpdateFlow']);
    expect(await account.flow(arnOf(before))).toMatchObject({ SourceFailoverConfig: { State: 'DISABLED' } });
    expect(failed['ingress-flows']).toEqual(before['ingress-flows']);
    await expectOneFlow(failed, 5000);
    await takeBack(system);
    await expectNothingLeft(before.id);
  });

  it('starts from what is there after a run that could neither be made nor undone, and said so', async () => {
    const before = await create();
    await system.api('POST', `/sources/${before.id}/stop`);
    await client.settled(before.id, 'update-complete');
    await refuseEvery('StartFlow');
    await system.api('POST', `/sources/${before.id}/start`);
    const failed = await client.settled(before.id, 'update-failed');
    expect(failed['provisioning-error-reason']).toMatch(/The flow could not be brought back: .*StartFlow/);
    expect(portOf(failed)).toBe(5000);
    await takeBack(system);
    await update(before.id, listener(5030));
    const source = await client.settled(before.id, 'update-complete');
    expect(arnOf(source)).toBe(arnOf(before));
    await expectOneFlow(source, 5030);
    await expectNothingLeft(before.id);
  });

  it('whose old flow cannot be removed is complete all the same, and the old flow goes when it can', async () => {
    const before = await create();
    const refusal = { effect: 'error', error: 'ForbiddenException', status: 403, times: 'always' } as const;
    await ask(system, { service: 'mediaconnect', operation: 'DeleteFlow', ...refusal });
    await update(before.id, elsewhere(5010, 'another passphrase'));
    const source = await client.settled(before.id, 'update-complete');
    expect(portOf(source)).toBe(5010);
    expect(source['provisioning-error-reason']).toContain(`tried again by itself: ${arnOf(before)}`);
    expect((await account.flows()).map(({ arn }) => arn).sort()).toEqual([arnOf(before), arnOf(source)].sort());
    await takeBack(system);
    await account.age(before.id);
    const cleaned = await until(
      async () => {
        await system.simulator('POST', 'sweep');
        return client.read(before.id);
      },
      (seen) => !seen['provisioning-error-reason'],
    );
    expect(cleaned['provisioning-status']).toBe('update-complete');
    await expectOneFlow(cleaned, 5010);
    expect(await account.secrets()).toHaveLength(1);
    await expectNothingLeft(before.id);
  });

  it('of a source that could not be created creates it, once it has its secrets again', async () => {
    await refuseEvery('StartFlow');
    const id = await client.create({ ...sourceRequest('srt-listener'), ...listener(5000, passphrase) });
    await client.settled(id, 'creation-failed');
    await takeBack(system);
    expect(await account.leftBehind()).toEqual([]);
    expect(await system.api('PATCH', `/sources/${id}`, {})).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/ingress-flows/0/flow-sources/0/decryption-settings/passphrase' }] },
    });
    expect((await update(id, listener(5000, passphrase)))['provisioning-status']).toBe('creation-pending');
    await expectOneFlow(await client.settled(id, 'creation-complete'), 5000);
    await expectNothingLeft(id);
  });

  it.each(
    shareOf(1, [
      ['before the old flow stops', 'mediaconnect', 'StopFlow'],
      ['before the new flow starts', 'mediaconnect', 'StartFlow'],
      ['before the old secret goes', 'secretsmanager', 'DeleteSecret'],
    ] as const),
  )('comes to its end after a kill %s', async (_when, service, operation) => {
    const { id } = await create();
    await holdNext(system, service, operation);
    await update(id, elsewhere(5010, 'another passphrase'));
    await allMet(system);
    await system.restart();
    await expectOneFlow(await client.settled(id, 'update-complete'), 5010);
    expect(await account.secrets()).toHaveLength(1);
    await expectNothingLeft(id);
  });

  it.each(
    shareOf(1, [
      ['before the new flow starts', 'mediaconnect', 'StartFlow'],
      ['before the old flow stops', 'mediaconnect', 'StopFlow'],
    ] as const),
  )('is ended by a deletion %s, which leaves nothing', async (_when, service, operation) => {
    const { id } = await create();
    await holdNext(system, service, operation, 2000);
    await update(id, elsewhere(5010, 'another passphrase'));
    await allMet(system);
    await client.remove(id);
    await until(
      () => account.outcome('Provision', id, 2),
      ({ status }) => status === 'SUCCEEDED',
    );
    expect((await client.read(id))['provisioning-status']).toBe('deletion-complete');
    expect(await account.leftBehind()).toEqual([]);
  });
});

it('makes one source of a request that is repeated at the same moment and later', async () => {
  const body = { ...sourceRequest('srt-listener'), ...listener(5000, passphrase) };
  const post = () => system.api('POST', '/sources', body, { headers: { 'idempotency-key': 'once' } });
  const answers = await Promise.all([post(), post(), post(), post()]);
  const made = answers.filter(({ status }) => status === 201);
  expect(made.length).toBeGreaterThan(0);
  for (const { status, body } of answers) {
    if (status !== 201) expect([status, body.type]).toEqual([409, 'urn:problem:request-in-progress']);
  }
  const later = await post();
  for (const { body, headers } of made) {
    expect(body).toEqual(later.body);
    for (const name of ['location', 'etag']) expect(headers.get(name)).toBe(later.headers.get(name));
  }
  const { id } = later.body;
  await client.settled(id, 'creation-complete');
  const other = { ...sourceRequest('srt-listener'), ...listener(5000, 'another passphrase') };
  const refused = await system.api('POST', '/sources', other, { headers: { 'idempotency-key': 'once' } });
  expect(refused).toMatchObject({ status: 422, body: { type: 'urn:problem:idempotency-conflict' } });
  expect(await account.secrets()).toHaveLength(1);
  await expectOneFlow(await client.read(id), 5000);
  await expectNothingLeft(id);
});

it('keeps secrets in the secret store and nowhere else, all their lives', async () => {
  const canaries = [
    'canary-of-the-creation',
    'canary-of-the-update',
    'canary-of-the-failure',
    'canary-too-long'.repeat(6),
    'canary-of-the-dry-run',
    'canary-not-allowed',
  ];
  const [created = '', updated = '', refused = '', tooLong = '', dry = '', notAllowed = ''] = canaries;
  const expectSafe = async (id: string, inStore: string[]) => {
    const shown = [await client.read(id), (await system.api('GET', '/sources?inline=true&include-deleted=true')).body];
    const { text } = await executionTraces(system);
    for (const canary of canaries) {
      for (const place of [JSON.stringify(shown), text, await account.tables(), system.output]) {
        expect(place).not.toContain(canary);
      }
      expect(filesWith(system, canary)).toEqual(inStore.includes(canary) ? ['secrets.json'] : []);
    }
  };
  const step = async (id: string, status: ProvisioningStatus, inStore: string[]) => {
    await client.settled(id, status);
    await expectSafe(id, inStore);
  };
  const id = await client.create({ ...sourceRequest('srt-listener'), ...listener(5000, created) });
  await step(id, 'creation-complete', [created]);
  const wrong = await system.api('PATCH', `/sources/${id}`, { ...listener(2088, tooLong), strange: refused });
  expect(wrong.status).toBe(400);
  const planned = await system.api('PATCH', `/sources/${id}?dry-run=true`, listener(5000, dry));
  expect(planned).toMatchObject({ status: 200, body: { plan: { impact: 'interruption' } } });
  const stopped = await system.api('PATCH', `/sources/${id}`, listener(5000, notAllowed));
  expect(stopped).toMatchObject({ status: 409, body: { type: 'urn:problem:interruption-not-allowed' } });
  for (const canary of canaries) {
    for (const { body } of [wrong, planned, stopped]) expect(JSON.stringify(body)).not.toContain(canary);
  }
  await expectSafe(id, [created]);
  await update(id, listener(5000, updated));
  await step(id, 'update-complete', [updated]);
  await refuseEvery('UpdateFlowSource');
  await update(id, listener(5010, refused));
  await step(id, 'update-failed', [updated]);
  await takeBack(system);
  const revealed = await system.api('GET', `/sources/${id}?include-passphrase=true`);
  expect(JSON.stringify(revealed.body)).toContain(updated);
  await client.delete(id);
  await step(id, 'deletion-complete', []);
  expect((await executionTraces(system)).count).toBeGreaterThanOrEqual(4);
});
