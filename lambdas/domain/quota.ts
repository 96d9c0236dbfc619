import * as z from 'zod';
import { isUnsettled, type ProvisioningStatus } from './provisioning-status';

/** What is counted of an organisation: its sources that are not deleted, and those of them whose run is owed or under way. */
export const Counts = z.object({ sources: z.int(), runs: z.int() });
export type Counts = z.infer<typeof Counts>;

/** What an organisation has that has never had a source. */
export const noCounts: Counts = { sources: 0, runs: 0 };

const names = ['sources', 'runs'] as const;

/** How many sources and runs an organisation may have at a time. */
export interface Quotas {
  SOURCES_PER_ORGANISATION: number;
  RUNS_PER_ORGANISATION: number;
}

/** What of an organisation is limited. */
export type QuotaName = keyof Counts | 'target-accounts';

/** A quota that is used up: how much it is, and how much of it the organisation has. */
export interface UsedUp {
  name: QuotaName;
  limit: number;
  count: number;
}

/** What a source of this status counts for; undefined stands for no source. */
export function countsOf(status: ProvisioningStatus | undefined): Counts {
  const isThere = status !== undefined && status !== 'deletion-complete';
  return { sources: isThere ? 1 : 0, runs: isThere && isUnsettled(status) ? 1 : 0 };
}

/** Claims that sources of these statuses count for the same. */
export function countsAlike(one: ProvisioningStatus, other: ProvisioningStatus): boolean {
  const change = countChange(one, other);
  return change.sources === 0 && change.runs === 0;
}

/** What the move of a source from one status to another adds to what its organisation has. */
export function countChange(from: ProvisioningStatus | undefined, to: ProvisioningStatus): Counts {
  const [before, after] = [countsOf(from), countsOf(to)];
  return { sources: after.sources - before.sources, runs: after.runs - before.runs };
}

/** The limit of each count that a change makes greater. */
export function limitsOn(change: Counts, quotas: Quotas): { name: keyof Counts; limit: number }[] {
  const limits = { sources: quotas.SOURCES_PER_ORGANISATION, runs: quotas.RUNS_PER_ORGANISATION };
  return names.filter((name) => change[name] > 0).map((name) => ({ name, limit: limits[name] }));
}

/** The quotas that leave no room for a change, where the organisation has so much already. */
export function usedUp(counts: Counts, change: Counts, quotas: Quotas): UsedUp[] {
  return limitsOn(change, quotas)
    .map(({ name, limit }) => ({ name, limit, count: counts[name] }))
    .filter(({ limit, count }) => count >= limit);
}

/** A quota that is used up, in a sentence. */
export function quotaText({ name, limit, count }: UsedUp): string {
  const counted = { sources: 'sources', runs: 'runs that are owed or under way', 'target-accounts': 'target accounts' };
  return `The organisation has ${count} ${counted[name]}, and may have ${limit}.`;
}

/** What to do about a quota that is used up. */
export const quotaAdvice: Record<QuotaName, string> = {
  sources: 'Delete a source, or have the setting SourcesPerOrganisation raised.',
  runs: 'Try again when a run has ended, or have the setting RunsPerOrganisation raised.',
  'target-accounts': 'Delete one that is no longer used, or have the setting TargetAccountsPerOrganisation raised.',
};

/** What a dry run says of the quotas for which the real request would be refused. */
export function quotaWarnings(counts: Counts, change: Counts, quotas: Quotas): string[] {
  return usedUp(counts, change, quotas).map((quota) => `quota-exceeded: ${quotaText(quota)}`);
}
