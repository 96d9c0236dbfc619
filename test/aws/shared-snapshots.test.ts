import * as z from 'zod';
import { SharedSnapshots } from '../../lambdas/aws/shared-snapshots';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { type SourceTable, startSourceTable } from '../support/source-table';

const key = { pk: 'source#a', sk: 'picture' };
const sharing = { freshFor: 30_000, leaseFor: 5_000 };
const began = Date.parse('2026-03-02T10:00:00Z');

let table: SourceTable;
let now: number;
let makings: number;

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
});
beforeEach(() => {
  now = began;
  makings = 0;
});
afterEach(() => table.clear());
afterAll(() => table.close());

const snapshots = () => new SharedSnapshots(functionEnvironment.TABLE_NAME, z.object({ n: z.int() }), () => now);
const make = async () => ({ n: ++makings });
/** A making that ends when it is told to, and a promise of its having begun. */
function slowMaking() {
  let finish = () => {};
  let begin = () => {};
  const end = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const slow = async () => {
    begin();
    await end;
    return make();
  };
  return { slow, begun, finish: () => finish() };
}

describe('a snapshot that clients share', () => {
  it('is made once, and answers everybody while it is fresh', async () => {
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: began, value: { n: 1 } });
    now += 29_999;
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: began, value: { n: 1 } });
    now += 1;
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: now, value: { n: 2 } });
    expect(makings).toBe(2);
  });

  it('is made anew by one of many that find it too old, while the others are answered with the old one', async () => {
    await snapshots().get(key, sharing, make);
    now += 30_000;
    const { slow, begun, finish } = slowMaking();
    const holder = snapshots().get(key, sharing, slow);
    await begun;
    const answers = await Promise.all(Array.from({ length: 20 }, () => snapshots().get(key, sharing, make)));
    expect(answers).toEqual(Array(20).fill({ at: began, value: { n: 1 } }));
    finish();
    expect(await holder).toEqual({ at: now, value: { n: 2 } });
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: now, value: { n: 2 } });
  });

  it('is not made by a client that read before another one made it', async () => {
    await snapshots().get(key, sharing, make);
    const [old] = await table.items('picture');
    now += 30_000;
    await snapshots().get(key, sharing, make);
    expect(await snapshots().renewed(key, old, sharing, make)).toEqual({ at: now, value: { n: 2 } });
    expect(makings).toBe(2);
  });

  it('is missing for those who ask while the first is made, unless they have the patience', async () => {
    const { slow, begun, finish } = slowMaking();
    const first = snapshots().get(key, sharing, slow);
    await begun;
    expect(await snapshots().get(key, sharing, make)).toBeUndefined();
    const patient = snapshots().get(key, { ...sharing, patience: 1_000 }, make);
    finish();
    expect(await patient).toEqual({ at: began, value: { n: 1 } });
    expect(await first).toEqual({ at: began, value: { n: 1 } });
  });

  it('is not asked for again after a failure, until the lease has run out', async () => {
    const fail = () => Promise.reject(new Error('the service is down'));
    await expect(snapshots().get(key, sharing, fail)).rejects.toThrow('the service is down');
    now += 4_999;
    expect(await snapshots().get(key, sharing, make)).toBeUndefined();
    now += 1;
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: now, value: { n: 1 } });
  });

  it('is not replaced by one whose making took longer than its lease', async () => {
    const { slow, begun, finish } = slowMaking();
    const late = snapshots().get(key, sharing, slow);
    await begun;
    now += 5_000;
    await snapshots().get(key, sharing, make);
    finish();
    expect(await late).toEqual({ at: began, value: { n: 2 } });
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: began + 5_000, value: { n: 1 } });
  });

  it('counts as none when it was stored in another shape', async () => {
    await table.putItem({ ...key, at: began, value: { n: 'one' } });
    expect(await snapshots().get(key, sharing, make)).toEqual({ at: began, value: { n: 1 } });
  });

  it('leaves the table when nobody has renewed it for a week', async () => {
    await snapshots().get(key, sharing, make);
    expect(await table.items('picture')).toMatchObject([{ 'expires-at': began / 1000 + 7 * 86_400 }]);
  });
});
