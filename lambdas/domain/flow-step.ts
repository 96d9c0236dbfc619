import type { DesiredDecryption, DesiredFlowSource } from './desired-flow-source';
import type { DesiredOutput } from './feed';
import type { DesiredFlow, DesiredMediaStream, DesiredVpcInterface } from './flow';
import type { Dependent } from './flow-description';

/** What a step does to what is on air, in rising order; a flow that does not run cannot be interrupted. */
export const stepImpacts = ['live', 'interruption', 'replacement'] as const;
export type StepImpact = (typeof stepImpacts)[number];

/** What a whole plan does: the most of its steps, `none` where there are none. */
export type PlanImpact = 'none' | StepImpact;

/** The greater of two impacts. */
export function greaterImpact<One extends PlanImpact, Other extends PlanImpact>(one: One, other: Other): One | Other {
  const rank = (impact: PlanImpact) => stepImpacts.indexOf(impact as StepImpact);
  return rank(one) >= rank(other) ? one : other;
}

/** The members of UpdateFlow that a plan sends; an empty `sourcePriority` takes the primary away. */
export interface FlowChange {
  flowSize?: string;
  sourceFailoverConfig?: {
    state: 'ENABLED' | 'DISABLED';
    failoverMode?: 'FAILOVER' | 'MERGE';
    recoveryWindow?: number;
    sourcePriority?: { primarySource?: string };
  };
  sourceMonitoringConfig?: DesiredFlow['sourceMonitoringConfig'];
}

/** The members of UpdateFlowSource: those that change, and all of them where the protocol does. */
export type FlowSourceChange = Omit<Partial<DesiredFlowSource>, 'name' | 'sourceTags'> & {
  decryption?: DesiredDecryption;
};

/** The members of UpdateFlowMediaStream. */
export type MediaStreamChange = Partial<Omit<DesiredMediaStream, 'mediaStreamId' | 'mediaStreamName'>>;

/**
 * What a step does, with all that its call needs in the service's wire vocabulary. Without `flowArn` it is about the
 * flow that `create-flow` of the same plan makes; without `sourceArn` about a flow source that an earlier step adds.
 */
export type Deed =
  /** Wait until the flow has left the status that it is passing through; `gone` is how a deletion ends. */
  | { action: 'await-flow'; flowArn: string; until: 'settled' | 'gone' }
  /** Read a flow that could not be read: its plan is a guess until then. */
  | { action: 'read-flow' }
  | { action: 'create-flow'; flow: DesiredFlow }
  | { action: 'start-flow'; flowArn?: string }
  | { action: 'stop-flow'; flowArn: string }
  /** Take up the new flow as the source's own, in the place of the one it had, if that is still there. */
  | { action: 'switch-flow'; flowArn?: string; from?: string }
  | { action: 'delete-flow'; flowArn: string; dependents: Dependent[] }
  | { action: 'update-flow'; flowArn: string; change: FlowChange }
  | { action: 'add-flow-source'; flowArn: string; flowSource: DesiredFlowSource }
  | { action: 'update-flow-source'; flowArn: string; name: string; sourceArn?: string; change: FlowSourceChange }
  | { action: 'remove-flow-source'; flowArn: string; name: string; sourceArn?: string }
  | { action: 'add-media-stream'; flowArn: string; mediaStreams: DesiredMediaStream[] }
  | { action: 'update-media-stream'; flowArn: string; name: string; change: MediaStreamChange }
  | { action: 'remove-media-stream'; flowArn: string; name: string }
  | { action: 'add-vpc-interface'; flowArn: string; vpcInterfaces: DesiredVpcInterface[] }
  | { action: 'remove-vpc-interface'; flowArn: string; name: string }
  | { action: 'add-flow-output'; flowArn?: string; outputs: DesiredOutput[] }
  | { action: 'update-flow-output'; flowArn?: string; name: string; outputArn: string; output: DesiredOutput }
  | { action: 'remove-flow-output'; flowArn?: string; name: string; outputArn: string }
  | { action: 'tag'; resourceArn: string; tags: Record<string, string> }
  | { action: 'untag'; resourceArn: string; tagKeys: string[] };

/** One call to the service, to be made when the flow has settled after the step before. */
export type Step = Deed & {
  /** The ARN of what is touched, or its name where it has none yet. */
  resource: string;
  impact: StepImpact;
  /** Why, and what comes of it, for who runs the channel. */
  reason: string;
};

/** What it takes to come from the flow that is there to the one asked for. */
export interface FlowPlan {
  impact: PlanImpact;
  /** Claims that the IP or port that a sender is given changes. */
  'new-address': boolean;
  steps: Step[];
  warnings: string[];
  /** What others put on the flow and lose with it. */
  dependents: Dependent[];
}

/** A plan of these steps. */
export function planOf(steps: Step[], newAddress: boolean, warnings: string[] = [], dependents: Dependent[] = []) {
  const impact = steps.map((step): PlanImpact => step.impact).reduce(greaterImpact, 'none');
  return { impact, 'new-address': newAddress, steps, warnings, dependents } satisfies FlowPlan;
}
