import type { Label } from './metadata';

/** The members of a value, any of which may be given as undefined. */
export type Loose<Value> = { [Member in keyof Value]: Value[Member] | undefined };

/** Claims that a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value without members that are undefined, so that comparing and printing it show only what is asked for. */
export function defined<Value extends object>(value: Loose<Value>): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

/** Labels as the tags they become, undefined where there are none. */
export function tagsOf(labels: readonly Label[] | undefined): Record<string, string> | undefined {
  return labels?.length ? Object.fromEntries(labels.map(({ key, value }) => [key, value])) : undefined;
}
