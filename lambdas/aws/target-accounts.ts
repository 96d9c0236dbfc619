import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { TargetAccountChanged, TargetAccountInUse } from '../domain/errors';
import { TargetAccountRecord } from '../domain/target-account';
import { clientDefaults } from './client-defaults';
import { isTransactionConflict, pastConflicts } from './past-conflicts';
import {
  type AccountPath,
  accountItem,
  accountKey,
  accountListing,
  accountPrefix,
  countOf,
  organisationKey,
  pathOf,
} from './target-account-items';

/** A page of the target accounts of an organisation, by their ids. */
interface AccountPage {
  accounts: TargetAccountRecord[];
  /** The id after which the next page begins, if there may be one. */
  last?: string;
}

/** What a change of an account writes. */
export type AccountChanges = Partial<Omit<TargetAccountRecord, 'schema-version' | 'organisation-id' | 'id'>>;

/** The target accounts of every organisation, in the table of the sources; reads are strongly consistent. */
export class TargetAccounts {
  private readonly client = new DynamoDBClient(clientDefaults);

  constructor(private readonly table: string) {}

  /** The target account that a path or the record of a source names. */
  async read(path: AccountPath): Promise<TargetAccountRecord | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall(accountKey(path)), ConsistentRead: true }),
    );
    return Item && TargetAccountRecord.parse(unmarshall(Item));
  }

  /** At most `limit` accounts of an organisation whose ids come after `after` (all when absent). */
  async page(organisationId: string, limit: number, after?: string): Promise<AccountPage> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        ...inOrganisation(organisationId),
        ConsistentRead: true,
        // One more than asked for tells whether there is a next page.
        Limit: limit + 1,
        ExclusiveStartKey:
          after === undefined
            ? undefined
            : marshall(accountKey({ 'organisation-id': organisationId, 'target-account-id': after })),
      }),
    );
    const found = Items.map((item) => TargetAccountRecord.parse(unmarshall(item)));
    const accounts = found.slice(0, limit);
    const last = found.length > limit || LastEvaluatedKey ? accounts.at(-1)?.id : undefined;
    return { accounts, ...(last !== undefined && { last }) };
  }

  /** How many accounts an organisation has. */
  async count(organisationId: string): Promise<number> {
    let [count, start]: [number, QueryCommandOutput['LastEvaluatedKey']] = [0, undefined];
    do {
      const page: QueryCommandOutput = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          ...inOrganisation(organisationId),
          Select: 'COUNT',
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      count += page.Count ?? 0;
      start = page.LastEvaluatedKey;
    } while (start);
    return count;
  }

  /** Every account of the deployment, as an index knows them, which lags behind. */
  async *all(): AsyncGenerator<TargetAccountRecord> {
    let start: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const page: QueryCommandOutput = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          IndexName: 'listed',
          KeyConditionExpression: '#listed = :listed',
          ExpressionAttributeNames: { '#listed': 'listed' },
          ExpressionAttributeValues: marshall({ ':listed': accountListing }),
          ExclusiveStartKey: start,
        }),
      );
      for (const item of page.Items ?? []) yield TargetAccountRecord.parse(unmarshall(item));
      start = page.LastEvaluatedKey;
    } while (start);
  }

  /** Writes a new account; false if there is one of that id by now. */
  async create(account: TargetAccountRecord): Promise<boolean> {
    const Item = marshall(accountItem(account), { removeUndefinedValues: true });
    const ConditionExpression = 'attribute_not_exists(pk)';
    return this.unlessRefused(() =>
      this.client.send(new PutItemCommand({ TableName: this.table, Item, ConditionExpression })),
    );
  }

  /**
   * Writes changes of an account; false if it is no longer at the revision that was read. Throws `TargetAccountInUse` if
   * sources use a Region that it is to allow no more, or the AWS account that it is to leave.
   */
  async change(account: TargetAccountRecord, changes: AccountChanges): Promise<boolean> {
    const isMoving = changes['aws-account-id'] !== undefined && changes['aws-account-id'] !== account['aws-account-id'];
    const kept = changes.regions ?? account.regions;
    const left = account.regions.filter((region) => !kept.includes(region));
    const given = Object.entries(changes);
    const set = given.flatMap(([, value], index) => (value === undefined ? [] : [`#a${index} = :a${index}`]));
    const remove = given.flatMap(([, value], index) => (value === undefined ? [`#a${index}`] : []));
    return this.write(account, isMoving ? [undefined, ...left] : left, (conditions) =>
      this.client.send(
        new UpdateItemCommand({
          ...conditions,
          UpdateExpression: [
            set.length > 0 ? `SET ${set.join(', ')}` : '',
            remove.length > 0 ? `REMOVE ${remove.join(', ')}` : '',
          ].join(' '),
          ExpressionAttributeNames: {
            ...conditions.ExpressionAttributeNames,
            ...Object.fromEntries(given.map(([name], index) => [`#a${index}`, name])),
          },
          ExpressionAttributeValues: {
            ...conditions.ExpressionAttributeValues,
            ...marshall(Object.fromEntries(given.map(([, value], index) => [`:a${index}`, value])), {
              removeUndefinedValues: true,
            }),
          },
        }),
      ),
    );
  }

  /**
   * Removes an account; false if it is no longer at the revision that was read. Throws `TargetAccountInUse` while it has
   * sources that are not deleted.
   */
  async remove(account: TargetAccountRecord): Promise<boolean> {
    return this.write(account, [undefined], (conditions) => this.client.send(new DeleteItemCommand(conditions)));
  }

  /** Writes if the account is at its revision and none of `free` is in use: a Region, or undefined for the account itself. */
  private async write(
    account: TargetAccountRecord,
    free: readonly (string | undefined)[],
    send: (conditions: ReturnType<typeof conditionsOf> & { TableName: string }) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await pastConflicts(() => send({ TableName: this.table, ...conditionsOf(account, free) }));
      return true;
    } catch (error) {
      if (!isConditionFailure(error)) throw changedMeanwhile(error);
      const { Item } = error as { Item?: Parameters<typeof unmarshall>[0] };
      const item = Item && unmarshall(Item);
      if (item?.revision !== account.revision) return false;
      throw new TargetAccountInUse(uses(item, free));
    }
  }

  private async unlessRefused(send: () => Promise<unknown>): Promise<boolean> {
    try {
      await pastConflicts(send);
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw changedMeanwhile(error);
    }
  }
}

/** What a query of the accounts of an organisation asks for. */
function inOrganisation(organisationId: string) {
  return {
    KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: marshall({ ':pk': organisationKey(organisationId), ':prefix': accountPrefix }),
  };
}

/** `TargetAccountChanged` where sources of the account were written time after time while it was to be. */
function changedMeanwhile(error: unknown): unknown {
  return isTransactionConflict(error) ? new TargetAccountChanged() : error;
}

function isConditionFailure(error: unknown): boolean {
  return (error as Error).name === 'ConditionalCheckFailedException';
}

function conditionsOf(account: TargetAccountRecord, free: readonly (string | undefined)[]) {
  const unused = free.map((_, index) => `(attribute_not_exists(#f${index}) OR #f${index} <= :zero)`);
  return {
    Key: marshall(accountKey(pathOf(account))),
    ConditionExpression: ['#revision = :revision', ...unused].join(' AND '),
    ExpressionAttributeNames: {
      '#revision': 'revision',
      ...Object.fromEntries(free.map((region, index) => [`#f${index}`, countOf(region)])),
    },
    ExpressionAttributeValues: marshall({ ':revision': account.revision, ...(free.length > 0 && { ':zero': 0 }) }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** Which of what was to be free is not, in words. */
function uses(item: Record<string, unknown>, free: readonly (string | undefined)[]): string {
  const found = free.flatMap((region) => {
    const count = Number(item[countOf(region)] ?? 0);
    const sources = count === 1 ? '1 source is' : `${count} sources are`;
    return count > 0 ? [`${sources} ${region === undefined ? 'not deleted' : `in ${region}`}`] : [];
  });
  return `${found.join(', ')}. Delete what is there first.`;
}
