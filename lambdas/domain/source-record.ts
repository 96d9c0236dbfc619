import * as z from 'zod';
import { isUnsettled, ProvisioningStatus } from './provisioning-status';
import { ProvisionedFlow, SourceConfiguration } from './source';

/** What a run is for: bring the flows to the configuration, or remove them (after a failed creation, or for a deletion). */
export const RunMode = z.enum(['converge', 'roll-back', 'deprovision']);
export type RunMode = z.infer<typeof RunMode>;

/**
 * A CreateFlow whose outcome is not known. It is written before the call and removed when the answer is known, so
 * that whoever finds it looks for the flow before creating another.
 */
export const OpenFlowCreation = z.object({
  /** When the function that made the call has certainly ended (ISO 8601). */
  'function-ends-at': z.string(),
  /** How often the flow was looked for since. */
  'look-ups': z.int(),
});
export type OpenFlowCreation = z.infer<typeof OpenFlowCreation>;

/** The stored document of a source: what was asked for, what is in force, and which run owns it. */
export const SourceRecord = z.object({
  'schema-version': z.literal(1),
  id: z.string(),
  'organisation-id': z.string(),
  'target-account-id': z.string(),
  /** Counts configuration changes; the ETag. */
  revision: z.int(),
  /** Counts runs; every write of a workflow is conditional on its own. */
  run: z.int(),
  'run-mode': RunMode,
  /** How many runs in a row recovery has started because their execution died. */
  recoveries: z.int(),
  'created-at': z.string(),
  'provisioning-status': ProvisioningStatus,
  'provisioning-status-timestamp': z.string(),
  'provisioning-error-reason': z.string().optional(),
  requested: SourceConfiguration,
  /** The intent to run: only create, start and stop set it. */
  running: z.boolean(),
  flows: z.array(ProvisionedFlow),
  'open-flow-creation': OpenFlowCreation.optional(),
  /** How many flows were asked for so far; more than one may mean a duplicate. */
  'flow-creations': z.int(),
  secrets: z.array(z.object({ 'secret-id': z.string(), arn: z.string(), region: z.string() })),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/** The kinds of source that listings ask for separately. */
export const listingClasses = ['live', 'hidden', 'deleted', 'hidden-deleted'] as const;
export type ListingClass = (typeof listingClasses)[number];

/** The class under which a source is listed; only `deletion-complete` counts as deleted. */
export function listingClass(record: Pick<SourceRecord, 'provisioning-status' | 'requested'>): ListingClass {
  const deleted = record['provisioning-status'] === 'deletion-complete';
  if (record.requested.hidden) return deleted ? 'hidden-deleted' : 'hidden';
  return deleted ? 'deleted' : 'live';
}

/** Claims that somebody must look after the source: a run is owed, or a failed creation left something behind. */
export function needsAttention(record: Remains & Pick<SourceRecord, 'provisioning-status'>): boolean {
  const status = record['provisioning-status'];
  return isUnsettled(status) || (status === 'creation-failed' && hasRemains(record));
}

type Remains = Pick<SourceRecord, 'flows' | 'flow-creations' | 'secrets'>;

/** Claims that there is, or may be, something of the source in AWS; a flow that was asked for may exist unnamed. */
function hasRemains({ flows, 'flow-creations': asked, secrets }: Remains): boolean {
  return flows.length > 0 || asked > 0 || secrets.length > 0;
}
