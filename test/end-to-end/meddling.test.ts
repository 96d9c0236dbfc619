import {
  AddFlowOutputsCommand,
  DeleteFlowCommand,
  RemoveFlowSourceCommand,
  StartFlowCommand,
  StopFlowCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFlowCommand,
  UpdateFlowSourceCommand,
} from '@aws-sdk/client-mediaconnect';
import * as fc from 'fast-check';
import type { Call } from '../../local/aws/calls';
import { propertySeed } from '../support/arbitrary-source';
import { itInLong, runsOf } from '../support/share';
import { flowSourceRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { ask } from './faults';
import { untilOwedNothing } from './rest';
import { useSystem } from './scene';

jest.setTimeout(1_800_000);

const { system, client, account } = useSystem();

const allowed = '?allow-interruption=true&allow-dependents-loss=true';

/** A redundant source, with a part of it that a change alters. */
const body = (port: number, az = 'eu-west-1a') =>
  sourceRequest('srt-listener', {
    'ingress-flows': [
      {
        region: 'eu-west-1',
        az,
        'failover-config': { mode: 'FAILOVER' },
        'flow-sources': [
          flowSourceRequest('srt-listener', { name: 'first', 'ingest-port': port }),
          flowSourceRequest('srt-listener', { name: 'second', 'ingest-port': 5600 }),
        ],
      },
    ],
  });

/** What a person does to a flow at the console. */
const deeds: Record<string, (FlowArn: string, sourceArn: (name: string) => string) => object[]> = {
  'stops it': (FlowArn) => [new StopFlowCommand({ FlowArn })],
  'starts it': (FlowArn) => [new StartFlowCommand({ FlowArn })],
  'deletes it': (FlowArn) => [new StopFlowCommand({ FlowArn }), new DeleteFlowCommand({ FlowArn })],
  'retags it': (ResourceArn) => [
    new TagResourceCommand({ ResourceArn, Tags: { channel: 'weather', desk: 'somebody' } }),
  ],
  'takes a label away': (ResourceArn) => [new UntagResourceCommand({ ResourceArn, TagKeys: ['channel'] })],
  'changes a flow source': (FlowArn, arnOf) => [
    new UpdateFlowSourceCommand({ FlowArn, SourceArn: arnOf('first'), Protocol: 'srt-listener', IngestPort: 5777 }),
  ],
  'removes a flow source': (FlowArn, arnOf) => [new RemoveFlowSourceCommand({ FlowArn, SourceArn: arnOf('second') })],
  'changes the failover': (FlowArn) => [
    new UpdateFlowCommand({
      FlowArn,
      SourceFailoverConfig: { State: 'ENABLED', FailoverMode: 'FAILOVER', SourcePriority: { PrimarySource: 'second' } },
    }),
  ],
};

/** Does it as far as the service lets a person: each call again until it is taken, or as long as one would try. */
async function meddle(id: string, deed: string): Promise<string[]> {
  const outcomes: string[] = [];
  for (const { arn } of (await account.flows()).filter(({ name }) => name.endsWith(id))) {
    const flow = await account.flow(arn).catch(() => undefined);
    const arnOf = (name: string) => flow?.Sources?.find((each) => each.Name === name)?.SourceArn ?? 'gone';
    for (const command of deeds[deed]?.(arn, arnOf) ?? []) {
      const isDeletion = command instanceof DeleteFlowCommand;
      let tries = 0;
      const outcome = await until(
        () =>
          account.change(command).then(
            () => 'done',
            (error: Error) => error.name,
          ),
        (seen) => seen === 'done' || seen === 'NotFoundException' || ++tries > (isDeletion ? 20 : 3),
      );
      outcomes.push(outcome);
    }
  }
  return outcomes;
}

/** What the source is asked for meanwhile; `turn` makes each another change. */
const requests: Record<string, (id: string, turn: number) => [method: string, path: string, body?: object]> = {
  nothing: (id) => ['GET', `/sources/${id}`],
  'an update': (id, turn) => ['PATCH', `/sources/${id}${allowed}`, flowsOf(body(5000 + turn))],
  'a replacement': (id, turn) => [
    'PATCH',
    `/sources/${id}${allowed}`,
    flowsOf(body(5000 + turn, turn % 2 ? 'eu-west-1b' : 'eu-west-1a')),
  ],
  'a stop': (id) => ['POST', `/sources/${id}/stop`],
  'a start': (id) => ['POST', `/sources/${id}/start${allowed}`],
  'a repair': (id) => ['POST', `/sources/${id}/repair${allowed}`],
};
const flowsOf = (whole: ReturnType<typeof body>) => ({ 'ingress-flows': whole['ingress-flows'] });

/** Waits until the product has made so many calls to MediaConnect since a moment, or the source rests. */
async function callsMade(id: string, since: string, count: number): Promise<void> {
  await until(
    async () => {
      const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
      const made = calls.filter(
        ({ service, principal }) => service === 'mediaconnect' && !principal.endsWith('/outsider'),
      );
      return made.length >= count || (await account.item(id)).unsettled === undefined;
    },
    (isTime) => isTime,
    90,
  );
}

/** A repair that nobody disturbs leaves the source as it is stored, with one flow. */
async function expectRepaired(id: string): Promise<void> {
  const { status, body: asked } = await system.api('POST', `/sources/${id}/repair${allowed}`);
  if (status !== 200 && status !== 202) throw new Error(`the repair was refused: ${JSON.stringify(asked)}`);
  await untilOwedNothing(system, id);
  const source = await client.read(id);
  if (status === 202) expect(source).toMatchObject({ 'provisioning-status': 'update-complete' });
  const { body: dry } = await system.api('POST', `/sources/${id}/repair?dry-run=true`);
  expect(dry.plan).toMatchObject({ impact: 'none', steps: [] });
  expect((await system.api('GET', `/sources/${id}?include-drift=true`)).body.drift).toEqual([]);
  const flows = (await account.flows()).filter(({ name }) => name.endsWith(id)).map(({ arn }) => arn);
  expect(flows).toEqual(source['provisioned-flows']['ingress-flows'].map(({ arn }) => arn));
  expect(await account.secretsOf(id)).toHaveLength(2);
}

itInLong(
  'leaves no flow that nobody knows when a flow that was deleted can neither be made again nor brought back',
  async () => {
    const { id } = await client.createRunning(body(5000));
    expect(await meddle(id, 'deletes it')).toEqual(['done', 'done']);
    await until(
      () => account.leftBehind(),
      (left) => left.every((arn) => !arn.includes(':flow:')),
    );
    const refusal = { effect: 'error', error: 'BadRequestException', status: 400 } as const;
    await ask(system, { service: 'mediaconnect', operation: 'StartFlow', ...refusal });
    expect((await system.api('POST', `/sources/${id}/repair${allowed}`)).status).toBe(202);
    await untilOwedNothing(system, id);
    const failed = await client.settled(id, 'update-failed');
    expect(failed['provisioning-error-reason']).toMatch(
      /StartFlow was refused .* could not be brought back: It would take/,
    );
    expect(await account.flows()).toEqual([]);
    await expectRepaired(id);
    await client.remove(id);
    expect(await account.leftBehind()).toEqual([]);
  },
);

it('gives a flow the mark of its owner back, without which it may not change it, and leaves the tags of others', async () => {
  const { id } = await client.createRunning(body(5000));
  const [flow] = await account.flows();
  const FlowArn = flow?.arn ?? '';
  await meddle(id, 'changes a flow source');
  await meddle(id, 'retags it');
  const TagKeys = Object.keys(await account.tags(FlowArn)).filter((key) => key.startsWith('headworks:'));
  expect(TagKeys.length).toBeGreaterThan(0);
  await account.change(new UntagResourceCommand({ ResourceArn: FlowArn, TagKeys }));
  const { body: seen } = await system.api('GET', `/sources/${id}?include-drift=true`);
  const members = ['tags/channel', ...TagKeys.map((key) => `tags/${key}`)];
  expect(seen.drift.map(({ member }: { member: string }) => member)).toEqual(expect.arrayContaining(members));
  // An update does not look at tags that it has nothing to do with.
  const [update, path, sent] = requests['an update']?.(id, 1) ?? ['', ''];
  expect((await system.api(update, path, sent)).status).toBe(200);
  await untilOwedNothing(system, id);
  const failed = await client.settled(id, 'update-failed');
  expect(failed['provisioning-error-reason']).toMatch(
    /UpdateFlowSource was refused \(Forbidden.*Check the permissions/,
  );
  await expectRepaired(id);
  expect((await account.flows()).map(({ arn }) => arn)).toEqual([FlowArn]);
  expect(await account.tags(FlowArn)).toMatchObject({ channel: 'news', desk: 'somebody', 'headworks:source': id });
  await client.remove(id);
  expect(await account.leftBehind()).toEqual([]);
});

it('keeps a flow that was replaced while somebody takes an output from it, until that is allowed to go', async () => {
  const { id } = await client.createRunning(body(5000));
  const [old] = await account.flows();
  const FlowArn = old?.arn ?? '';
  await ask(system, {
    service: 'mediaconnect',
    operation: 'StopFlow',
    effect: 'error',
    error: 'ForbiddenException',
    status: 403,
  });
  const elsewhere = flowsOf(body(5000, 'eu-west-1b'));
  expect((await system.api('PATCH', `/sources/${id}?allow-interruption=true`, elsewhere)).status).toBe(200);
  await client.settled(id, 'update-complete');
  const output = { Name: 'studio', Protocol: 'srt-caller', Destination: '192.0.2.50', Port: 6000 } as const;
  await account.change(new AddFlowOutputsCommand({ FlowArn, Outputs: [output] }));
  await account.age(id);
  const kept = await until(
    // The index that the sweep reads lags behind the table.
    () => system.simulator('POST', 'sweep').then(() => client.read(id)),
    (source) => /is kept/.test(source['provisioning-error-reason'] ?? ''),
  );
  expect(kept['provisioning-error-reason']).toContain(`Flow ${FlowArn} is kept: others have put output studio on it.`);
  expect(await account.flow(FlowArn)).toMatchObject({ Status: 'ACTIVE', Outputs: [{ Name: 'studio' }] });
  const refused = await system.api('POST', `/sources/${id}/repair?allow-interruption=true`);
  expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:flow-has-dependents' } });
  await expectRepaired(id);
  await client.remove(id);
  expect(await account.leftBehind()).toEqual([]);
});

it('is repaired whatever a person does to its flow, at whatever moment', async () => {
  const { id } = await client.createRunning(body(5000));
  let turn = 0;
  const deedsAt = fc.record({
    request: fc.constantFrom(...Object.keys(requests)),
    deed: fc.constantFrom(...Object.keys(deeds)),
    moment: fc.integer({ min: 0, max: 14 }),
  });
  await fc.assert(
    fc.asyncProperty(deedsAt, async ({ request, deed, moment }) => {
      const since = new Date().toISOString();
      const [method, path, sent] = requests[request]?.(id, ++turn) ?? ['GET', '/'];
      const answer = await system.api(method, path, sent);
      expect([200, 202]).toContain(answer.status);
      await callsMade(id, since, moment);
      await meddle(id, deed);
      await untilOwedNothing(system, id);
      const source = await client.read(id);
      if (source['provisioning-status'] === 'update-failed') expect(source['provisioning-error-reason']).toBeTruthy();
      await expectRepaired(id);
    }),
    { numRuns: runsOf(3, 150), endOnFailure: true, seed: propertySeed },
  );
  await client.remove(id);
  expect(await account.leftBehind()).toEqual([]);
});
