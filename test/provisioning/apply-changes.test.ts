import { desiredFlows } from '../../lambdas/domain/desired-flows';
import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { ec2 } from '../../local/aws/ec2';
import { type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { describedFlow, flowSourceArn } from '../support/described-flow';
import { functionEnvironment } from '../support/function-environment';
import { flow, runTask, useWorkbench } from '../support/run-task';
import { completeRecord, newRecord, provisioned } from '../support/source-record';
import { sourceRequest } from '../support/sources';
import { flowDeployment } from '../support/target-account';

const bench = useWorkbench();
let endpoint: TestEndpoint;
let handler: unknown;

// The pauses between two looks pass at once.
beforeEach(() => {
  const { setTimeout } = globalThis;
  const atOnce = (run: () => void, milliseconds?: number) => setTimeout(run, milliseconds === 250 ? 0 : milliseconds);
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(atOnce as typeof setTimeout);
});
afterEach(() => jest.restoreAllMocks());

beforeAll(async () => {
  endpoint = await testEndpoint([ec2]);
  process.env.AWS_ENDPOINT_URL_EC2 = endpoint.url;
  ({ handler } = await import('../../lambdas/provisioning/apply-changes'));
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_EC2;
  process.env.SRT_LISTENERS = functionEnvironment.SRT_LISTENERS;
  await endpoint.close();
});

const updating = { 'provisioning-status': 'update-in-progress' } as const;
const inForce = completeRecord().requested;

/** The configuration in force with another member of its flow source, or of its flow. */
function asked(source: object, members: object = {}): SourceRecord['requested'] {
  const [each] = inForce['ingress-flows'];
  const sources = each?.['flow-sources'].map((one) => ({ ...one, ...source }));
  return { ...inForce, 'ingress-flows': [{ ...each, ...members, 'flow-sources': sources }] } as typeof inForce;
}
const inVpc = asked(
  {},
  {
    'vpc-interfaces': [
      { name: 'studio', 'subnet-id': 'subnet-0123456789abcdef0', 'security-group-ids': ['sg-0123456789abcdef0'] },
    ],
  },
);
const otherPort = asked({ 'ingest-port': 5010 });
const otherZone = asked({}, { az: 'eu-west-1b' });
const allowed = { interruption: true, 'dependents-loss': false };

/** A MediaConnect that has these flows, and accepts every change of them. */
function serve(...flows: FlowDescription[]): void {
  bench.mediaconnect.answer(({ method, path }) => {
    if (method !== 'GET') return {};
    const found = flows.find(({ flowArn }) => path === `/v1/flows/${flowArn}`);
    return found ? { body: { flow: found } } : { status: 404, error: 'NotFoundException' };
  });
}

/** A MediaConnect whose flow is as `before` until it is changed, and then as the first, second … of `after`. */
function serveChanging(before: FlowDescription, ...after: FlowDescription[]): void {
  let shown = before;
  bench.mediaconnect.answer(({ method }) => {
    if (method !== 'GET') shown = after.shift() ?? shown;
    return { body: { flow: shown } };
  });
}
const asAsked = (requested: SourceRecord['requested']) => describedFlow({}, completeRecord({ requested }));

/** What the task answers for a source of this record. */
async function apply(record: SourceRecord, counters = { polls: 0, steps: 0 }, target = 'requested') {
  await bench.table.put(record);
  return runTask(handler, { flowIndex: 0, target, flow: counters });
}
const changes = () => bench.mediaconnect.requests.filter(({ method }) => method !== 'GET');

describe('without a flow', () => {
  it('one is to be created', async () => {
    const record = newRecord({ 'provisioning-status': 'creation-in-progress' });
    expect(await apply(record)).toEqual({ region: 'eu-west-1', next: 'create', polls: 0, steps: 1 });
    expect(bench.mediaconnect.requests).toEqual([]);
  });

  it('that was there, another one is created only where that was allowed', async () => {
    serve();
    await expect(apply(completeRecord(updating))).rejects.toMatchObject({ name: 'StepNotAllowed' });
    expect(await apply(completeRecord({ ...updating, allowed }))).toMatchObject({ next: 'create' });
    expect(changes()).toEqual([]);
  });

  it('the one that was made in its place is gone on with', async () => {
    const made = { ...provisioned, arn: `${flow.arn}-next` };
    serve(describedFlow({ flowArn: made.arn, status: 'STANDBY' }));
    const record = completeRecord({ ...updating, allowed, 'next-flows': [made] });
    expect(await apply(record)).toEqual({ arn: made.arn, region: 'eu-west-1', next: 'start', polls: 0, steps: 1 });
  });
});

describe('with a flow', () => {
  it.each<[string, Partial<SourceRecord>, Partial<FlowDescription>, string]>([
    ['as asked for', {}, {}, 'done'],
    ['that stands by and is to run', {}, { status: 'STANDBY' }, 'start'],
    ['that stands by and is to', { running: false }, { status: 'STANDBY' }, 'done'],
    ['that runs and is to stand by', { running: false }, {}, 'stop'],
    ['that failed and is to run', {}, { status: 'ERROR' }, 'stop'],
  ])('%s', async (_, members, described, next) => {
    serve(describedFlow(described));
    const answer = await apply(completeRecord({ ...updating, allowed, ...members }), { polls: 3, steps: 7 });
    expect(answer).toEqual({ ...flow, next, polls: 0, steps: next === 'done' ? 7 : 8 });
    expect(changes()).toEqual([]);
  });

  it.each(['UPDATING', 'STARTING', 'STOPPING'])('that is %s, waits and counts the looks alone', async (status) => {
    serve(describedFlow({ status }));
    const answer = await apply(completeRecord({ ...updating, requested: otherPort, allowed }), { polls: 3, steps: 7 });
    expect(answer).toEqual({ ...flow, next: 'wait', polls: 4, steps: 7 });
    expect(changes()).toEqual([]);
  });

  it('makes another one for an interface in a subnet of another zone, and asks for no zone that it knows', async () => {
    const inSubnet = (subnet: string) =>
      asked(
        {},
        { 'vpc-interfaces': [{ name: 'studio', 'subnet-id': subnet, 'security-group-ids': ['sg-0123456789abcdef0'] }] },
      );
    const there = inSubnet('subnet-0123456789abcdef0');
    const [known] = desiredFlows(completeRecord(), there, flowDeployment);
    serve(describedFlow({ vpcInterfaces: known?.vpcInterfaces ?? [] }));
    expect(await apply(completeRecord({ ...updating, allowed, requested: there }))).toMatchObject({ next: 'done' });
    expect(endpoint.calls.since()).toEqual([]);
    const elsewhere = inSubnet('subnet-0123456789abcdef1');
    const record = completeRecord({ ...updating, allowed, requested: elsewhere });
    expect(await apply(record)).toMatchObject({ next: 'create' });
    expect(changes()).toEqual([]);
  });

  it('makes the call of a step that was allowed, and sees that nothing is left', async () => {
    serveChanging(describedFlow(), asAsked(otherPort));
    const answer = await apply(completeRecord({ ...updating, requested: otherPort, allowed }), { polls: 3, steps: 7 });
    expect(answer).toEqual({ ...flow, next: 'done', polls: 0, steps: 8 });
    expect(changes()).toMatchObject([
      { method: 'PUT', path: `/v1/flows/${flow.arn}/source/${flowSourceArn}`, body: { ingestPort: 5010 } },
    ]);
  });

  it('takes a step that harms nobody without being allowed anything', async () => {
    const requested = asked({ description: 'the second camera' });
    serveChanging(describedFlow(), asAsked(requested));
    expect(await apply(completeRecord({ ...updating, requested }))).toMatchObject({ next: 'done' });
    expect(changes()).toMatchObject([{ body: { description: 'the second camera' } }]);
  });

  it.each<[string, Partial<SourceRecord>]>([
    ['an interruption', { requested: otherPort }],
    ['a replacement', { requested: otherZone }],
    ['a stop', { running: false }],
  ])('does not take %s that was not allowed', async (_, members) => {
    serve(describedFlow());
    await expect(apply(completeRecord({ ...updating, ...members }))).rejects.toMatchObject({
      name: 'StepNotAllowed',
      message: expect.stringContaining('which was not allowed'),
    });
    expect(changes()).toEqual([]);
  });

  it.each<[string, Partial<FlowDescription>, string]>([
    ['stops it, and nothing else', {}, 'stop'],
    ['stops it where it would have to be another one', { availabilityZone: 'eu-west-1c' }, 'stop'],
    ['waits for it while it starts', { status: 'STARTING' }, 'wait'],
    ['waits until it stands still', { status: 'STOPPING' }, 'wait'],
    ['leaves what else differs as it is', { status: 'STANDBY' }, 'done'],
  ])('in a run that is to stop it, %s', async (_, described, next) => {
    serve(describedFlow(described));
    const record = completeRecord({ ...updating, 'run-mode': 'stop', running: false, requested: otherPort });
    expect(await apply(record)).toMatchObject({ ...flow, next });
    expect(changes()).toEqual([]);
  });

  it('in a run that is to stop it, makes none for one that is gone', async () => {
    serve();
    const record = completeRecord({ ...updating, 'run-mode': 'stop', running: false });
    expect(await apply(record)).toEqual({ region: 'eu-west-1', next: 'done', polls: 0, steps: 0 });
  });

  it.each<[string, Partial<FlowDescription>, object, string]>([
    ['changes it and leaves it so', { status: 'STANDBY' }, { requested: otherPort }, 'done'],
    ['does not stop it again where somebody started it', {}, {}, 'done'],
    ['starts it where the leave to leave it is not its own', { status: 'STANDBY' }, { 'left-stopped': ['x'] }, 'start'],
  ])('that somebody stopped by hand, %s', async (_, described, members, next) => {
    serveChanging(describedFlow(described), { ...asAsked(otherPort), status: 'STANDBY' });
    const record = completeRecord({ ...updating, allowed, 'left-stopped': [flow.arn], ...members });
    expect(await apply(record)).toMatchObject({ next });
  });

  it('needs no allowance to go on with a creation', async () => {
    serveChanging(describedFlow(), asAsked(otherPort));
    const record = completeRecord({ 'provisioning-status': 'creation-in-progress', requested: otherPort });
    expect(await apply(record)).toMatchObject({ next: 'done' });
  });
});

describe('after a change', () => {
  const described = asked({ description: 'the second camera', 'ingest-port': 5010 });
  const record = completeRecord({ ...updating, requested: described, allowed });

  it('goes on at once where more is left, without taking it in the same run of the task', async () => {
    const part = asAsked(asked({ 'ingest-port': 5010 }));
    serveChanging(describedFlow(), { ...part, sourceMonitoringConfig: { thumbnailState: 'DISABLED' } });
    expect(await apply(record, { polls: 3, steps: 7 })).toEqual({ ...flow, next: 'look', polls: 0, steps: 8 });
    expect(changes()).toHaveLength(1);
  });

  it('looks again while the flow is being changed, and leaves a long wait to the workflow', async () => {
    const updatingNow = { ...asAsked(described), status: 'UPDATING' };
    let looks = 0;
    let isChanged = false;
    let settlesAt = 3;
    bench.mediaconnect.answer(({ method }) => {
      if (method !== 'GET') [isChanged, looks] = [true, 0];
      if (!isChanged) return { body: { flow: describedFlow() } };
      return { body: { flow: looks++ < settlesAt ? updatingNow : asAsked(described) } };
    });
    expect(await apply(record)).toMatchObject({ next: 'done' });
    [isChanged, settlesAt] = [false, Number.POSITIVE_INFINITY];
    expect(await apply(record)).toMatchObject({ next: 'wait' });
    expect(changes()).toHaveLength(2);
  });

  it('ends the run where the flow does not show it, and touches nothing else', async () => {
    serve(describedFlow());
    await expect(apply(record)).rejects.toMatchObject({
      name: 'ChangeNotSeen',
      message: expect.stringContaining('accepted update-flow-source'),
    });
    expect(changes()).toHaveLength(1);
  });
});

describe('secrets of two redundant flow sources', () => {
  const [settings] = (inForce['ingress-flows'][0]?.['flow-sources'] ?? []).map(
    (source) => ('decryption-settings' in source && source['decryption-settings']) || { 'encryption-type': '' },
  );
  const id = (n: number) => `b1f3a5c7-0000-4000-8000-00000000000${n}`;
  const [old, fresh] = [
    [id(1), id(2)],
    [id(3), id(4)],
  ] as [string[], string[]];
  const half = [id(3), id(2)];
  const secretFor = (id: string) => ({ 'secret-id': id, arn: `arn:aws:secretsmanager:${id}`, region: 'eu-west-1' });
  const configuration = (ids: string[]) => {
    const [each] = inForce['ingress-flows'];
    const sources = ids.map((id, index) => ({
      ...each?.['flow-sources'][0],
      name: `leg-${index}`,
      'ingest-port': 5000 + index * 10,
      'decryption-settings': { ...settings, 'secret-id': id },
    }));
    const failover = { 'failover-config': { mode: 'FAILOVER' } };
    return { ...inForce, 'ingress-flows': [{ ...each, ...failover, 'flow-sources': sources }] } as typeof inForce;
  };
  const secrets = [...old, ...fresh].map(secretFor);
  const record = completeRecord({ ...updating, requested: configuration(fresh), secrets, allowed });
  /** The flow with these secrets on its legs. */
  const withSecrets = (ids: string[]): FlowDescription => {
    const requested = configuration(ids);
    const [desired] = desiredFlows(record, requested, flowDeployment);
    const one = describedFlow({}, completeRecord({ requested, secrets }));
    const sources = desired?.sources.map(({ name, ingestPort, decryption }) => ({
      ...one.sources?.[0],
      name,
      sourceArn: `arn:source:${name}`,
      ...(ingestPort !== undefined && { ingestPort }),
      ...(decryption && { decryption }),
    }));
    const failover = { state: 'ENABLED', failoverMode: 'FAILOVER' };
    return { ...one, sources, sourceFailoverConfig: failover } as FlowDescription;
  };
  const pointed = () =>
    changes().map(({ path, body }) => [path.split(':').at(-1), (body as { decryption: object }).decryption]);

  it('are pointed at one after the other, the second when the flow shows the first', async () => {
    serveChanging(withSecrets(old), withSecrets(half), withSecrets(fresh));
    expect(await apply(record)).toMatchObject({ next: 'look' });
    expect(pointed()).toEqual([['leg-0', expect.objectContaining({ secretArn: secretFor(id(3)).arn })]]);
    expect(await apply(record)).toMatchObject({ next: 'done' });
    expect(pointed()[1]).toEqual(['leg-1', expect.objectContaining({ secretArn: secretFor(id(4)).arn })]);
  });

  it('leave the second leg alone where the first does not take the new one', async () => {
    serveChanging(withSecrets(old));
    await expect(apply(record)).rejects.toMatchObject({ name: 'ChangeNotSeen' });
    expect(pointed()).toHaveLength(1);
  });

  it('go back by pointing back', async () => {
    serveChanging(withSecrets(half), withSecrets(old));
    const back = { ...record, 'in-force': configuration(old) };
    expect(await apply(back, undefined, 'in-force')).toMatchObject({ next: 'done' });
    expect(pointed()).toEqual([['leg-0', expect.objectContaining({ secretArn: secretFor(id(1)).arn })]]);
  });
});

describe('a flow that was made in the place of another', () => {
  const made = { ...provisioned, arn: `${flow.arn}-next` };
  const record = completeRecord({ ...updating, allowed, requested: otherZone, 'next-flows': [made] });

  it('ends the run where it does not fit either', async () => {
    serve(describedFlow(), describedFlow({ flowArn: made.arn, availabilityZone: 'eu-west-1c' }));
    await expect(apply(record)).rejects.toMatchObject({
      name: 'NewFlowUnfit',
      message: expect.stringMatching(
        /-next does not fit .* Availability Zone: it is eu-west-1c, and eu-west-1b is asked/,
      ),
    });
  });

  it('is waited for while it is being deleted, to be made again', async () => {
    serve(describedFlow(), describedFlow({ flowArn: made.arn, status: 'DELETING' }));
    expect(await apply(record, { polls: 3, steps: 7 })).toMatchObject({ next: 'wait', polls: 4, steps: 7 });
  });

  it('is not taken where the flow in force has become what is asked for', async () => {
    serve(describedFlow(), describedFlow({ flowArn: made.arn, status: 'STANDBY' }));
    const fits = completeRecord({ ...updating, allowed, 'next-flows': [made] });
    expect(await apply(fits)).toMatchObject({ arn: flow.arn, next: 'done' });
  });
});

describe('tags', () => {
  const name = provisioned.name;
  const doubtful = { ...updating, 'tags-in-doubt': { [name]: ['studio'] } };
  const bearing = (tags: object, described: Partial<FlowDescription> = {}) =>
    bench.mediaconnect.answer(({ path, method }) => {
      if (method !== 'GET') return {};
      return { body: path.startsWith('/tags/') ? { tags } : { flow: describedFlow(described) } };
    });
  const looks = () => bench.mediaconnect.requests.filter(({ path, method }) => method === 'GET' && /^.tags/.test(path));
  const ours = desiredFlows(completeRecord(), inForce, flowDeployment)[0]?.flowTags;

  it('are not looked at where they are beyond doubt', async () => {
    bearing({});
    expect(await apply(completeRecord(updating))).toMatchObject({ next: 'done' });
    expect(looks()).toEqual([]);
  });

  it('that differ are set and taken away at once, and those of others stay', async () => {
    bearing({ ...ours, channel: 'weather', studio: '1', desk: 'somebody' });
    expect(await apply(completeRecord(doubtful))).toEqual({ ...flow, next: 'done', polls: 0, steps: 1 });
    expect(changes()).toMatchObject([
      { method: 'DELETE', path: `/tags/${flow.arn}?tagKeys=studio` },
      { method: 'POST', path: `/tags/${flow.arn}`, body: { tags: { channel: 'news' } } },
    ]);
    expect(looks()).toHaveLength(1);
  });

  it('that say whose the flow is come back before anything else is done to it', async () => {
    bearing({ channel: 'news' });
    await apply(completeRecord({ ...doubtful, requested: otherPort, allowed }));
    expect(changes()).toMatchObject([{ body: { tags: { 'headworks:deployment': 'Headworks@eu-west-1' } } }]);
  });

  it.each<[string, object, Partial<FlowDescription>, number, SourceRecord['run-mode']?]>([
    ['once in a run', ours ?? {}, {}, 1],
    ['only where the flow has settled', {}, { status: 'UPDATING' }, 0],
    ['not in a stop', {}, { status: 'STANDBY' }, 0, 'stop'],
  ])('are looked at %s', async (_, tags, described, steps, mode = 'converge') => {
    bearing(tags, described);
    await apply(completeRecord({ ...doubtful, 'run-mode': mode }), { polls: 0, steps });
    expect(looks()).toEqual([]);
    expect(changes()).toEqual([]);
  });

  it('of what was refused go on the way back', async () => {
    bearing({ ...ours, desk: 'sport' });
    const requested = { ...inForce, metadata: { labels: [{ key: 'desk', value: 'sport' }] } };
    await apply(completeRecord({ ...doubtful, requested, 'in-force': inForce }), undefined, 'in-force');
    expect(changes()).toMatchObject([{ method: 'DELETE', path: `/tags/${flow.arn}?tagKeys=desk` }]);
  });
});

it('keeps in record and history which network interfaces the service has left', async () => {
  const [known] = desiredFlows(completeRecord(), inVpc, flowDeployment);
  let { vpcInterfaces = [] } = known ?? {};
  bench.mediaconnect.answer(({ method }) => {
    if (method === 'GET') return { body: { flow: describedFlow({ status: 'STANDBY', vpcInterfaces }) } };
    vpcInterfaces = [];
    return { body: { nonDeletedNetworkInterfaceIds: ['eni-1', 'eni-2'] } };
  });
  const record = completeRecord({ ...updating, 'network-interfaces-left': ['eni-0 (eu-west-1)'] });
  expect(await apply(record)).toMatchObject({ next: 'look' });
  expect(changes()).toMatchObject([{ path: `/v1/flows/${flow.arn}/vpcInterfaces/studio` }]);
  const left = ['eni-0 (eu-west-1)', 'eni-1 (eu-west-1)', 'eni-2 (eu-west-1)'];
  expect(await bench.table.record(record.id)).toEqual({ ...record, 'network-interfaces-left': left });
  expect(await bench.table.items('event#')).toMatchObject([
    { kind: 'network-interfaces-left', detail: 'eni-1, eni-2' },
    { kind: 'step-ended', step: { action: 'remove-vpc-interface', outcome: 'done' } },
  ]);
});

it.each([
  ['shared', 'start'],
  ['exclusive', 'stop'],
])('with listeners that are %s has the new flow of a caller %s first', async (listeners, next) => {
  const record = newRecord({}, sourceRequest('srt-caller'));
  const [wanted] = desiredFlows(record, record.requested, flowDeployment);
  const source = wanted?.sources[0];
  const {
    sourceListenerAddress = '',
    sourceListenerPort = 0,
    minLatency = 0,
    protocol = '',
    decryption,
  } = source ?? {};
  const transport = { protocol, minLatency, sourceListenerAddress, sourceListenerPort };
  const calling = (members: Partial<FlowDescription>) =>
    describedFlow({
      sources: [{ name: source?.name ?? '', sourceArn: 'arn:s', transport, ...(decryption && { decryption }) }],
      ...members,
    });
  const made = { ...provisioned, arn: `${flow.arn}-next` };
  serve(calling({ availabilityZone: 'eu-west-1c' }), calling({ flowArn: made.arn, status: 'STANDBY' }));
  const [ingress] = record.requested['ingress-flows'];
  const requested = { ...record.requested, 'ingress-flows': [{ ...ingress, az: 'eu-west-1a' }] } as typeof inForce;
  await bench.table.put(completeRecord({ ...updating, allowed, requested, 'next-flows': [made] }));
  process.env.SRT_LISTENERS = listeners;
  await jest.isolateModulesAsync(async () => {
    const { handler: own } = await import('../../lambdas/provisioning/apply-changes');
    const answer = await runTask(own, { flowIndex: 0, target: 'requested', flow: {} });
    expect(answer).toMatchObject({ next, arn: next === 'stop' ? flow.arn : made.arn });
  });
});

describe('going back', () => {
  it('brings the flow to the configuration in force', async () => {
    serveChanging(asAsked(otherPort), asAsked(inForce));
    const record = completeRecord({ ...updating, requested: otherPort, 'in-force': inForce, allowed });
    expect(await apply(record)).toMatchObject({ next: 'done' });
    expect(await apply(record, undefined, 'in-force')).toMatchObject({ next: 'done' });
    expect(changes()).toMatchObject([{ body: { ingestPort: 5000 } }]);
  });

  it('brings it to what is stored, where nothing else was asked for', async () => {
    serve(describedFlow({ status: 'STANDBY' }));
    expect(await apply(completeRecord(updating), undefined, 'in-force')).toMatchObject({ next: 'start' });
  });

  it.each<[string, FlowDescription[], Partial<SourceRecord>]>([
    ['that is gone', [], {}],
    ['that cannot become what it was', [describedFlow({ availabilityZone: 'eu-west-1c' })], { requested: otherZone }],
  ])('makes no other flow for one %s: nothing would take it up', async (_, flows, members) => {
    serve(...flows);
    const record = completeRecord({ ...updating, allowed, ...members });
    expect(await apply(record)).toMatchObject({ next: 'create' });
    await expect(apply(record, undefined, 'in-force')).rejects.toMatchObject({
      name: 'NoWayBack',
      message: expect.stringContaining('only a repair or another update makes'),
    });
    expect(changes()).toEqual([]);
  });

  it('does what was allowed for the way there, and no more', async () => {
    serve(describedFlow({}, completeRecord({ requested: otherPort })));
    const record = completeRecord({ ...updating, requested: otherPort, 'in-force': inForce });
    await expect(apply(record, undefined, 'in-force')).rejects.toMatchObject({ name: 'StepNotAllowed' });
  });
});

it('touches nothing once another run owns the source', async () => {
  serve(describedFlow());
  await expect(apply(completeRecord({ ...updating, requested: otherPort, allowed, run: 2 }))).rejects.toMatchObject({
    name: 'RunSuperseded',
  });
  expect(bench.mediaconnect.requests).toEqual([]);
});

it('is repeated by itself when MediaConnect does not answer', async () => {
  for (const answer of ['lost', { status: 429, error: 'TooManyRequestsException' }] as const) {
    bench.mediaconnect.answer(() => answer);
    await expect(apply(completeRecord(updating))).rejects.toMatchObject({ name: 'Transient' });
  }
});
