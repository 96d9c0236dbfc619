import * as z from 'zod';
import { Position, pageKey, readPageKey } from './page-key';

const PageKey = z.strictObject({ source: z.string(), position: Position });

/** The opaque key with which the events before `position` are asked for; it holds for one source. */
export function historyPageKey(source: string, position: string): string {
  return pageKey<z.infer<typeof PageKey>>({ source, position });
}

/** The position that a key stands for, or undefined if it is not a key for this source. */
export function historyPosition(key: string, source: string): string | undefined {
  const found = readPageKey(key, PageKey);
  return found?.source === source ? found.position : undefined;
}
