import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { flow, runTask, useWorkbench } from '../support/run-task';
import { carrying, idle, measuring, twoLeggedFlow, twoLeggedRecord, twoLegs, waiting } from '../support/two-legs';

const bench = useWorkbench();
let handler: unknown;
beforeAll(async () => {
  ({ handler } = await import('../../lambdas/provisioning/apply-changes'));
});

const inForce = twoLeggedRecord();
const otherSpare = twoLeggedRecord(twoLegs('FAILOVER', { spare: { 'ingest-port': 5020 } }));
const both = twoLeggedRecord(twoLegs('FAILOVER', { main: { 'ingest-port': 5030 }, spare: { 'ingest-port': 5020 } }));
/** A run for which nothing was allowed beyond what harms nobody. */
const updating = { 'provisioning-status': 'update-in-progress', 'in-force': inForce.requested } as const;

/** A MediaConnect whose flow is as `before` until it is changed, and then as the first, second … of `after`. */
function serve(before: FlowDescription, ...after: FlowDescription[]): void {
  let shown = before;
  bench.mediaconnect.answer(({ method }) => {
    if (method !== 'GET') shown = after.shift() ?? shown;
    return { body: { flow: shown } };
  });
}
const changes = () => bench.mediaconnect.requests.filter(({ method }) => method !== 'GET');

/** What the task answers for a source of this record. */
async function apply({ requested }: SourceRecord, members: Partial<SourceRecord> = {}, target = 'requested') {
  await bench.table.put({ ...inForce, ...updating, requested, ...members });
  return runTask(handler, { flowIndex: 0, target, flow: { polls: 0, steps: 0 } });
}

beforeEach(() => {
  serve(twoLeggedFlow(), twoLeggedFlow(otherSpare));
  bench.metrics.answer(measuring({ main: carrying, spare: waiting }));
});

it('changes the flow source that does not carry the stream without leave, and waits until the flow shows it', async () => {
  expect(await apply(otherSpare)).toEqual({ ...flow, next: 'done', polls: 0, steps: 1 });
  expect(changes()).toMatchObject([{ path: expect.stringContaining('spare'), body: { ingestPort: 5020 } }]);
  expect(bench.metrics.requests).toHaveLength(1);
});

it.each<[string, () => void]>([
  ['it has come to carry the stream', () => bench.metrics.answer(measuring({ main: idle, spare: carrying }))],
  ['the other one no longer receives', () => bench.metrics.answer(measuring({ main: idle, spare: waiting }))],
  ['nothing is known any more', () => bench.metrics.answer(() => ({ status: 403, error: 'AccessDeniedException' }))],
  ['what is known is old', () => bench.metrics.answer(measuring({ main: carrying, spare: waiting }, 5))],
])('does not take a step that was planned as live where, since, %s', async (_, known) => {
  known();
  await expect(apply(otherSpare)).rejects.toMatchObject({
    name: 'StepNotAllowed',
    message: expect.stringContaining('which was not allowed'),
  });
  expect(changes()).toEqual([]);
});

it('takes it where that was allowed, whatever is known', async () => {
  bench.metrics.answer(() => ({ status: 403, error: 'AccessDeniedException' }));
  const allowed = { interruption: true, 'dependents-loss': false };
  expect(await apply(otherSpare, { allowed })).toMatchObject({ next: 'done' });
  expect(changes()).toHaveLength(1);
});

it('begins nothing that needs leave for its end', async () => {
  await expect(apply(both)).rejects.toMatchObject({ name: 'StepNotAllowed' });
  expect(changes()).toEqual([]);
});

it('takes the one that does not carry the stream first, whichever is the primary', async () => {
  bench.metrics.answer(measuring({ main: waiting, spare: carrying }));
  const allowed = { interruption: true, 'dependents-loss': false };
  const half = twoLeggedRecord(twoLegs('FAILOVER', { main: { 'ingest-port': 5030 } }));
  serve(twoLeggedFlow(), twoLeggedFlow(half));
  expect(await apply(both, { allowed })).toMatchObject({ next: 'look' });
  expect(changes()).toMatchObject([{ path: expect.stringContaining('main'), body: { ingestPort: 5030 } }]);
});

it('goes back without leave too while the other one carries the stream', async () => {
  serve(twoLeggedFlow(otherSpare), twoLeggedFlow());
  expect(await apply(otherSpare, {}, 'in-force')).toMatchObject({ next: 'done' });
  expect(changes()).toMatchObject([{ body: { ingestPort: 5010 } }]);
});

it('does not look where it has nothing to do, or only to stop the flow', async () => {
  expect(await apply(inForce)).toMatchObject({ next: 'done' });
  expect(await apply(inForce, { 'run-mode': 'stop', running: false })).toMatchObject({ next: 'stop' });
  expect(bench.metrics.requests).toEqual([]);
});
