import { type ProvisioningStatus, provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import type { EventOptions } from '../support/api-event';
import { type Method, useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedFlow } from '../support/described-flow';
import { completeRecord, newRecord, secret } from '../support/source-record';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';

const api = useApiFunctions();

/** What a request comes to: the status of the answer, and the problem or the status of the source afterwards. */
type Outcome = [status: number, word: string];

const busy: Outcome = [409, 'source-busy'];
const gone: Outcome = [404, 'source-not-found'];
const deleting: Outcome = [409, 'source-deleting'];
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
  'deletion-failed': { change: deleting, remove: deletion },
  'deletion-complete': { change: gone, remove: [200, 'deletion-complete'] },
};

const changes = ['PATCH', 'PUT', 'start', 'stop', 'repair'] as const;
const cells = provisioningStatuses.flatMap((status) => [
  ...changes.map((method): [Method, ProvisioningStatus, Outcome] => [method, status, table[status].change]),
  ['DELETE', status, table[status].remove] as [Method, ProvisioningStatus, Outcome],
]);

const flowSource = flowSourceRequest('srt-listener', { 'ingest-port': 5010 });
const body = { 'ingress-flows': [flowRequest('srt-listener', { 'flow-sources': [flowSource] })] };

/** A request of each kind that comes to something: the flow is to move, or is not as stored. */
function request(method: Method): EventOptions {
  if (method === 'DELETE') return { sourceId };
  const query = { 'allow-interruption': 'true' };
  return method === 'PATCH' || method === 'PUT' ? { sourceId, query, body } : { sourceId, query };
}

/** A record in a status; one that is to be created again has no flow, and needs no secret that is gone. */
function recordIn(status: ProvisioningStatus, method: Method): SourceRecord {
  const isIntent = method === 'start' || method === 'stop' || method === 'repair';
  const none = {
    flows: [],
    ...(isIntent && { requested: newRecord({}, sourceRequest('rtp')).requested, secrets: [] }),
  };
  return completeRecord({
    'provisioning-status': status,
    run: 4,
    ...(status === 'creation-failed' && none),
  });
}

it.each(cells)('%s in %s comes to %j', async (method, status, [code, word]) => {
  api.vault.values.set(secret.arn, secretValues.srt);
  // Stopped by hand, and its door closed: something is to do for each of them.
  const [door] = describedFlow().sources ?? [];
  const flow = describedFlow({ status: 'STANDBY', sources: door ? [{ ...door, whitelistCidr: '192.0.2.1/32' }] : [] });
  api.mediaconnect.answer(() => ({ body: { flow } }));
  const record = recordIn(status, method);
  await api.table.put(record);
  const answer = await api.call(method, request(method));
  const stored = await api.table.record(sourceId);
  const isIntent = !['PATCH', 'PUT', 'DELETE'].includes(method);
  expect(answer.status).toBe(code === 200 && isIntent ? 202 : code);
  const workflow = method === 'DELETE' ? 'deprovision' : 'provision';
  const began = code === 200 && word !== status ? [`${workflow} ${sourceId}-5`] : [];
  if (code === 200) {
    expect(stored['provisioning-status']).toBe(word);
    expect(api.started()).toEqual(began);
    expect(stored.run).toBe(began.length > 0 ? 5 : 4);
    if (method !== 'DELETE') expect(answer.body['provisioning-status']).toBe(word);
    if (isIntent) expect(stored).toMatchObject({ revision: record.revision, running: method !== 'stop' });
  } else {
    expect(answer.body.type).toBe(`urn:problem:${word}`);
    expect(answer.headers['Retry-After']).toBe(word === 'source-busy' ? '5' : undefined);
    expect(stored).toEqual(record);
    expect(api.started()).toEqual([]);
    expect([...api.vault.values.keys()]).toEqual([secret.arn]);
  }
});

const dry: Outcome = [200, 'plan'];

it.each(
  cells,
)('a dry run of %s in %s is refused or planned as the request would be: %j', async (method, status, outcome) => {
  const record = recordIn(status, method);
  await api.table.put(record);
  api.vault.values.set(secret.arn, secretValues.srt);
  const { query, ...options } = request(method);
  const [code, word] = outcome[0] === 200 ? dry : outcome;
  const answer = await api.call(method, { ...options, query: { 'dry-run': 'true' } });
  expect(answer.status).toBe(code);
  if (word === 'plan') expect(Object.keys(answer.body)).toEqual(['plan']);
  else expect(answer.body.type).toBe(`urn:problem:${word}`);
  expect(await api.table.record(sourceId)).toEqual(record);
  expect(await api.table.items('event#')).toEqual([]);
  expect([...api.vault.values.keys()]).toEqual([secret.arn]);
  expect(api.started()).toEqual([]);
});

it.each(
  provisioningStatuses,
)('a change of the record alone, in %s, begins a run only where a creation failed', async (status) => {
  const { requested } = newRecord({}, sourceRequest('rtp'));
  await api.table.put(
    completeRecord({
      'provisioning-status': status,
      requested,
      secrets: [],
      ...(status === 'creation-failed' && { flows: [] }),
    }),
  );
  const [code] = table[status].change;
  const answer = await api.call('PATCH', { sourceId, body: { hidden: true } });
  expect(answer.status).toBe(code);
  const isCreated = status === 'creation-failed';
  expect(api.started()).toHaveLength(isCreated ? 1 : 0);
  if (code === 200) expect(answer.body['provisioning-status']).toBe(isCreated ? 'creation-pending' : status);
});
