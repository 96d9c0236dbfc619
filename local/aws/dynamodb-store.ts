import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { TableStreams } from './dynamodb-streams';

/** The part of dynalite's store that its actions use. The package has no types of its own. */
interface Dynalite {
  options: Record<string, unknown>;
  db: Level;
  tableDb: { awsAccountId: string; awsRegion: string };
  getItemDb(table: string): SubStore;
  getIndexDb(type: string, table: string, index: string): SubStore;
}

interface Level {
  status: string;
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string): Promise<unknown>;
  get(key: string, done: Done): void;
  getSync(key: string): unknown;
  batch(writes: Write[]): Promise<void>;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
}

interface SubStore {
  get(key: string, done: Done): void;
  put(key: string, value: unknown, done: Done): void;
  del(key: string, done: Done): void;
  lock(key: string, locked: (release: (done: Done) => Done) => void): void;
}

type Done = (error?: unknown, value?: unknown) => void;
type Write = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };
type LaggingWrite = Write & { lags?: boolean };
type Action = (store: Dynalite, input: unknown, done: Done) => void;

/** The members of an operation's answer. */
export type Output = Record<string, unknown>;

/** What a unit of work may do. An operation that fails rejects with dynalite's error, which has `statusCode` and `body`. */
export interface Unit {
  run(operation: string, input: Record<string, unknown>): Promise<Output>;
  /** Runs an operation for its verdict only: nothing of what it writes stays. */
  tryOnly(operation: string, input: Record<string, unknown>): Promise<Output>;
  /** Keeps a value of our own beside the tables. */
  remember(key: string, value: unknown): void;
  forget(key: string): void;
}

const validations: {
  checkTypes(input: unknown, types: unknown): Record<string, unknown>;
  checkValidations(input: unknown, types: unknown, custom: unknown, store: Dynalite): void;
} = require('dynalite/validations');

export interface StoreOptions {
  /** Where the data lives; in memory if absent. */
  directory?: string;
  account: string;
  region: string;
  /** How long global indexes lag behind the table, in milliseconds; 0 for not at all. */
  indexDelayMs: number;
}

/** Everything deferred is kept under this prefix until it has happened, so that a crash cannot lose it. */
const deferredPrefix = '~deferred~';

/**
 * dynalite's actions over LevelDB, with two things it lacks: everything that one `write` does, items and index entries, lands in one
 * atomic batch or not at all; and global indexes may lag, as they do on AWS, because their part of the batch is kept for later.
 */
export class DynamoStore {
  private readonly dynalite: Dynalite;
  private queue: Promise<unknown> = Promise.resolve();
  private sequence = 0;
  private timers = new Set<NodeJS.Timeout>();
  readonly streams = new TableStreams();

  constructor(private readonly options: StoreOptions) {
    if (options.directory) mkdirSync(options.directory, { recursive: true });
    const immediate = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
    this.dynalite = require('dynalite/db').create({
      ...immediate,
      ...(options.directory && { path: options.directory }),
    });
    readAtOnce(this.dynalite.db);
    this.dynalite.tableDb.awsAccountId = options.account;
    this.dynalite.tableDb.awsRegion = options.region;
  }

  /** Opens the data and catches up with what an earlier process had deferred. */
  async open(): Promise<void> {
    await this.dynalite.db.open();
    for await (const [key, writes] of this.dynalite.db.iterator(rangeOf(deferredPrefix)))
      await this.dynalite.db.batch([...(writes as Write[]), { type: 'del', key }]);
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await this.queue;
    await this.dynalite.db.close();
  }

  /** Runs one operation on the data as it is; writes under way are not seen until they have landed. */
  read(operation: string, input: Record<string, unknown>): Promise<Output> {
    return run(this.dynalite, operation, input);
  }

  /** Runs a unit of work alone; what it writes lands as a whole when it resolves, and not at all when it rejects. */
  write<T>(work: (unit: Unit) => Promise<T>): Promise<T> {
    const result = this.queue.then(async () => {
      const writes = new Map<string, LaggingWrite>();
      const store = buffered(this.dynalite, writes);
      const answer = await work({
        run: (operation, input) => run(store, operation, input),
        tryOnly: (operation, input) => run(buffered(this.dynalite, new Map(writes)), operation, input),
        remember: (key, value) => void writes.set(own(key), { type: 'put', key: own(key), value }),
        forget: (key) => void writes.set(own(key), { type: 'del', key: own(key) }),
      });
      const changes = await this.streams.recordsOf(writes, (key) => this.dynalite.db.get(key));
      for (const { key, record } of changes) writes.set(own(key), { type: 'put', key: own(key), value: record });
      await this.commit([...writes.values()]);
      this.streams.tell(new Set(changes.map(({ table }) => table)));
      return answer;
    });
    this.queue = result.catch(() => {});
    return result;
  }

  /** What a unit of work remembered under this key, if anything. */
  recall(key: string): Promise<unknown> {
    return this.dynalite.db.get(own(key));
  }

  /** All that was remembered under keys with this prefix. */
  async *recallAll(prefix: string): AsyncGenerator<[string, unknown]> {
    for await (const [key, value] of this.dynalite.db.iterator(rangeOf(own(prefix))))
      yield [key.slice(own('').length), value];
  }

  /** Gives a table another definition and makes the entries of its global indexes anew from its items. */
  redefine(name: string, change: Record<string, unknown>): Promise<void> {
    const result = this.queue.then(async () => {
      const { db } = this.dynalite;
      const table = { ...((await db.get(`table~${name}`)) as object), ...change };
      const writes = new Map<string, LaggingWrite>();
      for await (const [key] of db.iterator(rangeOf(`index-global~${name}~`))) writes.set(key, { type: 'del', key });
      const store = buffered(this.dynalite, writes);
      const update = promisify(require('dynalite/db').updateIndexes);
      for await (const [, item] of db.iterator(rangeOf(`item-${name}~`))) await update(store, table, null, item);
      await db.batch([...writes.values(), { type: 'put', key: `table~${name}`, value: table }]);
    });
    this.queue = result.catch(() => {});
    return result;
  }

  /** Empties every table, at once. */
  clear(): Promise<void> {
    const result = this.queue.then(async () => {
      for (const timer of this.timers) clearTimeout(timer);
      const gone: Write[] = [];
      for (const prefix of ['item-', 'index-', deferredPrefix, own('token~'), own('stream~')])
        for await (const [key] of this.dynalite.db.iterator(rangeOf(prefix))) gone.push({ type: 'del', key });
      await this.dynalite.db.batch(gone);
    });
    this.queue = result.catch(() => {});
    return result;
  }

  private async commit(writes: LaggingWrite[]): Promise<void> {
    const now = this.options.indexDelayMs > 0 ? writes.filter((write) => !write.lags) : writes;
    if (now.length === writes.length) return this.dynalite.db.batch(now);
    const late = writes.filter((write) => write.lags);
    const key = `${deferredPrefix}${String(Date.now()).padStart(15, '0')}-${String(this.sequence++).padStart(9, '0')}`;
    await this.dynalite.db.batch([...now, { type: 'put', key, value: late }]);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.queue = this.queue.then(() => this.dynalite.db.batch([...late, { type: 'del', key }]));
    }, this.options.indexDelayMs);
    this.timers.add(timer.unref());
  }
}

/** Has values read where they are asked for: they are in memory, and to send a thread for each costs ten times as much. */
function readAtOnce(db: Level): void {
  const whenOpen = db.get.bind(db);
  db.get = async (key: string, done?: unknown) => {
    if (db.status !== 'open') return whenOpen(key, done as Done);
    const value = db.getSync(key);
    // Out of the promise, so that what the callback throws is no rejection of this get; the store calls it with options
    // of its own too.
    if (typeof done === 'function') setImmediate(done as Done, null, value);
    return value;
  };
}

function buffered(dynalite: Dynalite, writes: Map<string, LaggingWrite>): Dynalite {
  const subStore = (prefix: string, lags: boolean): SubStore => ({
    get(key, done) {
      const written = writes.get(prefix + key);
      const value = written ? (written.type === 'put' ? written.value : undefined) : dynalite.db.get(prefix + key);
      // Out of the promise, so that what the callback throws is no rejection of this get.
      Promise.resolve(value).then(
        (found) => setImmediate(done, null, found),
        (error) => setImmediate(done, error),
      );
    },
    put(key, value, done) {
      writes.set(prefix + key, { type: 'put', key: prefix + key, value, lags });
      setImmediate(done);
    },
    del(key, done) {
      writes.set(prefix + key, { type: 'del', key: prefix + key, lags });
      setImmediate(done);
    },
    // Units of work run one at a time already.
    lock: (_key, locked) => locked((done) => done),
  });
  return {
    ...dynalite,
    getItemDb: (table) => subStore(`item-${table}~`, false),
    getIndexDb: (type, table, index) => {
      const kind = type.toLowerCase();
      return subStore(`index-${kind}~${table}~${index}~`, kind === 'global');
    },
  };
}

/** The code of an operation, which is read from the disk when it is first asked for. */
export function operationCode(operation: string): { types: unknown; custom: unknown; action: Action } {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  return { ...require(`dynalite/validations/${name}`), action: require(`dynalite/actions/${name}`) };
}

function run(store: Dynalite, operation: string, input: Record<string, unknown>): Promise<Output> {
  return new Promise((resolve, reject) => {
    const { types, custom, action } = operationCode(operation);
    // Cloned, since checkTypes deletes from its argument what dynalite does not know.
    const checked = validations.checkTypes(structuredClone(input), types);
    validations.checkValidations(checked, types, custom, store);
    action(store, checked, (error, output) => (error ? reject(error) : resolve(output as Output)));
  });
}

function own(key: string): string {
  return `~own~${key}`;
}

function rangeOf(prefix: string): { gte: string; lt: string } {
  return { gte: prefix, lt: `${prefix}\uffff` };
}
