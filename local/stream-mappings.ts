import { randomUUID } from 'node:crypto';
import type { DynamoDb } from './aws/dynamodb';
import { type StreamRecord, streamArn } from './aws/dynamodb-streams';
import { checkPattern, type EventPattern, matchesPattern } from './aws/event-pattern';
import { type Role, refusal } from './aws/gate';
import type { DeadLetters } from './event-invocations';
import type { Functions } from './functions';
import { sessionOf } from './principals';
import type { Resource, Stack } from './template';

/** Lambda waits longer from one attempt to the next, up to this. */
const longestWaitMs = 60_000;

/** What the mappings of a stack work with; `speed` divides the waits between attempts. */
export interface MappingOptions {
  dynamodb: Pick<DynamoDb, 'changes' | 'forgetChanges' | 'onChange'>;
  functions: Pick<Functions, 'find' | 'invoke'>;
  deadLetters: Pick<DeadLetters, 'add'>;
  roles: Map<string, Role>;
  speed: number;
}

/** The properties of an AWS::Lambda::EventSourceMapping. */
interface Properties {
  EventSourceArn: string;
  FunctionName: string;
  StartingPosition: string;
  BatchSize?: number;
  FilterCriteria?: { Filters: { Pattern: string }[] };
  FunctionResponseTypes?: string[];
  BisectBatchOnFunctionError?: boolean;
  MaximumRetryAttempts?: number;
  DestinationConfig?: { OnFailure?: { Destination?: string } };
}

/** Hands what changes in the tables of a stack to the functions that the template maps to their streams. */
export class StreamMappings {
  private readonly mappings: Mapping[];

  /** Throws, naming the mapping, for what it does not understand and for what its function may not do. */
  constructor(stack: Stack, options: MappingOptions) {
    const tables = new Map(stack.of('AWS::DynamoDB::Table').map(({ arn, name }) => [streamArn(arn), name]));
    const resources = stack.of('AWS::Lambda::EventSourceMapping');
    this.mappings = resources.map((resource) => {
      const properties = resource.properties as unknown as Properties;
      const table = tables.get(properties.EventSourceArn);
      const refuse = (what: string) => new Error(`${resource.logicalId} cannot run locally: ${what}`);
      if (!table) throw refuse(`${properties.EventSourceArn} is no stream of a table of the stack`);
      if (properties.StartingPosition !== 'TRIM_HORIZON') throw refuse('a stream is read from TRIM_HORIZON');
      if (resources.filter((each) => each.properties.EventSourceArn === properties.EventSourceArn).length > 1)
        throw refuse('a stream has one reader');
      requireRights(resource, properties, stack, options);
      return new Mapping(table, properties, options);
    });
  }

  start(): void {
    for (const mapping of this.mappings) mapping.start();
  }

  /** Begins nothing more; what was not handled is handed over at the next start. */
  stop(): void {
    for (const mapping of this.mappings) mapping.stop();
  }
}

function requireRights({ logicalId }: Resource, properties: Properties, stack: Stack, options: MappingOptions): void {
  const { EventSourceArn, FunctionName, DestinationConfig } = properties;
  const target = options.functions.find(FunctionName);
  const role = options.roles.get(String(target?.properties.Role));
  if (!target || !role) throw new Error(`${logicalId} cannot run locally: there is no function ${FunctionName}`);
  const reading = ['DescribeStream', 'GetRecords', 'GetShardIterator'].map((name) => `dynamodb:${name}`);
  const destination = DestinationConfig?.OnFailure?.Destination;
  const required = [
    ...reading.map((action) => ({ action, resource: EventSourceArn })),
    { action: 'dynamodb:ListStreams', resource: '*' },
    ...(destination ? [{ action: 'sqs:SendMessage', resource: destination }] : []),
  ];
  for (const each of required) {
    const refused = refusal(sessionOf(role, target.name, stack.account), each, stack.region);
    if (refused) throw new Error(`${logicalId}: ${refused}`);
  }
}

/** One mapping: a batch at a time, in the order of the changes. */
class Mapping {
  private readonly patterns: EventPattern[];
  private readonly batchSize: number;
  /** How many records the next batch has at most: halved by a failure, where the mapping bisects. */
  private size: number;
  private attempts = 0;
  private isWanted = false;
  private isRunning = false;
  private isStopped = true;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly table: string,
    private readonly properties: Properties,
    private readonly options: MappingOptions,
  ) {
    const filters = properties.FilterCriteria?.Filters ?? [];
    this.patterns = filters.map(({ Pattern }) => JSON.parse(Pattern) as EventPattern);
    for (const pattern of this.patterns) checkPattern(pattern, 'FilterCriteria');
    this.batchSize = this.size = properties.BatchSize ?? 100;
  }

  start(): void {
    this.isStopped = false;
    this.options.dynamodb.onChange(this.table, () => this.wake());
    this.wake();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private wake(): void {
    this.isWanted = true;
    // One that waits for its next attempt goes on with it.
    if (this.isRunning || this.timer) return;
    this.isRunning = true;
    void this.run()
      .catch((error) => this.isStopped || console.error(`the stream of ${this.table}:`, error))
      .finally(() => {
        this.isRunning = false;
        if (this.isWanted && !this.isStopped) this.wake();
      });
  }

  private async run(): Promise<void> {
    while (this.isWanted && !this.isStopped && !this.timer) {
      this.isWanted = false;
      const { batch, others } = await this.read();
      await this.options.dynamodb.forgetChanges(this.table, others);
      if (batch.length > 0 && !this.isStopped) await this.handOver(batch);
    }
  }

  /** The next batch, and what its filters leave out. */
  private async read(): Promise<{ batch: StreamRecord[]; others: StreamRecord[] }> {
    const [batch, others]: [StreamRecord[], StreamRecord[]] = [[], []];
    for await (const record of this.options.dynamodb.changes(this.table)) {
      const isWanted = this.patterns.length === 0 || this.patterns.some((each) => matchesPattern(each, record));
      (isWanted ? batch : others).push(record);
      if (batch.length === this.size) break;
    }
    return { batch, others };
  }

  private async handOver(batch: StreamRecord[]): Promise<void> {
    const { dynamodb, functions } = this.options;
    const { FunctionName, MaximumRetryAttempts = -1, BisectBatchOnFunctionError } = this.properties;
    const requestId = randomUUID();
    const outcome = await functions.invoke(FunctionName, JSON.stringify({ Records: batch }), requestId);
    // An invocation that the end of the system cut off has not failed.
    if (this.isStopped && outcome.failed) return;
    const handled = outcome.failed ? 0 : this.handledIn(batch, outcome.result);
    this.isWanted = true;
    await dynamodb.forgetChanges(this.table, batch.slice(0, handled));
    if (handled > 0) this.attempts = 0;
    if (handled === batch.length) {
      this.size = this.batchSize;
      return;
    }
    const left = batch.slice(handled);
    this.attempts++;
    if (MaximumRetryAttempts >= 0 && this.attempts > MaximumRetryAttempts) return this.giveUp(left, requestId);
    if (BisectBatchOnFunctionError) this.size = Math.ceil(left.length / 2);
    const waitMs = Math.min(2 ** this.attempts * 500, longestWaitMs) / this.options.speed;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.wake();
    }, waitMs).unref();
  }

  /** How many of a batch a function has handled, by what it answered. */
  private handledIn(batch: StreamRecord[], result = 'null'): number {
    if (!this.properties.FunctionResponseTypes?.includes('ReportBatchItemFailures')) return batch.length;
    const answer = JSON.parse(result) as { batchItemFailures?: { itemIdentifier?: string }[] | null } | null;
    const failures = answer?.batchItemFailures ?? [];
    if (failures.length === 0) return batch.length;
    const places = failures.map(({ itemIdentifier }) =>
      batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
    );
    // One that is not of the batch fails all of it.
    return Math.max(0, Math.min(...places));
  }

  private async giveUp(left: StreamRecord[], requestId: string): Promise<void> {
    const { EventSourceArn, FunctionName, DestinationConfig } = this.properties;
    const destination = DestinationConfig?.OnFailure?.Destination;
    const { attempts } = this;
    [this.attempts, this.size] = [0, this.batchSize];
    // Like the service, tells where the records are, and not what is in them.
    if (destination)
      this.options.deadLetters.add(destination, {
        version: '1.0',
        timestamp: new Date().toISOString(),
        requestContext: {
          requestId,
          functionArn: this.options.functions.find(FunctionName)?.arn,
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: attempts,
        },
        DDBStreamBatchInfo: {
          shardId: 'shardId-00000000000000000000-00000000',
          startSequenceNumber: left[0]?.dynamodb.SequenceNumber,
          endSequenceNumber: left.at(-1)?.dynamodb.SequenceNumber,
          batchSize: left.length,
          streamArn: EventSourceArn,
        },
      });
    await this.options.dynamodb.forgetChanges(this.table, left);
  }
}
