import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** An execution as DescribeExecution shows it; times in milliseconds since 1970. */
export interface Execution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  startDate: number;
  stopDate?: number;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
}

/** One event of an execution's history as GetExecutionHistory answers it; the timestamp in seconds since 1970. */
export interface HistoryEvent extends Record<string, unknown> {
  id: number;
  previousEventId: number;
  timestamp: number;
  type: string;
}

type Line = { execution: Execution } | { event: HistoryEvent };

/** Step Functions keeps a closed execution, and its name, for 90 days. */
const keptMilliseconds = 90 * 24 * 60 * 60 * 1000;

/** The executions of all machines, each in a file that is only appended to, so that a killed process loses nothing it has answered. */
export class Executions {
  private readonly byArn = new Map<string, Execution>();
  private readonly lastEvent = new Map<string, number>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) this.load(join(folder, file));
  }

  get(arn: string): Execution | undefined {
    return this.byArn.get(arn);
  }

  /** Newest first. */
  all(): Execution[] {
    return [...this.byArn.values()].sort((a, b) => b.startDate - a.startDate);
  }

  /** Writes the execution as it now is. */
  save(execution: Execution): void {
    this.byArn.set(execution.executionArn, execution);
    this.append(execution.executionArn, { execution });
  }

  /** Adds an event to the history, numbered after the last one. */
  record(execution: Execution, type: string, details: Record<string, unknown> = {}): void {
    const previousEventId = this.lastEvent.get(execution.executionArn) ?? this.history(execution).length;
    const event = { id: previousEventId + 1, previousEventId, timestamp: Date.now() / 1000, type, ...details };
    this.lastEvent.set(execution.executionArn, event.id);
    this.append(execution.executionArn, { event });
  }

  history(execution: Execution): HistoryEvent[] {
    return readLines(this.file(execution.executionArn)).flatMap((line) => ('event' in line ? [line.event] : []));
  }

  clear(): void {
    this.byArn.clear();
    this.lastEvent.clear();
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  private load(path: string): void {
    const executions = readLines(path).flatMap((line) => ('execution' in line ? [line.execution] : []));
    const latest = executions.at(-1);
    if (!latest || Date.now() - (latest.stopDate ?? Date.now()) > keptMilliseconds) {
      rmSync(path);
      return;
    }
    this.byArn.set(latest.executionArn, latest);
    // Ends a line that was cut short, or the next one would be lost with it.
    if (latest.status === 'RUNNING') appendFileSync(path, '\n');
  }

  private append(arn: string, line: Line): void {
    appendFileSync(this.file(arn), `${JSON.stringify(line)}\n`);
  }

  private file(arn: string): string {
    const name = arn.split(':').slice(6).join('.');
    // Names may hold characters and lengths that a file system does not take.
    const safe = /^[\w.-]{1,200}$/.test(name) ? name : createHash('sha256').update(arn).digest('hex');
    return join(this.folder, `${safe}.jsonl`);
  }
}

function readLines(path: string): Line[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return [JSON.parse(text) as Line];
      } catch {
        // The process was killed while it wrote this line.
        return [];
      }
    });
}
