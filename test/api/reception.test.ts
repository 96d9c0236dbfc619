import type { Plan } from '../../lambdas/domain/plan';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { carrying, idle, measuring, twoLeggedFlow, twoLeggedRecord, twoLegs, waiting } from '../support/two-legs';

const api = useApiFunctions();
const ago = (minutes: number) => Date.now() - minutes * 60_000;

beforeEach(async () => {
  await api.table.put(twoLeggedRecord());
  api.mediaconnect.answer(() => ({ body: { flow: twoLeggedFlow() } }));
  api.metrics.answer(measuring({ main: carrying, spare: waiting }));
});

const otherSpare = twoLegs('FAILOVER', { spare: { 'ingest-port': 5020 } });
const otherMain = twoLegs('FAILOVER', { main: { 'ingest-port': 5020 } });
const withoutSpare = twoLegs().map((flow) => ({ ...flow, 'flow-sources': flow['flow-sources'].slice(0, 1) }));

/** The plan of a dry run; expects that nothing but the shared look at the flow is written. */
async function planOf(flows?: object, method: Method = 'PATCH'): Promise<Plan> {
  const before = await api.table.items();
  const query = { 'dry-run': 'true' };
  const { status, body } = await api.call(method, {
    sourceId,
    query,
    ...(flows && { body: { 'ingress-flows': flows } }),
  });
  expect(status).toBe(200);
  const after = await api.table.items();
  expect(after.filter(({ sk }) => sk !== 'refreshed')).toEqual(before.filter(({ sk }) => sk !== 'refreshed'));
  expect(api.started()).toEqual([]);
  return body.plan;
}

const patch = (flows: object, query = {}) => api.call('PATCH', { sourceId, query, body: { 'ingress-flows': flows } });

describe('a change of one of two flow sources', () => {
  it.each<[string, object, string]>([
    ['another port', otherSpare, 'update-flow-source'],
    ['its removal', withoutSpare, 'remove-flow-source'],
  ])('that does not carry the stream is live, and tells of the redundancy: %s', async (_, flows, action) => {
    const plan = await planOf(flows);
    expect(plan).toMatchObject({ impact: 'live', steps: [{ action, impact: 'live' }] });
    expect(plan.warnings).toContainEqual(expect.stringMatching(/^redundancy-lost: while flow source spare changes/));
  });

  it('that does not carry the stream needs no leave', async () => {
    const answer = await patch(otherSpare);
    expect(answer).toMatchObject({ status: 200, body: { 'provisioning-status': 'update-pending' } });
    expect(await api.table.record(sourceId)).toMatchObject({ allowed: { interruption: false } });
    expect(api.started()).toEqual([`provision ${sourceId}-2`]);
  });

  it('that carries the stream is refused', async () => {
    const answer = await patch(otherMain);
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:problem:interruption-not-allowed' } });
    expect(answer.body.plan).toMatchObject({ impact: 'interruption', warnings: [] });
    expect(api.started()).toEqual([]);
  });

  it('has the other one as the carrier after a switch', async () => {
    api.metrics.answer(measuring({ main: idle, spare: carrying }));
    expect(await planOf(otherMain)).toMatchObject({ impact: 'live' });
    expect((await patch(otherSpare)).status).toBe(409);
  });

  it.each<[string, () => void]>([
    ['both wait', () => api.metrics.answer(measuring({ main: waiting, spare: waiting }))],
    ['neither receives', () => api.metrics.answer(measuring({ main: idle, spare: idle }))],
    ['nothing is measured', () => api.metrics.answer(() => ({ body: { MetricDataResults: [] } }))],
    ['the latest metrics are old', () => api.metrics.answer(measuring({ main: carrying, spare: waiting }, 5))],
    ['CloudWatch refuses', () => api.metrics.answer(() => ({ status: 403, error: 'AccessDeniedException' }))],
  ])('is an interruption where %s', async (_, known) => {
    known();
    expect(await planOf(otherSpare)).toMatchObject({ impact: 'interruption', warnings: [] });
    expect((await patch(otherSpare)).status).toBe(409);
  });

  it('of both is an interruption, the one that does not carry first', async () => {
    const plan = await planOf(twoLegs('FAILOVER', { main: { 'ingest-port': 5030 }, spare: { 'ingest-port': 5020 } }));
    expect(plan.impact).toBe('interruption');
    expect(plan.steps.map(({ resource, impact }) => [resource.split(':').at(-1), impact])).toEqual([
      ['spare', 'live'],
      ['main', 'interruption'],
    ]);
  });

  it.each([
    ['waits', waiting, 'interruption'],
    ['receives nothing', idle, 'live'],
  ])('with MERGE is, of one that %s, %s', async (_, { Selected: __, ...spare }, impact) => {
    const record = twoLeggedRecord(twoLegs('MERGE'));
    await api.table.put(record);
    api.mediaconnect.answer(() => ({ body: { flow: twoLeggedFlow(record) } }));
    api.metrics.answer(measuring({ main: { BitRate: 8e6 }, spare }));
    expect(await planOf(twoLegs('MERGE', { spare: { 'ingest-port': 5020 } }))).toMatchObject({ impact });
  });
});

describe('a repair and a start', () => {
  it.each(['repair', 'start'] as const)('by %s of what does not carry the stream need no leave', async (method) => {
    const flow = twoLeggedFlow(twoLeggedRecord(otherSpare));
    api.mediaconnect.answer(({ path }) => ({ body: path.startsWith('/tags/') ? { tags: {} } : { flow } }));
    const plan = await planOf(undefined, method);
    expect(plan.steps.find(({ action }) => action === 'update-flow-source')).toMatchObject({ impact: 'live' });
    expect((await api.call(method, { sourceId })).status).toBe(202);
    api.metrics.answer(measuring({ main: waiting, spare: carrying }));
    await api.table.clear();
    await api.table.put(twoLeggedRecord());
    expect((await api.call(method, { sourceId })).status).toBe(409);
  });
});

describe('what is known of the reception', () => {
  const looks = () => api.metrics.requests.length;

  it('is looked at once for all who ask within thirty seconds', async () => {
    await planOf(otherSpare);
    await planOf(otherSpare);
    await patch(otherSpare);
    expect(looks()).toBe(1);
  });

  it('is not taken from an old look while somebody else looks anew', async () => {
    await planOf(otherSpare);
    const [refreshed] = await api.table.items('refreshed');
    const value = refreshed?.value as { measured: object };
    const old = { ...value, measured: { ...value.measured, at: ago(4) } };
    await api.table.putItem({ ...refreshed, at: ago(4), 'lease-until': Date.now() + 15_000, value: old });
    expect(await planOf(otherSpare)).toMatchObject({ impact: 'interruption' });
    expect(looks()).toBe(1);
  });

  it('leaves the proxy to those who may look at it, and what is known of it as it is', async () => {
    const proxy = { region: 'eu-west-1', 'channel-id': '2', state: 'running', 'seen-at': 1 } as const;
    const channel = { id: '2', at: ago(1), state: 'IDLE' };
    await api.table.put({ ...twoLeggedRecord(), proxy });
    await planOf(otherSpare);
    const [refreshed] = await api.table.items('refreshed');
    await api.table.putItem({ ...refreshed, at: ago(1), value: { ...(refreshed?.value as object), channel } });
    await planOf(otherSpare);
    expect(looks()).toBe(2);
    expect(api.medialive.requests).toEqual([]);
    expect(await api.table.items('refreshed')).toMatchObject([{ value: { channel } }]);
  });

  it.each<[string, object]>([
    [
      'of what is live anyhow',
      { 'ingress-flows': twoLegs('FAILOVER', { spare: { description: 'the other camera' } }) },
    ],
    ['of another flow', { 'ingress-flows': [{ ...otherSpare[0], az: 'eu-west-1b' }] }],
    ['of the record', { hidden: true }],
  ])('is not asked for by a change %s', async (_, body) => {
    api.table.operations();
    await api.call('PATCH', { sourceId, body, query: { 'allow-interruption': 'true' } });
    expect(api.table.operations()).toEqual(['BatchGetItem', 'TransactWriteItems']);
    expect(looks()).toBe(0);
  });

  it('takes one request to the table more where the look is fresh', async () => {
    await planOf(otherSpare);
    api.table.operations();
    await patch(otherSpare);
    expect(api.table.operations()).toEqual(['BatchGetItem', 'BatchGetItem', 'TransactWriteItems']);
  });

  it('is not asked for by a stop', async () => {
    expect((await api.call('stop', { sourceId })).status).toBe(202);
    expect(looks()).toBe(0);
  });
});
