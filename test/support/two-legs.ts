import { desiredFlows } from '../../lambdas/domain/desired-flows';
import type { FlowDescription } from '../../lambdas/domain/flow-description';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { configuredSource } from './configured-source';
import { describedFlow } from './described-flow';
import { sourceArn } from './service-events';
import { completeRecord, provisioned } from './source-record';
import { flowRequest, flowSourceRequest, sourceRequest } from './sources';
import type { SeenRequest, StubAnswer } from './stub-service';
import { flowDeployment } from './target-account';

/** The two flow sources of these fixtures; with FAILOVER the first is the primary. */
export const names = ['main', 'spare'] as const;
type Name = (typeof names)[number];

/** The flows of a body with two RTP or SRT flow sources, one of them with another port, say. */
export function twoLegs(mode: 'FAILOVER' | 'MERGE' = 'FAILOVER', changed: Partial<Record<Name, object>> = {}) {
  const kind = mode === 'FAILOVER' ? 'srt-listener' : 'rtp';
  const failover = mode === 'FAILOVER' ? { mode, 'primary-flow-source': 'main' } : { mode };
  const flow = flowRequest(kind, {
    'failover-config': failover,
    'flow-sources': names.map((name, index) => ({
      ...flowSourceRequest(kind, { name, 'ingest-port': 5000 + 10 * index }),
      'decryption-settings': undefined,
      ...changed[name],
    })),
  });
  // As it is sent: what is undefined is not there.
  return JSON.parse(JSON.stringify([flow])) as [typeof flow];
}

/** The record of a running source with these flows. */
export function twoLeggedRecord(flows = twoLegs(), members: Partial<SourceRecord> = {}): SourceRecord {
  const { configuration } = configuredSource({ ...sourceRequest('srt-listener'), 'ingress-flows': flows });
  const legs = names.map((name, index) => ({ name, ip: '203.0.113.9', port: 5000 + 10 * index }));
  return completeRecord({
    requested: configuration,
    secrets: [],
    flows: [{ ...provisioned, 'flow-sources': legs }],
    ...members,
  });
}

/** Its flow as MediaConnect describes it. */
export function twoLeggedFlow(record = twoLeggedRecord(), members: Partial<FlowDescription> = {}): FlowDescription {
  const [desired] = desiredFlows(record, record.requested, flowDeployment);
  const { sourceFailoverConfig } = desired ?? {};
  const sources = (desired?.sources ?? []).map((source) => {
    const { name, description, ingestPort, whitelistCidr, protocol = '', minLatency, maxBitrate } = source;
    return JSON.parse(
      JSON.stringify({
        ...{ name, sourceArn: sourceArn(name), description, ingestIp: '203.0.113.9', ingestPort, whitelistCidr },
        transport: { protocol, minLatency, maxBitrate },
      }),
    );
  });
  return { ...describedFlow({}, record), sources, ...(sourceFailoverConfig && { sourceFailoverConfig }), ...members };
}

interface MetricQuery {
  Id: string;
  MetricStat: { Metric: { MetricName: string; Dimensions: { Value: string }[] } };
}

/** A CloudWatch that has these values of each flow source, of the minute that began so many minutes ago. */
export function measuring(values: Record<Name, Record<string, number>>, minutesAgo = 1) {
  return ({ body }: Pick<SeenRequest, 'body'>): StubAnswer => {
    const Timestamps = [Math.floor(Date.now() / 60_000 - minutesAgo) * 60];
    const MetricDataResults = body.MetricDataQueries.flatMap(({ Id, MetricStat }: MetricQuery) => {
      const { MetricName, Dimensions } = MetricStat.Metric;
      const name = names.find((each) => sourceArn(each) === Dimensions[0]?.Value);
      const value = name && values[name][MetricName.replace('Source', '')];
      return value === undefined ? [] : [{ Id, Timestamps, Values: [value] }];
    });
    return { body: { MetricDataResults } };
  };
}

/** Metrics of one that carries the stream, of one that waits, and of one that receives nothing. */
export const carrying = { Connected: 1, BitRate: 8e6, Selected: 1 };
export const waiting = { Connected: 1, BitRate: 8e6, Selected: 0 };
export const idle = { Connected: 0, BitRate: 0, Selected: 0 };
