import { badRequest } from './faults';

/** Reads an untyped JSON value as a `T`, or throws BadRequestException naming the place `at`. */
export type Shape<T> = (value: unknown, at: string) => T;
/** The type a shape reads. */
export type Out<S> = S extends Shape<infer T> ? T : never;

type Members = Record<string, Shape<unknown>>;
type Flat<T> = { [K in keyof T]: T[K] };
type Struct<R extends Members, O extends Members> = Flat<
  { [K in keyof R]: Out<R[K]> } & { [K in keyof O]?: Out<O[K]> | undefined }
>;

const shown = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 80));
const wrong = (at: string, rule: string, value: unknown) => badRequest(`${at} must be ${rule}, was ${shown(value)}.`);

/** Any string. */
export const text: Shape<string> = (value, at) => {
  if (typeof value !== 'string') throw wrong(at, 'a string', value);
  return value;
};

/** A string that matches `pattern`; `rule` says so in words. */
export const matching =
  (pattern: RegExp, rule: string): Shape<string> =>
  (value, at) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw wrong(at, rule, value);
    return value;
  };

/** A 32-bit integer, which is what the service's model means by an integer. */
export const integer: Shape<number> = (value, at) => {
  if (!Number.isInteger(value) || Math.abs(value as number) > 0x7fffffff) throw wrong(at, 'an integer', value);
  return value as number;
};

/** A finite number. */
export const number: Shape<number> = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(at, 'a number', value);
  return value;
};

/** `true` or `false`. */
export const flag: Shape<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw wrong(at, 'true or false', value);
  return value;
};

/** One of a fixed set of words. */
export const oneOf =
  <const W extends readonly string[]>(...words: W): Shape<W[number]> =>
  (value, at) => {
    if (typeof value !== 'string' || !words.includes(value)) throw wrong(at, `one of ${words.join(', ')}`, value);
    return value;
  };

/** An array whose items all have one shape. */
export const list =
  <T>(item: Shape<T>): Shape<T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) throw wrong(at, 'a list', value);
    return value.map((each, index) => item(each, `${at}[${index}]`));
  };

/** An object used as a map from strings to strings. */
export const textMap: Shape<Record<string, string>> = (value, at) => {
  if (!isObject(value)) throw wrong(at, 'a map of strings', value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, text(each, `${at}.${key}`)]));
};

/** An object. Members it does not know are ignored, as REST-JSON services do; null counts as absent. */
export const struct =
  <R extends Members, O extends Members>(required: R, optional: O): Shape<Struct<R, O>> =>
  (value, at) => {
    if (!isObject(value)) throw wrong(at || 'The request body', 'an object', value);
    const given = (name: string) => (Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined);
    const place = (name: string) => (at ? `${at}.${name}` : name);
    const read = Object.entries({ ...optional, ...required }).flatMap(([name, shape]) => {
      const member = given(name);
      if (member === undefined && !(name in required)) return [];
      if (member === undefined) throw badRequest(`${place(name)} is required.`);
      return [[name, shape(member, place(name))]];
    });
    return Object.fromEntries(read);
  };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
