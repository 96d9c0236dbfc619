import { describeFlow, flowErrors } from '../aws/mediaconnect';
import { observeFlow } from '../contract/tasks';
import { work } from '../runtime/work';

/** Looks at a flow once. A run that is no longer the source's own ends here rather than at its next change. */
export const handler = work(observeFlow, async (input) => {
  const { arn, region, polls = 0 } = input.flow;
  const described = await describeFlow(region, arn);
  const status = described?.flow.status ?? 'GONE';
  return { arn, region, status, polls: polls + 1, reason: flowErrors(described) };
});
