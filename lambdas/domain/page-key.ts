import * as z from 'zod';

/**
 * A place in a list by time: a moment and an id. DynamoDB refuses a query by a sort key of over 1,024 bytes; a genuine
 * position has 61.
 */
export const Position = z
  .string()
  .max(100)
  .regex(/^[0-9TZ:.-]+#[0-9a-f-]+$/);

/** The opaque key with which the next page of a list is asked for, by what it stands for. */
export function pageKey<Contents extends object>(contents: Contents): string {
  return Buffer.from(JSON.stringify(contents)).toString('base64');
}

/** What a key stands for, or undefined if it is not a key of this kind. */
export function readPageKey<Contents>(key: string, kind: z.ZodType<Contents>): Contents | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return undefined;
  try {
    return kind.parse(JSON.parse(Buffer.from(key, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}
