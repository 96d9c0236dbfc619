import { describeFlow, startFlow } from '../aws/mediaconnect';
import { startFlow as task } from '../contract/tasks';
import { FlowBusy, FlowFailed, FlowVanished, ServiceRefused } from '../domain/errors';
import { work } from '../runtime/work';

/** Starts a flow that stands by; does nothing to one that starts or runs. */
export const handler = work(task, async (input, { record, taking }) => {
  const { arn, region, polls = 0 } = input.flow;
  const transition = await startFlow(region, arn);
  if (transition.outcome === 'accepted') {
    taking(record, { action: 'start-flow', resource: arn });
    return { arn, region, status: transition.status, polls };
  }
  const described = transition.outcome === 'refused' ? await describeFlow(region, arn) : undefined;
  if (!described) throw new FlowVanished(arn);
  const { status } = described.flow;
  if (status === 'STARTING' || status === 'ACTIVE') return { arn, region, status, polls };
  if (status === 'ERROR') throw new FlowFailed(arn, described.errors);
  // In any other state but STANDBY the refusal is of the moment; in STANDBY it is of the flow itself.
  if (status !== 'STANDBY') throw new FlowBusy(arn, status);
  throw new ServiceRefused(
    'StartFlow',
    'BadRequestException',
    transition.outcome === 'refused' ? transition.reason : '',
  );
});
