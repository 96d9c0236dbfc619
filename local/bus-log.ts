import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BusEvent } from './aws/eventbridge';

/** What was put on the buses of a stack, one file a bus, so that a person or a test can see what a subscriber gets. */
export class BusLog {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  add(bus: string, event: BusEvent): void {
    appendFileSync(join(this.folder, `${bus}.jsonl`), `${JSON.stringify(event)}\n`);
  }

  /** Every event, those of one bus in the order in which they were put there. */
  events(): BusEvent[] {
    const texts = readdirSync(this.folder).map((file) => readFileSync(join(this.folder, file), 'utf8'));
    // What a kill left half written was never answered.
    const lines = texts.flatMap((text) => text.split('\n').slice(0, -1));
    return lines.map((line) => JSON.parse(line) as BusEvent);
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }
}
