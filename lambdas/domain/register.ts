import * as z from 'zod';

/** What one event said of one thing: the value that it has since, and the one that it had before where that was told. */
export const Sighting = z.object({
  /** The id of the event: the same event may arrive again. */
  id: z.string(),
  /** ISO 8601 in whole seconds, which is all that the service tells. */
  at: z.string(),
  is: z.string(),
  was: z.string().optional(),
  /** What the value is of, in a register of several things. */
  subject: z.string().optional(),
  /** The service's own judgement, beside the value. */
  unhealthy: z.literal(true).optional(),
  /** An alert's code and words. */
  code: z.string().optional(),
  message: z.string().optional(),
});
export type Sighting = z.infer<typeof Sighting>;

/**
 * The latest events of one thing. Which they are depends on the events alone, not on the order or number of their
 * arrivals; whatever is derived from them is therefore independent of these too.
 */
export const Register = z.array(Sighting);
export type Register = z.infer<typeof Register>;

/** The register with one more event in it, at most `limit` of them; the same one if that changes nothing. */
export function noted(register: Register, sighting: Sighting, limit: number): Register {
  if (register.some(({ id }) => id === sighting.id)) return register;
  const latest = [...register, sighting].sort(newestFirst).slice(0, limit);
  return latest.includes(sighting) ? latest : register;
}

function newestFirst(one: Sighting, other: Sighting): number {
  if (one.at !== other.at) return one.at < other.at ? 1 : -1;
  return one.id < other.id ? 1 : -1;
}

/** A value from a moment on; `sighting` is undefined where the events do not tell which of theirs came last. */
export interface Step {
  at: string;
  sighting: Sighting | undefined;
}

/** Which of a register's events are to be replayed. */
export interface Replay {
  /** The limit that the register is kept to. */
  limit: number;
  /** Only events of this second or later. */
  since?: string | undefined;
  /** Only events of this subject. */
  subject?: string;
  /** The value before the first of them, where it is known. */
  initially?: string;
}

/**
 * The values that the events went through, oldest first. Events of one second are ordered by what each says was before
 * it. A full register may have lost events of its oldest second, which therefore decides nothing.
 */
export function replay(register: Register, { limit, since = '', subject, initially }: Replay): Step[] {
  const oldest = register.at(-1)?.at;
  const seconds = new Map<string, Sighting[]>();
  for (const sighting of [...register].reverse()) {
    if (sighting.at < since || sighting.subject !== subject) continue;
    seconds.set(sighting.at, [...(seconds.get(sighting.at) ?? []), sighting]);
  }
  const steps: Step[] = [];
  for (const [at, group] of seconds) {
    const isPartial = at === oldest && register.length >= limit;
    const before = steps.length === 0 ? initially : steps.at(-1)?.sighting?.is;
    steps.push({ at, sighting: isPartial ? undefined : lastOf(group, before) });
  }
  return steps;
}

/**
 * The one that came last of the events of one second, if what each says was before it decides that: the events are the
 * arcs of a walk over the values, whose ends are the values that are left and entered unequally often.
 */
function lastOf(group: readonly Sighting[], before: string | undefined): Sighting | undefined {
  const [first, ...others] = group;
  if (!first || others.every(({ is }) => is === first.is)) return first;
  if (group.some(({ was }) => was === undefined)) return undefined;
  const balance = new Map<string, number>();
  for (const { was = '', is } of group) {
    balance.set(was, (balance.get(was) ?? 0) - 1);
    balance.set(is, (balance.get(is) ?? 0) + 1);
  }
  if (!isConnected(group)) return undefined;
  const ends = [...balance].filter(([, count]) => count > 0);
  const isWalk = [...balance.values()].every((count) => Math.abs(count) <= 1) && ends.length <= 1;
  if (!isWalk) return undefined;
  // A walk that ends where it began is only known to do so by the value that was there.
  const end = ends[0]?.[0] ?? (before !== undefined && balance.has(before) ? before : undefined);
  return group.find(({ is }) => is === end);
}

/** Claims that every value of the events can be reached from every other, whichever way the arcs go. */
function isConnected(group: readonly Sighting[]): boolean {
  const reached = new Set([group[0]?.is]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const { was = '', is } of group) if (reached.has(was) || reached.has(is)) reached.add(was).add(is);
  }
  return group.every(({ is }) => reached.has(is));
}

/** When the value, or what `same` takes for the same, began; the last step's own time where only that has it. */
export function sinceWhen(steps: readonly Step[], same: (sighting: Sighting) => boolean): string | undefined {
  let since: string | undefined;
  for (const { at, sighting } of [...steps].reverse()) {
    if (!sighting || !same(sighting)) break;
    since = at;
  }
  return since;
}
