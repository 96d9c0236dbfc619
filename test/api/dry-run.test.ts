import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { Plan } from '../../lambdas/domain/plan';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import type { EventOptions } from '../support/api-event';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedFlow, flowSourceArn, knowing } from '../support/described-flow';
import { completeRecord, flowArn, newRecord, provisioned, secret } from '../support/source-record';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';

const api = useApiFunctions();

const json = { 'content-type': 'application/json' };

/** The answer to a dry run; expects that nothing was changed, and that of MediaConnect a flow was read at the most. */
async function dryRun(method: Method, options: EventOptions = {}, record?: SourceRecord) {
  if (record) await api.table.put(record);
  api.vault.values.set(secret.arn, secretValues.srt);
  const before = await api.table.items();
  const query = { 'dry-run': 'true', ...options.query };
  const answer = await api.call(method, { ...(method !== 'POST' && { sourceId }), ...options, query });
  expect(await api.table.items()).toEqual(before);
  expect([...api.vault.values.keys()]).toEqual([secret.arn]);
  expect(api.started()).toEqual([]);
  for (const request of api.mediaconnect.requests) expect(request.method).toBe('GET');
  return answer;
}

async function planOf(...request: Parameters<typeof dryRun>): Promise<Plan & { actions: string[] }> {
  const answer = await dryRun(...request);
  expect(answer.status).toBe(200);
  expect(Object.keys(answer.body)).toEqual(['plan']);
  const { plan } = answer.body as { plan: Plan };
  return { ...plan, actions: plan.steps.map(({ action }) => action) };
}

const know = (members: Partial<FlowDescription>) => api.mediaconnect.answer(knowing(describedFlow(members)));

/** An update of the flow source, its secret kept. */
const change = (members: object, flow: object = {}): EventOptions => {
  const { 'decryption-settings': _, ...source } = flowSourceRequest('srt-listener');
  const kept = { ...source, 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD' }, ...members };
  return { body: { 'ingress-flows': [{ ...flowRequest('srt-listener'), 'flow-sources': [kept], ...flow }] } };
};

describe('a dry run of a creation', () => {
  it('plans the flow and its start, and warns that billing starts', async () => {
    const plan = await planOf('POST', { body: sourceRequest('srt-listener') });
    expect(plan).toMatchObject({ impact: 'live', 'new-address': false, actions: ['create-flow', 'start-flow'] });
    expect(plan.warnings).toEqual([expect.stringMatching(/^billing-starts/)]);
    expect(api.mediaconnect.requests).toEqual([]);
  });

  it('plans no start of a source that is not to run', async () => {
    const plan = await planOf('POST', { body: sourceRequest('srt-listener'), query: { start: 'false' } });
    expect(plan).toMatchObject({ actions: ['create-flow'], warnings: [] });
  });

  it('warns of what is allowed but probably not meant', async () => {
    const open = flowSourceRequest('srt-listener', { 'whitelist-cidr': '0.0.0.0/0' });
    const body = sourceRequest('srt-listener', {
      'ingress-flows': [flowRequest('srt-listener', { 'flow-sources': [open] })],
    });
    const { warnings } = await planOf('POST', { body });
    expect(warnings).toContain('ingress-flows/0/flow-sources/0: whitelist-cidr 0.0.0.0/0 is wider than /8');
  });

  it('names every fault, as the creation would', async () => {
    const answer = await dryRun('POST', { body: { 'proxy-tier': 9 } });
    expect(answer).toMatchObject({ status: 400, body: { type: 'urn:problem:request-invalid' } });
  });

  it('takes no notice of an idempotency key: the creation after it is carried out, and no dry run replayed', async () => {
    const request = { body: sourceRequest('rtp'), headers: { ...json, 'Idempotency-Key': 'once' } };
    await planOf('POST', request);
    expect((await api.call('POST', request)).status).toBe(201);
    expect((await api.call('POST', { ...request, query: { 'dry-run': 'true' } })).body).toHaveProperty('plan');
  });
});

describe('a dry run of an update', () => {
  it.each<[string, EventOptions, Partial<Plan>, string[]]>([
    ['nothing', { body: {} }, { impact: 'none', 'new-address': false }, []],
    ['the record alone', { body: { hidden: true } }, { impact: 'live' }, ['update-record']],
    ['a description', change({ description: 'OB van' }), { impact: 'live' }, ['update-flow-source']],
    ['a wider whitelist', change({ 'whitelist-cidr': '192.0.0.0/16' }), { impact: 'live' }, ['update-flow-source']],
    [
      'an ingest port',
      change({ 'ingest-port': 5010 }),
      { impact: 'interruption', 'new-address': true },
      ['update-flow-source'],
    ],
    [
      'a passphrase',
      change({ 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' } }),
      { impact: 'interruption', 'new-address': false },
      ['update-flow-source'],
    ],
    [
      'a zone',
      change({}, { az: 'eu-west-1b' }),
      { impact: 'replacement', 'new-address': true },
      ['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow'],
    ],
  ])('of %s tells its impact', async (_, options, plan, actions) => {
    expect(await planOf('PATCH', options, completeRecord())).toMatchObject({ ...plan, actions });
  });

  it('tells the revision that the plan is of', async () => {
    const { headers } = await dryRun('PATCH', { body: {} }, completeRecord({ revision: 7 }));
    expect(headers.ETag).toBe('"7"');
  });

  it('shows nothing of a secret, nor of what the calls are sent', async () => {
    const settings = { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' };
    const { text } = await dryRun('PATCH', change({ 'decryption-settings': settings }), completeRecord());
    expect(text).not.toMatch(/passphrase.:|unwritten|secretArn|another passphrase/);
  });

  it('is live whatever it changes where the flow stands still', async () => {
    know({ status: 'STANDBY' });
    const record = completeRecord({ running: false });
    expect(await planOf('PATCH', change({ 'ingest-port': 5010 }), record)).toMatchObject({ impact: 'live' });
  });

  it('counts a flow that cannot be read as running', async () => {
    api.mediaconnect.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    const plan = await planOf('PATCH', change({ description: 'OB van' }), completeRecord());
    expect(plan).toMatchObject({ impact: 'interruption', actions: ['read-flow'] });
    expect(plan.warnings).toEqual([expect.stringMatching(/^flow-unreadable/)]);
  });

  it('makes a flow that vanished again, at another address', async () => {
    api.mediaconnect.answer(() => ({ status: 404, error: 'NotFoundException' }));
    const plan = await planOf('PATCH', change({ description: 'OB van' }), completeRecord());
    expect(plan).toMatchObject({ impact: 'replacement', 'new-address': true, actions: ['create-flow', 'start-flow'] });
  });

  it('plans a creation where the first one failed', async () => {
    const { requested } = newRecord({}, sourceRequest('rtp'));
    const members = { flows: [], 'flow-creations': [], secrets: [], requested };
    const failed = completeRecord({ 'provisioning-status': 'creation-failed', ...members });
    const plan = await planOf('PATCH', { body: { hidden: true } }, failed);
    expect(plan).toMatchObject({ impact: 'live', actions: ['create-flow', 'start-flow'] });
    expect(api.mediaconnect.requests).toEqual([]);
  });
});

describe('a dry run of a deletion', () => {
  it('plans the stop and the removal, and names what others lose', async () => {
    know({ outputs: [{ name: 'studio', outputArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:output:1-a:studio' }] });
    const plan = await planOf('DELETE', {}, completeRecord());
    expect(plan).toMatchObject({ impact: 'interruption', actions: ['stop-flow', 'delete-flow'] });
    expect(plan.steps.map(({ resource }) => resource)).toEqual([flowArn, flowArn]);
    expect(plan.warnings).toEqual(['dependents-lost: output studio goes with the flow']);
  });

  it('plans it in the middle of another run too, with every flow that there is', async () => {
    const next = { ...provisioned, arn: `${flowArn}-next` };
    const plan = await planOf(
      'DELETE',
      {},
      completeRecord({ 'provisioning-status': 'update-in-progress', 'next-flows': [next] }),
    );
    expect(api.mediaconnect.requests).toHaveLength(2);
    expect(plan.actions).toEqual(['stop-flow', 'delete-flow', 'stop-flow', 'delete-flow']);
  });

  it.each([
    'deletion-pending',
    'deletion-in-progress',
    'deletion-complete',
  ] as const)('plans nothing in %s', async (status) => {
    const record = completeRecord({ 'provisioning-status': status });
    expect(await planOf('DELETE', {}, record)).toMatchObject({ impact: 'none', steps: [] });
    expect(api.mediaconnect.requests).toEqual([]);
  });

  it('is held against If-Match', async () => {
    expect((await dryRun('DELETE', { headers: { 'If-Match': '"9"' } }, completeRecord())).status).toBe(412);
  });
});

describe('a dry run of', () => {
  const [source] = describedFlow().sources ?? [];
  const closed = source ? [{ ...source, whitelistCidr: '192.0.2.1/32' }] : [];

  it.each<[Method, string, Partial<FlowDescription>, Plan['impact'], string[]]>([
    ['start', 'a flow that stands still', { status: 'STANDBY' }, 'live', ['start-flow']],
    ['start', 'a flow that runs', {}, 'none', []],
    ['stop', 'a flow that runs', {}, 'interruption', ['stop-flow']],
    ['stop', 'a flow that stands still', { status: 'STANDBY' }, 'none', []],
    ['repair', 'a flow that is as stored', {}, 'none', []],
    ['repair', 'a flow that was stopped', { status: 'STANDBY' }, 'live', ['start-flow']],
    ['repair', 'a flow source that was narrowed', { sources: closed }, 'live', ['update-flow-source']],
    ['repair', 'a flow that failed', { status: 'ERROR' }, 'interruption', ['stop-flow', 'start-flow']],
  ])('%s plans what brings %s to what is stored', async (method, _, members, impact, actions) => {
    know(members);
    expect(await planOf(method, {}, completeRecord())).toMatchObject({ impact, actions });
  });

  it('repair names the flow source', async () => {
    know({ sources: closed });
    expect((await planOf('repair', {}, completeRecord())).steps).toMatchObject([{ resource: flowSourceArn }]);
  });
});
