import { desiredFlows } from '../../lambdas/domain/desired-flows';
import type { DesiredFeed } from '../../lambdas/domain/feed';
import type { DesiredFlow } from '../../lambdas/domain/flow';
import type { FlowDescription, OutputDescription } from '../../lambdas/domain/flow-description';
import type { RecordedFlow } from '../../lambdas/domain/recorded-flow';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { configuredSource, sourceId } from './configured-source';
import { describedFlow } from './described-flow';
import { completeRecord, flowArn, provisioned } from './source-record';
import { sourceRequest } from './sources';
import type { SeenRequest, StubAnswer } from './stub-service';
import { flowDeployment } from './target-account';

/** The egress flow of these fixtures, as it is asked for and as it was made. */
export const far = { name: 'far', region: 'us-east-1' as const, az: 'us-east-1b' };
export const egressArn = 'arn:aws:mediaconnect:us-east-1:111122223333:flow:1-FarFarFarFarFarF-farfarfarfar:far';
export const egressFlow: RecordedFlow = {
  type: 'egress',
  arn: egressArn,
  ...far,
  'egress-ip': '198.51.100.8',
  'flow-sources': [{ name: 'far-feed', ip: '203.0.113.20', port: 5000 }],
};

/** The configuration that asks for it, and the secrets that it names. */
export function handedOffConfiguration(flows: object[] = [far]) {
  const { configuration, secrets } = configuredSource(
    sourceRequest('srt-listener', { 'egress-flows': flows as (typeof far)[] }),
  );
  const stored = secrets.map(({ secretId, region }) => ({
    'secret-id': secretId,
    region,
    arn: `arn:aws:secretsmanager:${region}:111122223333:secret:${sourceId}/${secretId}-AbCdEf`,
  }));
  return { configuration, secrets: stored };
}

/** The record of a source that is handed off, with members of your own over it. */
export function handedOffRecord(members: Partial<SourceRecord> = {}): SourceRecord {
  const { configuration, secrets } = handedOffConfiguration();
  const flows = [provisioned, egressFlow];
  return completeRecord({
    requested: configuration,
    secrets,
    flows,
    'flow-creations': flows.map(({ name, region }) => ({ name, region })),
    'counted-regions': ['eu-west-1', 'us-east-1'],
    ...members,
  });
}

/** The ingress flow and the egress flow of such a source as MediaConnect describes them, running and as stored. */
export function describedPair(record = handedOffRecord()): { ingress: FlowDescription; egress: FlowDescription } {
  const [ingress, egress] = desiredFlows(record, record.requested, flowDeployment);
  const outputs = (ingress?.feeds ?? []).flatMap(describedFeed);
  return {
    ingress: describedFlow({ egressIp: '198.51.100.7', outputs }, record),
    egress: describedEgress(egress as DesiredFlow),
  };
}

/** A feed as DescribeFlow answers it, if there is any. */
export function describedFeed({ output }: DesiredFeed): OutputDescription[] {
  if (!output) return [];
  const { protocol, minLatency, ...rest } = output;
  const outputArn = flowArn.replace(':flow:', ':output:').replace(/[^:]+$/, output.name);
  return [{ ...rest, outputArn, outputStatus: 'ENABLED', transport: { protocol, minLatency } }];
}

function describedEgress({ name, sources: [source], sourceMonitoringConfig, availabilityZone }: DesiredFlow) {
  const { protocol = '', minLatency = 0, decryption, whitelistCidr = '', name: input = '' } = source ?? {};
  const sourceArn = egressArn.replace(':flow:', ':source:').replace(/[^:]+$/, input);
  return {
    flowArn: egressArn,
    name,
    status: 'ACTIVE',
    availabilityZone: availabilityZone ?? '',
    egressIp: '198.51.100.8',
    ...(sourceMonitoringConfig && { sourceMonitoringConfig }),
    sources: [
      {
        name: input,
        sourceArn,
        ...{ ingestIp: '203.0.113.20', ingestPort: 5000, whitelistCidr },
        ...(decryption && { decryption }),
        transport: { protocol, minLatency },
      },
    ],
  };
}

/** Answers as a MediaConnect that has these flows, with the tags of the fixtures; it says that it knows no other. */
export function knowingFlows(...flows: FlowDescription[]) {
  const record = handedOffRecord();
  const [ingress, egress] = desiredFlows(record, record.requested, flowDeployment);
  return ({ path }: Pick<SeenRequest, 'path'>): StubAnswer => {
    if (path.startsWith('/tags/')) {
      if (path.endsWith(egressArn)) return { body: { tags: egress?.flowTags } };
      const isFlow = path.endsWith(flowArn);
      return { body: { tags: isFlow ? ingress?.flowTags : (ingress?.sources[0]?.sourceTags ?? {}) } };
    }
    const flow = flows.find(({ flowArn: arn }) => path === `/v1/flows/${arn}`);
    return flow ? { body: { flow } } : { status: 404, error: 'NotFoundException' };
  };
}
