import type { Protocol } from '../../lambdas/domain/protocol';
import { shareOf } from '../support/share';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import type { SeenSource } from './client';
import { useSystem } from './scene';
import { filesWith } from './traces';

jest.setTimeout(120_000);

const mask = '********';

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));

interface Row {
  protocol: Protocol;
  /** The word of the secret member, and its value, where the fixture has one. */
  secret?: ['passphrase' | 'key', string];
  /** The flow has an address of its own that somebody sends to. */
  listens: boolean;
}

const rows: Row[] = [
  { protocol: 'srt-listener', secret: ['passphrase', secretValues.srt], listens: true },
  { protocol: 'entitlement', secret: ['key', secretValues.aes128], listens: false },
  { protocol: 'srt-caller', secret: ['passphrase', secretValues.srt], listens: false },
  { protocol: 'rtp', listens: true },
  { protocol: 'rtp-fec', listens: true },
  { protocol: 'rist', listens: true },
  { protocol: 'zixi-push', secret: ['key', secretValues.aes128], listens: true },
];

describe.each(shareOf(2, rows))('a source with protocol $protocol', ({ protocol, secret, listens }) => {
  it('becomes a running flow, and nothing again', async () => {
    const created = await system.api<SeenSource>('POST', '/sources', sourceRequest(protocol));
    expect(created.status).toBe(201);
    expect(created.body['provisioning-status']).toBe('creation-pending');
    expect(created.body['provisioned-flows']).toEqual({ 'ingress-flows': [], 'egress-flows': [] });
    const { id } = created.body;
    expect(created.headers.get('location')).toMatch(new RegExp(`/sources/${id}$`));

    const source = await client.settled(id, 'creation-complete');
    const [flow] = source['provisioned-flows']['ingress-flows'];
    expect(flow).toMatchObject({ region: 'eu-west-1', arn: expect.stringMatching(/^arn:aws:mediaconnect:eu-west-1:/) });
    const [flowSource] = flow?.['flow-sources'] ?? [];
    const address = { ip: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/), port: expect.any(Number) };
    if (listens) expect(flowSource).toMatchObject(address);
    else expect(Object.keys(flowSource ?? {})).not.toEqual(expect.arrayContaining(['ip']));

    await expectOneFlow(source);
    await expectSecretIsSafe(id, secret);
    expect((await system.api('GET', `/sources/${id}/status`)).body).toMatchObject({ 'running-status': 'running' });

    const { body, status } = await system.api('DELETE', `/sources/${id}`);
    expect({ body, status }).toEqual({ status: 200, body: { message: 'Success' } });
    const deleted = await client.settled(id, 'deletion-complete');
    expect(deleted['provisioned-flows']['ingress-flows']).toEqual([]);
    expect(await account.leftBehind()).toEqual([]);
    expect(await system.api('GET', `/sources/${id}/status`)).toMatchObject({
      status: 404,
      body: { type: 'urn:problem:source-not-found' },
    });
    expect((await system.api('DELETE', `/sources/${id}`)).status).toBe(200);
  });
});

async function expectOneFlow(source: SeenSource): Promise<void> {
  const [flow] = source['provisioned-flows']['ingress-flows'];
  expect(await account.flows()).toEqual([{ arn: flow?.arn, name: flow?.name, status: 'ACTIVE' }]);
  expect(await account.tags(flow?.arn ?? '')).toMatchObject({ channel: 'news', 'headworks:source': source.id });
}

/** A secret shows only to those who ask for it and may, and lies only in the secret store. */
async function expectSecretIsSafe(id: string, secret: Row['secret']): Promise<void> {
  const revealing = `/sources/${id}?include-passphrase=true`;
  expect(await system.api('GET', revealing, undefined, { token: system.token({ role: 'viewer' }) })).toMatchObject({
    status: 403,
    body: { type: 'urn:problem:forbidden' },
  });
  const revealed = await system.api('GET', revealing);
  expect(revealed.status).toBe(200);
  if (!secret) return expect(await account.secrets()).toEqual([]);
  const [member, value] = secret;
  const settingsOf = (source: SeenSource) => {
    const [flowSource] = source['ingress-flows'][0]?.['flow-sources'] ?? [];
    return (flowSource as { 'decryption-settings'?: Record<string, string> })['decryption-settings'];
  };
  expect(settingsOf(revealed.body)?.[member]).toBe(value);
  const masked = await client.read(id);
  expect(settingsOf(masked)?.[member]).toBe(mask);
  const inline = await until(
    () => system.api('GET', '/sources?inline=true'),
    ({ body }) => body.sources[0]?.['provisioning-status'] === 'creation-complete',
  );
  for (const place of [JSON.stringify([masked, inline.body]), await account.tables()])
    expect(place).not.toContain(value);
  expect(filesWith(system, value)).toEqual(['secrets.json']);
  expect(await account.secrets()).toHaveLength(1);
}

it('takes two flow sources with failover, and a VPC interface', async () => {
  const flow = flowRequest('rtp', {
    'flow-sources': [
      flowSourceRequest('rtp', { name: 'main', 'ingest-port': 5000 }),
      flowSourceRequest('rtp', {
        name: 'spare',
        'ingest-port': 5002,
        'whitelist-cidr': undefined,
        'vpc-interface-name': 'inside',
      }),
    ],
    'vpc-interfaces': [
      { name: 'inside', 'subnet-id': 'subnet-0123456789abcdef0', 'security-group-ids': ['sg-0123456789abcdef0'] },
    ],
    'failover-config': { mode: 'FAILOVER', 'primary-flow-source': 'main' },
  });
  const source = await client.createRunning(sourceRequest('rtp', { 'ingress-flows': [flow] }));
  const [provisioned] = source['provisioned-flows']['ingress-flows'];
  expect(provisioned?.['flow-sources']).toMatchObject([
    { name: 'main', port: 5000, ip: expect.stringMatching(/^198\.51\.100\./) },
    { name: 'spare', port: 5002, ip: expect.stringMatching(/^10\./) },
  ]);
  expect(await account.flow(provisioned?.arn ?? '')).toMatchObject({
    SourceFailoverConfig: { State: 'ENABLED', SourcePriority: { PrimarySource: 'main' } },
    VpcInterfaces: [{ Name: 'inside' }],
  });
  await client.remove(source.id);
  expect(await account.leftBehind()).toEqual([]);
});

describe('the list', () => {
  type Summary = Pick<SeenSource, 'id' | 'provisioning-status'>;
  const list = async (query = '') => (await system.api('GET', `/sources${query}`)).body;
  const idsOf = ({ sources }: { sources: Summary[] }) => sources.map(({ id }) => id);

  it('shows what is asked for, newest first, page by page', async () => {
    const first = await client.create(sourceRequest('rtp'));
    const second = await client.create(sourceRequest('rist', { metadata: { labels: [] } }));
    const hidden = await client.create(sourceRequest('rtp-fec', { hidden: true }));
    const deleted = await client.create(sourceRequest('rtp'));
    await Promise.all([first, second, hidden].map((id) => client.settled(id, 'creation-complete')));
    await client.delete(deleted);
    await client.settled(deleted, 'deletion-complete');
    // The index lags behind the records.
    const all = await until(
      () => list('?include-deleted=true&include-hidden=true'),
      ({ sources }) =>
        sources.length === 4 && sources.every((one: Summary) => one['provisioning-status'].endsWith('-complete')),
    );
    expect(idsOf(all)).toEqual([deleted, hidden, second, first]);
    expect(idsOf(await list())).toEqual([second, first]);
    expect(idsOf(await list('?include-hidden=true'))).toEqual([hidden, second, first]);
    expect(idsOf(await list('?include-deleted=true'))).toEqual([deleted, second, first]);

    const [summary] = (await list()).sources;
    expect(Object.keys(summary).sort()).toEqual(
      ['hidden', 'id', 'metadata', 'provisioning-status', 'provisioning-status-timestamp'].sort(),
    );
    expect((await list('?inline=true')).sources[0]).toEqual(await client.read(second));

    const page = await list('?page-size=1');
    expect(idsOf(page)).toEqual([second]);
    const key = encodeURIComponent(page['last-evaluated-key']);
    const next = await list(`?page-size=1&last-evaluated-key=${key}`);
    expect(idsOf(next)).toEqual([first]);
    expect(next).not.toHaveProperty('last-evaluated-key');
    const misplaced = await system.api('GET', `/sources?include-hidden=true&last-evaluated-key=${key}`);
    expect(misplaced).toMatchObject({ status: 400, body: { errors: [{ pointer: '/query/last-evaluated-key' }] } });
  });
});
