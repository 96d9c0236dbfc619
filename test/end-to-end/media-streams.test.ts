import type { Protocol } from '../../lambdas/domain/protocol';
import type { Call } from '../../local/aws/calls';
import { shareOf } from '../support/share';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { flowChangesSince, moment } from './calls';
import type { SeenSource } from './client';
import { allMet, ask, holdNext, takeBack } from './faults';
import { useSystem } from './scene';

jest.setTimeout(120_000);

const { system, client, account } = useSystem();
beforeEach(() => system.simulator('POST', 'reset'));
afterEach(() => takeBack(system));

const ip = expect.stringMatching(/^10\.\d+\.\d+\.\d+$/);

/** The address of the interface of a name, and of every port that is sent to by both interfaces. */
const rows: { protocol: Protocol; door: object }[] = [
  { protocol: 'cdi', door: { ip, port: 5000 } },
  {
    protocol: 'st2110-jpegxs',
    door: { inputs: [5000, 5000, 5010, 5010, 5020, 5020].map((port) => ({ ip, port })) },
  },
];

const bodyWith = (protocol: Protocol, flow: Parameters<typeof flowRequest>[1]) =>
  sourceRequest(protocol, { 'ingress-flows': [flowRequest(protocol, flow)] });

describe.each(shareOf(1, rows))('a source with protocol $protocol', ({ protocol, door }) => {
  it('becomes a running flow with its media streams and interfaces, and nothing again', async () => {
    const body = bodyWith(protocol, {
      'flow-sources': [{ ...flowSourceRequest(protocol), name: 'in', 'max-sync-buffer': 150 } as never],
    });
    const source = await client.createRunning(body);
    const [requested] = body['ingress-flows'];
    expect(source['ingress-flows'][0]).toMatchObject({
      'vpc-interfaces': requested?.['vpc-interfaces'],
      'media-streams': requested?.['media-streams'],
    });
    const [shown] = source['provisioned-flows']['ingress-flows'];
    expect(shown).toMatchObject({ region: 'eu-west-1', az: 'eu-west-1a' });
    expect(shown?.['flow-sources']).toEqual([{ name: 'in', 'source-arn': expect.any(String), ...door }]);

    const flow = await account.flow(shown?.arn ?? '');
    expect(flow).toMatchObject({
      Status: 'ACTIVE',
      Source: { Transport: { Protocol: protocol, MaxSyncBuffer: 150 } },
      VpcInterfaces: [
        { Name: 'fabric', NetworkInterfaceType: 'efa' },
        { Name: 'network', NetworkInterfaceType: 'ena' },
      ],
      MediaStreams: [
        {
          MediaStreamName: 'picture',
          MediaStreamType: 'video',
          MediaStreamId: 0,
          ClockRate: 90_000,
          VideoFormat: '1080p',
          Attributes: { Fmtp: { ExactFramerate: '60000/1001', Colorimetry: 'BT709', ScanMode: 'progressive' } },
        },
        {
          MediaStreamName: 'sound',
          MediaStreamType: 'audio',
          ClockRate: 48_000,
          Attributes: { Fmtp: { ChannelOrder: 'SMPTE2110.(ST)' }, Lang: 'en' },
        },
        { MediaStreamName: 'captions', MediaStreamType: 'ancillary-data', ClockRate: 90_000 },
      ],
    });
    expect((await system.api('GET', `/sources/${source.id}/status`)).body).toMatchObject({
      'running-status': 'running',
    });

    const deleted = await client.remove(source.id);
    expect(deleted['provisioned-flows']['ingress-flows']).toEqual([]);
    expect(await account.leftBehind()).toEqual([]);
  });
});

it('changes, adds and takes away media streams of the flow that there is', async () => {
  const before = await client.createRunning(sourceRequest('cdi'));
  const [flow] = sourceRequest('cdi')['ingress-flows'];
  const [picture, sound] = flow?.['media-streams'] ?? [];
  const commentary = { ...sound, name: 'commentary', 'stream-id': 3 };
  const used = [
    { 'encoding-name': 'raw', 'media-stream-name': 'picture' },
    { 'encoding-name': 'pcm', 'media-stream-name': 'sound' },
    { 'encoding-name': 'pcm', 'media-stream-name': 'commentary' },
  ] as const;
  const asked = {
    ...flow,
    'media-streams': [{ ...picture, description: 'wide' }, sound, commentary],
    'flow-sources': [flowSourceRequest('cdi', { 'media-stream-source-configurations': [...used] })],
  };
  const since = moment();
  const body = { 'ingress-flows': [asked] };
  expect((await system.api('PATCH', `/sources/${before.id}?allow-interruption=true`, body)).status).toBe(200);
  const source = await client.settled(before.id, 'update-complete');
  expect(await flowChangesSince(system, since)).toEqual(
    expect.arrayContaining(['AddFlowMediaStreams', 'UpdateFlowMediaStream', 'RemoveFlowMediaStream']),
  );
  const [shown] = source['provisioned-flows']['ingress-flows'];
  expect(shown?.arn).toBe(before['provisioned-flows']['ingress-flows'][0]?.arn);
  const { MediaStreams = [] } = (await account.flow(shown?.arn ?? '')) ?? {};
  expect(MediaStreams.map(({ MediaStreamName, Description }) => [MediaStreamName, Description])).toEqual([
    ['picture', 'wide'],
    ['sound', undefined],
    ['commentary', undefined],
  ]);
  await client.remove(source.id);
});

const vpcInterface = (name: string, subnet: string) => ({
  name,
  'subnet-id': subnet,
  'security-group-ids': ['sg-0123456789abcdef0'],
});
const [inZoneA, inZoneB, nowhere] = ['0', '1', '9'].map((end) => `subnet-0123456789abcdef${end}`) as [
  string,
  string,
  string,
];
const intoVpc = (az: string | undefined, ...subnets: string[]) =>
  bodyWith('rist', {
    ...(az && { az }),
    'vpc-interfaces': subnets.map((subnet, index) => vpcInterface(`studio-${index}`, subnet)),
    'flow-sources': [{ protocol: 'rist', 'ingest-port': 5000, 'vpc-interface-name': 'studio-0' }],
  });
const subnetAt = (index: number) => `/ingress-flows/0/vpc-interfaces/${index}/subnet-id`;

describe('a source in a VPC', () => {
  it.each([
    ['a subnet that does not exist', intoVpc(undefined, nowhere), [subnetAt(0)]],
    ['subnets of two zones', intoVpc(undefined, inZoneA, inZoneB), [subnetAt(1)]],
    ['subnets of another zone than az', intoVpc('eu-west-1c', inZoneA, inZoneB), [subnetAt(0), subnetAt(1)]],
  ])('is refused with its place: %s', async (_, body, pointers) => {
    const { status, body: problem } = await system.api('POST', '/sources', body);
    expect({ status, type: problem.type }).toEqual({ status: 400, type: 'urn:problem:request-invalid' });
    expect(problem.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect((await system.api('GET', '/sources')).body.sources).toEqual([]);
  });

  it('is refused with 502 and leaves nothing where EC2 does not answer us', async () => {
    const fault = { service: 'ec2', operation: 'DescribeSubnets', effect: 'error' } as const;
    await ask(system, { ...fault, error: 'UnauthorizedOperation', status: 403 });
    const { status, body } = await system.api('POST', '/sources', intoVpc('eu-west-1a', inZoneA));
    expect({ status, type: body.type }).toEqual({ status: 502, type: 'urn:problem:target-account-unreachable' });
    expect(body.detail).toMatch(/DescribeSubnets was refused \(UnauthorizedOperation\)/);
    expect((await system.api('GET', '/sources')).body.sources).toEqual([]);
  });

  it('does not mind that EC2 is busy for a moment', async () => {
    const fault = { service: 'ec2', operation: 'DescribeSubnets', effect: 'error' } as const;
    await ask(system, { ...fault, error: 'RequestLimitExceeded', status: 503, times: 2 });
    const source = await client.createRunning(intoVpc('eu-west-1b', inZoneB));
    expect(source['provisioned-flows']['ingress-flows'][0]?.az).toBe('eu-west-1b');
    await client.remove(source.id);
  });

  it('fails with the reason, and leaves nothing, where EC2 no longer lets provisioning look', async () => {
    await holdNext(system, 'ec2', 'DescribeSubnets', 1500);
    const answer = system.api<SeenSource>('POST', '/sources', intoVpc(undefined, inZoneA));
    await allMet(system);
    await ask(system, {
      service: 'ec2',
      operation: 'DescribeSubnets',
      effect: 'error',
      error: 'UnauthorizedOperation',
      status: 403,
    });
    const source = await client.settled((await answer).body.id, 'creation-failed');
    expect(source['provisioning-error-reason']).toMatch(/DescribeSubnets was refused/);
    expect(await account.leftBehind()).toEqual([]);
  });
});

const entitled = (arn: string) =>
  bodyWith('entitlement', { 'flow-sources': [{ protocol: 'entitlement', 'entitlement-arn': arn }] });
const stranger = 'arn:aws:mediaconnect:eu-west-1:444455556666:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news';

it('fails before a flow is made where the entitlement is not granted, and says whom to ask', async () => {
  const source = await client.settled(await client.create(entitled(stranger)), 'creation-failed');
  expect(source['provisioning-error-reason']).toMatch(
    /^\/ingress-flows\/0\/flow-sources\/0\/entitlement-arn: .*:444455556666:.* is not granted .*; ask its owner/,
  );
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
  expect(calls.filter(({ operation }) => operation === 'CreateFlow')).toEqual([]);
  expect(await account.leftBehind()).toEqual([]);
});

it('lists entitlements for no source that takes none', async () => {
  const { id } = await client.createRunning(sourceRequest('rtp'));
  const { calls } = await system.simulator<{ calls: Call[] }>('GET', 'calls');
  expect(calls.map(({ operation }) => operation)).not.toContain('ListEntitlements');
  expect(calls.map(({ operation }) => operation)).not.toContain('DescribeSubnets');
  await client.remove(id);
});

it('says what to do when the Region has no room for another flow', async () => {
  const fault = { service: 'mediaconnect', operation: 'CreateFlow', effect: 'error' } as const;
  await ask(system, { ...fault, error: 'CreateFlow420Exception', status: 420 });
  const source = await client.settled(await client.create(sourceRequest('rtp')), 'creation-failed');
  expect(source['provisioning-error-reason']).toMatch(/Delete a flow of this Region or ask AWS for a higher quota/);
  expect(await account.leftBehind()).toEqual([]);
});
