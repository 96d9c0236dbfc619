import * as z from 'zod';
import type { FlowPlan, Step } from './flow-step';
import { greaterImpact, stepImpacts } from './flow-step';

/** What a dry run answers, and what a refusal to interrupt shows: what a change would do, step by step. */
export const Plan = z.object({
  impact: z.enum(['none', ...stepImpacts]),
  'new-address': z.boolean(),
  steps: z.array(
    z.object({ action: z.string(), resource: z.string(), impact: z.enum(stepImpacts), reason: z.string() }),
  ),
  warnings: z.array(z.string()),
});
export type Plan = z.infer<typeof Plan>;
export type PlanStep = Plan['steps'][number];

/** The answer to a dry run. */
export const DryRun = z.object({ plan: Plan });

/** The plan as clients see it: without what the calls are sent. */
export function showPlan({ impact, steps, warnings, ...plan }: FlowPlan): Plan {
  return {
    impact,
    'new-address': plan['new-address'],
    steps: steps.map(({ action, resource, impact: each, reason }) => ({ action, resource, impact: each, reason })),
    warnings,
  };
}

/** A plan with steps on what is beside the flows, after those on flows, which is when they are taken; no stream feels any of them. */
export function withStepsBeside(plan: Plan, steps: readonly PlanStep[]): Plan {
  if (steps.length === 0) return plan;
  return { ...plan, impact: greaterImpact(plan.impact, 'live'), steps: [...plan.steps, ...steps] };
}

/** One plan of those of several flows. */
export function joinPlans(plans: readonly FlowPlan[]): FlowPlan {
  return {
    impact: plans.map(({ impact }) => impact).reduce(greaterImpact, 'none'),
    'new-address': plans.some((plan) => plan['new-address']),
    steps: plans.flatMap(({ steps }) => steps),
    warnings: plans.flatMap(({ warnings }) => warnings),
    dependents: plans.flatMap(({ dependents }) => dependents),
  };
}

/** What a client allowed: nothing above `live`, and no loss of what others put on the flow, unless it says so. */
export const Allowance = z.object({
  interruption: z.boolean(),
  'dependents-loss': z.boolean(),
});
export type Allowance = z.infer<typeof Allowance>;

/** What runs by itself is allowed. */
export const nothingMore: Allowance = { interruption: false, 'dependents-loss': false };

/** Why a plan may not be carried out. */
export type Refusal = 'interruption-not-allowed' | 'flow-has-dependents';

/** Why the whole plan may not be carried out, or undefined where it may. A flow's state is in the impacts already. */
export function refusalOf({ steps, dependents }: FlowPlan, allowed: Allowance): Refusal | undefined {
  if (!steps.every((step) => isAllowed(step, allowed))) return 'interruption-not-allowed';
  return dependents.length > 0 && !allowed['dependents-loss'] ? 'flow-has-dependents' : undefined;
}

/** Why a single step may not be taken, or undefined where it may: asked again before each, of the plan as it is then. */
export function refusalOfStep(step: Step, allowed: Allowance): Refusal | undefined {
  if (!isAllowed(step, allowed)) return 'interruption-not-allowed';
  const loses = step.action === 'delete-flow' && step.dependents.length > 0;
  return loses && !allowed['dependents-loss'] ? 'flow-has-dependents' : undefined;
}

function isAllowed({ impact }: Step, { interruption }: Allowance): boolean {
  return interruption || impact === 'live';
}
