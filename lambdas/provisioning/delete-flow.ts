import { deleteFlow, describeFlow } from '../aws/mediaconnect';
import { deleteFlow as task } from '../contract/tasks';
import { ServiceRefused } from '../domain/errors';
import { work } from '../runtime/work';
import { requireNoDependents } from './require-no-dependents';

/** Asks for a flow to be deleted and answers the state it is in; `GONE` is as good as deleted. */
export const handler = work(task, async (input, { record, taking }) => {
  await requireNoDependents(record, input.flow);
  const { arn, region, polls = 0 } = input.flow;
  const transition = await deleteFlow(region, arn);
  if (transition.outcome === 'accepted') {
    taking(record, { action: 'delete-flow', resource: arn });
    return { arn, region, status: transition.status || 'DELETING', polls: polls + 1 };
  }
  const described = transition.outcome === 'refused' ? await describeFlow(region, arn) : undefined;
  const status = described?.flow.status ?? 'GONE';
  // A flow at rest can be deleted: a refusal is of the flow itself, and asking again would not help.
  if (transition.outcome === 'refused' && (status === 'STANDBY' || status === 'ERROR')) {
    throw new ServiceRefused('DeleteFlow', 'BadRequestException', transition.reason);
  }
  return { arn, region, status, polls: polls + 1 };
});
