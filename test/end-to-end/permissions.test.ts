import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  AddFlowOutputsCommand,
  GrantFlowEntitlementsCommand,
  UpdateFlowSourceCommand,
} from '@aws-sdk/client-mediaconnect';
import { marshall } from '@aws-sdk/util-dynamodb';
import { flowRequest, flowSourceRequest, sourceRequest, vpcInterfaces } from '../support/sources';
import { until } from '../support/system';
import { callsSince, moment } from './calls';
import type { SeenSource } from './client';
import { ask } from './faults';
import { invoke } from './functions';
import { useSystem } from './scene';

jest.setTimeout(180_000);

/**
 * What functions do on rare occasions only, so that every permission for it is used in each run of the tests. That it was
 * done is told by the log of the calls.
 */
const { system, client, account } = useSystem();
let pair: SeenSource;

beforeAll(async () => {
  const labelled = body({ metadata: marked }, { 'vpc-interfaces': [network('control')] });
  pair = await client.createRunning({ ...labelled, alarm: { level: 'TR_101_290_PRIORITY_1' } });
});

type FlowSourceMembers = Parameters<typeof flowSourceRequest<'srt-listener'>>[1];

/** A redundant encrypted source; each of `members` goes into both of its flow sources. */
function body(members: FlowSourceMembers = {}, flow: Parameters<typeof flowRequest>[1] = {}) {
  const flowSources = ['first', 'second'].map((name, index) =>
    flowSourceRequest('srt-listener', { name, 'ingest-port': 5000 + 10 * index, ...members }),
  );
  const failover = { mode: 'FAILOVER', 'primary-flow-source': 'first' } as const;
  return {
    ...sourceRequest('srt-listener'),
    'ingress-flows': [
      flowRequest('srt-listener', { 'failover-config': failover, 'flow-sources': flowSources, ...flow }),
    ],
  };
}
const marked = { labels: [{ key: 'owner', value: 'news' }] };
const network = (name: string, metadata = marked) => {
  const [{ 'subnet-id': subnet = '', 'security-group-ids': groups = [] } = {}] = vpcInterfaces ?? [];
  return { name, 'subnet-id': subnet, 'security-group-ids': groups, metadata };
};
const kept = { 'encryption-type': 'SRT_PASSWORD' } as { 'encryption-type': 'SRT_PASSWORD'; passphrase: string };
const arnOf = (source: SeenSource) => source['provisioned-flows']['ingress-flows'][0]?.arn ?? '';

/** Waits until the flow takes changes again. */
const settled = () =>
  until(
    () => account.flow(arnOf(pair)),
    (seen) => seen?.Status === 'ACTIVE',
  );

/** Has the source's flow looked at again by whoever asks next, as half a minute later. */
const forgetLook = () => account.onItem(pair.id, 'refreshed', (place) => new DeleteItemCommand(place));

it('is answered without a look at the flow while another client takes it', async () => {
  // The item of one who has taken the lease, and has no answer yet.
  await account.onItem(pair.id, 'refreshed', ({ TableName, Key }) => {
    const Item = { ...Key, ...marshall({ 'lease-until': Date.now() + 15_000 }) };
    return new PutItemCommand({ TableName, Item });
  });
  const since = moment();
  const { status, body: seen } = await system.api('GET', `/sources/${pair.id}/status`);
  expect([status, seen['running-status']]).toEqual([200, 'running']);
  const calls = await callsSince(system, since, 'GetSourceStatus');
  expect(calls).toContain('dynamodb:GetItem');
  expect(await callsSince(system, since)).not.toContain('mediaconnect:DescribeFlow');
  await forgetLook();
});

it('takes an interface on, and labels its parts and no longer', async () => {
  const labelled = (key: string) => {
    const metadata = { labels: [{ key, value: 'yes' }] };
    const other = { ...network('network', metadata), 'subnet-id': 'subnet-0123456789abcdef3' };
    const interfaces = [network('control', metadata), other];
    return {
      'ingress-flows': body({ 'decryption-settings': kept, metadata }, { 'vpc-interfaces': interfaces })[
        'ingress-flows'
      ],
    };
  };
  const update = async (key: string) => {
    const since = moment();
    const { status } = await system.api('PATCH', `/sources/${pair.id}?allow-interruption=true`, labelled(key));
    expect(status).toBe(200);
    await client.settled(pair.id, 'update-complete');
    return callsSince(system, since);
  };
  const added = await update('desk');
  expect(added).toContain('mediaconnect:AddFlowVpcInterfaces');
  // By the request, before the run, and by the run itself, since the flow is not in that subnet yet.
  expect(added.filter((call) => call === 'ec2:DescribeSubnets').length).toBeGreaterThanOrEqual(3);
  expect(await update('room')).toEqual(
    expect.arrayContaining(['mediaconnect:UntagResource', 'mediaconnect:TagResource']),
  );
  const flow = await account.flow(arnOf(pair));
  const interfaces = ['control', 'network'].map((name) => `${arnOf(pair)}/vpcInterface/${name}`);
  const parts = [...interfaces, ...(flow?.Sources ?? []).map(({ SourceArn = '' }) => SourceArn)];
  expect(parts).toHaveLength(4);
  for (const part of parts) expect(await account.tags(part)).toEqual({ room: 'yes' });
});

it('takes the new secrets of an update back where one cannot be protected', async () => {
  const before = await account.secretsOf(pair.id);
  const refusal = { effect: 'error', error: 'AccessDeniedException', status: 400 } as const;
  await ask(system, { service: 'secretsmanager', operation: 'PutResourcePolicy', ...refusal });
  const since = moment();
  const passphrase = 'another passphrase';
  const changed = { 'ingress-flows': body({ 'decryption-settings': { ...kept, passphrase } })['ingress-flows'] };
  const { status } = await system.api('PATCH', `/sources/${pair.id}?allow-interruption=true`, changed);
  expect(status).toBe(502);
  expect(await callsSince(system, since)).toContain('secretsmanager:DeleteSecret');
  expect((await account.secretsOf(pair.id)).sort()).toEqual(before.sort());
});

it.each([
  'start',
  'repair',
])('learns which flow source carries the stream before it says what a %s takes', async (word) => {
  const flow = await account.flow(arnOf(pair));
  const SourceArn = flow?.Sources?.find(({ Name }) => Name === 'second')?.SourceArn;
  const byHand = { FlowArn: arnOf(pair), SourceArn, Protocol: 'srt-listener', IngestPort: 5777 } as const;
  await account.change(new UpdateFlowSourceCommand(byHand));
  await settled();
  await forgetLook();
  const since = moment();
  const { body: dry } = await system.api('POST', `/sources/${pair.id}/${word}?dry-run=true`);
  expect(dry.plan).toMatchObject({ impact: 'interruption', steps: [{ action: 'update-flow-source' }] });
  expect(await callsSince(system, since)).toEqual(
    expect.arrayContaining(['monitoring:GetMetricData', 'monitoring:DescribeAlarms', 'dynamodb:GetItem']),
  );
});

it('looks again before it takes a step, and takes none that was not allowed', async () => {
  await forgetLook();
  const { run } = await account.item(pair.id);
  const task = { flowIndex: 0, target: 'requested', flow: { polls: 0, steps: 0 } };
  const since = moment();
  const taken = invoke(system, 'applyChanges', { version: 1, sourceId: pair.id, run, ...task });
  await expect(taken).rejects.toMatchObject({ name: 'StepNotAllowed' });
  expect(await callsSince(system, since)).toContain('monitoring:GetMetricData');
});

it('says what a stop of a source takes that could not be created', async () => {
  const refusal = { effect: 'error', error: 'BadRequestException', status: 400 } as const;
  await ask(system, { service: 'mediaconnect', operation: 'CreateFlow', ...refusal });
  const id = await client.create(sourceRequest('rtp'));
  await client.settled(id, 'creation-failed');
  const since = moment();
  const { body: dry } = await system.api('POST', `/sources/${id}/stop?dry-run=true`);
  expect(dry.plan.steps.map(({ action }: { action: string }) => action)).toEqual(['create-flow']);
  expect(await callsSince(system, since, 'StopSource')).toContain('dynamodb:GetItem');
});

it('deletes with a flow what others have put on it', async () => {
  const FlowArn = arnOf(pair);
  const output = { Name: 'studio', Protocol: 'srt-caller', Destination: '192.0.2.50', Port: 6000 } as const;
  await account.change(new AddFlowOutputsCommand({ FlowArn, Outputs: [output] }));
  await settled();
  const entitlement = { Name: 'partner', Subscribers: ['444455556666'] };
  await account.change(new GrantFlowEntitlementsCommand({ FlowArn, Entitlements: [entitlement] }));
  await client.remove(pair.id);
  expect(await account.leftBehind()).toEqual([]);
});
