import type { SourceStore } from '../aws/source-store';
import type { Plan } from '../domain/plan';
import { type Counts, type Quotas, quotaWarnings } from '../domain/quota';

/** A dry run's plan with a warning for each quota that leaves no room for what it would add to the organisation. */
export async function warnedOfQuotas(
  plan: Plan,
  store: SourceStore,
  organisationId: string,
  change: Counts,
  quotas: Quotas,
): Promise<Plan> {
  const warnings = quotaWarnings(await store.counts(organisationId), change, quotas);
  return { ...plan, warnings: [...plan.warnings, ...warnings] };
}
