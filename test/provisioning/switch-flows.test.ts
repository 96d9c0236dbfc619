import type { SourceRecord } from '../../lambdas/domain/source-record';
import { sourceId } from '../support/configured-source';
import { runTask, useWorkbench } from '../support/run-task';
import { completeRecord, creations, newRecord, provisioned, secret } from '../support/source-record';

const bench = useWorkbench();
let handler: unknown;

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/switch-flows'));
});

const inProgress = { 'provisioning-status': 'update-in-progress' } as const;
const next = { ...provisioned, arn: `${provisioned.arn}-next` };
const described = { ...next, az: 'eu-west-1b', 'egress-ip': '198.51.100.8' };
const older = { ...provisioned, arn: 'arn:older' };

/** A MediaConnect that knows every flow, in a zone of its own. */
const serveFlows = () =>
  bench.mediaconnect.answer(({ path }) => ({
    body: {
      flow: {
        flowArn: decodeURIComponent(path).replace('/v1/flows/', ''),
        name: next.name,
        status: 'ACTIVE',
        availabilityZone: described.az,
        egressIp: described['egress-ip'],
        source: {
          name: 'hw-497f6eca-source-1',
          ingestIp: '203.0.113.9',
          ingestPort: 5000,
          decryption: { secretArn: provisioned['flow-sources'][0]?.['secret-arn'] },
        },
      },
    },
  }));

/** The record after the switch to the flow that was made, or to another. */
async function switched(record: SourceRecord, arn = next.arn): Promise<SourceRecord> {
  await bench.table.put(record);
  serveFlows();
  await runTask(handler, { arns: [arn] });
  return bench.table.record(sourceId);
}
const after = { 'run-mode': 'clean-up' } as const;

describe('the switch', () => {
  it('brings the first flow into force, as MediaConnect describes it now', async () => {
    const record = newRecord({ ...inProgress, 'next-flows': [next] });
    expect(await switched(record)).toEqual({
      ...record,
      ...after,
      flows: [described],
      'flows-revision': 1,
      'next-flows': [],
    });
  });

  it('puts the new flow in the place of the old one, which is surplus, and goes back no more', async () => {
    const record = completeRecord({
      ...inProgress,
      revision: 2,
      'flows-revision': 1,
      'in-force': newRecord().requested,
      'next-flows': [next],
      'surplus-flows': [older],
    });
    const { 'in-force': _, ...rest } = record;
    expect(await switched(record)).toEqual({
      ...rest,
      ...after,
      flows: [described],
      'flows-revision': 2,
      'next-flows': [],
      'surplus-flows': [older, provisioned],
    });
  });

  it('shows a flow that was changed in its place as it is now', async () => {
    const record = completeRecord({
      ...inProgress,
      revision: 2,
      'flows-revision': 1,
      'in-force': newRecord().requested,
      'restore-failed': true,
      'tags-in-doubt': { flow: ['event'] },
    });
    const { 'in-force': _, 'restore-failed': __, 'tags-in-doubt': ___, ...rest } = record;
    const flows = [{ ...described, arn: provisioned.arn }];
    expect(await switched(record, provisioned.arn)).toEqual({ ...rest, ...after, flows, 'flows-revision': 2 });
  });

  it('keeps in the history that the address is another', async () => {
    await switched(completeRecord({ ...inProgress, 'next-flows': [next] }));
    expect(await bench.table.items('event#')).toEqual([]);
    const [source] = provisioned['flow-sources'];
    const moved = { ...provisioned, 'flow-sources': [{ ...source, name: source?.name ?? '', ip: '203.0.113.1' }] };
    await switched(completeRecord({ ...inProgress, flows: [moved], 'next-flows': [next] }));
    const detail = 'hw-497f6eca-source-1: 203.0.113.1:5000 is now 203.0.113.9:5000';
    expect(await bench.table.items('event#')).toMatchObject([{ kind: 'address-changed', detail }]);
  });

  it('leaves aside a flow that was made where the one in force has become what is asked for', async () => {
    const record = completeRecord({ ...inProgress, 'next-flows': [next], 'flow-creations': creations(2) });
    const flows = [{ ...described, arn: provisioned.arn }];
    expect(await switched(record, provisioned.arn)).toEqual({
      ...record,
      ...after,
      flows,
      'next-flows': [],
      'surplus-flows': [next],
    });
  });

  it.each<[string, Partial<SourceRecord>, object]>([
    ['nothing', {}, { flows: [], hasSurplusSecrets: false, mayHaveOthers: false }],
    ['the old flow', { flows: [older] }, { flows: [{ arn: 'arn:older', region: 'eu-west-1' }] }],
    ['an old secret', { secrets: [secret, { ...secret, 'secret-id': 'old', arn: 'a' }] }, { hasSurplusSecrets: true }],
    ['a flow that has to be looked for', { 'flow-creations': creations(3) }, { mayHaveOthers: true }],
  ])('answers what is surplus after it: %s', async (_, members, surplus) => {
    const creation = members.flows ? 2 : 1;
    await bench.table.put(
      completeRecord({
        ...inProgress,
        flows: [],
        'next-flows': [next],
        'flow-creations': creations(creation),
        ...members,
      }),
    );
    serveFlows();
    expect(await runTask(handler, { arns: [next.arn] })).toMatchObject(surplus);
  });

  it('is done again without anything new', async () => {
    const record = completeRecord({ ...inProgress, flows: [described], 'surplus-flows': [older] });
    expect(await switched(record)).toEqual({ ...record, ...after });
  });

  it('is not made to a flow that vanished', async () => {
    const record = completeRecord({ ...inProgress, revision: 2, 'flows-revision': 1, 'next-flows': [next] });
    await bench.table.put(record);
    await expect(runTask(handler, { arns: [next.arn] })).rejects.toMatchObject({ name: 'FlowVanished' });
    expect(await bench.table.record(sourceId)).toEqual(record);
  });

  it('is not made once another run owns the source', async () => {
    const record = completeRecord({ ...inProgress, run: 2, revision: 2, 'flows-revision': 1, 'next-flows': [next] });
    await bench.table.put(record);
    await expect(runTask(handler, { arns: [next.arn] })).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(await bench.table.record(sourceId)).toEqual(record);
  });
});
