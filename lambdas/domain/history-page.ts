import * as z from 'zod';

const PageKey = z.strictObject({
  source: z.string(),
  // DynamoDB refuses a sort key of over 1,024 bytes; a genuine position has 61.
  position: z
    .string()
    .max(100)
    .regex(/^[0-9TZ:.-]+#[0-9a-f-]+$/),
});

/** The opaque key with which the events before `position` are asked for; it holds for one source. */
export function historyPageKey(source: string, position: string): string {
  return Buffer.from(JSON.stringify({ source, position } satisfies z.infer<typeof PageKey>)).toString('base64');
}

/** The position that a key stands for, or undefined if it is not a key for this source. */
export function historyPosition(key: string, source: string): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return undefined;
  try {
    const parsed = PageKey.parse(JSON.parse(Buffer.from(key, 'base64').toString('utf8')));
    return parsed.source === source ? parsed.position : undefined;
  } catch {
    return undefined;
  }
}
