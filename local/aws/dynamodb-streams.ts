/** A change of an item, as Lambda hands it to a function. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    SequenceNumber: string;
    StreamViewType: 'NEW_IMAGE';
  };
}

type Item = Record<string, unknown>;
type Write = { type: 'put'; value: unknown } | { type: 'del' };

interface StreamedTable {
  arn: string;
  region: string;
  keys: string[];
  listeners: Set<() => void>;
}

/** Changes are kept under this and the table's name. */
const prefixOf = (table: string) => `stream~${table}~`;

/** The tables with a stream of new images: what a unit of work changes in them is told in records that are written with it. */
export class TableStreams {
  private readonly tables = new Map<string, StreamedTable>();
  private lastSequence = 0;

  /** Gives a table a stream. Throws for one of another kind. */
  add(name: string, specification: { StreamViewType?: string }, table: Omit<StreamedTable, 'listeners'>): void {
    if (specification.StreamViewType !== 'NEW_IMAGE')
      throw new Error(`a stream of ${specification.StreamViewType} is not known here; NEW_IMAGE is`);
    this.tables.set(name, { ...table, listeners: this.tables.get(name)?.listeners ?? new Set() });
  }

  /** Where the changes of a table are kept. Throws if it has no stream. */
  prefix(table: string): string {
    this.of(table);
    return prefixOf(table);
  }

  /** Has a listener told whenever a table has changed. Throws if it has no stream. */
  listen(table: string, listener: () => void): void {
    this.of(table).listeners.add(listener);
  }

  /** Tells the listeners of these tables. */
  tell(tables: Iterable<string>): void {
    for (const table of tables) for (const listener of this.of(table).listeners) listener();
  }

  /** What is to be kept with these writes, by table; `before` answers an item as it was. */
  async recordsOf(
    writes: ReadonlyMap<string, Write>,
    before: (key: string) => Promise<unknown>,
  ): Promise<{ table: string; key: string; record: StreamRecord }[]> {
    const records = [];
    for (const [name, table] of this.tables) {
      for (const [key, write] of writes) {
        if (!key.startsWith(`item-${name}~`)) continue;
        const old = (await before(key)) as Item | undefined;
        const item = write.type === 'put' ? (write.value as Item) : undefined;
        if (!(item ?? old) || JSON.stringify(item) === JSON.stringify(old)) continue;
        const record = this.record(table, old, item);
        records.push({ table: name, key: `${prefixOf(name)}${record.dynamodb.SequenceNumber}`, record });
      }
    }
    return records;
  }

  private record({ arn, region, keys }: StreamedTable, old: Item | undefined, item: Item | undefined): StreamRecord {
    const now = Date.now();
    // Rises from one process to the next, as long as the clock does.
    this.lastSequence = Math.max(this.lastSequence + 1, now * 1000);
    const sequence = String(this.lastSequence).padStart(21, '0');
    return {
      eventID: sequence,
      eventName: item ? (old ? 'MODIFY' : 'INSERT') : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      eventSourceARN: arn,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(now / 1000),
        Keys: Object.fromEntries(keys.map((name) => [name, (item ?? old)?.[name]])),
        ...(item && { NewImage: item }),
        SequenceNumber: sequence,
        StreamViewType: 'NEW_IMAGE',
      },
    };
  }

  private of(table: string): StreamedTable {
    const found = this.tables.get(table);
    if (!found) throw new Error(`the table ${table} has no stream`);
    return found;
  }
}

/** The ARN of a table's stream; its label, the time of its creation on AWS, is the same at every start. */
export function streamArn(tableArn: string): string {
  return `${tableArn}/stream/2026-01-01T00:00:00.000`;
}
