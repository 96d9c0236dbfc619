import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { demo } from '../../local/demo';
import { TokenIssuer } from '../../local/issuer';
import { deviations } from './openapi';
import { StartedProcess, type Urls } from './started-process';
import { sharedSystems } from './temporary-root';

/** How a test wants the system to run; `speed` is 100 if absent, and the data directory a temporary one. */
export interface SystemSettings {
  speed?: number;
  dataDirectory?: string;
  indexDelayMs?: number;
  /** Loads functions ahead, as a person's `npm start` does; not if absent, to spare a test the work. */
  preload?: boolean;
  /** A synthesised folder to run; the project's own stack if absent. */
  template?: string;
}

/** An answer of the API. `body` is parsed if it is JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of any shape
export interface Answer<T = any> {
  status: number;
  headers: Headers;
  body: T;
}

export interface ApiOptions {
  /** The token to send; an operator's of the demo organisation if absent, none if empty. */
  token?: string;
  headers?: Record<string, string>;
}

/** The real `npm start` in a process of its own, on free ports. */
export class System {
  apiUrl = '';
  awsUrl = '';
  private readonly process: StartedProcess;
  private readonly tokens: TokenIssuer;

  constructor(
    readonly dataDirectory: string,
    private readonly settings: SystemSettings,
    /** A system of one test file goes with its data when it is stopped; one that is shared runs on. */
    private readonly life: 'temporary' | 'kept' | 'shared',
  ) {
    this.process = new StartedProcess(dataDirectory);
    this.tokens = new TokenIssuer(dataDirectory);
  }

  /** All that the process has printed since it was last started. */
  get output(): string {
    return this.process.output;
  }

  get pid(): number {
    return this.process.pid;
  }

  async start(): Promise<this> {
    const { speed = 100, indexDelayMs = 0, preload = false, template = '' } = this.settings;
    const env = {
      PORT: '0',
      AWS_PORT: '0',
      DATA_DIR: this.dataDirectory,
      SIMULATOR_SPEED: String(speed),
      INDEX_DELAY_MS: String(indexDelayMs),
      PRELOAD: preload ? '1' : '0',
      TEMPLATE_DIR: template,
      // A parameter of the project's own stack.
      EVENT_ACCOUNTS: template ? '' : '444455556666',
      GATE_LOG: gateLog(this.dataDirectory, template),
    };
    return this.reach(await this.process.start(env));
  }

  /** Takes the system as another test file of this worker has left it, or starts it; all data is gone. */
  async take(): Promise<this> {
    const urls = this.process.find();
    if (urls) this.reach(urls);
    else await this.start();
    await this.simulator('POST', 'reset');
    return this;
  }

  private reach({ api, aws }: Urls): this {
    this.apiUrl = api;
    this.awsUrl = aws;
    return this;
  }

  /**
   * Sends a request to the API; a path that begins with /sources is one of the demo target account's. Rejects if the
   * answer is not as the OpenAPI document says, whatever it is.
   */
  async api<T = Answer['body']>(
    method: string,
    path: string,
    body?: unknown,
    options: ApiOptions = {},
  ): Promise<Answer<T>> {
    const { token = this.token(), headers = {} } = options;
    const base = `/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}`;
    const response = await fetch(`${this.apiUrl}${path.startsWith('/sources') ? base : ''}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const answer = await answerOf<T>(response);
    // Another stack than the project's own answers as it likes.
    const wrong = this.settings.template ? [] : deviations(method, new URL(response.url).pathname, answer);
    if (wrong.length > 0) throw new Error(`${method} ${path} is not answered as documented: ${wrong.join('; ')}`);
    return answer;
  }

  /** A token of the local issuer; role operator, the demo organisation and twelve hours if absent. */
  token({ role = 'operator', organisation = demo.organisation as string, ttlSeconds = 43_200 } = {}): string {
    return this.tokens.issueToken({ role, organisation, ttlSeconds });
  }

  /** Sends a request to the control endpoints, for example `simulator('POST', 'faults', {…})`. */
  async simulator<T = Answer['body']>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.awsUrl}/_simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { status, body: answer } = await answerOf<T>(response);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Settings for an SDK client that calls the local services as an administrator from outside. */
  aws() {
    const credentials = { accessKeyId: 'outsider', secretAccessKey: 'any' };
    return { endpoint: this.awsUrl, region: demo.region as string, credentials, maxAttempts: 1 };
  }

  /** Ends the process by a signal and waits until it is gone; answers its exit code if it was started by this test file. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    return this.process.kill(signal);
  }

  /** Kills the process if it still lives, and starts it again with the same data. */
  async restart(): Promise<this> {
    await this.kill('SIGKILL');
    return this.start();
  }

  /** Stops the process as Ctrl-C does, and removes a temporary data directory; leaves a shared system to the next. */
  async stop(): Promise<void> {
    if (this.life === 'shared') return;
    await this.kill('SIGINT');
    if (this.life === 'temporary') rmSync(this.dataDirectory, { recursive: true, force: true });
  }
}

/** Starts the local system and waits until it is ready; rejects with what it printed if it ends before. */
export async function startSystem(settings: SystemSettings = {}): Promise<System> {
  const directory = settings.dataDirectory ?? mkdtempSync(join(tmpdir(), 'headworks-'));
  return new System(directory, settings, settings.dataDirectory === undefined ? 'temporary' : 'kept').start();
}

/**
 * The system that the test files of one worker use in turn, since a start and the loading of every function cost more
 * than most files do. A hundred times faster than real time, with indexes that lag. To be taken before it is used.
 */
export function sharedSystem(): System {
  const directory = join(sharedSystems(), process.env.JEST_WORKER_ID ?? '');
  mkdirSync(directory, { recursive: true });
  return new System(directory, { speed: 100, indexDelayMs: 200 }, 'shared');
}

/**
 * Looks until what it sees is accepted, and answers that; rejects with the last thing seen after the time is over. Looking
 * costs the system as much as working does: the longer it has taken, the less often it is looked at, but after
 * `longestPause` (milliseconds) at the latest.
 */
export async function until<T>(
  look: () => Promise<T>,
  accept: (seen: T) => boolean,
  seconds = 30,
  longestPause = Number.POSITIVE_INFINITY,
): Promise<T> {
  const pause = (since: number) => Math.min(Math.max(100, (Date.now() - since) / 4), longestPause);
  for (const begun = Date.now(); ; await delay(pause(begun))) {
    const seen = await look();
    if (accept(seen)) return seen;
    if (Date.now() > begun + seconds * 1000)
      throw new Error(`not within ${seconds} s; last seen: ${JSON.stringify(seen)}`);
  }
}

/** Where a run of all tests keeps what the gate was asked; of the project's own stack only. */
function gateLog(dataDirectory: string, template: string): string {
  const folder = process.env.HEADWORKS_GATE_LOGS ?? '';
  return folder && !template ? join(folder, `${dataDirectory.replaceAll('/', '_')}.jsonl`) : '';
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const { status, headers } = response;
  const isJson = /json/.test(headers.get('content-type') ?? '');
  const body = isJson ? await response.json() : Buffer.from(await response.arrayBuffer());
  return { status, headers, body: body as T };
}
