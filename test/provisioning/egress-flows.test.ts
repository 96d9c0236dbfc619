import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceId } from '../support/configured-source';
import {
  describedFeed,
  describedPair,
  egressArn,
  egressFlow,
  handedOffConfiguration,
  handedOffRecord,
  knowingFlows,
} from '../support/egress-record';
import { runTask, useWorkbench } from '../support/run-task';
import { flowArn, provisioned, secret } from '../support/source-record';
import type { SeenRequest, StubAnswer } from '../support/stub-service';

const bench = useWorkbench();
const handlers: Record<string, unknown> = {};

beforeAll(async () => {
  for (const task of ['apply-changes', 'ensure-flow', 'mark-in-progress', 'switch-flows', 'record-failure'])
    handlers[task] = (await import(`../../lambdas/provisioning/${task}`)).handler;
});

const pair = describedPair();
const updating = { 'provisioning-status': 'update-in-progress', revision: 2 } as const;
const counters = { polls: 0, steps: 0 };

/** What is left to be done to a flow of a source of this record, and the changes that were made. */
async function apply(record: SourceRecord, flowIndex: number, target = 'requested') {
  await bench.table.put(record);
  const answer = await runTask(handlers['apply-changes'], { flowIndex, target, flow: counters });
  return { ...answer, changes: changes().map(({ method, path, body }) => ({ method, path, body })) };
}

const changes = () => bench.mediaconnect.requests.filter(({ method }) => method !== 'GET');

/** A MediaConnect that has some flows, and others after the first change. */
function serve(before: FlowDescription[], after: FlowDescription[] = before): void {
  let isChanged = false;
  bench.mediaconnect.answer((request: SeenRequest): StubAnswer => {
    if (request.method === 'GET') return knowingFlows(...(isChanged ? after : before))(request);
    isChanged = true;
    return { body: {} };
  });
}

describe('the order of the flows', () => {
  it.each<[string, Partial<SourceRecord>, number[], number[]]>([
    ['ingress, egress, ingress', {}, [0, 1, 0], [0, 1, 0]],
    ['a stop looks at none twice', { 'run-mode': 'stop' }, [0, 1], [0, 1, 0]],
    [
      'back to what was in force',
      { 'in-force': { ...handedOffConfiguration().configuration, 'egress-flows': [] } },
      [0, 1, 0],
      [0],
    ],
  ])('is told: %s', async (_, members, flowIndexes, inForceIndexes) => {
    await bench.table.put(handedOffRecord({ ...updating, ...members }));
    expect(await runTask(handlers['mark-in-progress'])).toMatchObject({ flowIndexes, inForceIndexes });
  });
});

describe('an egress flow', () => {
  it('is asked for while there is none, and created to admit the ingress flow alone', async () => {
    const creating = { 'provisioning-status': 'creation-in-progress' } as const;
    const record = handedOffRecord({ ...creating, flows: [], 'next-flows': [provisioned] });
    serve([pair.ingress]);
    expect(await apply(record, 1)).toMatchObject({ region: 'us-east-1', next: 'create', changes: [] });
    bench.mediaconnect.answer(() => ({ status: 201, body: { flow: pair.egress } }));
    await runTask(handlers['ensure-flow'], { flowIndex: 1 });
    const [create] = changes();
    const { sources, ...body } = create?.body ?? {};
    expect(body).toMatchObject({
      name: 'far',
      availabilityZone: 'us-east-1b',
      flowTags: { 'headworks:source': sourceId },
    });
    expect(Object.keys(body).sort()).toEqual(['availabilityZone', 'flowTags', 'name', 'sourceMonitoringConfig']);
    expect(sources).toEqual([
      {
        ...{ name: 'far-feed', protocol: 'srt-listener', ingestPort: 5000, minLatency: 2000 },
        whitelistCidr: '198.51.100.7/32',
        decryption: { keyType: 'srt-password', roleArn: expect.any(String), secretArn: record.secrets[1]?.arn },
      },
    ]);
    const next = [provisioned, expect.objectContaining({ type: 'egress', arn: egressArn })];
    expect(await bench.table.record(sourceId)).toMatchObject({ 'next-flows': next });
  });

  it('waits for an ingress flow that is still to be made', async () => {
    const creating = { 'provisioning-status': 'creation-in-progress' } as const;
    serve([]);
    const record = handedOffRecord({ ...creating, flows: [] });
    expect(await apply(record, 1)).toMatchObject({ next: 'wait', polls: 1, steps: 0, changes: [] });
  });

  const admitting = (ip: string) =>
    ({
      ...pair.egress,
      sources: pair.egress.sources?.map((source) => ({ ...source, whitelistCidr: `${ip}/32` })),
    }) as FlowDescription;
  const allowed = { interruption: true, 'dependents-loss': false };

  it('admits another address of the ingress flow, where that is allowed', async () => {
    const ingress = { ...pair.ingress, egressIp: '198.51.100.9' };
    serve([ingress, pair.egress], [ingress, admitting('198.51.100.9')]);
    await expect(apply(handedOffRecord(updating), 1)).rejects.toMatchObject({ name: 'StepNotAllowed' });
    expect(await apply(handedOffRecord({ ...updating, allowed }), 1)).toMatchObject({
      ...{ arn: egressArn, next: 'done' },
      changes: [{ method: 'PUT', body: { whitelistCidr: '198.51.100.9/32' } }],
    });
  });

  it('admits the ingress flow that was made in the place of another', async () => {
    const next = { ...provisioned, arn: `${flowArn}-next`, az: 'eu-west-1b' };
    const made = { ...pair.ingress, flowArn: next.arn, egressIp: '198.51.100.30', availabilityZone: 'eu-west-1b' };
    serve([pair.ingress, made, pair.egress], [pair.ingress, made, admitting('198.51.100.30')]);
    const record = handedOffRecord({ ...updating, allowed, 'next-flows': [next] });
    const flows = record.requested['ingress-flows'].map((flow) => ({ ...flow, az: 'eu-west-1b' }));
    const answer = await apply({ ...record, requested: { ...record.requested, 'ingress-flows': flows } }, 1);
    expect(answer).toMatchObject({
      ...{ arn: egressArn, next: 'done' },
      changes: [{ method: 'PUT', body: { whitelistCidr: '198.51.100.30/32' } }],
    });
  });

  it('is stopped without a look at the ingress flow', async () => {
    serve([pair.egress]);
    const record = handedOffRecord({ ...updating, 'run-mode': 'stop', running: false });
    expect(await apply(record, 1)).toMatchObject({ arn: egressArn, region: 'us-east-1', next: 'stop' });
    expect(bench.mediaconnect.requests).toHaveLength(1);
  });

  it('that is gone is made again without leave: nobody is harmed', async () => {
    serve([pair.ingress]);
    expect(await apply(handedOffRecord(updating), 1)).toMatchObject({ next: 'create', changes: [] });
  });
});

describe('the ingress flow', () => {
  const without = { ...pair.ingress, outputs: [] };

  it('feeds its egress flows by one call', async () => {
    serve([without, pair.egress], [pair.ingress, pair.egress]);
    const record = handedOffRecord(updating);
    const [, , feed] = record.secrets;
    expect(await apply(record, 0)).toMatchObject({
      arn: flowArn,
      next: 'done',
      changes: [
        {
          method: 'POST',
          path: `/v1/flows/${flowArn}/outputs`,
          body: {
            outputs: [
              {
                ...{ name: 'headworks-feed-far', protocol: 'srt-caller', destination: '203.0.113.20', port: 5000 },
                encryption: { keyType: 'srt-password', secretArn: feed?.arn },
              },
            ],
          },
        },
      ],
    });
  });

  it('feeds none that is still to be made, and keeps what it feeds meanwhile', async () => {
    const moved = handedOffConfiguration([{ name: 'far', region: 'eu-west-2' }]);
    serve([pair.ingress, pair.egress]);
    const secrets = [...moved.secrets, ...handedOffRecord().secrets];
    expect(await apply(handedOffRecord({ ...updating, requested: moved.configuration, secrets }), 0)).toMatchObject({
      next: 'done',
      changes: [],
    });
  });

  it('lets go of one that is no longer asked for', async () => {
    serve([pair.ingress], [without]);
    const { 'egress-flows': _, ...requested } = handedOffRecord().requested;
    const answer = await apply(handedOffRecord({ ...updating, requested }), 0);
    expect(answer).toMatchObject({
      next: 'done',
      changes: [{ method: 'DELETE', path: expect.stringMatching(/outputs\/arn:.*headworks-feed-far$/) }],
    });
  });

  it('goes back to feeding what was in force, not what a failed run made', async () => {
    const made = {
      ...egressFlow,
      arn: `${egressArn}-next`,
      'flow-sources': [{ name: 'far-feed', ip: '203.0.113.30', port: 5000 }],
    };
    const record = handedOffRecord({ ...updating, 'run-mode': 'roll-back', 'next-flows': [made] });
    const aside = { ...record, flows: [provisioned, { ...made, arn: egressArn }] };
    serve([{ ...pair.ingress, outputs: describedPair(aside).ingress.outputs ?? [] }], [pair.ingress]);
    const answer = await apply({ ...record, 'in-force': record.requested }, 0, 'in-force');
    expect(answer).toMatchObject({ next: 'done', changes: [{ method: 'PUT', body: { destination: '203.0.113.20' } }] });
  });

  it('asks MediaConnect for nothing more where there are no egress flows', async () => {
    serve([describedPair().ingress].map((flow) => ({ ...flow, outputs: [] })));
    const { 'egress-flows': _, ...requested } = handedOffRecord().requested;
    await apply(handedOffRecord({ ...updating, requested, flows: [provisioned] }), 0);
    expect(bench.mediaconnect.requests.map(({ path }) => path)).toEqual([`/v1/flows/${flowArn}`]);
  });
});

describe('what comes into force', () => {
  it('is each flow once, as what it is', async () => {
    serve([pair.ingress, pair.egress]);
    const record = handedOffRecord({ ...updating, flows: [provisioned], 'next-flows': [egressFlow] });
    await bench.table.put(record);
    const surplus = await runTask(handlers['switch-flows'], { arns: [flowArn, egressArn, flowArn] });
    expect(surplus).toMatchObject({ flows: [] });
    const { flows } = await bench.table.record(sourceId);
    expect(flows.map(({ arn, type }) => [arn, type])).toEqual([
      [flowArn, undefined],
      [egressArn, 'egress'],
    ]);
  });

  it('is nothing where the ingress flow is another one the second time', async () => {
    serve([pair.ingress, pair.egress]);
    await bench.table.put(handedOffRecord(updating));
    const arns = [flowArn, egressArn, `${flowArn}-next`];
    await expect(runTask(handlers['switch-flows'], { arns })).rejects.toMatchObject({ name: 'FlowVanished' });
  });

  it('is still told apart after a failure', async () => {
    serve([pair.ingress, pair.egress]);
    await bench.table.put(handedOffRecord({ ...updating, 'in-force': handedOffRecord().requested }));
    await runTask(handlers['record-failure'], { error: { Error: 'FlowFailed' } });
    const { flows } = await bench.table.record(sourceId);
    expect(flows.map(({ type }) => type)).toEqual([undefined, 'egress']);
  });
});

it('describes a feed by the secret of the Region that it leaves from', () => {
  const record = handedOffRecord();
  const [own, there, feed] = record.secrets;
  expect(own?.arn).toContain(secret['secret-id']);
  expect([there?.region, feed?.region]).toEqual(['us-east-1', 'eu-west-1']);
  expect(pair.egress.sources?.[0]?.decryption?.secretArn).toBe(there?.arn);
  expect(pair.ingress.outputs?.[0]?.encryption?.secretArn).toBe(feed?.arn);
  expect(describedFeed({ name: 'unknown' })).toEqual([]);
});
