import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from './aws/protocol';
import type { ExecutionEnvironment, Outcome } from './execution-environment';
import { type EnvironmentOptions, HostedFunction } from './hosted-function';
import type { Resource, Stack } from './template';

/** At most this many invocations of one function run at a time; more wait their turn. */
const environmentsPerFunction = 4;
/** Loading a bundle takes longer than most invocations, so another environment is made only after waiting this long for a busy one. */
const patienceMilliseconds = 400;
/** A loaded bundle costs about this much memory, megabytes, and loading it a quarter of a second of a processor. */
const environmentMb = 15;
/** However much memory the rest of the process takes, so many idle environments stay. */
const leastIdle = 6;
const idleMilliseconds = 600_000;
/** Nothing is loaded ahead until nothing has been invoked for so long: loading is to slow down nobody's call. */
const quietMilliseconds = 1000;
/** Functions are loaded ahead of their first invocation up to this part of the memory that they may fill. */
const preloadPart = 0.8;
const payloadBytes = 6 * 1024 * 1024;

interface Slot {
  pool: Pool;
  environment: ExecutionEnvironment;
  idleSince?: number;
}

/** The environments of one function. */
interface Pool {
  hosted: HostedFunction;
  slots: Set<Slot>;
  /** Those who wait for an environment, longest first. */
  waiting: Set<(isFree: boolean) => void>;
}

/** What the functions are given from outside the template. */
export interface FunctionOptions extends EnvironmentOptions {
  /** Above this much memory of the process idle environments are ended, down to a few; megabytes, 380 if absent. */
  memoryMb?: number;
}

/** Runs the Lambda functions of a stack: the real bundles, each in worker threads with its own environment and credentials. */
export class Functions {
  private readonly byName = new Map<string, Pool>();
  private readonly idle = new Set<Slot>();
  private readonly sweeper: NodeJS.Timeout;
  private readonly roomyBytes: number;
  private readonly mostIdle: number;
  private closed = false;
  private lastCall = -quietMilliseconds;

  constructor(stack: Stack, options: FunctionOptions) {
    for (const resource of stack.of('AWS::Lambda::Function')) {
      this.byName.set(resource.name, {
        hosted: new HostedFunction(resource, stack, options),
        slots: new Set(),
        waiting: new Set(),
      });
    }
    const { memoryMb = 380 } = options;
    this.roomyBytes = memoryMb * 1e6;
    this.mostIdle = memoryMb / environmentMb;
    mkdirSync(options.logFolder, { recursive: true });
    this.sweeper = setInterval(() => this.endIdle(Date.now() - idleMilliseconds), idleMilliseconds / 4).unref();
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
    this.lastCall = performance.now();
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
   * Loads functions before anybody asks for them, as provisioned concurrency does: one at a time, in the template's
   * order, while nothing is invoked and for as long as there is memory.
   */
  async preload(): Promise<void> {
    for (const pool of this.byName.values()) {
      await this.quiet();
      if (!this.hasRoom()) return;
      if (pool.slots.size === 0) await this.load(pool);
    }
  }

  /**
   * Loads these functions as `preload` does, two at a time, but gives up after one for which there was no compiled code:
   * compiling them all takes too long to be waited for. Resolves when no more is to be loaded.
   */
  async preloadCompiled(resources: Resource[]): Promise<void> {
    const left = resources.values();
    let areCompiled = true;
    const lane = async () => {
      for (const { name } of left) {
        const pool = this.byName.get(name);
        if (!this.hasRoom() || !areCompiled) return;
        if (pool?.slots.size === 0) areCompiled = (await this.load(pool)) && areCompiled;
      }
    };
    await Promise.all([lane(), lane()]);
  }

  /** Ends every worker thread. */
  close(): void {
    this.closed = true;
    clearInterval(this.sweeper);
    for (const { slots, hosted } of this.byName.values()) {
      for (const slot of slots) slot.environment.end();
      hosted.close();
    }
  }

  private async quiet(): Promise<void> {
    for (;;) {
      const left = this.lastCall + quietMilliseconds - performance.now();
      if (left <= 0 || this.closed) return;
      await delay(left, undefined, { ref: false });
    }
  }

  private hasRoom(): boolean {
    return !this.closed && process.memoryUsage.rss() <= preloadPart * this.roomyBytes;
  }

  /** Answers whether there was compiled code. */
  private load(pool: Pool): Promise<boolean> {
    const slot = { pool, environment: pool.hosted.environment(true), idleSince: Date.now() };
    pool.slots.add(slot);
    this.idle.add(slot);
    return slot.environment.ready();
  }

  private async take(pool: Pool): Promise<Slot> {
    const reserved = pool.hosted.resource.properties.ReservedConcurrentExecutions;
    const limit = Math.min(environmentsPerFunction, reserved === undefined ? Infinity : Number(reserved));
    let patient = true;
    for (;;) {
      for (const slot of pool.slots) {
        if (slot.idleSince === undefined) continue;
        if (!slot.environment.alive) this.drop(slot);
        else {
          slot.idleSince = undefined;
          this.idle.delete(slot);
          return slot;
        }
      }
      if (pool.slots.size === 0 || (!patient && pool.slots.size < limit)) {
        const slot = { pool, environment: pool.hosted.environment(false) };
        pool.slots.add(slot);
        return slot;
      }
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
    this.lastCall = performance.now();
    if (slot.environment.alive) {
      slot.idleSince = Date.now();
      this.idle.add(slot);
      const { size } = this.idle;
      // Any of them: workflows go round through all functions, where ending the longest idle would always end the next in turn.
      const victim = [...this.idle][Math.floor(Math.random() * size)];
      if (victim && (size > this.mostIdle || (size > leastIdle && process.memoryUsage.rss() > this.roomyBytes)))
        this.drop(victim);
    } else {
      this.drop(slot);
    }
    const [next] = slot.pool.waiting;
    next?.(true);
  }

  private drop(slot: Slot): void {
    slot.environment.end();
    slot.pool.slots.delete(slot);
    this.idle.delete(slot);
  }

  private endIdle(before: number): void {
    for (const slot of this.idle) if ((slot.idleSince ?? before) <= before) this.drop(slot);
  }
}
