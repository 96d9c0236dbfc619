import { desiredFlows } from '../../lambdas/domain/desired-flows';
import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { completeRecord, flowArn } from './source-record';
import type { SeenRequest, StubAnswer } from './stub-service';
import { flowDeployment } from './target-account';

/** The ARN of the flow source in these fixtures. */
export const flowSourceArn = flowArn.replace(':flow:', ':source:');

/** Answers as a MediaConnect that has this flow, with the tags that it was made with. */
export function knowing(flow: FlowDescription, record: SourceRecord = completeRecord()) {
  const [desired] = desiredFlows(record, record.requested, flowDeployment);
  return ({ path }: Pick<SeenRequest, 'path'>): StubAnswer => {
    if (!path.startsWith('/tags/')) return { body: { flow } };
    return {
      body: { tags: path.endsWith(flowSourceArn) ? (desired?.sources[0]?.sourceTags ?? {}) : desired?.flowTags },
    };
  };
}

/** The flow of a source of one SRT listener or RTP receiver as MediaConnect describes it, running and as stored. */
export function describedFlow(
  members: Partial<FlowDescription> = {},
  record: SourceRecord = completeRecord(),
): FlowDescription {
  const [flow] = desiredFlows(record, record.requested, flowDeployment);
  const [source] = flow?.sources ?? [];
  if (!flow || !source?.protocol) throw new Error('the fixture has no such flow source');
  const { name, description, ingestPort, whitelistCidr, decryption, protocol, minLatency, maxBitrate } = source;
  return {
    flowArn,
    name: flow.name,
    status: 'ACTIVE',
    availabilityZone: 'eu-west-1a',
    flowSize: 'MEDIUM',
    sources: [
      {
        name,
        sourceArn: flowSourceArn,
        ...(description !== undefined && { description }),
        ingestIp: '203.0.113.9',
        ...(ingestPort !== undefined && { ingestPort }),
        ...(whitelistCidr !== undefined && { whitelistCidr }),
        ...(decryption && { decryption }),
        transport: {
          protocol,
          ...(minLatency !== undefined && { minLatency }),
          ...(maxBitrate !== undefined && { maxBitrate }),
        },
      },
    ],
    ...(flow.sourceMonitoringConfig && { sourceMonitoringConfig: flow.sourceMonitoringConfig }),
    ...members,
  };
}
