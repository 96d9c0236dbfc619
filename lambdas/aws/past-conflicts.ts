/** A write is tried so often against transactions on the same item; each takes some hundredths of a second. */
const attempts = 10;

/** Carries out a write of one item again where it met a transaction on it, which the SDK does not do. */
export async function pastConflicts<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!isTransactionConflict(error) || attempt === attempts) throw error;
      // Apart from one another, since those that met would meet again.
      await new Promise((resolve) => setTimeout(resolve, (10 + Math.random() * 20) * attempt));
    }
  }
}

/** Claims that a write of one item met a transaction on it. */
export function isTransactionConflict(error: unknown): boolean {
  return (error as Error).name === 'TransactionConflictException';
}
