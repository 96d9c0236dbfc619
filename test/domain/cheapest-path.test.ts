import * as fc from 'fast-check';
import { cheapestPath } from '../../lambdas/domain/cheapest-path';
import { propertySeed } from '../support/arbitrary-source';

interface Edge {
  from: number;
  next: number;
  cost: number;
}

const search = (edges: readonly Edge[], goal: number, limit = 100) => ({
  start: 0,
  atLeast: () => 0,
  isGoal: (node: number) => node === goal,
  moves: (node: number) => edges.filter(({ from }) => from === node),
  limit,
});
const costOf = (path: readonly Edge[] | undefined) => path?.reduce((sum, { cost }) => sum + cost, 0);

/** The least cost by trying every edge as often as there are nodes (Bellman and Ford). */
function leastCost(edges: readonly Edge[], goal: number): number | undefined {
  const costs = new Map([[0, 0]]);
  for (let round = 0; round < 8; round += 1) {
    for (const { from, next, cost } of edges) {
      const reached = costs.get(from);
      if (reached !== undefined) costs.set(next, Math.min(costs.get(next) ?? Number.POSITIVE_INFINITY, reached + cost));
    }
  }
  return costs.get(goal);
}

describe('the cheapest path', () => {
  it('costs no more than any other', () => {
    const node = fc.nat(7);
    const edge = fc.record({ from: node, next: node, cost: fc.nat(1000) });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 30 }), node, (edges, goal) => {
        const path = cheapestPath(search(edges, goal));
        expect(costOf(path)).toBe(leastCost(edges, goal));
        for (const [index, { from }] of (path ?? []).entries()) expect(from).toBe(path?.[index - 1]?.next ?? 0);
      }),
      { seed: propertySeed, numRuns: 300 },
    );
  });

  it('is the first found of those that cost the same', () => {
    const edges = [
      { from: 0, next: 1, cost: 1 },
      { from: 0, next: 2, cost: 1 },
      { from: 2, next: 3, cost: 1 },
      { from: 1, next: 3, cost: 1 },
    ];
    expect(cheapestPath(search(edges, 3))).toEqual([edges[0], edges[3]]);
  });

  it('is given up beyond the limit', () => {
    const edges = Array.from({ length: 50 }, (_, from) => ({ from, next: from + 1, cost: 1 }));
    expect(cheapestPath(search(edges, 50, 60))).toHaveLength(50);
    expect(cheapestPath(search(edges, 50, 40))).toBeUndefined();
  });
});
