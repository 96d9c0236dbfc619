import { meterBefore } from './capacity';
import type { Table } from './run';
import { account, deployed, organisation, recordOf, startTable } from './source-table';
import { rounded } from './statistics';

const pageSize = 50;
const few = 1_000;
const many = 100_000;

/** Of each ten sources one is live; the others are hidden, deleted, or both. */
function recordAmongMany(index: number) {
  const record = recordOf(index);
  const kind = index % 10;
  if (kind === 0) return record;
  const isHidden = kind % 2 === 0;
  const isDeleted = kind % 3 !== 2 || !isHidden;
  return {
    ...record,
    requested: { ...record.requested, hidden: isHidden },
    'provisioning-status': isDeleted ? ('deletion-complete' as const) : record['provisioning-status'],
  };
}

/** Pages through all live sources of a table; answers read units of the first, the middle and the last full page. */
async function unitsOfPages(records: Iterable<ReturnType<typeof recordOf>>, live: number): Promise<number[]> {
  const table = await startTable(records);
  const meter = await meterBefore(table.url);
  try {
    const list = deployed('list-sources', { 'organisation-id': organisation, 'target-account-id': account }, meter.url);
    const units: number[] = [];
    let key: string | undefined;
    for (let listed = 0; listed < live; listed += pageSize) {
      meter.read();
      const query = { 'page-size': [String(pageSize)], ...(key ? { 'last-evaluated-key': [key] } : {}) };
      const { sources, 'last-evaluated-key': next } = JSON.parse((await list(query)).body);
      if (sources.length !== pageSize) throw new Error(`a page has ${sources.length} sources`);
      units.push(meter.read().units);
      key = next;
    }
    return [units[0], units[Math.floor(units.length / 2)], units.at(-1)].map((value) => value ?? Number.NaN);
  } finally {
    meter.close();
    table.stop();
  }
}

function* range<T>(count: number, make: (index: number) => T): Iterable<T> {
  for (let index = 0; index < count; index++) yield make(index);
}

/** What a page costs in an account with few live sources, and in one with many of which nine of ten are not live. */
export async function listingTable(): Promise<Table> {
  const plain = await unitsOfPages(range(few, recordOf), few);
  const crowded = await unitsOfPages(range(many, recordAmongMany), many / 10);
  const rows = ['first page', 'page in the middle', 'last page'].map((name, index) => {
    const [base = Number.NaN, cost = Number.NaN] = [plain[index], crowded[index]];
    return [name, { [`units of ${few}`]: base, [`units of ${many}`]: cost, ratio: rounded(cost / base), limit: 1.1 }];
  });
  return Object.fromEntries(rows);
}
