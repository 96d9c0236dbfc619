import type { StreamRecord } from '../../local/aws/dynamodb-streams';
import type { Outcome } from '../../local/execution-environment';
import { templateRoles } from '../../local/principals';
import { StreamMappings } from '../../local/stream-mappings';
import { resolveTemplate, type Stack } from '../../local/template';
import { home } from '../support/aws-endpoint';

const tableArn = { 'Fn::GetAtt': ['Table', 'Arn'] };
const streamArn = { 'Fn::GetAtt': ['Table', 'StreamArn'] };
const queueArn = { 'Fn::GetAtt': ['Letters', 'Arn'] };
const reading = [
  ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`),
  'sqs:SendMessage',
];

/** A stack with a table, its stream, a function and the mapping between them, with properties of your own. */
function stackOf(mapping: object = {}, actions = reading): Stack {
  const AssumeRolePolicyDocument = { Statement: [] };
  const Statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  const resources = {
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [], AttributeDefinitions: [], StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
    },
    Letters: { Type: 'AWS::SQS::Queue' },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument, Policies: [{ PolicyDocument: { Statement } }] },
    },
    Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: streamArn,
        FunctionName: { Ref: 'Function' },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 4,
        ...mapping,
      },
    },
  };
  const resolved = resolveTemplate('Test', { Resources: resources }, {}, home);
  const of = (type: string) => resolved.resources.filter((each) => each.type === type);
  return { ...home, name: 'Test', ...resolved, of, assetFolder: () => '' };
}

const record = (name: string): StreamRecord => ({
  eventID: name,
  eventName: name.startsWith('x') ? 'MODIFY' : 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: home.region,
  eventSourceARN: 'arn',
  dynamodb: { ApproximateCreationDateTime: 1, Keys: {}, SequenceNumber: name, StreamViewType: 'NEW_IMAGE' },
});

/** What a function makes of a batch: the outcome, or the name of the first that it could not handle. */
type Handle = (names: string[]) => Outcome | string | undefined;

function start(stack: Stack, names: string[], handle: Handle) {
  const left = names.map(record);
  const [batches, letters]: [string[][], unknown[]] = [[], []];
  let onChange: (() => void) | undefined;
  const answer = (failed: string | undefined) =>
    JSON.stringify({ batchItemFailures: failed ? [{ itemIdentifier: failed }] : [] });
  const mappings = new StreamMappings(stack, {
    dynamodb: {
      async *changes() {
        yield* [...left];
      },
      async forgetChanges(_, changes) {
        for (const change of changes) left.splice(left.indexOf(change), 1);
      },
      onChange: (_, listener) => {
        onChange = listener;
      },
    },
    functions: {
      find: () => stack.of('AWS::Lambda::Function')[0],
      invoke: async (_, event) => {
        const batch = (JSON.parse(event).Records as StreamRecord[]).map(({ dynamodb }) => dynamodb.SequenceNumber);
        batches.push(batch);
        const made = handle(batch);
        return typeof made === 'object' ? made : { result: answer(made) };
      },
    },
    deadLetters: { add: (...letter) => letters.push(letter) },
    roles: templateRoles(stack),
    speed: 1_000_000,
  });
  mappings.start();
  const change = (...more: string[]) => {
    left.push(...more.map(record));
    onChange?.();
  };
  return { mappings, batches, letters, left, change };
}

/** Waits until nothing is left to be handed over. */
async function emptied({ left }: { left: unknown[] }): Promise<void> {
  for (let turns = 0; left.length > 0; turns++) {
    if (turns > 10_000) throw new Error(`left: ${JSON.stringify(left)}`);
    await new Promise(setImmediate);
  }
}

const failure: Outcome = { failed: { errorType: 'Error', errorMessage: 'broken' } };
const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'] };

it('hands over what is there and what comes, in order and in batches', async () => {
  const run = start(stackOf(), ['a', 'b', 'c', 'd', 'e'], () => undefined);
  await emptied(run);
  run.change('f');
  await emptied(run);
  expect(run.batches).toEqual([['a', 'b', 'c', 'd'], ['e'], ['f']]);
});

it('hands over what its filters let through, and forgets the rest', async () => {
  const Filters = [{ Pattern: '{"eventName":["INSERT"]}' }];
  const run = start(stackOf({ FilterCriteria: { Filters } }), ['x1', 'a', 'x2', 'b'], () => undefined);
  await emptied(run);
  expect(run.batches).toEqual([['a', 'b']]);
});

it('goes on from the first that the function reports as failed', async () => {
  const failing = new Set(['b']);
  const run = start(stackOf(reporting), ['a', 'b', 'c'], (names) => names.find((name) => failing.delete(name)));
  await emptied(run);
  expect(run.batches).toEqual([
    ['a', 'b', 'c'],
    ['b', 'c'],
  ]);
});

it('takes a report for nothing where the mapping does not ask for it', async () => {
  const run = start(stackOf(), ['a', 'b'], () => 'a');
  await emptied(run);
  expect(run.batches).toEqual([['a', 'b']]);
});

it('takes a report of what was not in the batch for a failure of all', async () => {
  let calls = 0;
  const run = start(stackOf(reporting), ['a', 'b'], () => (calls++ === 0 ? 'z' : undefined));
  await emptied(run);
  expect(run.batches).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

it('halves a batch that fails, gives up what fails for good alone, and says where it was', async () => {
  const mapping = {
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 3,
    DestinationConfig: { OnFailure: { Destination: queueArn } },
  };
  const run = start(stackOf(mapping), ['a', 'b', 'bad', 'd'], (names) => (names.includes('bad') ? failure : undefined));
  await emptied(run);
  expect(run.batches.slice(0, 2)).toEqual([
    ['a', 'b', 'bad', 'd'],
    ['a', 'b'],
  ]);
  expect(run.batches.at(-1)).toContain('d');
  expect(run.letters).toEqual([
    [
      'arn:aws:sqs:eu-west-1:111122223333:Test-Letters',
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RetryAttemptsExhausted' }),
        DDBStreamBatchInfo: expect.objectContaining({
          startSequenceNumber: 'bad',
          endSequenceNumber: 'bad',
          batchSize: 1,
        }),
      }),
    ],
  ]);
});

it('tries for ever where the mapping sets no limit', async () => {
  let failures = 20;
  const run = start(stackOf(), ['a'], () => (failures-- > 0 ? failure : undefined));
  await emptied(run);
  expect(run.batches).toHaveLength(21);
  expect(run.letters).toEqual([]);
});

it('keeps what was not handled when it is stopped', async () => {
  const run = start(stackOf(), ['a'], () => {
    run.mappings.stop();
    return failure;
  });
  while (run.batches.length === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(run.left.map(({ eventID }) => eventID)).toEqual(['a']);
});

it.each<[string, object, string]>([
  ['a place to start that would lose changes', { StartingPosition: 'LATEST' }, 'read from TRIM_HORIZON'],
  ['a stream that is not of the stack', { EventSourceArn: tableArn }, 'is no stream of a table'],
  ['a filter it does not know', { FilterCriteria: { Filters: [{ Pattern: '{"a":[{"odd":1}]}' }] } }, 'not understood'],
  ['a property it does not know', { ParallelizationFactor: 2 }, 'ParallelizationFactor is not known here'],
])('refuses %s', (_, mapping, message) => {
  expect(() => start(stackOf(mapping), [], () => undefined)).toThrow(message);
});

it.each(reading)('refuses a function that may not do %s', (action) => {
  const mapping = { DestinationConfig: { OnFailure: { Destination: queueArn } } };
  const stack = stackOf(
    mapping,
    reading.filter((each) => each !== action),
  );
  expect(() => start(stack, [], () => undefined)).toThrow(`not authorized to perform: ${action}`);
});
