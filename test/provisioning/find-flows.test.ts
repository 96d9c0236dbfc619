import { ownerTags } from '../../lambdas/domain/ownership';
import type { Removal } from '../../lambdas/domain/removal';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { secretIds, sourceId } from '../support/configured-source';
import { functionEnvironment } from '../support/function-environment';
import { flow, runTask, useWorkbench } from '../support/run-task';
import { completeRecord, creations, newRecord, provisioned, secret } from '../support/source-record';

const bench = useWorkbench();
let handler: unknown;

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/find-flows'));
});

const find = (removal: Removal) => runTask(handler, { removal });
const found = (...flows: object[]) => ({ flows, hasSurplusSecrets: expect.any(Boolean), mayHaveOthers: false });
const duplicate = { arn: 'arn:duplicate', region: 'eu-west-1' };
const open = (lookUps: number): Partial<SourceRecord> => ({
  'flow-creations': creations(1),
  'open-flow-creation': { 'function-ends-at': '2026-03-02T10:16:00.000Z', 'look-ups': lookUps },
});

/** A MediaConnect that lists these flows under the name of the source's, all tagged as its own. */
function listing(...arns: string[]): void {
  const tags = ownerTags(functionEnvironment.DEPLOYMENT_ID, newRecord());
  bench.mediaconnect.answer(({ path }) =>
    path.startsWith('/tags/')
      ? { body: { tags } }
      : { body: { flows: arns.map((flowArn) => ({ name: provisioned.name, flowArn })) } },
  );
}

describe('the flows to be removed', () => {
  it('are the recorded ones, without a look where every creation was answered', async () => {
    await bench.table.put(completeRecord());
    expect(await find('deprovision')).toEqual(found(flow));
    expect(await find('surplus')).toEqual(found());
    expect(bench.mediaconnect.requests).toEqual([]);
  });

  it('are also those that bear the tags without being recorded, if more were asked for', async () => {
    await bench.table.put(completeRecord({ 'flow-creations': creations(2) }));
    listing(flow.arn, duplicate.arn);
    expect(await find('deprovision')).toEqual(found(flow, duplicate));
    expect(await find('surplus')).toEqual(found(duplicate));
  });

  it('include the flow of a lost answer, which is then in doubt no more', async () => {
    await bench.table.put(newRecord(open(1)));
    listing(duplicate.arn);
    expect(await find('deprovision')).toEqual(found(duplicate));
    expect(await bench.table.record(sourceId)).not.toHaveProperty('open-flow-creation');
  });

  it('are looked for again while the flow of a lost answer may still appear', async () => {
    await bench.table.put(newRecord(open(5)));
    listing();
    await expect(find('deprovision')).rejects.toMatchObject({ name: 'FlowNotYetVisible' });
    expect((await bench.table.record(sourceId))['open-flow-creation']?.['look-ups']).toBe(6);
    expect(await find('deprovision')).toEqual(found());
    expect(await bench.table.record(sourceId)).not.toHaveProperty('open-flow-creation');
  });

  it('are not told to a run that is no longer the own', async () => {
    await bench.table.put(completeRecord({ run: 2, 'flow-creations': creations(2) }));
    await expect(find('deprovision')).rejects.toMatchObject({ name: 'RunSuperseded' });
    expect(bench.mediaconnect.requests).toEqual([]);
  });

  const next = { ...provisioned, arn: 'arn:next' };
  const updating: Partial<SourceRecord> = {
    'provisioning-status': 'update-in-progress',
    'next-flows': [next],
    'flow-creations': creations(2),
  };
  const nextFlow = { arn: 'arn:next', region: 'eu-west-1' };

  it.each<[Removal, object[]]>([
    ['surplus', [nextFlow]],
    ['roll-back', [nextFlow]],
    ['deprovision', [nextFlow, flow]],
  ])('are, in the middle of an update and for the reason %s, %j', async (removal, flows) => {
    await bench.table.put(completeRecord(updating));
    expect(await find(removal)).toEqual({ flows, hasSurplusSecrets: removal === 'deprovision', mayHaveOthers: false });
    expect(bench.mediaconnect.requests).toEqual([]);
  });

  it('are looked for under every name and in every Region that was asked for, also by an update that failed', async () => {
    const renamed = { name: 'renamed', region: 'eu-west-2' };
    await bench.table.put(
      completeRecord({ 'provisioning-status': 'update-failed', 'flow-creations': [...creations(1), renamed] }),
    );
    const tags = ownerTags(functionEnvironment.DEPLOYMENT_ID, newRecord());
    const flows = [
      { name: 'renamed', flowArn: 'arn:renamed' },
      { name: provisioned.name, flowArn: duplicate.arn },
      { name: 'nobodys', flowArn: 'arn:nobodys' },
    ];
    bench.mediaconnect.answer(({ path }) => ({ body: path.startsWith('/tags/') ? { tags } : { flows } }));
    expect(await find('roll-back')).toEqual(found(duplicate, { arn: 'arn:renamed', region: 'eu-west-2' }));
  });

  it('come with whether there are secrets that nothing needs', async () => {
    await bench.table.put(completeRecord());
    expect(await find('surplus')).toMatchObject({ hasSurplusSecrets: false });
    const old = { ...secret, 'secret-id': secretIds[1], arn: 'arn:old' };
    await bench.table.put(completeRecord({ secrets: [secret, old] }));
    expect(await find('surplus')).toMatchObject({ hasSurplusSecrets: true });
  });
});
