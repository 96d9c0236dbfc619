import * as z from 'zod';

const PageKey = z.strictObject({ organisation: z.string(), after: z.string().max(64) });

/** The opaque key with which the target accounts after `after` are asked for; it holds for one organisation. */
export function accountPageKey(organisation: string, after: string): string {
  return Buffer.from(JSON.stringify({ organisation, after } satisfies z.infer<typeof PageKey>)).toString('base64');
}

/** The id that a key stands for, or undefined if it is not a key for this organisation. */
export function accountPosition(key: string, organisation: string): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return undefined;
  try {
    const parsed = PageKey.parse(JSON.parse(Buffer.from(key, 'base64').toString('utf8')));
    return parsed.organisation === organisation ? parsed.after : undefined;
  } catch {
    return undefined;
  }
}
