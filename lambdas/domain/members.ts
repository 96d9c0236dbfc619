import * as z from 'zod';

// Messages of these schemas state the rule ("use …"); checkSource puts the value and what is wrong with it in front.

/** How the objects of one form of the document are made: closed to unknown members, or dropping them. */
export type ObjectOf = <Shape extends z.ZodRawShape>(shape: Shape) => z.ZodObject<Shape>;

/** An object that refuses members it does not know; the message names those it does. */
export const closed: ObjectOf = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const rule = `use ${Object.keys(shape).join(', ')}`;
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? rule : 'use an object'),
  }) as unknown as z.ZodObject<Shape>;
};

/** An object that drops members it does not know. */
export const open: ObjectOf = (shape) => z.object(shape);

/** A whole number from `min` to `max`, both included; `unit` is what it counts. */
export function integer(min: number, max: number, unit = ''): z.ZodInt {
  const rule = `use an integer from ${min} to ${max}${unit && ` ${unit}`}`;
  return z.int(rule).min(min, rule).max(max, rule);
}

/** One of the given words, spelt exactly so. */
export function word<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `use ${words.join(', ')}` });
}

/**
 * A list of `min` to `max` items. Zod's own limits would leave the items of a list that is too long unjudged, so its
 * length is a check of ours that runs beside those of the items.
 */
export function list<Item extends z.ZodType>(item: Item, min: number, max: number, what: string): z.ZodArray<Item> {
  const rule = `use a list of ${min === max ? min : `${min} to ${max}`} ${what}`;
  return z
    .array(item, rule)
    .refine(({ length }) => length >= min && length <= max, {
      error: ({ input }) => `has ${items(input as unknown[])}; ${rule}`,
      when: ({ value }) => Array.isArray(value),
    })
    .meta({ minItems: min, maxItems: max });
}

function items({ length }: readonly unknown[]): string {
  return length === 1 ? '1 item' : `${length} items`;
}

/** What a union by one member says of a word it does not know, and of what is no object. */
export function branches(...words: readonly string[]): { error: z.core.$ZodErrorMap } {
  return { error: (issue) => (issue.code === 'invalid_union' ? `use ${words.join(', ')}` : 'use an object') };
}

/** Free text of 1 to `max` characters without control characters. */
export function text(max: number): z.ZodString {
  const rule = `use text of 1 to ${max} characters without control characters`;
  return z
    .string(rule)
    .min(1, rule)
    .max(max, rule)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, rule);
}

/** A string that matches `expression`; `rule` says so in words. */
export function pattern(expression: RegExp, rule: string): z.ZodString {
  return z.string(rule).regex(expression, rule);
}

/** A member that is true or false. */
export const Flag = z.boolean('use true or false');

/** The names of flows, flow sources, VPC interfaces and media streams: MediaConnect puts them into ARNs. */
export const Name = pattern(/^[A-Za-z0-9_-]{1,64}$/, 'use 1 to 64 letters, digits, hyphens or underscores');

/** A note of the client's own, shown in the console of MediaConnect. */
export const Description = text(256);
