import type { ServiceEvent } from './events';
import type { Partition } from './record';
import type { Store } from './store';

/** What the simulator's surroundings give to a call. */
export interface Surroundings {
  speed: number;
  readSecret(account: string, region: string, arn: string, roleArn: string): string | undefined;
  isStuck(operation: string): boolean;
  leavesInterface?(operation: string): boolean;
}

/** One call's unit of work: it changes drafts, and nothing is seen or stored unless it is committed. */
export class Work {
  readonly events: ServiceEvent[] = [];
  private readonly drafts = new Map<string, Partition>();

  constructor(
    private readonly store: Store,
    readonly surroundings: Surroundings,
    /** The moment of the call, in milliseconds since 1970. */
    readonly now: number,
  ) {}

  /** The partition for reading: a draft if the call has changed it, the stored one otherwise. */
  read(account: string, region: string): Partition {
    return this.drafts.get(`${account}-${region}`) ?? this.store.get(account, region);
  }

  /** The partition for changing. */
  change(account: string, region: string): Partition {
    const key = `${account}-${region}`;
    const draft = this.drafts.get(key) ?? structuredClone(this.store.get(account, region));
    this.drafts.set(key, draft);
    return draft;
  }

  /** Every partition for reading, of one Region or of all. */
  partitions(region?: string): Partition[] {
    const keys = new Set(
      [...this.store.all(), ...this.drafts.values()].map((each) => `${each.account}/${each.region}`),
    );
    return [...keys]
      .map((key) => key.split('/') as [string, string])
      .filter((key) => !region || key[1] === region)
      .map((key) => this.read(...key));
  }

  /** The partitions the call has asked to change. */
  changedPartitions(): Partition[] {
    return [...this.drafts.values()];
  }

  /** Stores what differs from before. */
  commit(): void {
    for (const draft of this.drafts.values()) {
      const before = this.store.get(draft.account, draft.region);
      if (JSON.stringify(before) !== JSON.stringify(draft)) this.store.put(draft);
    }
  }
}
