import * as z from 'zod';
import { pageKey, readPageKey } from './page-key';

const PageKey = z.strictObject({ organisation: z.string(), after: z.string().max(64) });

/** The opaque key with which the target accounts after `after` are asked for; it holds for one organisation. */
export function accountPageKey(organisation: string, after: string): string {
  return pageKey<z.infer<typeof PageKey>>({ organisation, after });
}

/** The id that a key stands for, or undefined if it is not a key for this organisation. */
export function accountPosition(key: string, organisation: string): string | undefined {
  const found = readPageKey(key, PageKey);
  return found?.organisation === organisation ? found.after : undefined;
}
