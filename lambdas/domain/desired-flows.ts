import { desiredEgressFlow, desiredFeed } from './feed';
import { type DesiredFlow, desiredFlow } from './flow';
import { ownerTags } from './ownership';
import { flowFor } from './provisioned-flow';
import type { SourceConfiguration } from './source';
import type { SourceRecord } from './source-record';
import type { TargetAccountRecord } from './target-account';

/** What beside the source goes into a flow: the deployment's id, and the roles of the account that MediaConnect takes on. */
export interface FlowDeployment {
  DEPLOYMENT_ID: string;
  account: Pick<TargetAccountRecord, 'mediaconnect-role-arn' | 'vpc-role-arn'>;
}

type Owner = Pick<
  SourceRecord,
  'id' | 'organisation-id' | 'target-account-id' | 'run' | 'revision' | 'secrets' | 'flows' | 'next-flows'
>;

/**
 * The flows that a configuration of a source asks for: its ingress flow, then its egress flows. `unwritten` stands for a
 * secret that the record does not list; without it, one that is not listed throws. `feeder` is the address that egress
 * flows are fed from, where the record may not have the latest.
 */
export function desiredFlows(
  record: Owner,
  configuration: SourceConfiguration,
  deployment: FlowDeployment,
  unwritten: (secretId: string) => string = refuse,
  feeder?: string,
): DesiredFlow[] {
  const arns = new Map(record.secrets.map((secret) => [secret['secret-id'], secret.arn]));
  const context = {
    secretArn: (secretId: string) => arns.get(secretId) ?? unwritten(secretId),
    secretsRoleArn: deployment.account['mediaconnect-role-arn'],
    vpcRoleArn: deployment.account['vpc-role-arn'],
    tags: ownerTags(deployment.DEPLOYMENT_ID, record),
    labels: configuration.metadata.labels,
  };
  const { 'ingress-flows': ingress, 'egress-flows': egress = [] } = configuration;
  if (egress.length === 0) return ingress.map((flow) => desiredFlow(flow, context));
  // What is being made is taken over from what it is to replace.
  const latest = (flow: Parameters<typeof flowFor>[1]) =>
    flowFor(record['next-flows'], flow) ?? flowFor(record.flows, flow);
  const feeds = egress.map((flow) => desiredFeed(flow, latest({ ...flow, type: 'egress' }), context));
  const from = feeder ?? (ingress[0] && latest(ingress[0])?.['egress-ip']);
  return [
    ...ingress.map((flow) => ({ ...desiredFlow(flow, context), feeds })),
    ...egress.map((flow) => desiredEgressFlow(flow, from, context)),
  ];
}

/** In place of the ARN of a secret that is still to be written: no secret has it, so that it differs from all. */
export function unwrittenSecret(secretId: string): string {
  return `unwritten:${secretId}`;
}

function refuse(secretId: string): never {
  throw new Error(`the source has no secret ${secretId}`);
}
