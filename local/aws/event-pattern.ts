/** A pattern of an EventBridge rule: member names to nested patterns or to lists of acceptable values. */
export type EventPattern = { [member: string]: EventPattern | unknown[] };

type Filter = (value: unknown, argument: unknown) => boolean;

/** True if the event has every member the pattern names, with a value it accepts. A list in the event needs one such element. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([member, wanted]) => {
    if (member === '$or') return (wanted as EventPattern[]).some((each) => matchesPattern(each, event));
    const value = isObject(event) ? event[member] : undefined;
    if (Array.isArray(wanted)) return wanted.some((each) => accepts(each, value));
    return Array.isArray(value) ? value.some((each) => matchesPattern(wanted, each)) : matchesPattern(wanted, value);
  });
}

/** Throws an error that names the first part of a pattern that is no list of values or has an operator not known here. */
export function checkPattern(pattern: EventPattern, place = 'EventPattern'): void {
  for (const [member, wanted] of Object.entries(pattern)) {
    const here = `${place}.${member}`;
    if (member === '$or') for (const each of wanted as EventPattern[]) checkPattern(each, here);
    else if (!Array.isArray(wanted))
      isObject(wanted) ? checkPattern(wanted as EventPattern, here) : refuse(here, wanted);
    else for (const each of wanted) if (isObject(each)) checkFilter(each, here);
  }
}

function checkFilter(filter: Record<string, unknown>, place: string): void {
  const [name = '', ...more] = Object.keys(filter);
  if (more.length > 0 || !filters[name]) refuse(place, filter);
  const excluded = filter['anything-but'];
  if (isObject(excluded)) checkFilter(excluded, place);
}

function refuse(place: string, found: unknown): never {
  throw new Error(
    `${place}: ${JSON.stringify(found)} is not understood; known are values, ${Object.keys(filters).join(', ')} and $or`,
  );
}

function accepts(wanted: unknown, value: unknown): boolean {
  if (isObject(wanted)) {
    const [[name, argument] = []] = Object.entries(wanted);
    if (name === 'exists') return (value !== undefined) === argument;
    // What a filter says of a list it says of one of its elements; anything-but alone says it of all of them.
    const values = Array.isArray(value) ? value : [value];
    const test = (each: unknown) => each !== undefined && (filters[name ?? '']?.(each, argument) ?? false);
    return name === 'anything-but' ? values.every(test) : values.some(test);
  }
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
}

const filters: Record<string, Filter> = {
  exists: () => true,
  prefix: (value, start) => isText(value) && [start].flat().some((each) => value.startsWith(String(each))),
  suffix: (value, end) => isText(value) && [end].flat().some((each) => value.endsWith(String(each))),
  'equals-ignore-case': (value, text) =>
    isText(value) && [text].flat().some((each) => value.toLowerCase() === String(each).toLowerCase()),
  'anything-but': (value, excluded) =>
    isObject(excluded) ? !accepts(excluded, value) : ![excluded].flat().includes(value),
  numeric: (value, conditions) =>
    typeof value === 'number' && pairs(conditions as unknown[]).every(([sign, bound]) => signs[sign]?.(value, bound)),
};

const signs: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function pairs(conditions: unknown[]): [string, number][] {
  return conditions.flatMap((sign, at) => (at % 2 === 0 ? [[sign as string, conditions[at + 1] as number]] : []));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
