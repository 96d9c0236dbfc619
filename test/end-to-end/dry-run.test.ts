import { AddFlowOutputsCommand, StopFlowCommand } from '@aws-sdk/client-mediaconnect';
import type { Plan } from '../../lambdas/domain/plan';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { changesSince, moment } from './calls';
import type { SeenSource } from './client';
import { useSystem } from './scene';

jest.setTimeout(120_000);

let source: SeenSource;

const { system, client, account } = useSystem();

beforeAll(async () => {
  source = await client.createRunning(sourceRequest('srt-listener'));
});

const flowArn = () => source['provisioned-flows']['ingress-flows'][0]?.arn ?? '';

/** An update of the flow source that keeps its secret. */
const change = (members: object, flow: object = {}) => ({
  'ingress-flows': [
    {
      ...flowRequest('srt-listener'),
      'flow-sources': [
        {
          ...flowSourceRequest('srt-listener'),
          'decryption-settings': { 'encryption-type': 'SRT_PASSWORD' },
          ...members,
        },
      ],
      ...flow,
    },
  ],
});

/** Sends a request, and expects that nothing anywhere is changed by it. */
async function unchanging(method: string, path: string, body?: unknown) {
  const [since, tables, left] = [moment(), await account.tables(), await account.leftBehind()];
  const answer = await system.api(method, path, body);
  expect(await changesSince(system, since)).toEqual([]);
  expect(await account.tables()).toBe(tables);
  expect(await account.leftBehind()).toEqual(left);
  return answer;
}

async function dryRun(method: string, path: string, body?: unknown): Promise<Plan & { actions: string[] }> {
  const answer = await unchanging(method, `${path}${path.includes('?') ? '&' : '?'}dry-run=true`, body);
  expect(answer).toMatchObject({ status: 200, body: { plan: { steps: expect.any(Array) } } });
  const { plan } = answer.body as { plan: Plan };
  return { ...plan, actions: plan.steps.map(({ action }) => action) };
}

describe('a dry run changes nothing', () => {
  it('of a creation', async () => {
    const plan = await dryRun('POST', '/sources', sourceRequest('srt-listener'));
    expect(plan).toMatchObject({ impact: 'live', actions: ['create-flow', 'start-flow'] });
    expect(plan.warnings.join()).toContain('billing-starts');
  });

  it.each<[string, string, object, string, string[]]>([
    ['nothing', 'PATCH', {}, 'none', []],
    ['the record alone', 'PUT', { hidden: true }, 'live', ['update-record']],
    ['a wider whitelist', 'PATCH', change({ 'whitelist-cidr': '192.0.0.0/16' }), 'live', ['update-flow-source']],
    ['an ingest port', 'PUT', change({ 'ingest-port': 5010 }), 'interruption', ['update-flow-source']],
    [
      'a passphrase',
      'PATCH',
      change({ 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' } }),
      'interruption',
      ['update-flow-source'],
    ],
    [
      'the name of the flow',
      'PATCH',
      change({}, { name: 'another' }),
      'replacement',
      ['create-flow', 'start-flow', 'switch-flow', 'stop-flow', 'delete-flow'],
    ],
  ])('of an update of %s, by %s', async (_, method, body, impact, actions) => {
    expect(await dryRun(method, `/sources/${source.id}`, body)).toMatchObject({ impact, actions });
  });

  it('of a deletion', async () => {
    const plan = await dryRun('DELETE', `/sources/${source.id}`);
    expect(plan).toMatchObject({ impact: 'interruption', actions: ['stop-flow', 'delete-flow'] });
  });

  it.each([
    ['start', 'none', []],
    ['stop', 'interruption', ['stop-flow']],
    ['repair', 'none', []],
  ])('of a request to %s', async (word, impact, actions) => {
    expect(await dryRun('POST', `/sources/${source.id}/${word}`)).toMatchObject({ impact, actions });
  });
});

describe('a request that is refused changes nothing', () => {
  const fresh = { 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another passphrase' } };

  it.each<[string, object, string]>([
    ['would interrupt', change({ 'ingest-port': 5010 }), 'interruption'],
    ['brings a new secret', change(fresh), 'interruption'],
    ['would replace the flow', change(fresh, { name: 'another' }), 'replacement'],
  ])('when it %s', async (_, body, impact) => {
    const answer = await unchanging('PATCH', `/sources/${source.id}`, body);
    expect(answer).toMatchObject({ status: 409, body: { plan: { impact } } });
    expect(answer.body.type).toBe('urn:problem:interruption-not-allowed');
  });

  it('when others would lose what they put on the flow', async () => {
    await account.mediaConnect().send(
      new AddFlowOutputsCommand({
        FlowArn: flowArn(),
        Outputs: [{ Name: 'studio', Protocol: 'rtp', Destination: '198.51.100.1', Port: 6000 }],
      }),
    );
    const path = `/sources/${source.id}?allow-interruption=true`;
    const answer = await unchanging('PATCH', path, change({}, { name: 'another' }));
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:problem:flow-has-dependents' } });
    expect(answer.body.plan.warnings).toContain('dependents-lost: output studio goes with the flow');
    const { warnings } = await dryRun('DELETE', `/sources/${source.id}`);
    expect(warnings).toContain('dependents-lost: output studio goes with the flow');
  });
});

it('a request that finds nothing to do says so, and changes nothing', async () => {
  for (const word of ['start', 'repair']) {
    const answer = await unchanging('POST', `/sources/${source.id}/${word}`);
    expect(answer).toMatchObject({ status: 200, body: source });
  }
});

it('drift is told to who asks, from the flow as it is at that moment', async () => {
  const path = `/sources/${source.id}?include-drift=true`;
  expect((await unchanging('GET', path)).body).toEqual({ ...source, drift: [] });
  await account.mediaConnect().send(new StopFlowCommand({ FlowArn: flowArn() }));
  await until(
    () => account.flow(flowArn()),
    (flow) => flow?.Status === 'STANDBY',
  );
  expect((await unchanging('GET', path)).body.drift).toEqual([
    { resource: flowArn(), member: 'running', desired: true, actual: false },
  ]);
  expect(await dryRun('POST', `/sources/${source.id}/repair`)).toMatchObject({ actions: ['start-flow'] });
});
