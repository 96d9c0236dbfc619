import { type DesiredFlow, desiredFlow } from './flow';
import { ownerTags } from './ownership';
import type { SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';
import type { TargetAccountRecord } from './target-account';

/** What beside the source goes into a flow: the deployment's id, and the roles of the account that MediaConnect takes on. */
export interface FlowDeployment {
  DEPLOYMENT_ID: string;
  account: Pick<TargetAccountRecord, 'mediaconnect-role-arn' | 'vpc-role-arn'>;
}

type Owner = Pick<SourceRecord, 'id' | 'organisation-id' | 'target-account-id' | 'run' | 'revision' | 'secrets'>;

/**
 * The flows that a configuration of a source asks for, in the order of its ingress flows. `unwritten` stands for a secret
 * that the record does not list; without it, one that is not listed throws.
 */
export function desiredFlows(
  record: Owner,
  configuration: SourceConfiguration,
  deployment: FlowDeployment,
  unwritten: (secretId: string) => string = refuse,
): DesiredFlow[] {
  const arns = new Map(record.secrets.map((secret) => [secret['secret-id'], secret.arn]));
  const context = {
    secretArn: (secretId: string) => arns.get(secretId) ?? unwritten(secretId),
    secretsRoleArn: deployment.account['mediaconnect-role-arn'],
    vpcRoleArn: deployment.account['vpc-role-arn'],
    tags: ownerTags(deployment.DEPLOYMENT_ID, record),
    labels: configuration.metadata.labels,
  };
  return configuration['ingress-flows'].map((flow) => desiredFlow(flow, context));
}

/** In place of the ARN of a secret that is still to be written: no secret has it, so that it differs from all. */
export function unwrittenSecret(secretId: string): string {
  return `unwritten:${secretId}`;
}

function refuse(secretId: string): never {
  throw new Error(`the source has no secret ${secretId}`);
}
