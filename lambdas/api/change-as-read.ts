import { SourceBusy } from '../domain/errors';

/** How often a change is tried against concurrent requests. */
const attempts = 3;

/**
 * Carries out a change of a source on its record as it was read; where another request got in between, anew on what that
 * one made of it: what it was decides what is left to do, or how this one is refused. Throws `SourceBusy` after the third
 * time. What `read` throws is not tried again.
 */
export async function changeAsRead<Found, Answer>(
  read: () => Promise<Found>,
  change: (found: Found) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const found = await read();
    try {
      return await change(found);
    } catch (error) {
      if (!(error instanceof SourceBusy) || attempt === attempts) throw error;
    }
  }
}
