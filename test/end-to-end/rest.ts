import { type System, until } from '../support/system';
import { Account } from './account';

/**
 * Waits until a source rests and nothing is owed to it, and helps as the schedules do where that takes longer than
 * `patience` (milliseconds). It looks by
 * a call that the product does not make, so that it meets none of the faults that are meant for the product.
 */
export async function untilOwedNothing(system: System, sourceId: string, patience = 2_000): Promise<void> {
  const account = new Account(system);
  let helpedAt = Date.now();
  await until(
    async () => {
      const item = await account.item(sourceId);
      if (item.unsettled && Date.now() - helpedAt > patience) {
        helpedAt = Date.now();
        await account.age(sourceId).catch(() => 'it has come to rest');
        await system.simulator('POST', 'sweep');
      }
      return item;
    },
    (item) => item.unsettled === undefined,
    150,
  );
}
