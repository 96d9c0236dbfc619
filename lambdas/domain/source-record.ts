import * as z from 'zod';
import { joinLabelKeys, LabelKeys, labelKeysOf } from './label-keys';
import { Allowance, nothingMore } from './plan';
import { ProvisioningStatus } from './provisioning-status';
import { RecordedFlow } from './recorded-flow';
import { SourceConfiguration } from './source';
import { timestamp } from './timestamp';

/**
 * What a run is for: bring the flows to the configuration, only stop them, undo what a failed run made, remove what is
 * surplus beside flows that are as asked for, or remove everything.
 */
export const RunMode = z.enum(['converge', 'stop', 'roll-back', 'clean-up', 'deprovision']);
export type RunMode = z.infer<typeof RunMode>;

/**
 * A CreateFlow whose outcome is not known. It is written before the call and removed when the answer is known, so
 * that whoever finds it looks for the flow before creating another.
 */
const OpenFlowCreation = z.object({
  /** When the function that made the call has certainly ended (ISO 8601). */
  'function-ends-at': z.string(),
  /** How often the flow was looked for since. */
  'look-ups': z.int(),
});

/** Under which name and in which Region a flow was asked for: where to look for one that no answer named. */
const FlowCreation = z.object({ name: z.string(), region: z.string() });

/**
 * So often a flow is looked for after a lost answer before it counts as never made; with the waits of the workflows'
 * Retry in between this covers the 30 seconds in which a new flow may be missing from the list.
 */
export const lookUps = 6;

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
  /** What the client allowed the run to do; where it is absent, nothing above `live`. */
  allowed: Allowance.optional(),
  /** The ARNs of flows that somebody stopped by hand and that the update under way leaves so. */
  'left-stopped': z.array(z.string()).optional(),
  /** How many runs in a row recovery has started because their execution died. */
  recoveries: z.int(),
  /** Before this moment (ISO 8601) what an ended run left behind is not looked after once more. */
  'retry-after': z.string().optional(),
  'created-at': z.string(),
  'provisioning-status': ProvisioningStatus,
  'provisioning-status-timestamp': z.string(),
  'provisioning-error-reason': z.string().optional(),
  requested: SourceConfiguration,
  /** While an update is under way: the configuration that `flows` still carry, to which a failure goes back. */
  'in-force': SourceConfiguration.optional(),
  /** The intent to run: only create, start and stop set it. */
  running: z.boolean(),
  /** The flows in force: the ingress flow, then the egress flows. */
  flows: z.array(RecordedFlow),
  /** The revision whose configuration `flows` carry. */
  'flows-revision': z.int(),
  /** The flows that a run is making; they come into force when they run. */
  'next-flows': z.array(RecordedFlow),
  /** The flows that are no longer in force and are to go. */
  'surplus-flows': z.array(RecordedFlow),
  /** Set while the flows may still carry what a failed update made of them; their secrets are kept then. */
  'restore-failed': z.literal(true).optional(),
  /**
   * Set while the tags of the flows may not be as stored, until a run has looked at them: the labels that they may bear
   * from other configurations.
   */
  'tags-in-doubt': LabelKeys.optional(),
  /** Network interfaces that the service could not delete with their VPC interfaces in this run, by id. */
  'network-interfaces-left': z.array(z.string()).optional(),
  /** The Regions in which the source may have alarms: named before the first is made there. */
  'alarm-regions': z.array(z.string()).optional(),
  /** Set while the alarms may not be as asked for: the sweep has that tried again. */
  'alarms-failed': z.literal(true).optional(),
  'open-flow-creation': OpenFlowCreation.optional(),
  /** The flows that were asked for and may exist; one more than the record names may be a duplicate. */
  'flow-creations': z.array(FlowCreation),
  /** The ARNs of what the source left in AWS when it was abandoned with its target account. */
  'left-behind': z.array(z.string()).optional(),
  /** The Regions in which the source counts among those of its target account; none where it does not count. */
  'counted-regions': z.array(z.string()).optional(),
  secrets: z.array(z.object({ 'secret-id': z.string(), arn: z.string(), region: z.string() })),
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/**
 * What a run of the source may do. Nothing that is on air can suffer from a creation; and a stop is all that its own run
 * plans for the flow in force, but what others put on one that was replaced is not its business.
 */
export function allowanceOf(record: SourceRecord): Allowance {
  if (record['provisioning-status'].startsWith('creation-')) return { interruption: true, 'dependents-loss': true };
  const allowed = record.allowed ?? nothingMore;
  return record['run-mode'] === 'stop' ? { ...allowed, interruption: true } : allowed;
}

/** The creations of flows whose answers are known. */
export function creationsOf(flows: readonly RecordedFlow[]): SourceRecord['flow-creations'] {
  return flows.map(({ name, region }) => ({ name, region }));
}

/** The kinds of source that listings ask for separately. */
const listingClasses = ['live', 'hidden', 'deleted', 'hidden-deleted'] as const;
export type ListingClass = (typeof listingClasses)[number];

/** The class under which a source is listed; only `deletion-complete` counts as deleted. */
export function listingClass(record: Pick<SourceRecord, 'provisioning-status' | 'requested'>): ListingClass {
  const deleted = record['provisioning-status'] === 'deletion-complete';
  if (record.requested.hidden) return deleted ? 'hidden-deleted' : 'hidden';
  return deleted ? 'deleted' : 'live';
}

/**
 * What a failure writes: the status of the phase that failed. A failed update goes back to the configuration in
 * force, which is a new revision: what a client read in between is no longer so. Flows that were being made and
 * could not be removed are surplus, so that no later run takes them for its own. What the client allowed ends here.
 */
export function failed(record: SourceRecord, now: Date, reason: string | undefined, isRestored: boolean) {
  const phase = record['provisioning-status'].split('-')[0];
  const { 'in-force': inForce, 'tags-in-doubt': doubt } = record;
  const back = inForce && {
    requested: inForce,
    'in-force': undefined,
    revision: record.revision + 1,
    'flows-revision': record.revision + 1,
  };
  return {
    ...back,
    allowed: undefined,
    'left-stopped': undefined,
    // Of what was refused the flows may bear the labels.
    ...(doubt && { 'tags-in-doubt': joinLabelKeys(doubt, labelKeysOf(record.requested)) }),
    ...(isRestored ? {} : { 'restore-failed': true as const }),
    'next-flows': [],
    'surplus-flows': [...record['surplus-flows'], ...record['next-flows']],
    'provisioning-status': `${phase}-failed` as ProvisioningStatus,
    'provisioning-status-timestamp': timestamp(now),
    'provisioning-error-reason': reason,
  };
}
