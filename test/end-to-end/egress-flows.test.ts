import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateFlowCommand, RemoveFlowOutputCommand, UpdateFlowOutputCommand } from '@aws-sdk/client-mediaconnect';
import { demo } from '../../local/demo';
import { flowRequest, secretValues, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { flowChangesSince, moment } from './calls';
import type { SeenSource } from './client';
import { useSystem } from './scene';
import { executionTraces, filesWith } from './traces';

jest.setTimeout(180_000);

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));

const [here, elsewhere] = demo.regions;
const near = { name: 'near', region: here };
const far = { name: 'far', region: elsewhere };
const body = (...flows: object[]) => ({ ...sourceRequest('srt-listener'), 'egress-flows': flows as [] });

/** The flows of a source as MediaConnect has them, the ingress flow first. */
async function flowsOf({ 'provisioned-flows': flows }: SeenSource) {
  const arns = [...flows['ingress-flows'], ...flows['egress-flows']].map(({ arn }) => arn);
  const [ingress, ...egress] = await Promise.all(arns.map((arn) => account.flow(arn)));
  return { ingress, egress };
}

/** What feeds egress flows, by the name of the output: where to, and by which secret. */
const feedsOf = (flow: Awaited<ReturnType<typeof flowsOf>>['ingress']) =>
  Object.fromEntries(
    (flow?.Outputs ?? []).map(({ Name, Destination, Port, Encryption }) => [
      Name,
      { to: `${Destination}:${Port}`, secret: Encryption?.SecretArn },
    ]),
  );

/** Fails unless each egress flow admits the ingress flow alone, which feeds it at its address, with the same passphrase. */
async function expectFed(source: SeenSource): Promise<void> {
  const { ingress, egress } = await flowsOf(source);
  const feeds = feedsOf(ingress);
  expect(Object.keys(feeds)).toHaveLength(egress.length);
  for (const flow of egress) {
    const [input] = flow?.Sources ?? [];
    const feed = feeds[`headworks-feed-${flow?.Name}`];
    expect(input).toMatchObject({ WhitelistCidr: `${ingress?.EgressIp}/32`, Transport: { Protocol: 'srt-listener' } });
    expect(feed?.to).toBe(`${input?.IngestIp}:${input?.IngestPort}`);
    const value = passphrase(input?.Decryption?.SecretArn);
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(passphrase(feed?.secret)).toBe(value);
  }
}

/** The value of a secret, which nobody but the product and MediaConnect may read: from what the secret store keeps. */
function passphrase(arn = ''): string | undefined {
  const stored: Record<string, { SecretString?: string }> = JSON.parse(
    readFileSync(join(system.dataDirectory, 'secrets.json'), 'utf8'),
  );
  return stored[arn]?.SecretString;
}

const leftBehind = async () => [...(await account.leftBehind()), ...(await account.leftBehind(elsewhere))];

const statusesOf = async (source: SeenSource) => {
  const { ingress, egress } = await flowsOf(source);
  return [ingress, ...egress].map((flow) => flow?.Status);
};

async function settledAfter(method: 'PATCH' | 'POST', path: string, sent?: object): Promise<SeenSource> {
  const answer = await system.api(method, `/sources/${path}`, sent);
  expect(answer.body).toMatchObject({ 'provisioning-status': 'update-pending' });
  return client.settled(answer.body.id, 'update-complete');
}

it('hands a source off in two Regions, and stops, starts and removes all of it', async () => {
  const since = moment();
  const source = await client.createRunning(body(far, near));
  const made = ['CreateFlow', 'StartFlow'];
  expect(await flowChangesSince(system, since)).toEqual([...made, ...made, ...made, 'AddFlowOutputs']);
  expect(source['egress-flows']).toEqual([far, near]);
  expect(source['provisioned-flows']['egress-flows']).toEqual(
    [far, near].map(({ name, region }) => ({
      arn: expect.stringMatching(`:${region}:`),
      ...{ name, region, az: `${region}a`, ip: expect.stringMatching(/^198\.51\.100\./), port: 5000 },
    })),
  );
  await expectFed(source);
  const { egress } = await flowsOf(source);
  for (const flow of egress)
    expect(await account.tags(flow?.FlowArn ?? '')).toMatchObject({ channel: 'news', 'headworks:source': source.id });
  const observed = async (what: string) => (await system.api('GET', `/sources/${source.id}/${what}`)).body;
  expect((await observed('status'))['egress-flows']).toMatchObject(
    [far, near].map((flow) => ({ ...flow, 'running-status': 'running', health: { reasons: ['InputNotConnected'] } })),
  );
  expect((await observed('service-info'))['service-info-list']).toMatchObject([
    { 'pipeline-id': 0, type: 'ingress' },
    ...[0, 1].map((position) => ({ 'pipeline-id': position, type: 'egress' })),
  ]);
  const values = egress.map((flow) => passphrase(flow?.Sources?.[0]?.Decryption?.SecretArn));
  expect(new Set(values).size).toBe(2);

  const revealed = JSON.stringify((await system.api('GET', `/sources/${source.id}?include-passphrase=true`)).body);
  expect(revealed).toContain(secretValues.srt);
  const traces = `${revealed} ${(await executionTraces(system)).text} ${await account.tables()}`;
  for (const value of values) {
    expect(traces).not.toContain(value);
    expect(filesWith(system, value ?? '')).toEqual(['secrets.json']);
  }

  const stopped = await settledAfter('POST', `${source.id}/stop`);
  expect(await statusesOf(stopped)).toEqual(['STANDBY', 'STANDBY', 'STANDBY']);
  const started = await settledAfter('POST', `${source.id}/start`);
  expect(await statusesOf(started)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
  expect(started['provisioned-flows']).toEqual(source['provisioned-flows']);
  await client.remove(source.id);
  expect(await leftBehind()).toEqual([]);
});

it('adds and removes egress flows without touching the stream, and feeds them anew from another flow', async () => {
  const source = await client.createRunning(body(near));
  const { id } = source;
  const arns = (seen: SeenSource) => seen['provisioned-flows']['egress-flows'].map(({ arn }) => arn);
  const since = moment();
  const added = await settledAfter('PATCH', id, { 'egress-flows': [near, far] });
  expect(await flowChangesSince(system, since)).toEqual(['CreateFlow', 'StartFlow', 'AddFlowOutputs']);
  expect(added['provisioned-flows']['ingress-flows']).toEqual(source['provisioned-flows']['ingress-flows']);
  expect(arns(added)).toEqual([...arns(source), expect.any(String)]);
  await expectFed(added);

  const { ingress } = await flowsOf(added);
  const FlowArn = ingress?.FlowArn;
  const [removed, turned] = ingress?.Outputs ?? [];
  await account.change(new RemoveFlowOutputCommand({ FlowArn, OutputArn: removed?.OutputArn }));
  await until(
    () => account.flow(FlowArn ?? ''),
    (seen) => seen?.Status === 'ACTIVE',
  );
  await account.change(new UpdateFlowOutputCommand({ FlowArn, OutputArn: turned?.OutputArn, Port: 7777 }));
  const { drift } = (await system.api('GET', `/sources/${id}?include-drift=true`)).body;
  expect(drift).toHaveLength(2);
  expect(drift).toContainEqual({ resource: removed?.Name, desired: removed?.Name });
  expect(drift).toContainEqual(expect.objectContaining({ resource: turned?.OutputArn, member: 'port', actual: 7777 }));
  const mended = moment();
  await expectFed(await settledAfter('POST', `${id}/repair`));
  expect((await flowChangesSince(system, mended)).sort()).toEqual(['AddFlowOutputs', 'UpdateFlowOutput']);

  const flow = { ...flowRequest('srt-listener'), az: `${here}b` };
  const moved = await settledAfter('PATCH', `${id}?allow-interruption=true`, { 'ingress-flows': [flow] });
  expect(moved['provisioned-flows']['ingress-flows'][0]?.arn).not.toBe(ingress?.FlowArn);
  expect(arns(moved)).toEqual(arns(added));
  await expectFed(moved);

  const before = moment();
  const kept = await settledAfter('PATCH', id, { 'egress-flows': [far] });
  expect(await flowChangesSince(system, before)).toEqual(['RemoveFlowOutput', 'StopFlow', 'DeleteFlow']);
  expect(arns(kept)).toEqual([arns(added)[1]]);
  await expectFed(kept);
  // The client's own passphrase, and that of the feed in two Regions.
  expect([...(await account.secrets()), ...(await account.secrets(elsewhere))]).toHaveLength(3);
  await client.remove(id);
  expect(await leftBehind()).toEqual([]);
});

describe('where the second Region has no room for another flow', () => {
  const others = Array.from({ length: 20 }, (_, index) => `other-${index}`);
  const fill = async () => {
    const source = { Name: 'in', Protocol: 'rtp', IngestPort: 5000, WhitelistCidr: '192.0.2.0/24' } as const;
    for (const Name of others) await account.change(new CreateFlowCommand({ Name, Source: source }), elsewhere);
  };
  const flowsThere = async () => (await account.flows(elsewhere)).map(({ name }) => name);
  const reason =
    /CreateFlow of far in us-east-1 was refused.* You have reached the maximum of .* a higher quota of flows/;

  it('fails to hand a source off there, goes back, and leaves nothing', async () => {
    const source = await client.createRunning(body(near));
    await fill();
    await system.api('PATCH', `/sources/${source.id}`, { 'egress-flows': [far] });
    const failed = await client.settled(source.id, 'update-failed');
    expect(failed['provisioning-error-reason']).toMatch(reason);
    expect(failed['provisioned-flows']).toEqual(source['provisioned-flows']);
    await expectFed(failed);
    expect([await account.secrets(elsewhere), await flowsThere()]).toEqual([[], others]);

    const refused = await client.settled(await client.create(body(near, far)), 'creation-failed');
    expect(refused['provisioning-error-reason']).toMatch(reason);
    expect(refused['provisioned-flows']).toEqual({ 'ingress-flows': [], 'egress-flows': [] });
    expect([await account.secretsOf(refused.id), await account.secrets(elsewhere), await flowsThere()]).toEqual([
      ...[[], []],
      others,
    ]);
    await client.remove(source.id);
    expect(await account.leftBehind()).toEqual([]);
  });
});
