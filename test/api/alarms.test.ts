import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { desiredAlarms } from '../../lambdas/domain/alarm';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { functionEnvironment } from '../support/function-environment';
import { completeRecord, provisioned, secret } from '../support/source-record';
import { secretValues } from '../support/sources';

const api = useApiFunctions();
const cloudWatch = mockClient(CloudWatchClient);
const level1 = { alarm: { level: 'TR_101_290_PRIORITY_1' as const } };
const [flowSource] = provisioned['flow-sources'];
const flows = [{ ...provisioned, 'flow-sources': [{ name: '', ...flowSource, 'source-arn': 'arn:one' }] }];
const plain = completeRecord({ flows });
const alarmed = completeRecord({ flows, requested: { ...plain.requested, ...level1 }, 'alarm-regions': ['eu-west-1'] });
const found = desiredAlarms(alarmed, functionEnvironment.DEPLOYMENT_ID).map(({ definition }) => definition);

beforeEach(() => {
  cloudWatch.reset();
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: found });
});

async function put(record: SourceRecord): Promise<void> {
  await api.table.put(record);
  api.vault.values.set(secret.arn, secretValues.srt);
}
const dryRun = { 'dry-run': 'true' };

describe('a change of the alarm alone', () => {
  it.each([
    ['asked for', plain, level1],
    ['taken away', alarmed, { alarm: null }],
    ['of another level', alarmed, { alarm: { level: 'TR_101_290_PRIORITY_2' } }],
  ])('%s begins a run that leaves the flow as it is, and asks nobody before', async (_, before, body) => {
    await put(before);
    const { status, body: answer } = await api.call('PATCH', { sourceId, body });
    expect([status, answer['provisioning-status']]).toEqual([200, 'update-pending']);
    expect(await api.table.record(sourceId)).toMatchObject({ run: 2, revision: 2, 'run-mode': 'clean-up' });
    expect(await api.table.record(sourceId)).not.toHaveProperty('in-force');
    expect(api.started()).toEqual([`provision ${sourceId}-2`]);
    expect(api.mediaconnect.requests).toEqual([]);
    expect(cloudWatch.calls()).toEqual([]);
  });

  it('is told by a dry run, alarm by alarm, and nothing is begun', async () => {
    await put(plain);
    const { body } = await api.call('PATCH', { sourceId, body: level1, query: dryRun });
    expect(body.plan).toMatchObject({ impact: 'live', 'new-address': false });
    const steps: { action: string; resource: string }[] = body.plan.steps;
    expect(steps.map(({ action }) => action)).toEqual(['update-record', 'alarm', 'alarm', 'alarm']);
    expect(steps.slice(1).map(({ resource }) => resource)).toEqual(found.map(({ AlarmName }) => AlarmName));
    expect(await api.table.record(sourceId)).toEqual(plain);
  });

  it('brings the flow along where a failed update has left it as nobody knows', async () => {
    await put({ ...plain, 'provisioning-status': 'update-failed', 'restore-failed': true });
    const query = { 'allow-interruption': 'true' };
    expect((await api.call('PATCH', { sourceId, body: level1, query })).status).toBe(200);
    expect(await api.table.record(sourceId)).toMatchObject({ 'run-mode': 'converge' });
  });
});

describe('a repair', () => {
  const differing = found.map((alarm, index) => (index === 0 ? { ...alarm, Threshold: 9 } : alarm));

  it.each([
    ['as they should be', found, 200, []],
    ['changed by hand', differing, 202, [`provision ${sourceId}-2`]],
    ['gone', [], 202, [`provision ${sourceId}-2`]],
  ])('of alarms that are %s', async (_, MetricAlarms, status, started) => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms });
    await put(alarmed);
    expect((await api.call('repair', { sourceId })).status).toBe(status);
    expect(api.started()).toEqual(started);
  });

  it('is begun where the last run could not make the alarms, whatever is seen of them', async () => {
    await put({ ...alarmed, 'alarms-failed': true });
    expect((await api.call('repair', { sourceId })).status).toBe(202);
  });

  it('says before what it would do to which alarm, and the drift says why', async () => {
    cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: differing });
    await put(alarmed);
    const { body } = await api.call('repair', { sourceId, query: dryRun });
    expect(body.plan.steps).toMatchObject([{ action: 'alarm', resource: found[0]?.AlarmName, impact: 'live' }]);
    const { drift } = (await api.call('GET', { sourceId, query: { 'include-drift': 'true' } })).body;
    expect(drift).toEqual([{ resource: found[0]?.AlarmName, member: 'Threshold', desired: 0, actual: 9 }]);
  });

  it('of a source that never had an alarm, and a stop of one that has, ask CloudWatch nothing', async () => {
    await put(plain);
    await api.call('repair', { sourceId });
    await put(alarmed);
    await api.call('stop', { sourceId });
    expect(cloudWatch.calls()).toEqual([]);
  });

  it('is refused where CloudWatch cannot be asked', async () => {
    cloudWatch.on(DescribeAlarmsCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    await put(alarmed);
    expect(await api.call('repair', { sourceId })).toMatchObject({
      status: 502,
      body: { type: 'urn:problem:target-account-unreachable' },
    });
  });
});
