import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DynamoStore } from '../../../local/aws/dynamodb-store';
import { home, inTemporaryFolder } from '../../support/aws-endpoint';

// Processes take their time to start on a busy machine.
jest.setTimeout(30_000);

/** Moves a counter of two items and its index entry forward in transactions, and prints each step it was told is done. */
const writer = `
  const { dynamoDb } = require('./local/aws/dynamodb.ts');
  const { DynamoStore } = require('./local/aws/dynamodb-store.ts');
  const { transactWrite } = require('./local/aws/dynamodb-transactions.ts');
  const directory = process.argv[1];
  const home = { account: '111122223333', region: 'eu-west-1', indexDelayMs: 5 };
  const key = (name) => ({ AttributeName: name, KeyType: 'HASH' });
  const table = {
    TableName: 'counters',
    KeySchema: [key('id')],
    AttributeDefinitions: ['id', 'step'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [{ IndexName: 'by-step', KeySchema: [key('step')], Projection: { ProjectionType: 'ALL' } }],
  };
  (async () => {
    const db = dynamoDb({ ...home, directory });
    await db.open();
    await db.createTable(table);
    await db.close();
    const store = new DynamoStore({ ...home, directory });
    await store.open();
    for (let step = 0; ; step++) {
      const items = ['a', 'b'].map((id) => ({ id: { S: id }, step: { S: String(step) } }));
      await transactWrite(store, { TransactItems: items.map((Item) => ({ Put: { TableName: 'counters', Item } })) });
      console.log(step);
    }
  })();
`;

async function killAfter(directory: string, steps: number): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', writer, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = -1;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    if (last === steps) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

it.each([1, 7, 60])('after SIGKILL at step %d every transaction is whole, and so is the index', (steps) =>
  inTemporaryFolder(async (directory) => {
    const confirmed = await killAfter(directory, steps);
    const store = new DynamoStore({ ...home, directory, indexDelayMs: 0 });
    await store.open();
    const { Items } = await store.read('Scan', { TableName: 'counters' });
    const indexed = await store.read('Scan', { TableName: 'counters', IndexName: 'by-step' });
    await store.close();
    const reached = (Items as { step: { S: string } }[]).map(({ step }) => Number(step.S));
    expect(reached).toHaveLength(2);
    expect(reached[0]).toBe(reached[1]);
    expect(reached[0]).toBeGreaterThanOrEqual(confirmed);
    expect(indexed.Items).toEqual(Items);
  }));
