import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { HistoryEvent } from '../../lambdas/domain/history';
import type { EventKind } from '../../lambdas/domain/service-event';
import { demo } from '../../local/demo';
import { healthDetail, serviceEvent } from '../support/service-events';
import { sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { callsSince, moment } from './calls';
import type { SeenSource } from './client';
import { ask } from './faults';
import { askResource, invoke } from './functions';
import { useSystem } from './scene';

jest.setTimeout(120_000);

/** What functions are seldom invoked for, each with the permissions of its own: they are enough for it too. */
const { system, client, account } = useSystem();
let source: SeenSource;

beforeAll(async () => {
  source = await client.createRunning(sourceRequest('rtp'));
});

const flow = () => source['provisioned-flows']['ingress-flows'][0];
const flowArn = () => flow()?.arn ?? '';
const flowSourceArn = () => flow()?.['flow-sources'][0]?.['source-arn'] ?? '';
const events = async () =>
  (await system.api<{ events: HistoryEvent[] }>('GET', `/sources/${source.id}/events`)).body.events;

describe('a health that an attempt before had kept and not noted', () => {
  const noted = async () => (await events()).find(({ kind }) => kind === 'health-changed')?.health;
  /** Has another health stand as the one noted last. */
  const forget = () =>
    account.onItem(source.id, 'observed', (place) => {
      const ExpressionAttributeValues = marshall({ ':health': { status: 'healthy', reasons: [] } });
      const ExpressionAttributeNames = { '#health': 'health' };
      const UpdateExpression = 'SET #health = :health';
      return new UpdateItemCommand({
        ...place,
        UpdateExpression,
        ExpressionAttributeNames,
        ExpressionAttributeValues,
      });
    });

  const silent = healthDetail('DISCONNECTED', 'CONNECTED');
  it.each<[string, EventKind, Record<string, unknown>]>([
    ['hearFlowStatus', 'Flow Status Change', { currentStatus: 'ACTIVE', previousStatus: 'STARTING' }],
    ['hearSourceHealth', 'Source Health', silent],
    ['hearFlowHealth', 'Flow Health', silent],
    ['hearAlert', 'Alert', { errored: false, 'error-code': '', 'error-message': '', 'error-id': 'a' }],
    ['hearMaintenance', 'Flow Maintenance', { currentStatus: 'SCHEDULED' }],
    ['hearContentQuality', 'Flow Content Quality', { impacted: false, streams: [] }],
  ])('is noted by %s with the next event', async (name, kind, detail) => {
    await until(noted, (health) => health?.reasons.join() === 'InputNotConnected');
    await forget();
    const since = moment();
    const [account = ''] = /\d{12}/.exec(flowArn()) ?? [];
    // Long before the flow began to run: it changes nothing of what is known.
    const event = serviceEvent(kind, 0, detail, { account, resources: [flowArn(), flowSourceArn()] });
    await invoke(system, name, event);
    expect(await callsSince(system, since, `H${name.slice(1)}`)).toContain('dynamodb:TransactWriteItems');
    expect(await noted()).toMatchObject({ from: 'healthy', to: 'unhealthy' });
  });
});

describe('a task that fails for good says so in the history', () => {
  const run = async () => ({ version: 1, sourceId: source.id, run: (await account.item(source.id)).run });
  const failed = async () => {
    const steps = (await events()).flatMap(({ kind, step }) => (kind === 'step-ended' && step ? [step] : []));
    return steps.flatMap(({ action, outcome }) => (outcome === 'failed' ? [action] : []));
  };
  const forbidden = { effect: 'error', error: 'ForbiddenException', status: 403 } as const;

  it('where the flow cannot be looked at', async () => {
    await ask(system, { service: 'mediaconnect', operation: 'DescribeFlow', ...forbidden });
    const flow = { arn: flowArn(), region: demo.region };
    await expect(invoke(system, 'observeFlow', { ...(await run()), flow })).rejects.toThrow(/DescribeFlow was refused/);
    expect(await failed()).toContain('observe-flow');
  });

  it('where the flows of the account cannot be looked through', async () => {
    // One more was asked for than is known.
    await account.onItem(source.id, 'record', (place) => {
      const ExpressionAttributeNames = { '#asked': 'flow-creations' };
      const UpdateExpression = 'SET #asked = list_append(#asked, #asked)';
      return new UpdateItemCommand({
        ...place,
        UpdateExpression,
        ExpressionAttributeNames,
      });
    });
    await ask(system, { service: 'mediaconnect', operation: 'ListFlows', ...forbidden });
    const input = { ...(await run()), removal: 'deprovision' };
    await expect(invoke(system, 'findFlows', input)).rejects.toThrow(/ListFlows was refused/);
    expect(await failed()).toContain('find-flows');
  });

  it('where the reason of a failure cannot be kept', async () => {
    const refusal = { effect: 'error', error: 'ValidationException', status: 400 } as const;
    await ask(system, { service: 'dynamodb', operation: 'UpdateItem', ...refusal });
    const input = { ...(await run()), error: { Error: 'ServiceRefused' } };
    await expect(invoke(system, 'noteFailure', input)).rejects.toThrow();
    expect(await failed()).toContain('note-failure');
  });
});

it("brings the registration of the deployment's own account up to date", async () => {
  const path = `/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}`;
  const { body: known } = await system.api('GET', path, undefined, { token: system.token({ role: 'admin' }) });
  const properties = {
    OrganisationId: demo.organisation,
    TargetAccountId: demo.targetAccount,
    AwsAccountId: known['aws-account-id'],
    RoleArn: known['role-arn'],
    MediaConnectRoleArn: known['mediaconnect-role-arn'],
    VpcRoleArn: known['vpc-role-arn'],
    ExternalId: known['external-id'],
    Regions: known.regions.join(),
  };
  const told = await askResource(system, 'registerAccount', {
    RequestType: 'Update',
    ResourceProperties: properties,
    OldResourceProperties: { ...properties, RoleArn: 'arn:aws:iam::111122223333:role/headworks/former' },
  });
  expect(told).toMatchObject({ Status: 'SUCCESS' });
  const { headers } = await system.api('GET', path);
  expect(headers.get('etag')).toBe('"2"');
});
