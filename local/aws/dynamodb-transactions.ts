import { createHash } from 'node:crypto';
import type { DynamoStore, Output, Unit } from './dynamodb-store';
import { ServiceError } from './protocol';

type Item = Record<string, unknown>;
type Part = Record<string, unknown> & { TableName: string };

const operations: Record<string, string> = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' };

/** The parts of a transaction with the kind of each (`Put`, `Update`, `Delete`, `ConditionCheck`). */
export function partsOf(input: Record<string, unknown>): { kind: string; part: Part }[] {
  return list(input.TransactItems).flatMap((each) =>
    Object.entries(each as Item).map(([kind, part]) => ({ kind, part: part as Part })),
  );
}

/**
 * TransactWriteItems: all parts or none. Throws TransactionCanceledException with one reason a part. A ClientRequestToken used within the
 * last ten minutes answers as it did then, or throws IdempotentParameterMismatchException if the parts differ.
 */
export async function transactWrite(store: DynamoStore, input: Record<string, unknown>): Promise<Output> {
  const parts = partsOf(input);
  checkSize(parts);
  const token = typeof input.ClientRequestToken === 'string' ? `token~${input.ClientRequestToken}` : '';
  const fingerprint = createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');
  return store.write(async (unit) => {
    const earlier = token && ((await store.recall(token)) as { at: number; fingerprint: string } | undefined);
    if (earlier && earlier.at > Date.now() - tokenLifeMs) {
      if (earlier.fingerprint === fingerprint) return {};
      throw new ServiceError(
        'IdempotentParameterMismatchException',
        'Request with the same client request token, but different parameters',
      );
    }
    await checkDistinct(unit, parts);
    const reasons: Reason[] = [];
    for (const { kind, part } of parts) reasons.push(await perform(unit, kind, part));
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    if (token) unit.remember(token, { at: Date.now(), fingerprint });
    return {};
  });
}

/** Tokens older than ten minutes mean nothing any more; this forgets them. */
export async function forgetTokens(store: DynamoStore): Promise<void> {
  const old: string[] = [];
  for await (const [key, value] of store.recallAll('token~'))
    if ((value as { at: number }).at <= Date.now() - tokenLifeMs) old.push(key);
  if (old.length > 0) await store.write(async (unit) => old.forEach(unit.forget));
}

/** The item a failed condition met, for callers that asked for it with `ReturnValuesOnConditionCheckFailure`. */
export async function itemBehind(unit: Unit, part: Item): Promise<{ Item?: Item }> {
  if (part.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return {};
  const { TableName } = part;
  const Key = part.Key ?? (await keyOf(unit, part));
  const { Item } = await unit.run('GetItem', { TableName, Key, ConsistentRead: true });
  return Item ? { Item: Item as Item } : {};
}

const tokenLifeMs = 10 * 60 * 1000;

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}

async function perform(unit: Unit, kind: string, part: Part): Promise<Reason> {
  try {
    if (kind === 'ConditionCheck') await check(unit, part);
    else if (operations[kind]) await unit.run(operations[kind], part);
    else throw new ServiceError('ValidationException', `A transaction has no ${kind}`);
    return { Code: 'None' };
  } catch (error) {
    const { __type = '', message } = (error as { body?: { __type?: string; message?: string } }).body ?? {};
    if (__type.endsWith('#ConditionalCheckFailedException'))
      return { Code: 'ConditionalCheckFailed', Message: message, ...(await itemBehind(unit, part)) };
    throw error;
  }
}

async function check(unit: Unit, part: Part): Promise<void> {
  if (part.ConditionExpression === undefined)
    throw new ServiceError('ValidationException', 'The expression can not be empty;');
  await unit.tryOnly('DeleteItem', part); // judges the condition as a delete would
}

async function checkDistinct(unit: Unit, parts: { part: Part }[]): Promise<void> {
  const places = new Set<string>();
  for (const { part } of parts) {
    const key = (part.Key as Item | undefined) ?? (await keyOf(unit, part));
    places.add(JSON.stringify([part.TableName, Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))]));
  }
  if (places.size < parts.length)
    throw new ServiceError('ValidationException', 'Transaction request cannot include multiple operations on one item');
}

async function keyOf(unit: Unit, { TableName, Item }: Item): Promise<Item> {
  const { Table } = await unit.run('DescribeTable', { TableName });
  const names = (Table as { KeySchema: { AttributeName: string }[] }).KeySchema.map((each) => each.AttributeName);
  return Object.fromEntries(names.map((name) => [name, (Item as Item)?.[name]]));
}

function checkSize(parts: unknown[]): void {
  if (parts.length < 1 || parts.length > 100)
    throw new ServiceError(
      'ValidationException',
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100",
    );
}

function cancelled(reasons: Reason[]): ServiceError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new ServiceError('TransactionCanceledException', message, 400, {
    CancellationReasons: reasons,
    Message: message,
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
