import { maskedConfiguration } from '../../lambdas/domain/show-source';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceId } from '../support/configured-source';
import { describedFlow } from '../support/described-flow';
import { flow, runTask, useWorkbench } from '../support/run-task';
import { completeRecord, creations, newRecord, provisioned, secret } from '../support/source-record';

const bench = useWorkbench();
let handler: unknown;

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/record-failure'));
});

const caught = (errorMessage: string) => ({ Error: 'ServiceRefused', Cause: JSON.stringify({ errorMessage }) });

/** The reason that is recorded when a run of this record ends with these errors. */
async function reasonOf(record: SourceRecord, input: object): Promise<string | undefined> {
  await bench.table.put(record);
  await runTask(handler, input);
  return (await bench.table.record(sourceId))['provisioning-error-reason'];
}

const mark = 'Could not be removed and is tried again by itself:';
const creating = { 'provisioning-status': 'creation-in-progress' } as const;

describe('recording a failure', () => {
  it.each([
    ['creation-pending', 'creation-failed'],
    ['creation-in-progress', 'creation-failed'],
    ['creation-failed', 'creation-failed'],
    ['update-in-progress', 'update-failed'],
    ['deletion-in-progress', 'deletion-failed'],
  ] as const)('takes a source from %s to %s, with the reason', async (from, to) => {
    await bench.table.put(newRecord({ 'provisioning-status': from }));
    await runTask(handler, { error: caught('broken') });
    expect(await bench.table.record(sourceId)).toMatchObject({
      'provisioning-status': to,
      'provisioning-error-reason': 'broken.',
    });
    expect(await bench.table.items('event#')).toMatchObject([{ kind: 'status-changed', status: { from, to } }]);
  });

  it('is given the whole state of the execution, and takes what it needs', async () => {
    const state = { start: { mode: 'converge' }, found: { flows: [] }, error: caught('broken') };
    expect(await reasonOf(newRecord(creating), state)).toBe('broken.');
  });

  it('names everything that could not be removed', async () => {
    const input = { error: caught('broken'), removalError: caught('stuck') };
    expect(await reasonOf(completeRecord(creating), input)).toBe(`broken. ${mark} ${flow.arn}, ${secret.arn} (stuck.)`);
  });

  it('names network interfaces that the service left, once however often it is done', async () => {
    const members = { 'network-interfaces-left': ['eni-1 (eu-west-1)'], 'provisioning-status': 'update-in-progress' };
    const words =
      'broken. MediaConnect left network interfaces in the account; delete them by hand: eni-1 (eu-west-1).';
    expect(await reasonOf(completeRecord(members as Partial<SourceRecord>), { error: caught('broken') })).toBe(words);
    expect(await reasonOf(await bench.table.record(sourceId), {})).toBe(words);
  });

  it('keeps in doubt what tags the refused configuration has left', async () => {
    const labelled = { ...completeRecord().requested, metadata: { labels: [{ key: 'desk', value: '1' }] } };
    const record = completeRecord({
      'provisioning-status': 'update-in-progress',
      requested: labelled,
      'in-force': completeRecord().requested,
      'tags-in-doubt': { [provisioned.name]: ['channel'] },
    });
    await reasonOf(record, { error: caught('broken'), restoreError: caught('broken too') });
    const doubt = { [provisioned.name]: ['channel', 'desk'] };
    expect(await bench.table.record(sourceId)).toMatchObject({ 'tags-in-doubt': doubt });
  });

  it('tells of a flow that may exist where none is recorded', async () => {
    const input = { error: caught('broken'), removalError: caught('stuck') };
    const record = newRecord({ ...creating, secrets: [], 'flow-creations': creations(1) });
    expect(await reasonOf(record, input)).toBe(`broken. ${mark} a flow that may have been created (stuck.)`);
    expect((await bench.table.items('record'))[0]).toHaveProperty('unsettled');
  });

  it('keeps the reason of the first failure over removals that are tried again', async () => {
    const first = await reasonOf(completeRecord(creating), { error: caught('broken'), removalError: caught('stuck') });
    const failed = completeRecord({ 'provisioning-status': 'creation-failed', 'provisioning-error-reason': first });
    expect(await reasonOf(failed, { removalError: caught('still stuck') })).toBe(
      `broken. ${mark} ${flow.arn}, ${secret.arn} (still stuck.)`,
    );
    expect(await reasonOf(failed, {})).toBe('broken.');
  });

  it('does nothing once another run owns the source', async () => {
    await bench.table.put(newRecord({ run: 2 }));
    await expect(runTask(handler, { error: caught('broken') })).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(await bench.table.record(sourceId)).toEqual(newRecord({ run: 2 }));
  });

  const inForce = newRecord().requested;
  const updating = {
    'provisioning-status': 'update-in-progress',
    revision: 2,
    'flows-revision': 1,
    requested: { ...inForce, 'proxy-tier': 5 },
    'in-force': inForce,
  } satisfies Partial<SourceRecord>;

  it('shows the flow of a failed update as it is now, where it can be seen', async () => {
    const moved = describedFlow({
      sources: [{ name: 'a', sourceArn: 'arn:a', ingestIp: '203.0.113.77', ingestPort: 5001 }],
    });
    for (const [answer, source] of [
      [{ body: { flow: moved } }, { name: 'a', 'source-arn': 'arn:a', ip: '203.0.113.77', port: 5001 }],
      [{ status: 503, error: 'ServiceUnavailableException' }, provisioned['flow-sources'][0]],
    ] as const) {
      bench.mediaconnect.answer(() => answer);
      await bench.table.put(completeRecord(updating));
      await runTask(handler, { error: caught('broken') });
      expect((await bench.table.record(sourceId)).flows[0]?.['flow-sources']).toEqual([source]);
    }
  });

  it('goes back to the configuration in force; the event keeps the refused one, without secrets', async () => {
    await bench.table.put(completeRecord(updating));
    await runTask(handler, { error: caught('broken') });
    const record = await bench.table.record(sourceId);
    expect(record).toMatchObject({
      'provisioning-status': 'update-failed',
      'provisioning-error-reason': 'broken.',
      requested: inForce,
      revision: 3,
      'flows-revision': 3,
      flows: [expect.objectContaining({ arn: flow.arn })],
    });
    expect(record).not.toHaveProperty('in-force');
    const [event] = await bench.table.items('event#');
    expect(event).toMatchObject({
      status: { from: 'update-in-progress', to: 'update-failed' },
      reason: 'broken.',
      refused: maskedConfiguration(updating.requested),
    });
    expect((await bench.table.items('record'))[0]).not.toHaveProperty('unsettled');
  });

  it('says that the flow could not be brought back, and why; its secrets are kept', async () => {
    const input = { error: caught('broken'), restoreError: caught('stuck') };
    const record = completeRecord({
      ...updating,
      secrets: [secret, { ...secret, 'secret-id': 'new', arn: 'arn:new' }],
    });
    expect(await reasonOf(record, input)).toBe('broken. The flow could not be brought back: stuck.');
    expect(await bench.table.record(sourceId)).toMatchObject({
      'provisioning-status': 'update-failed',
      'restore-failed': true,
      requested: inForce,
      secrets: record.secrets,
    });
    expect((await bench.table.items('record'))[0]).not.toHaveProperty('unsettled');
  });

  it('says first what failed, then what is on air, then what is left', async () => {
    const input = { error: caught('broken'), restoreError: caught('stuck'), removalError: caught('held') };
    const record = completeRecord({ ...updating, 'next-flows': [{ ...provisioned, arn: 'arn:next' }] });
    expect(await reasonOf(record, input)).toBe(
      `broken. The flow could not be brought back: stuck. ${mark} arn:next (held.)`,
    );
  });

  it.each<[string, Partial<SourceRecord>, string]>([
    ['the new flow', { ...updating, 'next-flows': [{ ...provisioned, arn: 'arn:next' }] }, 'arn:next'],
    [
      'the old flow',
      { 'provisioning-status': 'update-in-progress', 'surplus-flows': [{ ...provisioned, arn: 'arn:old' }] },
      'arn:old',
    ],
  ])('names %s of an update if it could not be removed, and keeps it for the sweep', async (_, members, arn) => {
    const reason = await reasonOf(completeRecord(members), { removalError: caught('stuck') });
    expect(reason).toBe(`${mark} ${arn} (stuck.)`);
    const record = await bench.table.record(sourceId);
    expect(record['next-flows']).toEqual([]);
    expect(record['surplus-flows'].map((each) => each.arn)).toEqual([arn]);
    expect((await bench.table.items('record'))[0]).toHaveProperty('unsettled');
  });
});
