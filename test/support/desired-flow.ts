import { desiredFlow } from '../../lambdas/domain/flow';
import type { Protocol } from '../../lambdas/domain/protocol';
import { configuredSource, sourceId } from './configured-source';
import { type FlowBody, flowRequest, type SourceBody, sourceRequest } from './sources';

/** The roles that MediaConnect takes on in these fixtures. */
export const roles = {
  secretsRoleArn: 'arn:aws:iam::111122223333:role/secrets',
  vpcRoleArn: 'arn:aws:iam::111122223333:role/vpc',
};

/** The ARN of a secret in these fixtures. */
export const secretArn = (secretId: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${secretId}`;

/** The flow that a source of a protocol asks for, with members of your own over flow and source. */
export function desiredFlowOf(protocol: Protocol, members: Partial<FlowBody> = {}, body: Partial<SourceBody> = {}) {
  const request = sourceRequest(protocol, { 'ingress-flows': [flowRequest(protocol, members)], ...body });
  const { configuration, flow } = configuredSource(request);
  const tags = { 'headworks:source': sourceId };
  return desiredFlow(flow, { ...roles, secretArn, tags, labels: configuration.metadata.labels });
}
