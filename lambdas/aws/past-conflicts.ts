/** A write is tried so often against transactions on the same item; each takes some hundredths of a second. */
const attempts = 10;

/**
 * Carries out a write again where it met a transaction on the same item, which the SDK does not do. `isConflict` tells
 * such a failure; without it, that of a write of one item.
 */
export async function pastConflicts<Answer>(
  write: () => Promise<Answer>,
  isConflict: (error: unknown) => boolean = isOfOneItem,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error;
      // Apart from one another, since those that met would meet again.
      await new Promise((resolve) => setTimeout(resolve, (10 + Math.random() * 20) * attempt));
    }
  }
}

function isOfOneItem(error: unknown): boolean {
  return (error as Error).name === 'TransactionConflictException';
}
