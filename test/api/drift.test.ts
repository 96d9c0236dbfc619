import { desiredFlows } from '../../lambdas/domain/desired-flows';
import { provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedFlow, flowSourceArn, knowing } from '../support/described-flow';
import { completeRecord, flowArn, provisioned, secret } from '../support/source-record';
import { secretValues } from '../support/sources';
import { flowDeployment } from '../support/target-account';

const api = useApiFunctions();

const query = { 'include-drift': 'true' };
const read = () => api.call('GET', { sourceId, role: 'viewer', query });

describe('the drift of a source', () => {
  it('is empty where the flow is as stored', async () => {
    await api.table.put(completeRecord());
    expect(await read()).toMatchObject({ status: 200, body: { id: sourceId, drift: [] } });
    expect(api.mediaconnect.requests.map(({ path }) => path)).toEqual([`/v1/flows/${flowArn}`, `/tags/${flowArn}`]);
  });

  it('lists what differs, with both sides', async () => {
    const [source] = describedFlow().sources ?? [];
    const sources = source ? [{ ...source, ingestPort: 5010, description: 'by hand' }] : [];
    api.mediaconnect.answer(knowing(describedFlow({ status: 'STANDBY', sources })));
    await api.table.put(completeRecord());
    const { drift } = (await read()).body;
    expect(drift).toHaveLength(3);
    expect(drift).toEqual(
      expect.arrayContaining([
        { resource: flowArn, member: 'running', desired: true, actual: false },
        { resource: flowSourceArn, member: 'ingestPort', desired: 5000, actual: 5010 },
        { resource: flowSourceArn, member: 'description', actual: 'by hand' },
      ]),
    );
  });

  it('is a label or a mark of the owner that is missing or another, and no tag of somebody else', async () => {
    const record = completeRecord();
    const [flow] = desiredFlows(record, record.requested, flowDeployment);
    const { 'headworks:source': _, ...rest } = flow?.flowTags ?? {};
    const tags = { ...rest, channel: 'weather', desk: 'somebody' };
    api.mediaconnect.answer(({ path }) => ({ body: path.startsWith('/tags/') ? { tags } : { flow: describedFlow() } }));
    await api.table.put(record);
    expect((await read()).body.drift).toEqual([
      { resource: flowArn, member: 'tags/channel', desired: 'news', actual: 'weather' },
      { resource: flowArn, member: 'tags/headworks:source', desired: sourceId },
    ]);
  });

  it('is the whole flow where that is gone', async () => {
    api.mediaconnect.answer(() => ({ status: 404, error: 'NotFoundException' }));
    await api.table.put(completeRecord());
    expect((await read()).body.drift).toEqual([{ resource: provisioned.name, desired: provisioned.name }]);
  });

  it('of a source that is to stand still is that it runs', async () => {
    await api.table.put(completeRecord({ running: false }));
    expect((await read()).body.drift).toEqual([{ resource: flowArn, member: 'running', desired: false, actual: true }]);
  });

  it('comes with secrets in clear too', async () => {
    await api.table.put(completeRecord());
    api.vault.values.set(secret.arn, secretValues.srt);
    const revealing = { ...query, 'include-passphrase': 'true' };
    const { body, text } = await api.call('GET', { sourceId, query: revealing });
    expect(body.drift).toEqual([]);
    expect(text).toContain(secretValues.srt);
  });

  it.each(provisioningStatuses)('is told only where the flow ought to be as stored: %s', async (status) => {
    await api.table.put(completeRecord({ 'provisioning-status': status }));
    const answer = await read();
    expect(answer.status).toBe(200);
    const rests = ['creation-complete', 'update-complete', 'update-failed'].includes(status);
    expect('drift' in answer.body).toBe(rests);
    expect(api.mediaconnect.requests).toHaveLength(rests ? 2 : 0);
  });

  it('is not asked for unless somebody asks', async () => {
    await api.table.put(completeRecord());
    expect((await api.call('GET', { sourceId })).body).not.toHaveProperty('drift');
    expect(api.mediaconnect.requests).toEqual([]);
  });

  it('is not known where the flow cannot be read', async () => {
    await api.table.put(completeRecord());
    api.mediaconnect.answer(() => ({ status: 403, error: 'ForbiddenException' }));
    expect(await read()).toMatchObject({ status: 502, body: { type: 'urn:problem:target-account-unreachable' } });
  });

  it('can be sent back with the rest, and changes nothing', async () => {
    api.mediaconnect.answer(() => ({ body: { flow: describedFlow({ status: 'STANDBY' }) } }));
    await api.table.put(completeRecord());
    const { body } = await read();
    const answer = await api.call('PATCH', { sourceId, body });
    expect(answer.status).toBe(200);
    expect(await api.table.record(sourceId)).toEqual(completeRecord());
  });
});
