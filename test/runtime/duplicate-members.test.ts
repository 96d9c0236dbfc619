import * as fc from 'fast-check';
import { pointerTo } from '../../lambdas/domain/fault';
import { duplicateMembers } from '../../lambdas/runtime/duplicate-members';
import { propertySeed } from '../support/arbitrary-source';

jest.mock('../../lambdas/domain/fault', () => {
  const fault = jest.requireActual('../../lambdas/domain/fault');
  return { ...fault, pointerTo: jest.fn(fault.pointerTo) };
});

const pointersOf = (text: string) => duplicateMembers(text).map(({ pointer }) => pointer);

describe('the members that are given more than once', () => {
  it.each<[string, string, string[]]>([
    ['none', '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}', []],
    ['none of a value that is a name elsewhere', '{"a":"b","b":"a","c":["a","a"]}', []],
    ['none of what is no object', '["a","a",1,1]', []],
    ['none of a text', '"a"', []],
    ['one at the top', '{"a":1,"b":2,"a":1}', ['/a']],
    ['one in a list', '{"a":[0,{"b":1},{"b":1,"b":2}]}', ['/a/2/b']],
    ['one after a list within a list', '[[1,[2,3],{}],[{"a":[],"a":{}}]]', ['/1/0/a']],
    ['several', '{"a":{"x":1,"x":1},"a":2,"b":1,"b":1}', ['/a/x', '/a', '/b']],
    ['one within another, twice', '{"a":{"x":1,"x":1},"a":{"x":1,"x":1}}', ['/a/x', '/a']],
    ['the same name, differently written', '{"region":1,"\\u0072egio\\u006e":2}', ['/region']],
    ['names that differ in case only: none', '{"a":1,"A":1}', []],
    ['the name of a prototype', '{"__proto__":1,"__proto__":2,"toString":1}', ['/__proto__']],
    ['an empty name', '{"":1,"":2}', ['/']],
    ['a name with the signs of pointers', '{"a/b~c":1,"a/b~c":1}', ['/a~1b~0c']],
    ['a name that looks like JSON', '{"{\\"a\\":1,":1,"{\\"a\\":1,":2}', ['/{"a":1,']],
    ['names with a comment in them', '{"//":1,"/*":2,"//":3}', ['/~1~1']],
    ['with white space of every kind', '{\r\n\t "a" :\n1 ,\t"a"\r: 2 }', ['/a']],
  ])('are %s', (_, text, pointers) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(pointersOf(text)).toEqual(pointers);
  });

  it('say how often', () => {
    expect(duplicateMembers('{"a":1,"a":1,"b":1,"b":1,"b":1}')).toEqual([
      { pointer: '/a', detail: 'is given twice; give it once' },
      { pointer: '/b', detail: 'is given 3 times; give it once' },
    ]);
  });

  it('are found however deep the text is', () => {
    const deep = `${'['.repeat(30_000)}{"a":1,"a":1}${']'.repeat(30_000)}`;
    expect(pointersOf(deep)).toEqual([`${'/0'.repeat(30_000)}/a`]);
  });

  it('are told once for each name, however often a deep text gives it', () => {
    const names = Array.from({ length: 6_000 }, () => '"":0');
    const deep = `${'['.repeat(16_000)}{${names}}${']'.repeat(16_000)}`;
    expect(deep.length).toBeLessThan(64 * 1024);
    expect(duplicateMembers(deep)).toEqual([
      { pointer: `${'/0'.repeat(16_000)}/`, detail: 'is given 6000 times; give it once' },
    ]);
    expect(pointerTo).toHaveBeenCalledTimes(1);
  });

  it('fill no more than an answer can hold, however hostile the text is', () => {
    const names = Array.from({ length: 1500 }, (_, index) => `"${index}":0,"${index}":0`);
    const deep = `${'['.repeat(20_000)}{${names}}${']'.repeat(20_000)}`;
    expect(deep.length).toBeLessThan(64 * 1024);
    const pointers = pointersOf(deep);
    expect(pointers.length).toBeGreaterThan(10);
    expect(pointers.join('').length).toBeLessThanOrEqual(512 * 1024);
  });
});

/** A JSON text, and the pointers of what is twice in it. */
interface Text {
  text: string;
  pointers: string[];
}

const token = (name: string) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
const space = fc.constantFrom('', '', ' ', '\n', '\t ', '\r\n');
const names = fc.oneof(
  fc.constantFrom('a', 'b', 'region', '', '/', '~', '"', '\\', '__proto__', '{', ','),
  fc.string(),
);

/** A name as JSON, plain or with every character escaped. */
const spelt = (name: string) =>
  fc.boolean().map((plain) => {
    const units = Array.from({ length: name.length }, (_, at) => name.charCodeAt(at).toString(16).padStart(4, '0'));
    return plain ? JSON.stringify(name) : `"${units.map((unit) => `\\u${unit}`).join('')}"`;
  });

const { value } = fc.letrec<{ value: Text; list: Text; object: Text }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.json({ maxDepth: 0 }).map((text) => ({ text, pointers: [] })),
    tie('list'),
    tie('object'),
  ),
  list: fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([items, gap]) => ({
    text: `[${gap}${items.map(({ text }) => text).join(`${gap},`)}${gap}]`,
    pointers: items.flatMap(({ pointers }, index) => pointers.map((pointer) => `/${index}${pointer}`)),
  })),
  object: fc
    .array(
      names.chain((name) => fc.record({ name: fc.constant(name), key: spelt(name), value: tie('value'), gap: space })),
      {
        maxLength: 5,
      },
    )
    .map((members) => ({
      text: `{${members.map(({ key, value, gap }) => `${gap}${key}${gap}:${gap}${value.text}${gap}`).join(',')}}`,
      pointers: members.flatMap(({ name, value }, index) => [
        ...value.pointers.map((pointer) => `${token(name)}${pointer}`),
        ...(members.findIndex((other) => other.name === name) < index ? [token(name)] : []),
      ]),
    })),
}));

it(`finds just the duplicates that were put into a text (seed ${propertySeed})`, () => {
  let withSome = 0;
  fc.assert(
    fc.property(value, ({ text, pointers }) => {
      JSON.parse(text);
      if (pointers.length > 0) withSome++;
      expect(pointersOf(text).sort()).toEqual([...new Set(pointers)].sort());
    }),
    { seed: propertySeed, numRuns: 500 },
  );
  // Otherwise the texts were too tame to tell.
  expect(withSome).toBeGreaterThan(50);
});
