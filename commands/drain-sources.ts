import { setTimeout as delay } from 'node:timers/promises';
import { type ApiClient, Refusal } from './api-client';

/** What to drain, and how patiently. */
export interface Drain {
  organisation: string;
  /** The target accounts, by id; every one of the organisation if none is named. */
  accounts: readonly string[];
  /** Deletes; otherwise only looks at what is there. */
  deletes: boolean;
  /** The drain gives up after this, milliseconds. */
  patience: number;
  /** The pause between two looks, milliseconds. */
  pause: number;
  /** Told how it goes, a line at a time. */
  progress(line: string): void;
}

/** A source that is not deleted, and why not if that is known. */
export interface LeftSource {
  account: string;
  id: string;
  status: string;
  reason?: string;
}

interface ShownSource {
  id: string;
  'provisioning-status': string;
  'provisioning-error-reason'?: string;
}

/** So many requests are under way at a time. */
const together = 5;

/** Deletes the sources of an organisation's target accounts, and answers those that are left. Throws if it is not let. */
export async function drainSources(client: ApiClient, drain: Drain): Promise<LeftSource[]> {
  const root = `/organisations/${drain.organisation}/target-accounts`;
  const pathOf = ({ account, id }: LeftSource) => `${root}/${account}/sources/${id}`;
  const accounts = [...drain.accounts];
  if (accounts.length === 0) {
    for await (const { id } of client.list<{ id: string }>(root, 'target-accounts')) accounts.push(id);
  }
  const refusals = new Map<string, string | undefined>();
  const end = Date.now() + drain.patience;
  for (;;) {
    const left = await listed(client, root, accounts);
    drain.progress(`${count(left.length, 'source')} in ${count(accounts.length, 'target account')}${tally(left)}`);
    if (!drain.deletes) return left;
    const fresh = left.filter(({ id }) => !refusals.has(id));
    await inTurn(fresh, async (each) => refusals.set(each.id, await refusalOf(client, pathOf(each))));
    // A list lags behind, and only the source itself says that its deletion has failed once more.
    const stuck = left.filter(({ id, status }) => status === 'deletion-failed' || refusals.get(id) !== undefined);
    const seen = await inTurn(stuck, (each) => reread(client, pathOf(each), each, refusals.get(each.id)));
    const isOver = seen.every(({ status, reason }) => status === 'deletion-failed' || reason !== undefined);
    if (isOver && stuck.length === left.length) return seen;
    if (Date.now() > end) return inTurn(left, (each) => reread(client, pathOf(each), each, refusals.get(each.id)));
    await delay(drain.pause);
  }
}

/** Does the same with each, a few at a time, and answers what came of it in their order. */
async function inTurn<Item, Outcome>(
  items: readonly Item[],
  act: (item: Item) => Promise<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < items.length; at += together) {
    outcomes.push(...(await Promise.all(items.slice(at, at + together).map(act))));
  }
  return outcomes;
}

async function listed(client: ApiClient, root: string, accounts: readonly string[]): Promise<LeftSource[]> {
  const left: LeftSource[] = [];
  for (const account of accounts) {
    const sources = client.list<ShownSource>(`${root}/${account}/sources`, 'sources', { 'include-hidden': 'true' });
    for await (const { id, 'provisioning-status': status } of sources) left.push({ account, id, status });
  }
  return left;
}

/** Asks for a deletion; answers why it was refused, if it was. A token that is not good ends the drain. */
async function refusalOf(client: ApiClient, path: string): Promise<string | undefined> {
  try {
    await client.send('DELETE', path);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 401 || error.status === 403) throw error;
    return error.message;
  }
}

async function reread(client: ApiClient, path: string, left: LeftSource, refused?: string): Promise<LeftSource> {
  const shown = await client.send<ShownSource>('GET', path);
  const reason = refused ?? shown['provisioning-error-reason'];
  return { ...left, status: shown['provisioning-status'], ...(reason !== undefined && { reason }) };
}

function tally(left: readonly LeftSource[]): string {
  const statuses = [...new Set(left.map(({ status }) => status))].sort();
  const counts = statuses.map((status) => `${left.filter((each) => each.status === status).length} ${status}`);
  return counts.length > 0 ? `: ${counts.join(', ')}` : '';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
