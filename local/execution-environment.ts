import type { Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';

/** A failed invocation as Lambda puts it in the payload. */
export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** What a function answered: its result as JSON text, or why it failed. */
export type Outcome = { result: string; failed?: undefined } | { failed: FunctionFailure; result?: undefined };

/** What one invocation hands to the handler. */
export interface Invocation {
  event: string;
  context: Record<string, unknown> & { awsRequestId: string };
  timeoutSeconds: number;
}

/** What a worker thread is made from. */
export interface EnvironmentSettings {
  /** The bundle, and the name of the handler that it exports. */
  file: string;
  exported: string;
  /** The bundle's compiled code is kept here for the next start; not kept if absent. */
  codeFile?: string;
  /** Nobody waits for it yet: it also does what a first invocation would find undone. */
  isAhead: boolean;
  env: Record<string, string>;
  memoryMb: number;
  log: Writable;
}

interface Ready {
  ready: true;
  /** Compiled code of an earlier start was used. */
  isCompiled: boolean;
}

const workerFile = new URL(`file://${__dirname}/function-worker.cjs`);

/** A worker thread that holds one loaded bundle and serves one invocation at a time. */
export class ExecutionEnvironment {
  private readonly worker: Worker;
  private settle: ((message: Outcome | Ready) => void) | undefined;
  private readonly loaded: Promise<Outcome | Ready>;
  private ended = false;

  constructor({ file, exported, codeFile, isAhead, env, memoryMb, log }: EnvironmentSettings) {
    this.loaded = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.worker = new Worker(workerFile, {
      workerData: { file, exported, codeFile, isAhead },
      env,
      // Bundles are plain JavaScript; the loader that runs this process would read every one of them again.
      execArgv: [],
      stdout: true,
      stderr: true,
      // A small nursery: most environments are idle most of the time, and there are many of them.
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 2 },
    });
    this.worker.stdout.pipe(log, { end: false });
    this.worker.stderr.pipe(log, { end: false });
    this.worker.on('message', (message) => this.answer(message));
    this.worker.on('error', (error: Error) => {
      this.ended = true;
      this.answer({ failed: { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') } });
    });
    this.worker.on('exit', (code) => {
      this.ended = true;
      const errorMessage = `Error: Runtime exited with error: exit status ${code}`;
      this.answer({ failed: { errorType: 'Runtime.ExitError', errorMessage } });
    });
  }

  /** False once the thread is gone, which a crash, an exit or a timeout brings about. */
  get alive(): boolean {
    return !this.ended;
  }

  /**
   * Resolves when the bundle is loaded, or cannot be: the first invocation tells why. Answers whether it did without
   * compiling, by the code that an earlier start has kept.
   */
  async ready(): Promise<boolean> {
    const loaded = await this.loaded;
    return 'isCompiled' in loaded && loaded.isCompiled;
  }

  /** Runs the handler; after the timeout the thread is terminated, and the outcome is Lambda's own words for it. */
  async invoke({ event, context, timeoutSeconds }: Invocation): Promise<Outcome> {
    const loaded = await this.loaded;
    if ('failed' in loaded || 'result' in loaded) {
      this.end();
      return loaded;
    }
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<Outcome>((resolve) => {
      this.settle = (message) => resolve(message as Outcome);
      if (this.ended) this.answer({ failed: { errorType: 'Runtime.ExitError', errorMessage: 'The runtime is gone' } });
      this.worker.postMessage({ event, context, deadline: Date.now() + timeoutSeconds * 1000 });
      timer = setTimeout(() => {
        const errorMessage = `RequestId: ${context.awsRequestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        this.answer({ failed: { errorType: 'Sandbox.Timedout', errorMessage } });
        this.end();
      }, timeoutSeconds * 1000);
    });
    clearTimeout(timer);
    return outcome;
  }

  /** Ends the thread at once. */
  end(): void {
    this.ended = true;
    this.worker.terminate();
  }

  private answer(message: Outcome | Ready): void {
    const settle = this.settle;
    this.settle = undefined;
    settle?.(message);
  }
}
