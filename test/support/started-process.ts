import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = resolve(__dirname, '../..');
const pollMilliseconds = 25;

/** Where a system listens. */
export interface Urls {
  api: string;
  aws: string;
}

/** The process of a local system. What there is to know of it is in its data directory, so that it may outlive a test file. */
export class StartedProcess {
  pid = 0;
  private child: ChildProcess | undefined;

  constructor(private readonly dataDirectory: string) {}

  /** All that the process has printed since it was started. */
  get output(): string {
    return readFileSync(this.file('output'), 'utf8');
  }

  /** Starts the process and waits until it is ready; rejects with what it printed if it ends before. */
  async start(env: Record<string, string>): Promise<Urls> {
    rmSync(this.file('ready.json'), { force: true });
    const output = openSync(this.file('output'), 'w');
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/start.ts'], {
      cwd: root,
      stdio: ['ignore', output, output],
      env: { ...process.env, ...env, READY_FILE: this.file('ready.json') },
    });
    closeSync(output);
    // A worker ends when it has run its last test file, though a system that was shared still runs.
    child.unref();
    this.child = child;
    this.pid = child.pid ?? 0;
    writeFileSync(this.file('pid'), String(this.pid));
    while (!/^Ready in/m.test(this.output)) {
      if (hasEnded(child)) throw new Error(`the system ended (exit code ${child.exitCode}):\n${this.output}`);
      await delay(pollMilliseconds);
    }
    return this.urls();
  }

  /** Finds the process that another test file has started and left; undefined if there is none. */
  find(): Urls | undefined {
    if (!existsSync(this.file('ready.json'))) return undefined;
    this.pid = Number(readFileSync(this.file('pid'), 'utf8'));
    return isAlive(this.pid) ? this.urls() : undefined;
  }

  /** Ends the process by a signal and waits until it is gone; answers its exit code if it was started here, else null. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child && !hasEnded(this.child)) {
      // Whoever waits for its end does not end before.
      this.child.ref();
      const gone = once(this.child, 'exit');
      this.child.kill(signal);
      return (await gone)[0];
    }
    if (this.child) return this.child.exitCode;
    if (isAlive(this.pid)) process.kill(this.pid, signal);
    while (isAlive(this.pid)) await delay(pollMilliseconds);
    return null;
  }

  private urls(): Urls {
    return JSON.parse(readFileSync(this.file('ready.json'), 'utf8'));
  }

  private file(name: string): string {
    return join(this.dataDirectory, name);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
