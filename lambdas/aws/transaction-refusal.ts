/** Why DynamoDB refused one part of a transaction, counted from 0; undefined where it was not refused for that. */
export function refusalOf(error: unknown, index = 0): string | undefined {
  const { name, CancellationReasons } = error as Error & { CancellationReasons?: { Code?: string }[] };
  return name === 'TransactionCanceledException' ? CancellationReasons?.[index]?.Code : undefined;
}

/** Claims that the item that is written alone, or first in a transaction, is not as the write wants it. */
export function isConditionFailure(error: unknown): boolean {
  return (error as Error).name === 'ConditionalCheckFailedException' || refusalOf(error) === 'ConditionalCheckFailed';
}
