import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { Plan } from '../../lambdas/domain/plan';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import type { EventOptions } from '../support/api-event';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedPair, egressArn, egressFlow, far, handedOffRecord, knowingFlows } from '../support/egress-record';
import { completeRecord, flowArn, provisioned } from '../support/source-record';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';
import { accountRecord } from '../support/target-account';

const api = useApiFunctions();
const pair = describedPair();
beforeEach(() => api.mediaconnect.answer(knowingFlows(pair.ingress, pair.egress)));

const near = { name: 'near', region: 'eu-west-1' };
const known = { 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD' } } as const;
const inZone = (az: string) => {
  const source = { ...flowSourceRequest('srt-listener'), ...known };
  return { 'ingress-flows': [{ ...flowRequest('srt-listener'), az, 'flow-sources': [source] }] };
};
const fed = ['add-flow-output', 'headworks-feed-near'];

/** What a dry run answers: each step as its action and what it is about, and the rest of the plan. */
async function planOf(method: Method, options: EventOptions = {}, record: SourceRecord = handedOffRecord()) {
  if (method !== 'POST') await api.table.put(record);
  const query = { 'dry-run': 'true', ...options.query };
  const answer = await api.call(method, { ...(method !== 'POST' && { sourceId }), ...options, query });
  expect(answer.status).toBe(200);
  const { steps, ...plan } = (answer.body as { plan: Plan }).plan;
  expect(api.vault.values.size).toBe(0);
  return { ...plan, steps: steps.map(({ action, resource }) => [action, resource]) };
}

describe('a dry run tells of egress flows', () => {
  it('that are made with the source: what is made, and what it costs', async () => {
    const body = { ...sourceRequest('srt-listener'), 'egress-flows': [far, near] };
    const plan = await planOf('POST', { body });
    expect(plan).toMatchObject({ impact: 'live', 'new-address': false });
    expect(plan.steps.slice(1)).toEqual([
      ['start-flow', expect.stringMatching(/^hw-/)],
      ...[
        ['create-flow', 'far'],
        ['start-flow', 'far'],
        ['add-flow-output', 'headworks-feed-far'],
      ],
      ...[['create-flow', 'near'], ['start-flow', 'near'], fed],
    ]);
    expect(plan.warnings).toEqual([
      expect.stringMatching(/^billing-starts/),
      expect.stringMatching(/^egress-flow-billing: egress flow far .* transfer from eu-west-1 to us-east-1$/),
      expect.stringMatching(/^egress-flow-billing: egress flow near .* transfer out of the ingress flow$/),
    ]);
  });

  it('that are as they should be: nothing', async () => {
    expect(await planOf('PATCH', { body: { 'egress-flows': [far] } })).toMatchObject({ impact: 'none', steps: [] });
    expect(await planOf('repair')).toMatchObject({ impact: 'none', steps: [] });
  });

  it('that are added and removed: the stream is not touched', async () => {
    const added = await planOf('PATCH', { body: { 'egress-flows': [far, near] } });
    expect(added).toMatchObject({ impact: 'live', 'new-address': false });
    expect(added.steps).toEqual([['create-flow', 'near'], ['start-flow', 'near'], fed]);
    const removed = await planOf('PATCH', { body: { 'egress-flows': null } });
    expect(removed).toMatchObject({ impact: 'live', 'new-address': false });
    expect(removed.steps).toEqual([
      ['remove-flow-output', pair.ingress.outputs?.[0]?.outputArn],
      ['stop-flow', egressArn],
      ['delete-flow', egressArn],
    ]);
  });

  it('that are added: the proxy stays where it is', async () => {
    const record = handedOffRecord();
    const shown = { ...record, requested: { ...record.requested, 'proxy-enabled': true } };
    const added = await planOf('PATCH', { body: { 'egress-flows': [far, near] } }, shown);
    expect(added.steps.filter(([action]) => action === 'proxy')).toEqual([]);
    const replaced = await planOf('PATCH', { body: inZone('eu-west-1b') }, shown);
    expect(replaced.steps.filter(([action]) => action === 'proxy')).toHaveLength(1);
  });

  it('that are renamed or moved: another one is made, and the old one goes', async () => {
    const renamed = await planOf('PATCH', { body: { 'egress-flows': [{ ...far, name: 'near' }] } });
    expect(renamed.impact).toBe('live');
    expect(renamed.steps.map(([action]) => action)).toEqual([
      ...['remove-flow-output', 'create-flow', 'start-flow', 'add-flow-output', 'stop-flow', 'delete-flow'],
    ]);
    const moved = await planOf('PATCH', { body: { 'egress-flows': [{ name: 'far', region: 'eu-west-2' }] } });
    expect(moved).toMatchObject({ impact: 'replacement', 'new-address': false });
    expect(moved.steps.map(([action]) => action)).toEqual([
      ...['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow', 'update-flow-output'],
    ]);
    expect(moved.steps.at(-1)).toEqual(['update-flow-output', pair.ingress.outputs?.[0]?.outputArn]);
  });

  it('that are made beside alarms and a proxy: these stay with the ingress flow', async () => {
    const record = handedOffRecord();
    const requested = {
      ...record.requested,
      'proxy-enabled': true,
      alarm: { level: 'TR_101_290_PRIORITY_1' as const },
    };
    const beside = { ...record, requested };
    for (const flows of [[far, near], [{ ...far, region: 'eu-west-2', az: 'eu-west-2a' }]]) {
      const { steps } = await planOf('PATCH', { body: { 'egress-flows': flows } }, beside);
      expect(steps.map(([action]) => action)).toContain('create-flow');
      expect(steps.filter(([action = '']) => ['alarm', 'proxy'].includes(action))).toEqual([]);
    }
    const { steps } = await planOf('PATCH', { body: inZone('eu-west-1b') }, beside);
    expect(steps.filter(([action = '']) => ['alarm', 'proxy'].includes(action)).length).toBeGreaterThan(1);
  });

  it('that another ingress flow is to feed: each is told', async () => {
    const plan = await planOf('PATCH', { body: inZone('eu-west-1b') });
    expect(plan).toMatchObject({ impact: 'replacement', 'new-address': true });
    expect(plan.steps.map(([action]) => action)).toEqual([
      ...['create-flow', 'start-flow', 'add-flow-output', 'switch-flow', 'stop-flow', 'delete-flow'],
      'update-flow-source',
    ]);
    expect(plan.warnings).toContainEqual(expect.stringMatching(/^egress-flow-fed-anew: egress flow far /));
  });

  it('that are gone: another one, of which nobody but its feed has to know', async () => {
    api.mediaconnect.answer(knowingFlows(pair.ingress));
    const plan = await planOf('repair');
    expect(plan).toMatchObject({ impact: 'live', 'new-address': false });
    expect(plan.steps.map(([action]) => action)).toEqual(['create-flow', 'start-flow', 'update-flow-output']);
  });

  it.each<[string, Partial<FlowDescription>, string, string[]]>([
    ['an output that was removed', { outputs: [] }, 'live', ['add-flow-output']],
    ['another address of the ingress flow', { egressIp: '198.51.100.9' }, 'interruption', ['update-flow-source']],
  ])('by hand changed: %s', async (_, members, impact, actions) => {
    api.mediaconnect.answer(knowingFlows({ ...pair.ingress, ...members }, pair.egress));
    const plan = await planOf('repair');
    expect([plan.impact, plan.steps.map(([action]) => action)]).toEqual([impact, actions]);
  });

  it('that stand still: they are left so by an update, stopped with the source, and removed with it', async () => {
    api.mediaconnect.answer(knowingFlows(pair.ingress, { ...pair.egress, status: 'STANDBY' }));
    const update = await planOf('PATCH', { body: { 'egress-flows': [far, near] } });
    expect(update.warnings).toContainEqual(expect.stringMatching(new RegExp(`^stopped-by-hand: ${egressArn} `)));
    expect(update.steps.map(([action]) => action)).toEqual(['create-flow', 'start-flow', 'add-flow-output']);
    expect((await planOf('start')).steps).toEqual([['start-flow', egressArn]]);
    expect((await planOf('stop')).steps).toEqual([['stop-flow', flowArn]]);
    api.mediaconnect.answer(knowingFlows(pair.ingress, pair.egress));
    expect((await planOf('stop')).steps).toEqual([flowArn, egressArn].map((arn) => ['stop-flow', arn]));
    const removal = await planOf('DELETE');
    expect(removal.steps.filter(([action]) => action === 'delete-flow')).toHaveLength(2);
    // What we put there ourselves is nobody's loss.
    expect(removal.warnings).toEqual([]);
  });
});

describe('what others take from an egress flow', () => {
  const transmitter = { name: 'transmitter', outputArn: 'arn:transmitter' };
  beforeEach(() => api.mediaconnect.answer(knowingFlows(pair.ingress, { ...pair.egress, outputs: [transmitter] })));

  it('is taken away by leave alone', async () => {
    await api.table.put(handedOffRecord());
    const request = { sourceId, body: { 'egress-flows': null } };
    const refused = await api.call('PATCH', request);
    expect(refused).toMatchObject({ status: 409, body: { type: 'urn:problem:flow-has-dependents' } });
    expect(refused.body.plan.warnings).toContain('dependents-lost: output transmitter goes with the flow');
    const allowed = await api.call('PATCH', { ...request, query: { 'allow-dependents-loss': 'true' } });
    expect(allowed).toMatchObject({ status: 200, body: { 'provisioning-status': 'update-pending' } });
  });
});

describe('a request for egress flows', () => {
  const body = { ...sourceRequest('srt-listener'), 'egress-flows': [far, near] };

  it('brings secrets that nobody is shown, and a repeat of it is the same', async () => {
    const headers = { 'content-type': 'application/json', 'Idempotency-Key': 'once' };
    const created = await api.call('POST', { body, headers });
    expect(created).toMatchObject({ status: 201, body: { 'egress-flows': [far, near] } });
    const [own, ...feeds] = [...api.vault.values.values()];
    expect(own).toBe(secretValues.srt);
    expect(feeds).toEqual([feeds[0], feeds[0], feeds[2]]);
    expect(new Set(feeds).size).toBe(2);
    const stored = JSON.stringify(await api.table.items());
    for (const value of feeds) expect(stored + created.text).not.toContain(value);
    const again = await api.call('POST', { body, headers });
    expect([again.status, again.body]).toEqual([201, created.body]);
    expect(api.vault.values.size).toBe(4);
    const id = created.body.id;
    const revealed = await api.call('GET', { sourceId: id, query: { 'include-passphrase': 'true' } });
    for (const value of feeds) expect(revealed.text).not.toContain(value);
    expect(api.vault.read).toHaveLength(2);
  });

  it('is refused where the target account does not allow their Region', async () => {
    await api.table.putAccount(accountRecord({ regions: ['eu-west-1'] }));
    const { status, body: problem } = await api.call('POST', { body });
    expect([status, problem.errors]).toEqual([
      400,
      [{ pointer: '/egress-flows/0/region', detail: expect.stringContaining('"us-east-1" is not allowed') }],
    ]);
  });

  it('writes the secrets of what is added, and keeps those of what stays', async () => {
    await api.table.put(handedOffRecord());
    const added = await api.call('PATCH', { sourceId, body: { 'egress-flows': [far, near] } });
    expect(added.status).toBe(200);
    expect(api.vault.values.size).toBe(1);
    expect(await api.table.record(sourceId)).toMatchObject({
      'counted-regions': ['eu-west-1', 'us-east-1'],
      requested: { 'egress-flows': [{ name: 'far' }, { name: 'near' }] },
      'in-force': { 'egress-flows': [{ name: 'far' }] },
    });
  });

  it.each<[Method]>([
    ['start'],
    ['stop'],
    ['repair'],
  ])('after a creation that failed asks for an update where %s is asked for, since the passphrases are gone', async (method) => {
    const failed = { flows: [], 'flow-creations': [], secrets: [] };
    const { configuration } = completeHandOff();
    await api.table.put(
      completeRecord({ ...failed, 'provisioning-status': 'creation-failed', requested: configuration }),
    );
    const { status, body: problem } = await api.call(method, { sourceId });
    expect([status, problem.errors]).toEqual([
      400,
      [{ pointer: '/egress-flows', detail: expect.stringContaining('PATCH the source') }],
    ]);
    expect(api.vault.values.size).toBe(0);
    const again = await api.call('PATCH', { sourceId, body: {} });
    expect(again).toMatchObject({ status: 200, body: { 'provisioning-status': 'creation-pending' } });
    expect(api.vault.values.size).toBe(2);
  });
});

/** A source without secrets of its own that is handed off. */
function completeHandOff() {
  const record = handedOffRecord();
  const [flow] = record.requested['ingress-flows'];
  const [source] = flow?.['flow-sources'] ?? [];
  const { 'decryption-settings': _, ...open } = source as object & { 'decryption-settings'?: object };
  const configuration = { ...record.requested, 'ingress-flows': [{ ...flow, 'flow-sources': [open] }] };
  return { configuration: configuration as SourceRecord['requested'] };
}

it('shows the address of an egress flow, and its drift', async () => {
  await api.table.put(handedOffRecord());
  const [{ name, 'flow-sources': [input] = [] } = provisioned] = [egressFlow];
  const { body } = await api.call('GET', { sourceId });
  expect(body['provisioned-flows']).toMatchObject({
    'ingress-flows': [{ arn: flowArn }],
    'egress-flows': [{ arn: egressArn, name, region: far.region, az: far.az, ip: input?.ip, port: 5000 }],
  });
  expect(body['provisioned-flows']['ingress-flows']).toHaveLength(1);
  api.mediaconnect.answer(knowingFlows({ ...pair.ingress, outputs: [] }, { ...pair.egress, status: 'STANDBY' }));
  const drift = (await api.call('GET', { sourceId, query: { 'include-drift': 'true' } })).body.drift;
  expect(drift).toEqual(
    expect.arrayContaining([
      { resource: 'headworks-feed-far', desired: 'headworks-feed-far' },
      { resource: egressArn, member: 'running', desired: true, actual: false },
    ]),
  );
});
