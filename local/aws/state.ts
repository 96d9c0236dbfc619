import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A JSON document on disk, readable by its owner only: loaded once, and whole after a crash at any moment, since `save` replaces the file in one rename. */
export class StateFile<T> {
  readonly value: T;

  constructor(
    private readonly path: string,
    initial: T,
  ) {
    this.value = read(path) ?? initial;
  }

  /** Writes the value before it returns, so that an answer sent afterwards is never forgotten. */
  save(): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const temporary = `${this.path}.new`;
    writeFileSync(temporary, JSON.stringify(this.value), { mode: 0o600 });
    renameSync(temporary, this.path);
  }
}

function read<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read (${(error as Error).message}); move it away to begin anew`);
  }
}
