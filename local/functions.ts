import { randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from './aws/protocol';
import { ExecutionEnvironment, type Outcome } from './execution-environment';
import { accessKeyOf } from './principals';
import type { Resource, Stack } from './template';

/** At most this many invocations of one function run at a time; more wait their turn. */
const environmentsPerFunction = 4;
/** Loading a bundle takes longer than most invocations, so another environment is made only after waiting this long for a busy one. */
const patienceMilliseconds = 400;
/** A loaded bundle costs about 15 MB, and loading it a quarter of a second of a processor. */
const idleEnvironments = { least: 6, most: 24 };
const idleMilliseconds = 600_000;
/** Nothing is loaded ahead until nothing has been invoked for so long: loading is to slow down nobody's call. */
const quietMilliseconds = 1000;
/** Functions are loaded ahead of their first invocation up to this part of the memory that they may fill. */
const preloadPart = 0.8;
const payloadBytes = 6 * 1024 * 1024;

interface Slot {
  function: HostedFunction;
  environment: ExecutionEnvironment;
  idleSince?: number;
}

interface HostedFunction {
  resource: Resource;
  slots: Set<Slot>;
  /** Those who wait for an environment, longest first. */
  waiting: Set<(isFree: boolean) => void>;
  log: Writable | undefined;
}

/** What the functions are given from outside the template. */
export interface FunctionOptions {
  /** Where the functions find AWS. */
  endpointUrl: string;
  /** One log file a function is written here. */
  logFolder: string;
  /** The compiled code of each function is kept here, so that the next start loads it in half the time; not kept if absent. */
  codeFolder?: string;
  /** Above this much memory of the process idle environments are ended, down to a few; megabytes, 380 if absent. */
  memoryMb?: number;
  /** Shows the logs on stderr too. */
  verbose?: boolean;
}

/** Runs the Lambda functions of a stack: the real bundles, each in worker threads with its own environment and credentials. */
export class Functions {
  private readonly byName = new Map<string, HostedFunction>();
  private readonly idle = new Set<Slot>();
  private readonly sweeper: NodeJS.Timeout;
  private readonly roomyBytes: number;
  private closed = false;
  private lastCall = -quietMilliseconds;

  constructor(
    private readonly stack: Stack,
    private readonly options: FunctionOptions,
  ) {
    for (const resource of stack.of('AWS::Lambda::Function')) {
      this.byName.set(resource.name, { resource, slots: new Set(), waiting: new Set(), log: undefined });
    }
    this.roomyBytes = (options.memoryMb ?? 380) * 1e6;
    mkdirSync(options.logFolder, { recursive: true });
    this.sweeper = setInterval(() => this.endIdle(Date.now() - idleMilliseconds), idleMilliseconds / 4).unref();
  }

  /** The function with this name or ARN, or undefined. */
  find(nameOrArn: string): Resource | undefined {
    return this.byName.get(nameOrArn.replace(/^arn:aws:lambda:[^:]+:\d+:function:/, ''))?.resource;
  }

  /** Invokes a function and waits for its answer; throws ServiceError as the Invoke API does when it is never run. */
  async invoke(nameOrArn: string, event: string, requestId: string = randomUUID()): Promise<Outcome> {
    const hosted = this.byName.get(this.find(nameOrArn)?.name ?? '');
    if (!hosted) throw new ServiceError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    if (Buffer.byteLength(event) > payloadBytes) {
      const text = `${Buffer.byteLength(event)} byte payload is too large for the RequestResponse invocation type (limit ${payloadBytes} bytes)`;
      throw new ServiceError('RequestTooLargeException', text, 413);
    }
    this.lastCall = performance.now();
    const slot = await this.take(hosted);
    const { name, arn, properties } = hosted.resource;
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
    if (outcome.failed) this.logOf(hosted).write(`${JSON.stringify({ requestId, ...outcome.failed })}\n`);
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
    for (const hosted of this.byName.values()) {
      await this.quiet();
      if (!this.hasRoom()) return;
      if (hosted.slots.size === 0) await this.load(hosted);
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
        const hosted = this.byName.get(name);
        if (!this.hasRoom() || !areCompiled) return;
        if (hosted?.slots.size === 0) areCompiled = (await this.load(hosted)) && areCompiled;
      }
    };
    await Promise.all([lane(), lane()]);
  }

  /** Ends every worker thread. */
  close(): void {
    this.closed = true;
    clearInterval(this.sweeper);
    for (const { slots, log } of this.byName.values()) {
      for (const slot of slots) slot.environment.end();
      log?.end();
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
  private load(hosted: HostedFunction): Promise<boolean> {
    const slot = { function: hosted, environment: this.environment(hosted, true), idleSince: Date.now() };
    hosted.slots.add(slot);
    this.idle.add(slot);
    return slot.environment.ready();
  }

  private async take(hosted: HostedFunction): Promise<Slot> {
    const reserved = hosted.resource.properties.ReservedConcurrentExecutions;
    const limit = Math.min(environmentsPerFunction, reserved === undefined ? Infinity : Number(reserved));
    let patient = true;
    for (;;) {
      for (const slot of hosted.slots) {
        if (slot.idleSince === undefined) continue;
        if (!slot.environment.alive) this.drop(slot);
        else {
          slot.idleSince = undefined;
          this.idle.delete(slot);
          return slot;
        }
      }
      if (hosted.slots.size === 0 || (!patient && hosted.slots.size < limit)) {
        const slot = { function: hosted, environment: this.environment(hosted, false) };
        hosted.slots.add(slot);
        return slot;
      }
      if (limit === reserved && hosted.slots.size === limit) {
        throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
      }
      patient = await this.released(hosted, hosted.slots.size < limit ? patienceMilliseconds : undefined);
    }
  }

  /** Waits until an environment of the function is free and answers true, or false after a time. */
  private released(hosted: HostedFunction, milliseconds?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => free(false), milliseconds);
      const free = (isFree: boolean) => {
        clearTimeout(timer);
        hosted.waiting.delete(free);
        resolve(isFree);
      };
      hosted.waiting.add(free);
    });
  }

  private giveBack(slot: Slot): void {
    this.lastCall = performance.now();
    if (slot.environment.alive) {
      slot.idleSince = Date.now();
      this.idle.add(slot);
      const { size } = this.idle;
      const { least, most } = idleEnvironments;
      // Any of them: workflows go round through all functions, where ending the longest idle would always end the next in turn.
      const victim = [...this.idle][Math.floor(Math.random() * size)];
      if (victim && (size > most || (size > least && process.memoryUsage.rss() > this.roomyBytes))) this.drop(victim);
    } else {
      this.drop(slot);
    }
    const [next] = slot.function.waiting;
    next?.(true);
  }

  private drop(slot: Slot): void {
    slot.environment.end();
    slot.function.slots.delete(slot);
    this.idle.delete(slot);
  }

  private endIdle(before: number): void {
    for (const slot of this.idle) if ((slot.idleSince ?? before) <= before) this.drop(slot);
  }

  private environment(hosted: HostedFunction, isAhead: boolean): ExecutionEnvironment {
    const { properties } = hosted.resource;
    const code = properties.Code as { S3Key: string };
    const [module = 'index', exported = 'handler'] = String(properties.Handler).split('.');
    return new ExecutionEnvironment({
      file: join(this.stack.assetFolder(code.S3Key), `${module}.js`),
      exported,
      codeFile: this.options.codeFolder && join(this.options.codeFolder, hosted.resource.name),
      isAhead,
      env: this.variables(hosted.resource),
      memoryMb: Number(properties.MemorySize ?? 128),
      log: this.logOf(hosted),
    });
  }

  private variables({ name, properties }: Resource): Record<string, string> {
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
    return {
      TZ: 'UTC',
      AWS_REGION: this.stack.region,
      AWS_DEFAULT_REGION: this.stack.region,
      AWS_ENDPOINT_URL: this.options.endpointUrl,
      AWS_ACCESS_KEY_ID: accessKeyOf(name),
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SESSION_TOKEN: 'local',
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize ?? 128),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...Variables,
    };
  }

  private logOf(hosted: HostedFunction): Writable {
    if (!hosted.log) {
      const file = createWriteStream(join(this.options.logFolder, `${hosted.resource.name}.log`), { flags: 'a' });
      // Four workers write to one stream at a time; the limit on listeners is about leaks, and there are none.
      hosted.log = new PassThrough().setMaxListeners(0);
      hosted.log.pipe(file);
      if (this.options.verbose) hosted.log.pipe(process.stderr, { end: false });
    }
    return hosted.log;
  }
}
