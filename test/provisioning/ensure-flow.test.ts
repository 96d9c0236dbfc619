import { ownerTags } from '../../lambdas/domain/ownership';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceId } from '../support/configured-source';
import { functionEnvironment } from '../support/function-environment';
import { flow, runTask, useWorkbench } from '../support/run-task';
import { completeRecord, creations, newRecord, provisioned, secret } from '../support/source-record';
import { secretValues } from '../support/sources';
import type { SeenRequest, StubAnswer } from '../support/stub-service';
import { flowDeployment } from '../support/target-account';

const bench = useWorkbench();
let handler: unknown;

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/ensure-flow'));
});

const ensure = () => runTask(handler, { flowIndex: 0 });
const creating: Partial<SourceRecord> = { 'provisioning-status': 'creation-in-progress' };
const open = (lookUps: number): Partial<SourceRecord> => ({
  ...creating,
  'flow-creations': creations(1),
  'open-flow-creation': { 'function-ends-at': '2026-03-02T10:16:00.000Z', 'look-ups': lookUps },
});

const serviceFlow = {
  flowArn: flow.arn,
  name: provisioned.name,
  status: 'STANDBY',
  availabilityZone: 'eu-west-1a',
  egressIp: '198.51.100.7',
  source: {
    name: 'hw-497f6eca-source-1',
    ingestIp: '203.0.113.9',
    ingestPort: 5000,
    decryption: { secretArn: secret.arn },
  },
};

const tags = ownerTags(functionEnvironment.DEPLOYMENT_ID, newRecord());
const created: StubAnswer = { status: 201, body: { flow: serviceFlow } };
const listed: StubAnswer = { body: { flows: [{ name: provisioned.name, flowArn: flow.arn }] } };
const createRequests = () => bench.mediaconnect.requests.filter(({ method }) => method === 'POST');

/** A MediaConnect with these answers, one for each operation. */
const serving =
  (answers: { create?: StubAnswer; describe?: StubAnswer; list?: StubAnswer; tags?: StubAnswer }) =>
  ({ method, path }: SeenRequest): StubAnswer => {
    const gone: StubAnswer = { status: 404, error: 'NotFoundException' };
    if (method === 'POST') return answers.create ?? gone;
    if (path.startsWith('/tags/')) return answers.tags ?? { body: { tags } };
    if (path.startsWith('/v1/flows/arn')) return answers.describe ?? gone;
    return answers.list ?? { body: { flows: [] } };
  };

describe('the first time', () => {
  beforeEach(() => bench.table.put(newRecord(creating)));

  it('a flow is created without a look, tagged, by secret and not by value, and recorded', async () => {
    bench.mediaconnect.answer(serving({ create: created }));
    expect(await ensure()).toEqual(flow);
    expect(bench.mediaconnect.requests).toHaveLength(1);
    expect(createRequests()[0]?.body).toMatchObject({ name: provisioned.name, flowTags: { ...tags, channel: 'news' } });
    expect(createRequests()[0]?.body.sources[0].decryption).toEqual({
      keyType: 'srt-password',
      roleArn: flowDeployment.account['mediaconnect-role-arn'],
      secretArn: secret.arn,
    });
    expect(createRequests()[0]?.text).not.toContain(secretValues.srt);
    expect(await bench.table.record(sourceId)).toEqual(
      newRecord({ ...creating, 'next-flows': [provisioned], 'flow-creations': creations(1) }),
    );
    expect(await bench.table.items('source')).toEqual([
      { pk: `flow#${flow.arn}`, sk: 'source', 'source-id': sourceId },
    ]);
  });

  it('the record says so before the call is made', async () => {
    const before: Promise<SourceRecord>[] = [];
    bench.mediaconnect.answer((request) => {
      if (request.method === 'POST') before.push(bench.table.record(sourceId));
      return 'lost';
    });
    const start = Date.now();
    await expect(ensure()).rejects.toMatchObject({ name: 'Transient' });
    const [record] = await Promise.all(before);
    expect(record).toMatchObject({ 'flow-creations': creations(1), 'open-flow-creation': { 'look-ups': 0 } });
    expect(Date.parse(record?.['open-flow-creation']?.['function-ends-at'] ?? '')).toBeGreaterThanOrEqual(
      start + 30_000,
    );
  });

  it.each([
    ['lost', 'lost', 'Transient'],
    ['a fault', { status: 500, error: 'InternalServerErrorException' }, 'Transient'],
    ['nonsense', { status: 201, body: '<html>' }, 'ServiceRefused'],
  ] as [string, StubAnswer, string][])('a creation stays in doubt when its answer is %s', async (_, answer, name) => {
    bench.mediaconnect.answer(() => answer);
    await expect(ensure()).rejects.toMatchObject({ name });
    expect(createRequests()).toHaveLength(1);
    expect(await bench.table.record(sourceId)).toMatchObject({
      'flow-creations': creations(1),
      'open-flow-creation': {},
    });
  });

  it.each([
    [400, 'BadRequestException', 'ServiceRefused'],
    [420, 'CreateFlow420Exception', 'ServiceRefused'],
    [429, 'TooManyRequestsException', 'Transient'],
  ])('nothing is in doubt after %i %s', async (status, error, name) => {
    bench.mediaconnect.answer(() => ({ status, error }));
    await expect(ensure()).rejects.toMatchObject({ name, message: expect.stringContaining(error) });
    expect(await bench.table.record(sourceId)).toEqual(newRecord(creating));
  });

  it('nothing is called once another run owns the source', async () => {
    await bench.table.put(newRecord({ ...creating, run: 2 }));
    await expect(ensure()).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(bench.mediaconnect.requests).toEqual([]);
  });
});

describe('again', () => {
  it('the flow that the run made is looked at and left alone', async () => {
    const record = newRecord({ ...creating, 'next-flows': [provisioned] });
    await bench.table.put(record);
    bench.mediaconnect.answer(serving({ describe: { body: { flow: serviceFlow } } }));
    expect(await ensure()).toEqual(flow);
    expect(bench.mediaconnect.requests).toHaveLength(1);
    expect(await bench.table.record(sourceId)).toEqual(record);
  });

  it('another is created in the place of one in force that is gone, and then left alone', async () => {
    await bench.table.put(completeRecord(creating));
    const next = { ...serviceFlow, flowArn: 'arn:next' };
    bench.mediaconnect.answer(serving({ create: { status: 201, body: { flow: next } } }));
    expect(await ensure()).toMatchObject({ arn: 'arn:next' });
    const record = await bench.table.record(sourceId);
    expect(record['next-flows'].map(({ arn }) => arn)).toEqual(['arn:next']);
    expect(record.flows).toEqual([provisioned]);
    expect(record['flow-creations']).toEqual(creations(2));
    bench.mediaconnect.answer(serving({ describe: { body: { flow: next } } }));
    expect(await ensure()).toMatchObject({ arn: 'arn:next' });
    expect(createRequests()).toEqual([]);
  });
});

describe('again, after an answer was lost', () => {
  it('the flow is adopted when it is found', async () => {
    await bench.table.put(newRecord(open(2)));
    bench.mediaconnect.answer(serving({ list: listed, describe: { body: { flow: serviceFlow } } }));
    expect(await ensure()).toEqual(flow);
    expect(createRequests()).toEqual([]);
    expect(await bench.table.record(sourceId)).toEqual(
      newRecord({ ...creating, 'next-flows': [provisioned], 'flow-creations': creations(1) }),
    );
  });

  it('the flow in force is not adopted, though it is of the same revision: another one is to replace it', async () => {
    await bench.table.put(completeRecord({ ...open(2), 'provisioning-status': 'update-in-progress' }));
    bench.mediaconnect.answer(serving({ list: listed, describe: { body: { flow: serviceFlow } } }));
    await expect(ensure()).rejects.toMatchObject({ name: 'FlowNotYetVisible' });
    expect((await bench.table.record(sourceId))['next-flows']).toEqual([]);
  });

  it('what a failed run of the same revision left behind is not adopted, since it is to go', async () => {
    await bench.table.put(newRecord({ ...open(2), 'surplus-flows': [provisioned] }));
    bench.mediaconnect.answer(serving({ list: listed, describe: { body: { flow: serviceFlow } } }));
    await expect(ensure()).rejects.toMatchObject({ name: 'FlowNotYetVisible' });
    expect((await bench.table.record(sourceId))['next-flows']).toEqual([]);
  });

  it.each([
    ['is not listed yet', {}],
    [
      'bears the tags of another source',
      { list: listed, tags: { body: { tags: { ...tags, 'headworks:source': 'x' } } } },
    ],
    ['is gone again', { list: listed }],
  ])('it is looked for again when what is found %s', async (_, answers) => {
    await bench.table.put(newRecord(open(2)));
    bench.mediaconnect.answer(serving({ create: created, ...answers }));
    await expect(ensure()).rejects.toMatchObject({ name: 'FlowNotYetVisible' });
    expect(createRequests()).toEqual([]);
    expect((await bench.table.record(sourceId))['open-flow-creation']?.['look-ups']).toBe(3);
  });

  it('another is created after six looks, and the first stays counted', async () => {
    await bench.table.put(newRecord(open(6)));
    bench.mediaconnect.answer(serving({ create: created }));
    expect(await ensure()).toMatchObject(flow);
    expect(await bench.table.record(sourceId)).toEqual(
      newRecord({ ...creating, 'next-flows': [provisioned], 'flow-creations': creations(2) }),
    );
  });

  it('the first stays counted also when the other is refused', async () => {
    await bench.table.put(newRecord(open(6)));
    bench.mediaconnect.answer(serving({ create: { status: 420, error: 'CreateFlow420Exception' } }));
    await expect(ensure()).rejects.toMatchObject({ name: 'ServiceRefused' });
    expect((await bench.table.record(sourceId))['flow-creations']).toEqual(creations(1));
  });
});

describe('for an update', () => {
  const updating: Partial<SourceRecord> = {
    'provisioning-status': 'update-in-progress',
    revision: 2,
    'flows-revision': 1,
    'in-force': newRecord().requested,
  };
  const next = { ...serviceFlow, flowArn: 'arn:next' };
  const revised = { ...tags, 'headworks:revision': '2' };

  it.each<[string, Partial<SourceRecord>]>([
    ['the flow in force', {}],
    ['what an update before it left behind', { 'surplus-flows': [{ ...provisioned, arn: 'arn:left' }] }],
  ])('another flow is created beside %s', async (_, members) => {
    await bench.table.put(completeRecord({ ...updating, ...members }));
    bench.mediaconnect.answer(
      serving({ create: { status: 201, body: { flow: next } }, describe: { body: { flow: serviceFlow } } }),
    );
    expect(await ensure()).toMatchObject({ arn: 'arn:next' });
    expect(createRequests()[0]?.body.flowTags).toMatchObject({ 'headworks:revision': '2' });
    const record = await bench.table.record(sourceId);
    expect(record).toMatchObject({ flows: [provisioned], 'flow-creations': creations(2) });
    expect(record['next-flows'].map(({ arn }) => arn)).toEqual(['arn:next']);
  });

  it.each([
    ['taken if it is of this revision', revised, 'arn:next'],
    ['left if it is of another', tags, undefined],
  ])('what is found after a lost answer is %s', async (_, found, adopted) => {
    await bench.table.put(completeRecord({ ...updating, ...open(2), ...updating, 'flow-creations': creations(2) }));
    const list = { body: { flows: [{ name: provisioned.name, flowArn: next.flowArn }] } };
    bench.mediaconnect.answer(serving({ list, tags: { body: { tags: found } }, describe: { body: { flow: next } } }));
    if (adopted) expect(await ensure()).toMatchObject({ arn: adopted });
    else await expect(ensure()).rejects.toMatchObject({ name: 'FlowNotYetVisible' });
    expect(createRequests()).toEqual([]);
  });
});
