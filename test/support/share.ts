/** Whether this is `npm run test:long`. */
export const isLong = process.env.HEADWORKS_LONG !== undefined;

/** The cases of a table that `npm test` runs, which are the first; `npm run test:long` runs all. */
export function shareOf<Case>(first: number, cases: readonly Case[]): readonly Case[] {
  return isLong ? cases : cases.slice(0, first);
}

/** How many cases of a property `npm test` draws, and how many `npm run test:long`. */
export function runsOf(share: number, all: number): number {
  return isLong ? all : share;
}

/** A test that only `npm run test:long` runs. */
export const itInLong: typeof it = isLong ? it : (it.skip as typeof it);
