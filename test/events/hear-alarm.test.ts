import { alarmEvent } from '../support/alarm-events';
import { lambdaContext } from '../support/api-event';
import { enterFunction } from '../support/function-environment';
import { record } from '../support/observed-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

let table: SourceTable;
let hear: (event: unknown, context: typeof lambdaContext) => Promise<void>;
const counted: string[] = [];
const plain = record(1);
const alarmed = { ...plain, requested: { ...plain.requested, alarm: { level: 'TR_101_290_PRIORITY_1' as const } } };

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  jest.doMock('../../lambdas/runtime/metrics', () => ({ count: (counter: string) => counted.push(counter) }));
  ({ handler: hear } = await import('../../lambdas/events/hear-alarm'));
});
beforeEach(async () => {
  counted.length = 0;
  await table.put(alarmed);
});
afterEach(() => table.clear());
afterAll(() => table.close());

const deliver = (event: unknown) => hear(event, lambdaContext);
const history = async () => (await table.items('event#')).filter(({ kind }) => kind === 'alarm-changed');

it('keeps a change of an alarm in the history once, however often it arrives, and folds it in', async () => {
  const event = alarmEvent(0, 'OK', 'ALARM');
  for (let times = 0; times < 3; times++) await deliver(event);
  expect(await history()).toMatchObject([
    { id: event.id, at: '2026-03-02T10:16:00.000Z', alarm: { 'flow-source': 'main', from: 'ok', to: 'alarm' } },
  ]);
  const [observed] = await table.items('observed');
  expect(observed?.[`heard#${event.id}`]).toMatchObject({ alarm: 'input-lost-main', sighting: { is: 'alarm' } });
});

it('keeps nothing of an alarm that is not asked for, or whose source is gone', async () => {
  await deliver(alarmEvent(0, 'OK', 'ALARM', { recipe: 'tr-101-290-priority-2' }));
  await table.clear();
  await deliver(alarmEvent(0, 'OK', 'ALARM'));
  expect(await table.items('event#')).toEqual([]);
  expect(counted).toEqual([]);
});

it.each([
  ['ForgedEvent', { account: '999999999999' }],
  ['UnknownEvent', { detail: {} }],
])('counts as %s what cannot be taken', async (counter, members) => {
  await deliver({ ...alarmEvent(0, 'OK', 'ALARM'), ...members });
  expect(counted).toEqual([counter]);
  expect(await table.items('observed')).toEqual([]);
});

it('takes no alarm of an account that has only given it the name of a source of another', async () => {
  const event = alarmEvent(0, 'OK', 'ALARM');
  const account = '999999999999';
  const resources = event.resources.map((arn) => arn.replace('111122223333', account));
  await deliver({ ...event, account, resources });
  expect(counted).toEqual(['ForgedEvent']);
  expect(await table.items('event#')).toEqual([]);
  expect(await table.items('observed')).toEqual([]);
});

it('takes no alarm of anybody while the source has no flow in force', async () => {
  await table.put({ ...alarmed, flows: [] });
  await deliver(alarmEvent(0, 'OK', 'ALARM'));
  expect(counted).toEqual(['ForgedEvent']);
  expect(await table.items('event#')).toEqual([]);
});

it('is left to another attempt when the table fails', async () => {
  await table.putItem({ pk: `source#${alarmed.id}`, sk: 'record', broken: true });
  await expect(deliver(alarmEvent(0, 'OK', 'ALARM'))).rejects.toThrow();
});
