import { describeFlow } from '../aws/mediaconnect';
import { FlowKept } from '../domain/errors';
import { dependentsOf, withoutProxy } from '../domain/flow-description';
import { allowanceOf, type SourceRecord } from '../domain/source-record';

/**
 * Looks at a flow that another has replaced, just before it is stopped or deleted: since the plan was made somebody may
 * have put an output or entitlement on it. Throws `FlowKept` where there is one, unless the run may take it away.
 */
export async function requireNoDependents(record: SourceRecord, flow: { arn: string; region: string }): Promise<void> {
  const isSurplus = record['surplus-flows'].some(({ arn }) => arn === flow.arn);
  if (!isSurplus || record['run-mode'] === 'deprovision' || allowanceOf(record)['dependents-loss']) return;
  const described = await describeFlow(flow.region, flow.arn);
  const dependents = described ? dependentsOf(withoutProxy(described.flow, record.proxy?.['input-arn'])) : [];
  if (dependents.length > 0) throw new FlowKept(flow.arn, dependents);
}
