import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { ServiceError } from './aws/protocol';
import type { ExecutionEnvironment, Outcome } from './execution-environment';
import { FunctionThread } from './function-thread';
import { type EnvironmentOptions, HostedFunction } from './hosted-function';
import type { Resource, Stack } from './template';

/** At most this many invocations of one function run at a time; more wait their turn. */
const environmentsPerFunction = 4;
/** Loading a bundle takes longer than most invocations, so another environment is made only after waiting this long for a busy one. */
const patienceMilliseconds = 400;
/** The environments are spread over so many threads, as there are processors. */
const threadCount = Math.min(4, Math.max(2, availableParallelism()));
const payloadBytes = 6 * 1024 * 1024;

interface Slot {
  pool: Pool;
  environment: ExecutionEnvironment;
  isIdle: boolean;
}

/** The environments of one function. */
interface Pool {
  hosted: HostedFunction;
  slots: Set<Slot>;
  /** Those who wait for an environment, longest first. */
  waiting: Set<(isFree: boolean) => void>;
}

/** Runs the Lambda functions of a stack: the real bundles, each with its own environment and credentials, in worker threads that they share. */
export class Functions {
  private readonly byName = new Map<string, Pool>();
  private readonly threads: FunctionThread[] = [];
  private made = 0;
  private closed = false;

  constructor(
    stack: Stack,
    private readonly options: EnvironmentOptions,
  ) {
    for (const resource of stack.of('AWS::Lambda::Function')) {
      this.byName.set(resource.name, {
        hosted: new HostedFunction(resource, stack, options),
        slots: new Set(),
        waiting: new Set(),
      });
    }
    mkdirSync(options.logFolder, { recursive: true });
  }

  /** The function with this name or ARN, or undefined. */
  find(nameOrArn: string): Resource | undefined {
    return this.byName.get(nameOrArn.replace(/^arn:aws:lambda:[^:]+:\d+:function:/, ''))?.hosted.resource;
  }

  /** Invokes a function and waits for its answer; throws ServiceError as the Invoke API does when it is never run. */
  async invoke(nameOrArn: string, event: string, requestId: string = randomUUID()): Promise<Outcome> {
    const pool = this.byName.get(this.find(nameOrArn)?.name ?? '');
    if (!pool) throw new ServiceError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    if (Buffer.byteLength(event) > payloadBytes) {
      const text = `${Buffer.byteLength(event)} byte payload is too large for the RequestResponse invocation type (limit ${payloadBytes} bytes)`;
      throw new ServiceError('RequestTooLargeException', text, 413);
    }
    const slot = await this.take(pool);
    const { name, arn, properties } = pool.hosted.resource;
    const outcome = await slot.environment.invoke({
      event,
      timeoutSeconds: Number(properties.Timeout ?? 3),
      context: {
        awsRequestId: requestId,
        functionName: name,
        functionVersion: '$LATEST',
        invokedFunctionArn: arn,
        memoryLimitInMB: String(properties.MemorySize ?? 128),
        logGroupName: `/aws/lambda/${name}`,
        logStreamName: 'local',
      },
    });
    this.giveBack(slot);
    if (outcome.failed) pool.hosted.log.write(`${JSON.stringify({ requestId, ...outcome.failed })}\n`);
    if (outcome.result !== undefined && Buffer.byteLength(outcome.result) > payloadBytes) {
      const errorMessage = `Response payload size exceeded maximum allowed payload size (${payloadBytes} bytes).`;
      return { failed: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
    }
    return outcome;
  }

  /**
   * Loads these functions before anybody asks for them, as provisioned concurrency does: in their order, as many at a
   * time as there are threads. Gives up after one for which there was no compiled code: compiling them all takes too long to be
   * waited for.
   */
  async preload(resources: Resource[]): Promise<void> {
    const left = resources.values();
    let areCompiled = true;
    const lane = async () => {
      for (const { name } of left) {
        const pool = this.byName.get(name);
        if (this.closed || !areCompiled) return;
        if (pool?.slots.size === 0) areCompiled = (await this.load(pool)) && areCompiled;
      }
    };
    await Promise.all(Array.from({ length: threadCount }, lane));
  }

  /** Ends every worker thread. */
  close(): void {
    this.closed = true;
    for (const thread of this.threads) thread.end();
    for (const { hosted } of this.byName.values()) hosted.close();
  }

  /** Answers whether there was compiled code. */
  private load(pool: Pool): Promise<boolean> {
    return this.slot(pool, true).environment.ready();
  }

  private slot(pool: Pool, isIdle: boolean): Slot {
    const slot = { pool, environment: pool.hosted.environment(this.thread()), isIdle };
    pool.slots.add(slot);
    return slot;
  }

  /** The threads take turns; one that has ended is made again. */
  private thread(): FunctionThread {
    const turn = this.made % threadCount;
    this.made += 1;
    const thread = this.threads[turn];
    if (thread?.alive) return thread;
    this.threads[turn] = new FunctionThread(this.options.endpointUrl);
    return this.threads[turn];
  }

  private async take(pool: Pool): Promise<Slot> {
    const reserved = pool.hosted.resource.properties.ReservedConcurrentExecutions;
    const limit = Math.min(environmentsPerFunction, reserved === undefined ? Infinity : Number(reserved));
    let patient = true;
    for (;;) {
      if (this.closed) throw new ServiceError('ServiceException', 'The functions are being stopped', 500);
      for (const slot of pool.slots) {
        if (!slot.isIdle) continue;
        if (!slot.environment.alive) pool.slots.delete(slot);
        else {
          slot.isIdle = false;
          return slot;
        }
      }
      if (pool.slots.size === 0 || (!patient && pool.slots.size < limit)) return this.slot(pool, false);
      if (limit === reserved && pool.slots.size === limit) {
        throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
      }
      patient = await this.released(pool, pool.slots.size < limit ? patienceMilliseconds : undefined);
    }
  }

  /** Waits until an environment of the function is free and answers true, or false after a time. */
  private released(pool: Pool, milliseconds?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => free(false), milliseconds);
      const free = (isFree: boolean) => {
        clearTimeout(timer);
        pool.waiting.delete(free);
        resolve(isFree);
      };
      pool.waiting.add(free);
    });
  }

  private giveBack(slot: Slot): void {
    slot.isIdle = true;
    if (!slot.environment.alive) slot.pool.slots.delete(slot);
    const [next] = slot.pool.waiting;
    next?.(true);
  }
}
