import { Worker } from 'node:worker_threads';
import type { Message } from './execution-environment';

const workerFile = new URL(`file://${__dirname}/function-worker.cjs`);
/** A thread that does not end an environment in this time is at work without a pause, and is ended itself. */
const patienceMilliseconds = 10_000;

type Listener = (message: Message) => void;

/** A worker thread in which execution environments live. */
export class FunctionThread {
  private readonly worker: Worker;
  private readonly listeners = new Map<number, Listener>();
  private lastId = 0;
  private ended = false;

  /** `endpointUrl` is where the functions find AWS. */
  constructor(
    endpointUrl: string,
    private readonly patience = patienceMilliseconds,
  ) {
    this.worker = new Worker(workerFile, {
      workerData: { endpointUrl },
      env: {},
      // Bundles are plain JavaScript; the loader that runs this process would read every one of them again.
      execArgv: [],
      // Enough for four environments of every function, and little enough that V8 lets the heap grow slowly.
      resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 },
    });
    this.worker.on('message', ({ id, ...message }) => this.listeners.get(id)?.(message));
    this.worker.on('error', ({ name, message, stack }: Error) =>
      this.gone({ errorType: name, errorMessage: message, trace: stack?.split('\n') }),
    );
    this.worker.on('exit', (code) => {
      const errorMessage = `Error: Runtime exited with error: exit status ${code}`;
      this.gone({ errorType: 'Runtime.ExitError', errorMessage });
    });
  }

  /** False once the thread has ended, and with it all environments in it. */
  get alive(): boolean {
    return !this.ended;
  }

  /** Makes an environment from what the thread is told of it; the listener gets all that it answers. Answers its id. */
  load(settings: object, listener: Listener): number {
    this.lastId += 1;
    this.listeners.set(this.lastId, listener);
    this.worker.postMessage({ id: this.lastId, load: settings });
    return this.lastId;
  }

  /** Hands an invocation to an environment. */
  invoke(id: number, invoke: object): void {
    this.worker.postMessage({ id, invoke });
  }

  /** Ends an environment: what still runs in it calls nobody any more. Whatever its thread is at, this does not wait. */
  endEnvironment(id: number): void {
    if (this.ended) return;
    const timer = setTimeout(() => this.end(), this.patience).unref();
    this.listeners.set(id, ({ gone }) => {
      if (!gone) return;
      clearTimeout(timer);
      this.listeners.delete(id);
    });
    this.worker.postMessage({ id, end: true });
  }

  /** Ends the thread at once. */
  end(): void {
    this.ended = true;
    this.worker.terminate();
  }

  private gone(failed: Message['failed']): void {
    this.ended = true;
    for (const listener of [...this.listeners.values()]) listener({ failed, over: true, gone: true });
  }
}
