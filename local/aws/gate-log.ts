import { appendFileSync } from 'node:fs';
import type { Principal, RequiredAction } from './gate';

/** Keeps in a file what the gate was asked, a line of JSON for each that is new: by whom, as which role, and the answer. */
export class GateLog {
  private readonly seen = new Set<string>();

  constructor(private readonly file: string) {}

  add({ arn, by, role }: Principal, { action, resource }: RequiredAction, isAllowed: boolean): void {
    const line = JSON.stringify({ by: by ?? arn, role, action, resource, isAllowed });
    if (this.seen.has(line)) return;
    this.seen.add(line);
    appendFileSync(this.file, `${line}\n`);
  }
}
