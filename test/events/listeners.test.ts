import { lambdaContext } from '../support/api-event';
import { sourceId } from '../support/configured-source';
import { enterFunction } from '../support/function-environment';
import { record } from '../support/observed-record';
import { healthDetail, type ServiceEvent, serviceEvent } from '../support/service-events';
import { flowArn } from '../support/source-record';
import { type SourceTable, startSourceTable } from '../support/source-table';

const files = {
  'Flow Status Change': 'hear-flow-status',
  'Source Health': 'hear-source-health',
  'Flow Health': 'hear-flow-health',
  Alert: 'hear-alert',
  'Flow Maintenance': 'hear-maintenance',
  'Flow Content Quality': 'hear-content-quality',
} as const;
type Kind = keyof typeof files;

let table: SourceTable;
const handlers = {} as Record<Kind, (event: unknown, context: typeof lambdaContext) => Promise<void>>;
const counted: string[] = [];

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  jest.doMock('../../lambdas/runtime/metrics', () => ({ count: (counter: string) => counted.push(counter) }));
  for (const [kind, file] of Object.entries(files))
    handlers[kind as Kind] = (await import(`../../lambdas/events/${file}`)).handler;
});
beforeEach(async () => {
  counted.length = 0;
  await table.put(record(2));
  await table.putItem({ pk: `flow#${flowArn}`, sk: 'source', 'source-id': sourceId });
});
afterEach(() => table.clear());
afterAll(() => table.close());

const deliver = (event: ServiceEvent) => {
  const kind = event['detail-type'].replace('MediaConnect ', '') as Kind;
  return handlers[kind](event, lambdaContext);
};
const observed = async () => (await table.items('observed'))[0] as Record<string, never> | undefined;
const history = async () => (await table.items('event#')).map(({ kind, health }) => ({ kind, health }));

const stories = [
  serviceEvent('Flow Status Change', 0, { currentStatus: 'ACTIVE', previousStatus: 'STARTING' }),
  serviceEvent('Source Health', 1, healthDetail('CONNECTED', ''), { flowSource: 'main' }),
  serviceEvent('Flow Health', 1, healthDetail('CONNECTED', '')),
  serviceEvent('Alert', 2, { errored: true, 'error-id': 'a', 'error-message': 'no entitlement' }),
  serviceEvent('Flow Maintenance', 3, { currentStatus: 'SCHEDULED' }),
  serviceEvent('Flow Content Quality', 4, { impacted: true, streams: [{ video_missing: true }] }),
];

describe.each(stories.map((event) => [event['detail-type'], event] as const))('an event %s', (_, event) => {
  it('is taken in once, however often it arrives', async () => {
    await deliver(event);
    const once = await observed();
    expect(JSON.stringify(once)).toContain(event.id);
    await deliver(event);
    expect(await observed()).toEqual(once);
  });

  it('of a flow that no source has is counted, and no failure', async () => {
    await table.clear();
    await deliver(event);
    expect(counted).toEqual(['ForeignFlowEvent']);
    expect(await table.items()).toEqual([]);
  });

  it('from an account that does not own the flow is counted, and not believed', async () => {
    await deliver({ ...event, account: '999988887777' });
    expect(counted).toEqual(['ForgedEvent']);
    expect(await observed()).toBeUndefined();
  });

  it('in an unknown shape is counted, and no failure', async () => {
    await deliver({ ...event, detail: {} });
    expect(counted).toEqual(['UnknownEvent']);
    expect(await observed()).toBeUndefined();
  });

  it('is left to another attempt when the table fails', async () => {
    await table.putItem({ pk: `source#${sourceId}`, sk: 'record', broken: true });
    await expect(deliver(event)).rejects.toThrow();
  });
});

describe('events of one source', () => {
  it('that no longer count leave the table, and what they come to stays as it is', async () => {
    const states = ['CONNECTED', 'DISCONNECTED'];
    for (let second = 0; second < 60; second++) {
      const [is, was] = [states[second % 2], states[(second + 1) % 2]] as [string, string];
      await deliver(serviceEvent('Source Health', second, healthDetail(is, was), { flowSource: 'main' }));
    }
    const attributes = Object.keys((await observed()) ?? {}).filter((name) => name.startsWith('heard#'));
    expect(attributes.length).toBeLessThan(12 + 24);
    const last = serviceEvent('Source Health', 59, healthDetail('DISCONNECTED', 'CONNECTED'), { flowSource: 'spare' });
    await deliver(last);
    expect(await observed()).toMatchObject({ health: { status: 'unhealthy', reasons: ['InputNotConnected'] } });
  });

  it('that arrive all at once are all taken in', async () => {
    const many = Array.from({ length: 40 }, (_, second) =>
      serviceEvent('Alert', second, {
        errored: true,
        'error-id': `a${second}`,
        'error-message': `entitlement ${second}`,
      }),
    );
    await Promise.all(many.map(deliver));
    const text = JSON.stringify(await observed());
    expect(many.filter(({ id }) => !text.includes(id))).toEqual([]);
  });

  it('tell another health also where the one noted last has a reason that this version does not know', async () => {
    const health = { status: 'degraded', reasons: ['ReasonOfALaterVersion'] };
    await table.putItem({ pk: `source#${sourceId}`, sk: 'observed', version: 3, health });
    await deliver(serviceEvent('Flow Status Change', 0, { currentStatus: 'ERROR', previousStatus: 'ACTIVE' }));
    expect(await observed()).toMatchObject({ version: 5, health: { status: 'unhealthy', reasons: ['FlowError'] } });
    expect(await history()).toHaveLength(1);
  });

  it('have no health noted by one who has not seen the last of them', async () => {
    const { Observations } = await import('../../lambdas/aws/observations');
    const { noteHealth } = Observations.prototype;
    jest.spyOn(Observations.prototype, 'noteHealth').mockImplementationOnce(async function (this: unknown, ...options) {
      // It comes to the health that was noted last, so that there is nothing to note.
      await deliver(serviceEvent('Flow Status Change', 1, { currentStatus: 'STANDBY', previousStatus: 'ERROR' }));
      return Reflect.apply(noteHealth, this, options);
    });
    await deliver(serviceEvent('Flow Status Change', 0, { currentStatus: 'ERROR', previousStatus: 'ACTIVE' }));
    expect(await history()).toEqual([]);
    expect((await observed())?.health).toBeUndefined();
  });

  it('are kept at once also where another notes what the source came to at that moment', async () => {
    table.fail('UpdateItem', 'TransactionConflictException', 400, 3);
    await deliver(serviceEvent('Flow Status Change', 0, { currentStatus: 'ERROR', previousStatus: 'ACTIVE' }));
    expect(await observed()).toMatchObject({ health: { status: 'unhealthy' } });
  });

  it('tell the history at another attempt where the first has kept the event only', async () => {
    const event = serviceEvent('Flow Status Change', 0, { currentStatus: 'ERROR', previousStatus: 'ACTIVE' });
    // As often as the client asks in one attempt.
    table.fail('TransactWriteItems', 'InternalServerError', 500, 3);
    await expect(deliver(event)).rejects.toThrow();
    expect(await history()).toEqual([]);
    await deliver(event);
    expect(await history()).toMatchObject([{ kind: 'health-changed', health: { to: 'unhealthy' } }]);
  });

  it('tell the history of a change of health, in the transaction that writes it', async () => {
    await deliver(serviceEvent('Flow Status Change', 0, { currentStatus: 'ACTIVE', previousStatus: 'STARTING' }));
    await deliver(serviceEvent('Source Health', 5, healthDetail('IDLE', ''), { flowSource: 'main' }));
    await deliver(serviceEvent('Source Health', 6, healthDetail('IDLE', ''), { flowSource: 'spare' }));
    await deliver(serviceEvent('Source Health', 6, healthDetail('IDLE', ''), { flowSource: 'spare' }));
    const changes = await history();
    expect(changes).toContainEqual({
      kind: 'health-changed',
      health: { from: 'degraded', to: 'unhealthy', reasons: ['InputNotConnected'] },
    });
    expect(changes).toHaveLength(3);
    expect(await observed()).toMatchObject({ health: { status: 'unhealthy', reasons: ['InputNotConnected'] } });
  });
});
