import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { historyItem } from '../../lambdas/aws/source-items';
import type { HistoryEvent } from '../../lambdas/domain/history';
import { logger } from '../../lambdas/runtime/logger';
import { lambdaContext } from '../support/api-event';
import { enterFunction } from '../support/function-environment';
import { newRecord } from '../support/source-record';

const client = mockClient(EventBridgeClient);
const warn = jest.spyOn(logger, 'warn').mockImplementation(() => {});
const problem = jest.spyOn(logger, 'error').mockImplementation(() => {});

let publish: (...items: object[]) => Promise<unknown>;
beforeAll(async () => {
  enterFunction();
  const { handler } = await import('../../lambdas/events/publish-events');
  publish = (...items) => {
    const Records = items.map((item, index) => ({
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: `n${index}`, NewImage: marshall(item) },
    }));
    return (handler as (event: object, context: object) => Promise<unknown>)({ Records }, lambdaContext);
  };
});
afterEach(() => {
  client.reset();
  warn.mockClear();
  problem.mockClear();
});

const owner = newRecord();
const item = (second: number, members: Partial<HistoryEvent> = {}) =>
  historyItem(owner, {
    id: `0b5e7c1e-2f4a-4d83-9c6b-3a1f5d7e9b0${second}`,
    at: `2026-03-02T10:15:0${second}.250Z`,
    kind: 'status-changed',
    status: { from: 'creation-pending', to: 'creation-in-progress' },
    ...members,
  });

const put = () => client.commandCalls(PutEventsCommand).flatMap(({ args }) => args[0].input.Entries ?? []);
const accept = () =>
  client.on(PutEventsCommand).callsFake(({ Entries }) => ({ Entries: Entries.map(() => ({ EventId: 'id' })) }));

it('puts what was written on the bus, with its kind, its time and whose it is', async () => {
  accept();
  expect(await publish(item(1), item(2, { kind: 'secrets-revealed', by: 'someone' }))).toEqual({
    batchItemFailures: [],
  });
  expect(put().map(({ DetailType }) => DetailType)).toEqual([
    'Headworks Source Status Changed',
    'Headworks Source Secrets Revealed',
  ]);
  const [first] = put();
  expect(first).toMatchObject({ Source: 'headworks', Time: new Date('2026-03-02T10:15:01.250Z') });
  expect(JSON.parse(first?.Detail ?? '')).toEqual({
    version: '1',
    'organisation-id': owner['organisation-id'],
    'target-account-id': owner['target-account-id'],
    'source-id': owner.id,
    id: '0b5e7c1e-2f4a-4d83-9c6b-3a1f5d7e9b01',
    at: '2026-03-02T10:15:01.250Z',
    kind: 'status-changed',
    status: { from: 'creation-pending', to: 'creation-in-progress' },
  });
});

it('has the stream read again from the first event that was not taken', async () => {
  client
    .on(PutEventsCommand)
    .resolves({ Entries: [{ EventId: 'id' }, { ErrorCode: 'InternalFailure' }, { EventId: 'id' }] });
  expect(await publish(item(1), item(2), item(3))).toEqual({ batchItemFailures: [{ itemIdentifier: 'n1' }] });
  expect(warn).toHaveBeenCalledTimes(1);
});

it('fails when the bus cannot be reached, so that all is tried again', async () => {
  client.on(PutEventsCommand).rejects(new Error('no route'));
  await expect(publish(item(1))).rejects.toThrow('no route');
});

it('leaves out what another version wrote, and says so, but publishes the rest', async () => {
  accept();
  const strange: Record<string, unknown> = { ...item(2), kind: 'moved-to-mars' };
  expect(await publish(item(1), strange, item(3))).toEqual({ batchItemFailures: [] });
  expect(put()).toHaveLength(2);
  expect(problem).toHaveBeenCalledWith('An event is not known, and not published', {
    key: [strange.pk, strange.sk],
  });
});
