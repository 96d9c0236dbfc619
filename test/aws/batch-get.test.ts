import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { getItems } from '../../lambdas/aws/batch-get';
import { Transient } from '../../lambdas/domain/errors';

// The pauses pass at once.
jest.spyOn(global, 'setTimeout').mockImplementation(((then: () => void) => setImmediate(then)) as never);

const client = new DynamoDBClient({ region: 'eu-west-1' });
const dynamodb = mockClient(client);
beforeEach(() => dynamodb.reset());

const [record, account] = [
  { pk: 'source#1', sk: 'record' },
  { pk: 'organisation#1', sk: 'account#1' },
];
const left = (...keys: object[]) => ({ UnprocessedKeys: { table: { Keys: keys.map((key) => marshall(key)) } } });
const read = () => getItems(client, 'table', [record, account]);
const asked = () =>
  dynamodb.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.table?.Keys);

describe('items that are read together', () => {
  it('are asked for again where a throttled table has left some out', async () => {
    dynamodb
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { table: [marshall(record)] }, ...left(account) })
      .resolvesOnce({ Responses: { table: [marshall(account)] } });
    expect([...(await read()).values()]).toEqual([record, account]);
    expect(asked()).toEqual([[marshall(record), marshall(account)], [marshall(account)]]);
  });

  it('are transient to miss once it has left them out four times', async () => {
    dynamodb.on(BatchGetItemCommand).resolves(left(record, account));
    await expect(read()).rejects.toThrow(Transient);
    expect(asked()).toHaveLength(4);
  });
});
