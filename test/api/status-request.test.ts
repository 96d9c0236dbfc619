import { type ProvisioningStatus, provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { completeRecord, newRecord, secret } from '../support/source-record';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';

const api = useApiFunctions();

/** What a request comes to: the status of the answer, and the problem or the status of the source afterwards. */
type Outcome = [status: number, word: string];

const busy: Outcome = [409, 'source-busy'];
const update: Outcome = [200, 'update-pending'];
const deletion: Outcome = [200, 'deletion-pending'];

/** Each status with what a change of the flow and a deletion come to in it. */
const table: Record<ProvisioningStatus, { change: Outcome; remove: Outcome }> = {
  'creation-pending': { change: busy, remove: deletion },
  'creation-in-progress': { change: busy, remove: deletion },
  'creation-complete': { change: update, remove: deletion },
  'creation-failed': { change: [200, 'creation-pending'], remove: deletion },
  'update-pending': { change: busy, remove: deletion },
  'update-in-progress': { change: busy, remove: deletion },
  'update-complete': { change: update, remove: deletion },
  'update-failed': { change: update, remove: deletion },
  'deletion-pending': { change: busy, remove: [200, 'deletion-pending'] },
  'deletion-in-progress': { change: busy, remove: [200, 'deletion-in-progress'] },
  'deletion-failed': { change: [409, 'source-deleting'], remove: deletion },
  'deletion-complete': { change: [404, 'source-not-found'], remove: [200, 'deletion-complete'] },
};

const cells = provisioningStatuses.flatMap((status) => [
  ...(['PATCH', 'PUT'] as const).map((method): [Method, ProvisioningStatus, Outcome] => [
    method,
    status,
    table[status].change,
  ]),
  ['DELETE', status, table[status].remove] as [Method, ProvisioningStatus, Outcome],
]);

const flowSource = flowSourceRequest('srt-listener', { 'ingest-port': 5010 });
const body = { 'ingress-flows': [flowRequest('srt-listener', { 'flow-sources': [flowSource] })] };

it.each(cells)('%s in %s comes to %j', async (method, status, [code, word]) => {
  api.vault.values.set(secret.arn, secretValues.srt);
  const record = completeRecord({ 'provisioning-status': status, run: 4 });
  await api.table.put(record);
  const answer = await api.call(method, { sourceId, ...(method === 'DELETE' ? {} : { body }) });
  expect(answer.status).toBe(code);
  const stored = await api.table.record(sourceId);
  const workflow = method === 'DELETE' ? 'deprovision' : 'provision';
  const began = code === 200 && word !== status ? [`${workflow} ${sourceId}-5`] : [];
  if (code === 200) {
    expect(stored['provisioning-status']).toBe(word);
    expect(api.started()).toEqual(began);
    expect(stored.run).toBe(began.length > 0 ? 5 : 4);
    if (method !== 'DELETE') expect(answer.body['provisioning-status']).toBe(word);
  } else {
    expect(answer.body.type).toBe(`urn:problem:${word}`);
    expect(answer.headers['Retry-After']).toBe(word === 'source-busy' ? '5' : undefined);
    expect(stored).toEqual(record);
    expect(api.started()).toEqual([]);
    expect([...api.vault.values.keys()]).toEqual([secret.arn]);
  }
});

it.each(
  provisioningStatuses,
)('a change of the record alone, in %s, begins a run only where a creation failed', async (status) => {
  const { requested } = newRecord({}, sourceRequest('rtp'));
  await api.table.put(completeRecord({ 'provisioning-status': status, requested, secrets: [] }));
  const [code] = table[status].change;
  const answer = await api.call('PATCH', { sourceId, body: { hidden: true } });
  expect(answer.status).toBe(code);
  const isCreated = status === 'creation-failed';
  expect(api.started()).toHaveLength(isCreated ? 1 : 0);
  if (code === 200) expect(answer.body['provisioning-status']).toBe(isCreated ? 'creation-pending' : status);
});
