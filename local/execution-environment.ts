import type { Writable } from 'node:stream';
import type { FunctionThread } from './function-thread';

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

/** What an environment is made from. */
export interface EnvironmentSettings {
  /** The bundle, and the name of the handler that it exports. */
  file: string;
  exported: string;
  /** The bundle's compiled code is kept here for the next start; not kept if absent. */
  codeFile?: string;
  env: Record<string, string>;
  log: Writable;
  /** How long loading may take; Lambda's ten seconds if absent. */
  loadingSeconds?: number;
}

/** What a thread says of one of its environments. */
export interface Message {
  /** Of a bundle that is loaded: compiled code of an earlier start was used. */
  isCompiled?: boolean;
  result?: string;
  failed?: FunctionFailure;
  /** The environment has ended with this. */
  over?: true;
  /** The thread knows nothing more of the environment. */
  gone?: true;
  /** What it has printed. */
  log?: string;
}

/** One loaded bundle, which serves one invocation at a time. */
export class ExecutionEnvironment {
  private readonly id: number;
  private readonly loadingSeconds: number;
  private settle: ((message: Message) => void) | undefined;
  private readonly loaded: Promise<Message>;
  private ended = false;

  /** Begins to load the bundle in this thread. */
  constructor(
    private readonly thread: FunctionThread,
    { log, loadingSeconds = 10, ...settings }: EnvironmentSettings,
  ) {
    this.loadingSeconds = loadingSeconds;
    this.loaded = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.id = thread.load(settings, (message) => {
      // What comes after the log was closed is of a system that stops.
      if (message.log !== undefined) return void (log.writable && log.write(message.log));
      if (message.over) this.end();
      this.answer(message);
    });
  }

  /** False once it is gone, which a crash, an exit or a timeout brings about. */
  get alive(): boolean {
    return !this.ended && this.thread.alive;
  }

  /**
   * Resolves when the bundle is loaded, or cannot be: the first invocation tells why. Answers whether it did without
   * compiling, by the code that an earlier start has kept.
   */
  async ready(): Promise<boolean> {
    const { isCompiled = false } = await this.loaded;
    return isCompiled;
  }

  /** Runs the handler; after the timeout the environment is ended, and the outcome is Lambda's own words for it. */
  async invoke({ event, context, timeoutSeconds }: Invocation): Promise<Outcome> {
    const { failed } = await this.inTime();
    if (failed) {
      this.end();
      return { failed };
    }
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<Message>((resolve) => {
      this.settle = resolve;
      if (this.ended) this.answer({ failed: { errorType: 'Runtime.ExitError', errorMessage: 'The runtime is gone' } });
      this.thread.invoke(this.id, { event, context, deadline: Date.now() + timeoutSeconds * 1000 });
      timer = setTimeout(() => {
        const errorMessage = `RequestId: ${context.awsRequestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        this.answer({ failed: { errorType: 'Sandbox.Timedout', errorMessage } });
        this.end();
      }, timeoutSeconds * 1000);
    });
    clearTimeout(timer);
    return outcome.failed ? { failed: outcome.failed } : { result: outcome.result ?? 'null' };
  }

  /** Ends it at once. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.thread.endEnvironment(this.id);
  }

  /** What loading came to, or Lambda's words for a bundle that takes longer than it may. */
  private async inTime(): Promise<Message> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Message>((resolve) => {
      const errorMessage = `The bundle was not loaded within ${this.loadingSeconds} seconds`;
      const failed = { errorType: 'Sandbox.Timedout', errorMessage };
      timer = setTimeout(() => resolve({ failed }), this.loadingSeconds * 1000);
    });
    const first = await Promise.race([this.loaded, late]);
    clearTimeout(timer);
    return first;
  }

  private answer(message: Message): void {
    const settle = this.settle;
    this.settle = undefined;
    settle?.(message);
  }
}
