import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { clientDefaults } from '../../lambdas/aws/client-defaults';

it('has the SDK copy no answer for a log that nobody writes', async () => {
  const client = new DynamoDBClient({ ...clientDefaults, region: 'eu-west-1' });
  let reads = 0;
  const Item = {
    get pk() {
      reads += 1;
      return { S: 'a' };
    },
  };
  // In the place of all that sends a request.
  client.middlewareStack.add(() => async () => ({ response: {}, output: { $metadata: {}, Item } }), {
    step: 'serialize',
    priority: 'high',
  });
  const answer = await client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));
  expect(reads).toBe(0);
  expect(answer.Item?.pk).toEqual({ S: 'a' });
});
