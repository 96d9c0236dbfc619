import * as z from 'zod';
import type { SourceRequest } from './source-request';

/** The answer to a request with an idempotency key, kept so that a repeat is answered alike. It holds no secret. */
export const KeptReply = z.object({
  /** See `comparableBody`. */
  comparable: z.string(),
  location: z.string(),
  etag: z.string(),
  /** The masked body, as JSON. */
  body: z.string(),
});
export type KeptReply = z.infer<typeof KeptReply>;

/**
 * A checked body without its secret values, in one spelling: two requests with the same one ask for the same, if their
 * secrets are the same too.
 */
export function comparableBody(request: SourceRequest): string {
  return JSON.stringify(request, (name, value) =>
    name === 'decryption-settings' && value ? { 'encryption-type': value['encryption-type'] } : value,
  );
}
