import { AsyncLocalStorage } from 'node:async_hooks';
import type { TargetAccountRecord } from '../domain/target-account';

/** The invocation of a function, and the target account that it acts in, once it has entered one. */
interface Invocation {
  readonly name: string;
  /** The request, source or invocation that AWS is called for: it stands in the account's trail. */
  readonly session: string;
  account?: () => Promise<TargetAccountRecord>;
}

/** What is known of who acts where, when AWS is called. */
export interface Acting {
  name: string;
  session: string;
  account: TargetAccountRecord;
}

const invocations = new AsyncLocalStorage<Invocation>();

/** Runs the work of a function of the contract. It acts in no target account until `enterAccount` or `actingIn` says in which. */
export function invoked<Answer>(name: string, session: string, call: () => Promise<Answer>): Promise<Answer> {
  return invocations.run({ name, session }, call);
}

/**
 * From now on the invocation acts in a target account, which may be read when it is first needed. Throws where none is
 * under way.
 */
export function enterAccount(account: () => Promise<TargetAccountRecord>): void {
  const invocation = invocations.getStore();
  if (!invocation) throw new Error('only an invocation can enter a target account');
  invocation.account = account;
}

/** Runs `call` in a target account, and no longer. Throws where no invocation is under way. */
export function actingIn<Answer>(account: TargetAccountRecord, call: () => Promise<Answer>): Promise<Answer> {
  const invocation = invocations.getStore();
  if (!invocation) throw new Error('only an invocation can act in a target account');
  return invocations.run({ ...invocation, account: async () => account }, call);
}

/** Who acts where at this moment. Throws where no target account was entered: no call for a source is made as ourselves. */
export async function acting(): Promise<Acting> {
  const { name, session, account } = invocations.getStore() ?? {};
  if (!name || !session || !account) throw new Error('AWS was to be called for a source outside of its target account');
  return { name, session, account: await account() };
}
