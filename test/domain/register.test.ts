import { noted, type Register, replay, type Sighting } from '../../lambdas/domain/register';
import { timeOf } from '../support/service-events';

/** A sighting at a second: `was>is`, or `is` alone where it is not told what was. */
function sighting(second: number, change: string): Sighting {
  const [was, is] = change.includes('>') ? (change.split('>') as [string, string]) : [undefined, change];
  return { id: `${second} ${change} ${Math.random()}`, at: timeOf(second), is, ...(was !== undefined && { was }) };
}
const register = (...changes: [number, string][]): Register =>
  changes.reduce<Register>((all, change) => noted(all, sighting(...change), 12), []);
const values = (all: Register, options: { since?: string; initially?: string } = {}) =>
  replay(all, { limit: 12, ...options }).map((step) => step.sighting?.is);

describe('the values that events went through', () => {
  it('are in the order of their seconds', () => {
    expect(values(register([3, 'b>c'], [1, '>a'], [2, 'a>b']))).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, [number, string][], (string | undefined)[]]>([
    [
      'a chain',
      [
        [1, '>a'],
        [2, 'b>c'],
        [2, 'a>b'],
      ],
      ['a', 'c'],
    ],
    [
      'a chain that goes to and fro',
      [
        [1, '>a'],
        [2, 'a>b'],
        [2, 'b>a'],
        [2, 'a>b'],
      ],
      ['a', 'b'],
    ],
    [
      'a chain that ends where it began',
      [
        [1, '>a'],
        [2, 'a>b'],
        [2, 'b>a'],
      ],
      ['a', 'a'],
    ],
    [
      'a chain whose beginning was lost',
      [
        [1, '>a'],
        [2, 'c>d'],
        [2, 'b>c'],
      ],
      ['a', 'd'],
    ],
    [
      'the same value twice',
      [
        [1, '>a'],
        [2, 'a>b'],
        [2, 'c>b'],
      ],
      ['a', 'b'],
    ],
    [
      'two ends',
      [
        [1, '>a'],
        [2, 'a>b'],
        [2, 'a>c'],
      ],
      ['a', undefined],
    ],
    [
      'a circle from nowhere',
      [
        [2, 'a>b'],
        [2, 'b>a'],
      ],
      [undefined],
    ],
    [
      'two chains that do not meet',
      [
        [1, '>a'],
        [2, 'a>b'],
        [2, 'c>d'],
        [2, 'd>c'],
      ],
      ['a', undefined],
    ],
    [
      'events that do not say what was',
      [
        [1, 'a'],
        [2, 'b'],
        [2, 'c'],
      ],
      ['a', undefined],
    ],
    [
      'a decision after doubt',
      [
        [2, 'a>b'],
        [2, 'a>c'],
        [3, 'c>d'],
      ],
      [undefined, 'd'],
    ],
  ])('of one second: %s', (_, changes, expected) => {
    expect(values(register(...changes))).toEqual(expected);
  });

  it('leave out what is older', () => {
    expect(values(register([1, 'a'], [2, 'b'], [3, 'c']), { since: timeOf(2) })).toEqual(['b', 'c']);
  });

  it('begin with what is known to have been', () => {
    expect(values(register([2, 'a>b'], [2, 'b>a']), { initially: 'a' })).toEqual(['a']);
  });

  it('are not decided by the oldest second of a register that is full', () => {
    const changes = Array.from({ length: 12 }, (_, index): [number, string] => [
      Math.floor(index / 2),
      `${index}>${index + 1}`,
    ]);
    expect(values(register(...changes))).toEqual([undefined, '4', '6', '8', '10', '12']);
  });
});

describe('a register', () => {
  it('keeps the latest events, and each once', () => {
    const [first, second, third] = [sighting(1, 'a'), sighting(2, 'b'), sighting(3, 'c')];
    const full = noted(noted([], second, 2), third, 2);
    expect(noted(full, first, 2)).toBe(full);
    expect(noted(full, { ...second }, 2)).toBe(full);
    expect(noted(noted([], first, 2), third, 2)).toEqual([third, first]);
  });
});
