import { randomUUID } from 'node:crypto';
import { type ChangeStep, changeFlow } from '../aws/flow-changes';
import { SourceStore } from '../aws/source-store';
import { applyChanges } from '../contract/tasks';
import { ChangeNotSeen, NewFlowUnfit, NoWayBack, StepNotAllowed } from '../domain/errors';
import type { Step } from '../domain/flow-step';
import { refusalOfStep } from '../domain/plan';
import { allowanceOf, type SourceRecord } from '../domain/source-record';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import type { OwnedSource } from '../runtime/owned-source';
import { work } from '../runtime/work';
import { formerLabels, left, type Reported, type Task, whyUnfit } from './what-is-left';

const environment = environmentOf('applyChanges');
const store = new SourceStore(environment.TABLE_NAME);

/** What a planned step asks of the workflow; a step that is none of these is a call on the flow, made here. */
const nextOf: Partial<Record<Step['action'], 'done' | 'create' | 'start' | 'stop' | 'wait'>> = {
  'create-flow': 'create',
  'start-flow': 'start',
  'stop-flow': 'stop',
  'await-flow': 'wait',
  // Bringing the new flow into force, and removing the old one, come when all flows are done.
  'switch-flow': 'done',
};

/**
 * After a change the flow is looked at up to twelve times, a quarter of a second apart (milliseconds): most changes have
 * settled by then, and each wait of the workflow would be three state transitions more. The service answers 30 looks a
 * second.
 */
const afterChange = { looks: 12, everyMs: 250 };

export const handler = work(applyChanges, async (input, { record, account, taking }) => {
  const source = { record, account: await account() };
  // Whatever the run did so far has brought the tags along.
  const former = input.flow.steps === 0 ? formerLabels(record, input.target) : undefined;
  const { desired, plan, made, arn, region, reception, isFed } = await left(source, input, { former });
  const [step] = plan.steps;
  const { polls, steps } = input.flow;
  // What it is to admit is known when its ingress flow is there.
  if (!isFed) return { arn, region, next: 'wait' as const, polls: polls + 1, steps };
  if (!step) return { arn, region, next: 'done' as const, polls: 0, steps };
  // A flow is made for what is asked for, and comes into force with it.
  if (step.action === 'create-flow' && input.target === 'in-force') throw new NoWayBack(step);
  if (step.action === 'create-flow' && made.kind === 'described') {
    // Another one would fit no better; but one that is being deleted is as good as gone.
    if (made.flow.status !== 'DELETING') throw new NewFlowUnfit(made.flow.flowArn, whyUnfit(desired, made));
    return { arn, region, next: 'wait' as const, polls: polls + 1, steps };
  }
  // Nothing is begun that may not be ended. What a flow between two states will need is known when it rests.
  const refused = step.action !== 'await-flow' && plan.steps.find((each) => refusalOfStep(each, allowanceOf(record)));
  if (refused) throw new StepNotAllowed(refused);
  const next = nextOf[step.action];
  // A look at a flow that has not settled is no step: waiting has a limit of its own.
  if (next === 'wait') return { arn, region, next, polls: polls + 1, steps };
  if (next) return { arn, region, next, polls: 0, steps: steps + 1 };
  const now = stepsNow(plan.steps);
  for (const each of now) {
    logger.info('Changing a flow', { flowArn: arn, action: each.action, resource: each.resource });
    taking(record, each);
    const interfaces = await changeFlow(region, arn ?? '', each as ChangeStep);
    if (interfaces.length > 0) await noteLeft(record, region, interfaces);
  }
  return {
    arn,
    region,
    next: await seenAfter(now.at(-1) ?? step, source, input, reception),
    polls: 0,
    steps: steps + 1,
  };
});

/** The first step, or all those of tags: the look at tags is the dear one, so that it is done once. */
function stepsNow(steps: readonly Step[]): readonly Step[] {
  const rest = steps.findIndex(({ action }) => action !== 'tag' && action !== 'untag');
  return steps.slice(0, rest === -1 ? steps.length : Math.max(1, rest));
}

/**
 * Says how to go on after a change, once the flow shows it, and waits if it has not settled. Only then may the next be
 * made: of two redundant flow sources the second keeps the stream until the first has what it should have. Throws
 * `ChangeNotSeen` where the flow has settled without it. Tags are not looked at again: they are as the service took them.
 * Nor is the reception, by which the step was chosen: the next is chosen by what is known then.
 */
async function seenAfter(
  step: Step,
  source: OwnedSource,
  task: Task,
  reception: Reported,
): Promise<'done' | 'look' | 'wait'> {
  for (let look = 1; ; look++) {
    const [next] = (await left(source, task, { reception })).plan.steps;
    if (!next) return 'done';
    const isUnsettled = next.action === 'await-flow';
    const isSame = JSON.stringify(next) === JSON.stringify(step);
    if (!isUnsettled && !isSame) return 'look';
    if (look === afterChange.looks) {
      if (isSame) throw new ChangeNotSeen(step);
      return 'wait';
    }
    await new Promise((resolve) => setTimeout(resolve, afterChange.everyMs));
  }
}

/** Keeps what the service has left in the account, which nobody but a person may remove. */
async function noteLeft(record: SourceRecord, region: string, ids: readonly string[]): Promise<void> {
  logger.warn('MediaConnect left network interfaces behind', { region, networkInterfaceIds: ids });
  const all = [...(record['network-interfaces-left'] ?? []), ...ids.map((id) => `${id} (${region})`)];
  const at = new Date().toISOString();
  const event = { id: randomUUID(), at, kind: 'network-interfaces-left', detail: ids.join(', ') } as const;
  await store.changeInRun(record, { 'network-interfaces-left': all }, event);
}
