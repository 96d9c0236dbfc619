import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { demo } from '../../local/demo';
import { TokenIssuer } from '../../local/issuer';
import { deviations } from './openapi';

const root = resolve(__dirname, '../..');

/** How a test wants the system to run; `speed` is 100 if absent, and the data directory a temporary one. */
export interface SystemSettings {
  speed?: number;
  dataDirectory?: string;
  indexDelayMs?: number;
  /** Loads functions ahead, and within as much memory, as a person's `npm start` does; not if absent, to spare a test the work. */
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
  private child: ChildProcess | undefined;
  private printed: string[] = [];
  private readonly tokens: TokenIssuer;

  constructor(
    readonly dataDirectory: string,
    private readonly settings: SystemSettings,
    private readonly temporary: boolean,
  ) {
    this.tokens = new TokenIssuer(dataDirectory);
  }

  /** All that the process has printed since it was last started. */
  get output(): string {
    return this.printed.join('');
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async start(): Promise<this> {
    const readyFile = join(this.dataDirectory, 'ready.json');
    this.printed = [];
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/start.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORT: '0',
        AWS_PORT: '0',
        DATA_DIR: this.dataDirectory,
        SIMULATOR_SPEED: String(this.settings.speed ?? 100),
        INDEX_DELAY_MS: String(this.settings.indexDelayMs ?? 0),
        // Enough to keep every function: loading one costs more than all that a test asks of it.
        ...(this.settings.preload ? { PRELOAD: '1', MEMORY_MB: '' } : { PRELOAD: '0', MEMORY_MB: '1000' }),
        READY_FILE: readyFile,
        TEMPLATE_DIR: this.settings.template ?? '',
      },
    });
    this.child = child;
    const ready = new Promise<void>((done, fail) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (part) => {
          this.printed.push(String(part));
          if (/^Ready in/m.test(this.output)) done();
        });
      }
      child.once('exit', (code) => fail(new Error(`the system ended (exit code ${code}):\n${this.output}`)));
    });
    await ready;
    const { api, aws } = JSON.parse(readFileSync(readyFile, 'utf8'));
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

  /** Ends the process by a signal and waits until it is gone; answers its exit code. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit');
    child.kill(signal);
    return (await gone)[0];
  }

  /** Kills the process if it still lives, and starts it again with the same data. */
  async restart(): Promise<this> {
    await this.kill('SIGKILL');
    return this.start();
  }

  /** Stops the process as Ctrl-C does, and removes a temporary data directory. */
  async stop(): Promise<void> {
    await this.kill('SIGINT');
    if (this.temporary) rmSync(this.dataDirectory, { recursive: true, force: true });
  }
}

/** Starts the local system and waits until it is ready; rejects with what it printed if it ends before. */
export async function startSystem(settings: SystemSettings = {}): Promise<System> {
  const directory = settings.dataDirectory ?? mkdtempSync(join(tmpdir(), 'headworks-'));
  return new System(directory, settings, settings.dataDirectory === undefined).start();
}

/** Looks until what it sees is accepted, and answers that; rejects with the last thing seen after the time is over. */
export async function until<T>(look: () => Promise<T>, accept: (seen: T) => boolean, seconds = 30): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await delay(25)) {
    const seen = await look();
    if (accept(seen)) return seen;
    if (Date.now() > end) throw new Error(`not within ${seconds} s; last seen: ${JSON.stringify(seen)}`);
  }
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const { status, headers } = response;
  const isJson = /json/.test(headers.get('content-type') ?? '');
  const body = isJson ? await response.json() : Buffer.from(await response.arrayBuffer());
  return { status, headers, body: body as T };
}
