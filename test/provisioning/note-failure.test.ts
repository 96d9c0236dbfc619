import { sourceId } from '../support/configured-source';
import { runTask, useWorkbench } from '../support/run-task';
import { completeRecord } from '../support/source-record';

const bench = useWorkbench();
let handler: unknown;

beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/note-failure'));
});

const record = completeRecord({ 'provisioning-status': 'update-in-progress' });
const error = { Error: 'ServiceRefused', Cause: JSON.stringify({ errorMessage: 'the flow is broken' }) };

it('keeps the reason, and what a run that takes this one over is for', async () => {
  await bench.table.put(record);
  expect(await runTask(handler, { error })).toEqual({});
  expect(await bench.table.record(sourceId)).toEqual({
    ...record,
    'run-mode': 'roll-back',
    'provisioning-error-reason': 'the flow is broken.',
  });
});

it('writes nothing once another run owns the source', async () => {
  await bench.table.put({ ...record, run: 2 });
  await expect(runTask(handler, { error })).rejects.toMatchObject({ name: 'RunSuperseded' });
  expect(await bench.table.record(sourceId)).toEqual({ ...record, run: 2 });
});
