import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Partition } from './record';

const version = 1;
const fileName = (account: string, region: string) => `${account}-${region}.json`;

/**
 * The partitions, in memory and in one JSON file each. A file is replaced by rename, so a process killed at any moment leaves
 * either the old or the new state of an account and Region, never a part of one.
 */
export class Store {
  private readonly partitions = new Map<string, Partition>();

  /** Reads what an earlier process left in `directory`; throws when a file is not of this version. */
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory)) {
      if (name.endsWith('.tmp')) rmSync(join(directory, name));
      if (name.endsWith('.json')) this.load(name);
    }
  }

  /** The partition of an account in a Region; an empty one when nothing was ever stored. Callers must not change it. */
  get(account: string, region: string): Partition {
    const stored = this.partitions.get(fileName(account, region));
    return stored ?? { account, region, lastSequence: 0, flows: [], tags: {} };
  }

  /** Every partition that was ever stored. */
  all(): Partition[] {
    return [...this.partitions.values()];
  }

  /** Stores a partition, on disk first. */
  put(partition: Partition): void {
    const name = fileName(partition.account, partition.region);
    const path = join(this.directory, name);
    writeFileSync(`${path}.tmp`, JSON.stringify({ version, ...partition }));
    renameSync(`${path}.tmp`, path);
    this.partitions.set(name, partition);
  }

  /** Forgets everything, on disk too. */
  clear(): void {
    for (const name of this.partitions.keys()) rmSync(join(this.directory, name), { force: true });
    this.partitions.clear();
  }

  private load(name: string): void {
    const path = join(this.directory, name);
    const { version: found, ...partition } = JSON.parse(readFileSync(path, 'utf8')) as Partition & { version: number };
    if (found !== version)
      throw new Error(`${path} is of version ${found}, not ${version}: delete it to start afresh.`);
    this.partitions.set(name, partition);
  }
}
