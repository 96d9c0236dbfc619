import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { clientDefaults } from './client-defaults';

/** The key of the item that holds a snapshot. */
export interface SnapshotKey {
  pk: string;
  sk: string;
}

/** A snapshot as it was found: the value with the time (milliseconds since 1970) at which its making began. */
export interface Snapshot<Value> {
  at: number;
  value: Value;
}

/** For how long a snapshot answers for everybody, and how long its making may take at the most, milliseconds. */
export interface Sharing {
  freshFor: number;
  /** Also the time during which nobody tries again after a making that failed. */
  leaseFor: number;
  /** How long a client waits for the very first snapshot while another makes it; not at all unless given. */
  patience?: number;
}

/** What a snapshot's schema, one of zod, must do. */
interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false };
}

/** The item of a snapshot, key aside; between the first lease and the first snapshot it has no value. */
interface Item {
  at?: number;
  'lease-until'?: number;
  value?: unknown;
}

/** An item that nobody has renewed for this long, seconds, leaves the table: that of a source that is gone. */
const keptSeconds = 7 * 86_400;

const waitMilliseconds = 100;

/**
 * Answers of a service that many clients share. Whoever finds one too old takes a lease and makes it anew; all others
 * are answered with what is there, so that the service is asked once, however many ask us.
 */
export class SharedSnapshots<Value> {
  private readonly client = new DynamoDBClient(clientDefaults);

  /** `clock` tells milliseconds since 1970. A stored value that `schema` does not know counts as none. */
  constructor(
    private readonly table: string,
    private readonly schema: Schema<Value>,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * The snapshot under `key`: the stored one while it is fresh or somebody else is making it anew, else one made by
   * `make`. Undefined if there is none and another client is making the first. Throws what `make` throws.
   */
  async get(key: SnapshotKey, sharing: Sharing, make: () => Promise<Value>): Promise<Snapshot<Value> | undefined> {
    return this.renewed(key, await this.read(key), sharing, make);
  }

  /** As `get`, for the item under `key` that the caller has read with others, or found missing. */
  async renewed(
    key: SnapshotKey,
    found: Item | undefined,
    { freshFor, leaseFor, patience = 0 }: Sharing,
    make: () => Promise<Value>,
  ): Promise<Snapshot<Value> | undefined> {
    const known = this.snapshotIn(found);
    const now = this.clock();
    if (known && now < known.at + freshFor) return known;
    const isLeased = now < (found?.['lease-until'] ?? 0);
    const rival = isLeased ? found : await this.lease(key, found?.at, now, now + leaseFor);
    if (rival) return this.snapshotIn(rival) ?? this.first(key, now + patience);
    const value = await make();
    await this.keep(key, { at: now, value }, now + leaseFor);
    return { at: now, value };
  }

  /** The snapshot in an item, if there is one that can still be read. */
  snapshotIn({ at, value }: Item = {}): Snapshot<Value> | undefined {
    const parsed = this.schema.safeParse(value);
    return at !== undefined && parsed.success ? { at, value: parsed.data } : undefined;
  }

  private async read(key: SnapshotKey): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(key), ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  }

  /** Takes the lease; answers nothing, or the item as it is if another client has it or has made the snapshot anew. */
  private async lease(
    key: SnapshotKey,
    knownAt: number | undefined,
    now: number,
    until: number,
  ): Promise<Item | undefined> {
    const isUnchanged = knownAt === undefined ? 'attribute_not_exists(#at)' : '#at = :at';
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: marshall(key),
          UpdateExpression: 'SET #until = :until, #expires = :expires',
          ConditionExpression: `(attribute_not_exists(#until) OR #until <= :now) AND ${isUnchanged}`,
          ExpressionAttributeNames: { '#until': 'lease-until', '#expires': 'expires-at', '#at': 'at' },
          ExpressionAttributeValues: marshall(
            { ':until': until, ':now': now, ':expires': expiryOf(now), ':at': knownAt },
            { removeUndefinedValues: true },
          ),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      const { name, Item } = error as { name?: string; Item?: Parameters<typeof unmarshall>[0] };
      if (name !== 'ConditionalCheckFailedException') throw error;
      return Item ? unmarshall(Item) : {};
    }
  }

  /** Stores the snapshot and gives the lease back, unless it took so long that another client has the lease now. */
  private async keep(key: SnapshotKey, { at, value }: Snapshot<Value>, until: number): Promise<void> {
    const item = { ...key, at, value, 'expires-at': expiryOf(at) };
    await this.client
      .send(
        new PutItemCommand({
          TableName: this.table,
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: '#until = :until',
          ExpressionAttributeNames: { '#until': 'lease-until' },
          ExpressionAttributeValues: marshall({ ':until': until }),
        }),
      )
      .catch((error: Error) => {
        if (error.name !== 'ConditionalCheckFailedException') throw error;
      });
  }

  private async first(key: SnapshotKey, deadline: number): Promise<Snapshot<Value> | undefined> {
    while (this.clock() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
      const snapshot = this.snapshotIn(await this.read(key));
      if (snapshot) return snapshot;
    }
    return undefined;
  }
}

function expiryOf(at: number): number {
  return Math.floor(at / 1000) + keptSeconds;
}
