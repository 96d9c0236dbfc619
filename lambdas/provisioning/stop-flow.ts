import { describeFlow, stopFlow } from '../aws/mediaconnect';
import { stopFlow as task } from '../contract/tasks';
import { work } from '../runtime/work';
import { requireNoDependents } from './require-no-dependents';

/**
 * Asks a flow to stop and answers the state it is in. MediaConnect refuses that in every state but ACTIVE, also
 * while a flow starts: the workflow looks at the state and asks again.
 */
export const handler = work(task, async (input, { record, taking }) => {
  await requireNoDependents(record, input.flow);
  const { arn, region, polls = 0 } = input.flow;
  const transition = await stopFlow(region, arn);
  if (transition.outcome === 'accepted') {
    taking(record, { action: 'stop-flow', resource: arn });
    return { arn, region, status: transition.status, polls };
  }
  const described = transition.outcome === 'refused' ? await describeFlow(region, arn) : undefined;
  return { arn, region, status: described?.flow.status ?? 'GONE', polls: polls + 1 };
});
