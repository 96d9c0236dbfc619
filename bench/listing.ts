import { meterBefore } from './capacity';
import type { Table } from './run';
import { account, deployed, organisation, recordOf, startTable } from './source-table';
import { judged, rounded } from './statistics';

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

/** What pages cost at three depths: the first, the one in the middle and the last full one. */
async function costOfPages(records: Iterable<ReturnType<typeof recordOf>>, live: number) {
  const table = await startTable(records);
  const meter = await meterBefore(table.url);
  try {
    const list = deployed('list-sources', { 'organisation-id': organisation, 'target-account-id': account }, meter.url);
    const costs: { units: number; requests: number }[] = [];
    let key: string | undefined;
    for (let listed = 0; listed < live; listed += pageSize) {
      meter.read();
      const query = { 'page-size': [String(pageSize)], ...(key ? { 'last-evaluated-key': [key] } : {}) };
      const { sources, 'last-evaluated-key': next } = JSON.parse((await list(query)).body);
      if (sources.length !== pageSize) throw new Error(`a page has ${sources.length} sources`);
      costs.push(meter.read());
      key = next;
    }
    if (key !== undefined) throw new Error('there is a page after the last');
    const last = costs.length - 1;
    return [0, Math.floor(last / 2), last].map((page) => costs[page] ?? { units: Number.NaN, requests: Number.NaN });
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
  const plain = await costOfPages(range(few, recordOf), few);
  const crowded = await costOfPages(range(many, recordAmongMany), many / 10);
  const rows = ['first page', 'page in the middle', 'last page'].flatMap((name, index) =>
    (['units', 'requests'] as const).map((what) => {
      const [base, cost] = [plain[index]?.[what] ?? Number.NaN, crowded[index]?.[what] ?? Number.NaN];
      const ratio = rounded(cost / base);
      const row = { [`among ${few}`]: base, [`among ${many}`]: cost, ratio, ...judged(ratio, 1.1) };
      return [`${name}, ${what}`, row] as const;
    }),
  );
  return Object.fromEntries(rows);
}
