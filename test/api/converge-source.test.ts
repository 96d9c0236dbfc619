import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedFlow, knowing } from '../support/described-flow';
import { completeRecord, creations, flowArn, newRecord, provisioned, secret } from '../support/source-record';
import { secretValues, sourceRequest } from '../support/sources';

const api = useApiFunctions();

const know = (members: Partial<FlowDescription>) => api.mediaconnect.answer(knowing(describedFlow(members)));
const none = { interruption: false, 'dependents-loss': false };
const [source] = describedFlow().sources ?? [];
const moved = source ? [{ ...source, ingestPort: 5010 }] : [];

type Intent = Extract<Method, 'start' | 'stop' | 'repair'>;

describe.each<[Intent, boolean, boolean, SourceRecord['run-mode']]>([
  ['start', false, true, 'converge'],
  ['stop', true, false, 'stop'],
  ['repair', true, true, 'converge'],
])('%s', (method, was, is, mode) => {
  beforeEach(() => know({ status: was && method === 'stop' ? 'ACTIVE' : 'STANDBY' }));

  it('begins a run under the same revision, with the intent and what it may do', async () => {
    const before = completeRecord({
      run: 4,
      revision: 7,
      recoveries: 2,
      running: was,
      'provisioning-error-reason': 'once',
    });
    await api.table.put(before);
    const answer = await api.call(method, { sourceId });
    expect(answer).toMatchObject({ status: 202, headers: { ETag: '"7"' } });
    expect(answer.body).toMatchObject({ id: sourceId, 'provisioning-status': 'update-pending' });
    expect(answer.body).toEqual((await api.call('GET', { sourceId })).body);
    const { 'provisioning-error-reason': _, ...rest } = before;
    expect(await api.table.record(sourceId)).toEqual({
      ...rest,
      run: 5,
      recoveries: 0,
      running: is,
      'run-mode': mode,
      allowed: none,
      'provisioning-status': 'update-pending',
      'provisioning-status-timestamp': expect.any(String),
    });
    expect(api.started()).toEqual([`provision ${sourceId}-5`]);
    expect(await api.table.items('event#')).toMatchObject([{ kind: `${method}-requested`, by: 'someone' }]);
  });

  it('needs no body and no content type, and takes no parameter that it does not know', async () => {
    await api.table.put(completeRecord({ running: was }));
    expect((await api.call(method, { sourceId, query: { force: 'true' } })).status).toBe(400);
    expect((await api.call(method, { sourceId })).status).toBe(202);
  });

  it('answers that nothing is to do where flow and intent are so, and writes nothing', async () => {
    know({ status: is ? 'ACTIVE' : 'STANDBY' });
    const record = completeRecord({ running: is });
    await api.table.put(record);
    const answer = await api.call(method, { sourceId });
    expect(answer).toMatchObject({ status: 200, headers: { ETag: '"1"' } });
    expect(answer.body).toEqual((await api.call('GET', { sourceId })).body);
    expect(await api.table.record(sourceId)).toEqual(record);
    expect(await api.table.items('event#')).toEqual([]);
    expect(api.started()).toEqual([]);
  });

  it('begins a run where a failed update may have left something, which only a stop leaves as it is', async () => {
    know({ status: is ? 'ACTIVE' : 'STANDBY' });
    await api.table.put(
      completeRecord({ running: is, 'provisioning-status': 'update-failed', 'restore-failed': true }),
    );
    expect((await api.call(method, { sourceId })).status).toBe(method === 'stop' ? 200 : 202);
  });

  it('of a source whose creation failed creates it', async () => {
    const { requested } = newRecord({}, sourceRequest('rtp'));
    const failed = { 'provisioning-status': 'creation-failed', flows: [], 'flow-creations': [], secrets: [] } as const;
    await api.table.put(completeRecord({ ...failed, flows: [], 'flow-creations': [], secrets: [], requested }));
    const answer = await api.call(method, { sourceId });
    expect(answer).toMatchObject({ status: 202, body: { 'provisioning-status': 'creation-pending' } });
    expect((await api.table.record(sourceId)).running).toBe(is);
  });

  it('of a source whose creation failed asks for the secrets that went with it', async () => {
    const failed = completeRecord({
      'provisioning-status': 'creation-failed',
      flows: [],
      'flow-creations': [],
      secrets: [],
    });
    await api.table.put(failed);
    const answer = await api.call(method, { sourceId });
    const pointer = '/ingress-flows/0/flow-sources/0/decryption-settings/passphrase';
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect(await api.table.record(sourceId)).toEqual(failed);
  });

  it('lets one of two through that ask at the same time', async () => {
    await api.table.put(completeRecord({ running: was }));
    const answers = await Promise.all([1, 2, 3].map(() => api.call(method, { sourceId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
    expect(api.started()).toHaveLength(1);
  });
});

it.each(['start', 'repair'] as const)('a %s obeys the flags in all that it does', async (method) => {
  know({ status: 'ACTIVE', sources: moved, name: 'another' });
  const record = completeRecord({ running: true });
  await api.table.put(record);
  const refused = await api.call(method, { sourceId });
  expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:interruption-not-allowed' } });
  expect(refused.body.plan).toMatchObject({ impact: 'replacement', 'new-address': true });
  expect(await api.table.record(sourceId)).toEqual(record);
  const query = { 'allow-interruption': 'true', 'allow-dependents-loss': 'true' };
  expect((await api.call(method, { sourceId, query })).status).toBe(202);
  const given = { interruption: true, 'dependents-loss': true };
  expect(await api.table.record(sourceId)).toMatchObject({ allowed: given });
});

describe('a repair', () => {
  const tagless = () =>
    api.mediaconnect.answer(({ path }) => ({
      body: path.startsWith('/tags/') ? { tags: {} } : { flow: describedFlow() },
    }));

  it('puts tags back that somebody took away, which a start and a stop do not ask about', async () => {
    tagless();
    await api.table.put(completeRecord());
    expect((await api.call('start', { sourceId })).status).toBe(200);
    expect(api.mediaconnect.requests.filter(({ path }) => path.startsWith('/tags/'))).toEqual([]);
    const { plan } = (await api.call('repair', { sourceId, query: { 'dry-run': 'true' } })).body;
    expect(plan).toMatchObject({ impact: 'live', steps: [{ action: 'tag', resource: flowArn }] });
    expect((await api.call('repair', { sourceId })).status).toBe(202);
    expect(await api.table.record(sourceId)).toMatchObject({
      run: 2,
      'tags-in-doubt': { [provisioned.name]: ['channel'] },
    });
  });

  it('begins a run where an update that failed may have left tags, though the flow is so', async () => {
    await api.table.put(completeRecord({ 'tags-in-doubt': {} }));
    expect((await api.call('repair', { sourceId })).status).toBe(202);
  });

  it('counts the flow as running where its tags cannot be read', async () => {
    api.mediaconnect.answer(({ path }) =>
      path.startsWith('/tags/') ? { status: 403, error: 'ForbiddenException' } : { body: { flow: describedFlow() } },
    );
    await api.table.put(completeRecord());
    const answer = await api.call('repair', { sourceId });
    expect(answer).toMatchObject({ status: 409, body: { plan: { steps: [{ action: 'read-flow' }] } } });
  });

  it('removes a flow that was kept for what others put on it, where that is allowed', async () => {
    const kept = { ...provisioned, arn: `${flowArn}-kept` };
    const outputs = [{ name: 'studio', outputArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:output:1-a:studio' }];
    const own = knowing(describedFlow());
    api.mediaconnect.answer((request) =>
      request.path.endsWith('-kept') ? { body: { flow: describedFlow({ flowArn: kept.arn, outputs }) } } : own(request),
    );
    await api.table.put(completeRecord({ 'surplus-flows': [kept], 'flow-creations': creations(2) }));
    const refused = await api.call('repair', { sourceId });
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:flow-has-dependents' } });
    expect(refused.body.plan).toMatchObject({
      impact: 'live',
      steps: [{ resource: kept.arn }, { resource: kept.arn }],
    });
    expect((await api.call('start', { sourceId })).status).toBe(200);
    expect((await api.call('repair', { sourceId, query: { 'allow-dependents-loss': 'true' } })).status).toBe(202);
  });
});

describe('a stop', () => {
  const proxy = { region: 'eu-west-1', 'input-id': '1', 'channel-id': '2', state: 'stopped', 'seen-at': 1 } as const;
  const channelIs = (state: string) => api.medialive.answer(() => ({ body: { id: '2', arn: 'arn:channel', state } }));

  it.each<[string, () => void, number]>([
    ['runs', () => channelIs('RUNNING'), 202],
    ['cannot be looked at', () => api.medialive.answer(() => ({ status: 403, error: 'ForbiddenException' })), 202],
    ['stands still', () => channelIs('IDLE'), 200],
    ['is gone', () => {}, 200],
  ])('of a stopped source whose channel %s', async (_, given, status) => {
    know({ status: 'STANDBY' });
    given();
    await api.table.put(completeRecord({ running: false, proxy }));
    const { plan } = (await api.call('stop', { sourceId, query: { 'dry-run': 'true' } })).body;
    expect(plan.steps.map(({ action }: { action: string }) => action)).toEqual(status === 202 ? ['proxy'] : []);
    expect((await api.call('stop', { sourceId })).status).toBe(status);
  });

  it('and a deletion say that the proxy goes off too', async () => {
    channelIs('RUNNING');
    await api.table.put(completeRecord({ proxy: { ...proxy, state: 'running' } }));
    const actionsOf = async (method: Method) =>
      (await api.call(method, { sourceId, query: { 'dry-run': 'true' } })).body.plan.steps.map(
        ({ action }: { action: string }) => action,
      );
    expect(await actionsOf('stop')).toEqual(['stop-flow', 'proxy']);
    expect(await actionsOf('DELETE')).toEqual(['proxy', 'stop-flow', 'delete-flow']);
  });

  it('needs no leave to interrupt the stream, for that is what it is', async () => {
    await api.table.put(completeRecord());
    expect((await api.call('stop', { sourceId })).status).toBe(202);
  });

  it.each<[string, Partial<FlowDescription>, string[]]>([
    ['differs from what is stored', { sources: moved }, ['stop-flow']],
    ['would have to be replaced', { name: 'another' }, ['stop-flow']],
    ['is starting', { status: 'STARTING' }, ['await-flow', 'stop-flow']],
    ['stands still', { status: 'STANDBY', sources: moved }, []],
    ['is being deleted', { status: 'DELETING' }, []],
  ])('plans the stop and nothing else where the flow %s', async (_, members, actions) => {
    know(members);
    await api.table.put(completeRecord());
    const { body } = await api.call('stop', { sourceId, query: { 'dry-run': 'true' } });
    expect(body.plan.steps.map(({ action }: { action: string }) => action)).toEqual(actions);
    expect(body.plan['new-address']).toBe(false);
    expect((await api.call('stop', { sourceId })).status).toBe(202);
  });

  it.each([
    ['vanished', { status: 404, error: 'NotFoundException' }, []],
    ['cannot be read', { status: 403, error: 'ForbiddenException' }, ['read-flow']],
  ])('is accepted of a flow that %s', async (_, answer, actions) => {
    api.mediaconnect.answer(() => answer);
    await api.table.put(completeRecord());
    const { body } = await api.call('stop', { sourceId, query: { 'dry-run': 'true' } });
    expect(body.plan.steps.map(({ action }: { action: string }) => action)).toEqual(actions);
    expect((await api.call('stop', { sourceId })).status).toBe(202);
    const record = await api.table.record(sourceId);
    expect(record).toMatchObject({ running: false, 'run-mode': 'stop' });
    expect(record).not.toHaveProperty('tags-in-doubt');
  });

  it('has nothing to do where the flow stands still, whatever else is in doubt', async () => {
    know({ status: 'STANDBY' });
    const record = completeRecord({ running: false, 'tags-in-doubt': {} });
    await api.table.put(record);
    expect((await api.call('stop', { sourceId })).status).toBe(200);
    expect(await api.table.record(sourceId)).toEqual(record);
  });
});

describe('a flow that somebody stopped by hand', () => {
  const [flow] = sourceRequest('srt-listener')['ingress-flows'];
  const body = {
    'ingress-flows': [{ ...flow, 'flow-sources': [{ ...flow?.['flow-sources'][0], 'ingest-port': 5010 }] }],
  };
  const record = completeRecord();
  const [{ arn = '' } = {}] = record.flows;
  const warning = `stopped-by-hand: ${arn} stays stopped; a start or a repair runs it again`;
  const begun = async (members: Partial<SourceRecord> = {}) => {
    await api.table.put({ ...record, ...members });
    api.vault.values.set(secret.arn, secretValues.srt);
    const { body: planned } = await api.call('PATCH', { sourceId, body, query: { 'dry-run': 'true' } });
    expect((await api.call('PATCH', { sourceId, body, query: { 'allow-interruption': 'true' } })).status).toBe(200);
    return { plan: planned.plan, record: await api.table.record(sourceId) };
  };
  const startsIn = (plan: { steps: { action: string }[] }) => plan.steps.some(({ action }) => action === 'start-flow');

  it.each(['STANDBY', 'STOPPING'])('is left so by an update, which says so: %s', async (status) => {
    know({ status });
    const { plan, record: after } = await begun();
    expect(startsIn(plan)).toBe(false);
    expect(plan.warnings).toContain(warning);
    expect(after).toMatchObject({ running: true, 'left-stopped': [arn] });
    const [event] = await api.table.items('event#');
    expect(event).toMatchObject({ kind: 'update-requested', detail: warning });
  });

  it('is started by a start and by a repair', async () => {
    know({ status: 'STANDBY' });
    for (const method of ['start', 'repair'] as const) {
      await api.table.put(record);
      const { body: planned } = await api.call(method, { sourceId, query: { 'dry-run': 'true' } });
      expect(startsIn(planned.plan)).toBe(true);
      expect((await api.call(method, { sourceId })).status).toBe(202);
      expect(await api.table.record(sourceId)).not.toHaveProperty('left-stopped');
      await api.table.clear();
    }
  });

  it.each<[string, Partial<FlowDescription>, Partial<SourceRecord>, boolean]>([
    ['runs', { status: 'ACTIVE' }, {}, false],
    ['is as still as the source is to be', { status: 'STANDBY' }, { running: false }, false],
    ['may stand still by a failed update of ours', { status: 'STANDBY' }, { 'restore-failed': true }, true],
  ])('is none that %s', async (_, members, stored, starts) => {
    know(members);
    const { plan, record: after } = await begun(stored);
    expect(startsIn(plan)).toBe(starts);
    expect(plan.warnings).not.toContain(warning);
    expect(after).not.toHaveProperty('left-stopped');
  });
});

describe('an update of the flow', () => {
  const body = {
    'ingress-flows': sourceRequest('srt-listener')['ingress-flows'].map((flow) => ({ ...flow, name: 'x' })),
  };

  it('that would replace it is refused before anything is written', async () => {
    const record = completeRecord();
    await api.table.put(record);
    api.vault.values.set(secret.arn, secretValues.srt);
    const fresh = structuredClone(body);
    for (const each of fresh['ingress-flows']) {
      Object.assign(each['flow-sources'][0] as object, {
        'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' },
      });
    }
    const answer = await api.call('PATCH', { sourceId, body: fresh });
    expect(answer).toMatchObject({ status: 409, body: { plan: { impact: 'replacement' } } });
    expect(answer.text).not.toContain('another passphrase');
    expect(await api.table.record(sourceId)).toEqual(record);
    expect([...api.vault.values.keys()]).toEqual([secret.arn]);
    expect(await api.table.items('event#')).toEqual([]);
  });

  it('that would take away what others put on it needs leave for that too', async () => {
    const outputs = [{ name: 'studio', outputArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:output:1-a:studio' }];
    know({ outputs });
    await api.table.put(completeRecord());
    api.vault.values.set(secret.arn, secretValues.srt);
    const ask = (query: Record<string, string>) => api.call('PATCH', { sourceId, body, query });
    const refused = await ask({ 'allow-interruption': 'true' });
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:flow-has-dependents' } });
    expect(refused.body.plan.warnings).toContain('dependents-lost: output studio goes with the flow');
    expect((await ask({ 'allow-dependents-loss': 'true' })).body.type).toBe('urn:problem:interruption-not-allowed');
    expect((await ask({ 'allow-interruption': 'true', 'allow-dependents-loss': 'true' })).status).toBe(200);
  });
});

it.each([
  [{ start: 'false' }, false],
  [{ start: 'true' }, true],
  [{}, true],
])('a source that is created with %j says in its record whether it is to run', async (query, running) => {
  await api.call('POST', { body: sourceRequest('rtp'), query });
  expect(await api.table.items('record')).toMatchObject([{ running }]);
});
