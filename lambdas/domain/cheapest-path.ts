/** A way on from a state, and what it costs; costs are not negative. */
export interface Move<State> {
  readonly next: State;
  readonly cost: number;
}

/** What a search needs to know. States that print the same are the same. */
interface Search<State, Of extends Move<State>> {
  readonly start: State;
  /** What it costs at least to come to a goal, and no more than a move and what it costs after that. */
  atLeast(state: State): number;
  isGoal(state: State): boolean;
  moves(state: State): readonly Of[];
  /** How many states are looked at before the search is given up. */
  readonly limit: number;
}

interface Reached<State, Of> {
  readonly state: State;
  readonly key: string;
  readonly cost: number;
  readonly total: number;
  readonly by?: { move: Of; from: Reached<State, Of> };
}

/**
 * The cheapest moves from the start to a goal, or undefined where none leads there (the A* algorithm). Of ways that cost
 * the same, the one found first is taken, so that the answer depends on nothing but the search.
 */
export function cheapestPath<State, Of extends Move<State>>(search: Search<State, Of>): Of[] | undefined {
  const { start } = search;
  const best = new Map<string, number>();
  const done = new Set<string>();
  const open = new Open<Reached<State, Of>>();
  open.put({ state: start, key: JSON.stringify(start), cost: 0, total: search.atLeast(start) });
  for (let reached = open.take(); reached && done.size < search.limit; reached = open.take()) {
    if (done.has(reached.key)) continue;
    done.add(reached.key);
    if (search.isGoal(reached.state)) return pathTo(reached);
    for (const move of search.moves(reached.state)) {
      const cost = reached.cost + move.cost;
      const key = JSON.stringify(move.next);
      if (done.has(key) || (best.get(key) ?? Number.POSITIVE_INFINITY) <= cost) continue;
      best.set(key, cost);
      open.put({ state: move.next, key, cost, total: cost + search.atLeast(move.next), by: { move, from: reached } });
    }
  }
  return undefined;
}

/** What is still to be looked at, by total and then by age. */
class Open<Item extends { total: number }> {
  private readonly byTotal = new Map<number, Item[]>();

  put(item: Item): void {
    const items = this.byTotal.get(item.total);
    if (items) items.push(item);
    else this.byTotal.set(item.total, [item]);
  }

  take(): Item | undefined {
    if (this.byTotal.size === 0) return undefined;
    // There are few different totals: they are sums of a few kinds of cost.
    const total = Math.min(...this.byTotal.keys());
    const items = this.byTotal.get(total);
    const item = items?.shift();
    if (items?.length === 0) this.byTotal.delete(total);
    return item;
  }
}

function pathTo<State, Of>(reached: Reached<State, Of>): Of[] {
  const moves: Of[] = [];
  for (let at = reached; at.by; at = at.by.from) moves.unshift(at.by.move);
  return moves;
}
