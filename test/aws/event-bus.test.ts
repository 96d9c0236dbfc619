import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { type BusEntry, EventBus } from '../../lambdas/aws/event-bus';

const client = mockClient(EventBridgeClient);
afterEach(() => client.reset());

const bus = new EventBus('the-bus');
const entry = (text: string): BusEntry => ({
  source: 'headworks',
  detailType: 'Something Happened',
  time: '2026-03-02T10:15:30.250Z',
  detail: { text },
});
const entries = (count: number, bytes = 1) => Array.from({ length: count }, () => entry('x'.repeat(bytes)));
const batches = () => client.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);

/** The service takes all but those at these places of all that it is given. */
function refusing(...places: number[]): void {
  let place = 0;
  client.on(PutEventsCommand).callsFake(({ Entries }: { Entries: unknown[] }) => ({
    Entries: Entries.map(() =>
      places.includes(place++) ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' } : { EventId: 'id' },
    ),
  }));
}

it('puts events on its bus as EventBridge takes them', async () => {
  refusing();
  expect(await bus.put([entry('one')])).toEqual({ taken: 1 });
  expect(batches()).toEqual([
    [
      {
        EventBusName: 'the-bus',
        Source: 'headworks',
        DetailType: 'Something Happened',
        Time: new Date('2026-03-02T10:15:30.250Z'),
        Detail: '{"text":"one"}',
      },
    ],
  ]);
});

it.each([
  [0, 1, []],
  [10, 1, [10]],
  [21, 1, [10, 10, 1]],
  [3, 90_000, [2, 1]],
  [2, 210_000, [1, 1]],
])('puts %d events of %d bytes in batches of %j', async (count, bytes, sizes) => {
  refusing();
  expect(await bus.put(entries(count, bytes))).toEqual({ taken: count });
  expect(batches().map(({ length }) => length)).toEqual(sizes);
});

it.each([
  [[0], 0, 1],
  [[3, 5], 3, 1],
  [[12], 12, 2],
])('stops where events %j are refused, and says how many came before', async (refused, taken, calls) => {
  refusing(...refused);
  expect(await bus.put(entries(25))).toEqual({ taken, refusal: 'ThrottlingException: slow down' });
  expect(batches()).toHaveLength(calls);
});
