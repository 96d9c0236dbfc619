import * as z from 'zod';

const phases = ['creation', 'update', 'deletion'] as const;
const stages = ['pending', 'in-progress', 'complete', 'failed'] as const;

export type ProvisioningStatus = `${(typeof phases)[number]}-${(typeof stages)[number]}`;

/** Every word of `provisioning-status`: three phases × four stages. */
export const provisioningStatuses = phases.flatMap((phase) =>
  stages.map((stage): ProvisioningStatus => `${phase}-${stage}`),
);

export const ProvisioningStatus = z.enum(provisioningStatuses as [ProvisioningStatus, ...ProvisioningStatus[]]);

const working: ProvisioningStatus[] = [
  'creation-pending',
  'creation-in-progress',
  'update-pending',
  'update-in-progress',
];

/**
 * The statuses that each status may follow; a record's write carries them as its condition.
 * `undefined` stands for no record yet. A status may follow itself: every workflow step can be repeated.
 */
const predecessors: Record<ProvisioningStatus, readonly ProvisioningStatus[]> = {
  'creation-pending': ['creation-failed'],
  'creation-in-progress': ['creation-pending', 'creation-in-progress'],
  'creation-complete': ['creation-in-progress'],
  'creation-failed': ['creation-pending', 'creation-in-progress', 'creation-failed'],
  'update-pending': ['creation-complete', 'update-complete', 'update-failed'],
  'update-in-progress': ['update-pending', 'update-in-progress'],
  'update-complete': ['update-in-progress'],
  'update-failed': ['update-pending', 'update-in-progress', 'update-failed'],
  'deletion-pending': [
    ...working,
    'creation-complete',
    'creation-failed',
    'update-complete',
    'update-failed',
    'deletion-failed',
  ],
  'deletion-in-progress': ['deletion-pending', 'deletion-in-progress'],
  'deletion-complete': ['deletion-in-progress'],
  'deletion-failed': ['deletion-pending', 'deletion-in-progress', 'deletion-failed'],
};

/** The statuses from which a source may move to `status`. */
export function predecessorsOf(status: ProvisioningStatus): readonly ProvisioningStatus[] {
  return predecessors[status];
}

/** Claims that a run is owed or under way: the source does not rest. */
export function isUnsettled(status: ProvisioningStatus): boolean {
  return status.endsWith('-pending') || status.endsWith('-in-progress');
}

/** Claims that the source is being deleted or that its deletion waits to be asked for again. */
export function isBeingDeleted(status: ProvisioningStatus): boolean {
  return status.startsWith('deletion-') && status !== 'deletion-complete';
}

/** Claims that the source rests and has a flow, which ought to be as stored. */
export function isInService(status: ProvisioningStatus): boolean {
  return status === 'creation-complete' || status === 'update-complete' || status === 'update-failed';
}
