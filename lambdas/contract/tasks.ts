import * as z from 'zod';
import { Removal } from '../domain/removal';
import { RunMode } from '../domain/source-record';

/** What every task of a workflow is given; a deployment meets runs in flight, so the version says how to read it. */
export const Run = z.object({ version: z.literal(1), sourceId: z.string(), run: z.int() });
export type Run = z.infer<typeof Run>;

/** A flow that a step works on. */
const FlowReference = z.object({ arn: z.string(), region: z.string() });

/** A flow as last seen; `GONE` when MediaConnect does not know it. `polls` counts the looks of the present wait. */
const ObservedFlow = FlowReference.extend({
  status: z.string(),
  polls: z.int(),
  /** What MediaConnect says is wrong with the flow. */
  reason: z.string().optional(),
});
export type ObservedFlow = z.infer<typeof ObservedFlow>;

const OnFlow = Run.extend({ flow: FlowReference.extend({ polls: z.int().optional() }) });

/** The error that a Catch left: its name and the JSON that Lambda made of it. */
const CaughtError = z.object({ Error: z.string(), Cause: z.string().optional() });
export type CaughtError = z.infer<typeof CaughtError>;

const Nothing = z.object({});

/** One row of the workflow: the task's function is named after it; payloads carry ids and ARNs, never secrets. */
export interface Task<Input = unknown, Output = unknown> {
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly output: z.ZodType<Output>;
}

/** Which configuration a flow is brought to: the one asked for, or, after a failure, the one that was in force. */
export const Target = z.enum(['requested', 'in-force']);
export type Target = z.infer<typeof Target>;

/** Moves the source to in-progress and says what the run is for, which flows it concerns and what is to be asked first. */
export const markInProgress = {
  name: 'markInProgress',
  input: Run,
  output: z.object({
    mode: RunMode,
    /** In the order in which they are brought along; one may come twice. */
    flowIndexes: z.array(z.int()),
    /** The same of the configuration in force. */
    inForceIndexes: z.array(z.int()),
    target: Target,
    /** Whether a failure brings the flows back to the configuration in force. */
    restores: z.boolean(),
    /** Whether AWS is to be asked first for something that the flows refer to. */
    needsPreFlight: z.boolean(),
    /** Present while an earlier run's CreateFlow may still take effect: when its function has certainly ended. */
    earlierCreationEndsAt: z.string().optional(),
  }),
} satisfies Task;

/** Makes sure that AWS has what the flows still to be made refer to: subnets of one zone, granted entitlements. */
export const preFlight = { name: 'preFlight', input: Run, output: Nothing } satisfies Task;

/**
 * Looks at one flow of the source, plans what is left to be done and, where that is a change of the flow, takes the
 * first step. `next` says what the workflow has to do; `polls` counts the looks of the present wait, `steps` all.
 */
export const applyChanges = {
  name: 'applyChanges',
  input: Run.extend({
    flowIndex: z.int(),
    target: Target,
    flow: z.object({ polls: z.int().default(0), steps: z.int().default(0) }),
  }),
  output: z.object({
    /** Absent while there is no flow. */
    arn: z.string().optional(),
    region: z.string(),
    next: z.enum(['done', 'create', 'start', 'stop', 'wait', 'look']),
    polls: z.int(),
    steps: z.int(),
  }),
} satisfies Task;

/** Makes sure that exactly one flow exists for one that the source asks for, and records its ARN. */
export const ensureFlow = {
  name: 'ensureFlow',
  input: Run.extend({ flowIndex: z.int() }),
  output: FlowReference,
} satisfies Task;

export const observeFlow = { name: 'observeFlow', input: OnFlow, output: ObservedFlow } satisfies Task;
export const startFlow = { name: 'startFlow', input: OnFlow, output: ObservedFlow } satisfies Task;
export const stopFlow = { name: 'stopFlow', input: OnFlow, output: ObservedFlow } satisfies Task;
export const deleteFlow = { name: 'deleteFlow', input: OnFlow, output: ObservedFlow } satisfies Task;

/** What is to be removed, and whether flows have to be looked for that the record does not name. */
const Surplus = z.object({
  flows: z.array(FlowReference),
  hasSurplusSecrets: z.boolean(),
  mayHaveOthers: z.boolean(),
});

/** Brings the flows that are as asked for into force; those that were are surplus from then on. */
export const switchFlows = {
  name: 'switchFlows',
  input: Run.extend({
    /** In the order in which the flows were brought along. */
    arns: z.array(z.string()),
  }),
  output: Surplus,
} satisfies Task;

/** Keeps why a run failed before anything is undone, for the run that has to take it over. */
export const noteFailure = {
  name: 'noteFailure',
  input: Run.extend({ error: CaughtError }),
  output: Nothing,
} satisfies Task;

/** Lists the source's flows that are to go, those that it has to look for among them. */
export const findFlows = {
  name: 'findFlows',
  input: Run.extend({ removal: Removal }),
  output: Surplus,
} satisfies Task;

/** Removes the source's secrets that no flow needs any more, and forgets the flows that were removed. */
export const deleteSecrets = {
  name: 'deleteSecrets',
  input: Run.extend({ removal: Removal }),
  output: Nothing,
} satisfies Task;

/** Makes the alarms of the source those that are asked for, or removes all if it is deleted. */
export const ensureAlarms = { name: 'ensureAlarms', input: Run, output: Nothing } satisfies Task;

/** Records that the flows are as asked for, and what could not be removed beside them or watched. */
export const markComplete = {
  name: 'markComplete',
  input: Run.extend({ removalError: CaughtError.optional(), alarmError: CaughtError.optional() }),
  output: Nothing,
} satisfies Task;
export const markDeleted = { name: 'markDeleted', input: Run, output: Nothing } satisfies Task;

/** Records why a run failed, and what could not be removed or brought back afterwards. */
export const recordFailure = {
  name: 'recordFailure',
  input: Run.extend({
    error: CaughtError.optional(),
    removalError: CaughtError.optional(),
    restoreError: CaughtError.optional(),
  }),
  output: Nothing,
} satisfies Task;

/** Every task of the two workflows. */
export const tasks = [
  markInProgress,
  preFlight,
  applyChanges,
  ensureFlow,
  observeFlow,
  startFlow,
  switchFlows,
  noteFailure,
  stopFlow,
  deleteFlow,
  findFlows,
  deleteSecrets,
  ensureAlarms,
  markComplete,
  markDeleted,
  recordFailure,
] as const;
