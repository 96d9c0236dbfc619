import { type DesiredFlowSource, desiredFlowSource, type FlowContext } from './desired-flow-source';
import type { DesiredFeed } from './feed';
import { isTransportStream } from './protocol';
import type { IngressFlow, MediaStream, VpcInterface } from './source';
import { defined, tagsOf } from './wire';

/** What is to happen when a flow has two sources; a flow without it has one. */
interface DesiredFailover {
  state: 'ENABLED';
  failoverMode: 'FAILOVER' | 'MERGE';
  recoveryWindow?: number;
  sourcePriority?: { primarySource: string };
}

/** An interface of the flow in a VPC. */
export interface DesiredVpcInterface {
  name: string;
  networkInterfaceType: 'ena' | 'efa';
  roleArn: string;
  securityGroupIds: string[];
  subnetId: string;
  vpcInterfaceTags?: Record<string, string>;
}

/** A media stream of a CDI or ST 2110 JPEG XS flow. */
export interface DesiredMediaStream {
  mediaStreamId: number;
  mediaStreamName: string;
  mediaStreamType: 'video' | 'audio' | 'ancillary-data';
  clockRate: number;
  description?: string;
  videoFormat?: string;
  attributes?: { fmtp?: Record<string, string>; lang?: string };
}

/**
 * A flow as a configuration asks for it: the Region, and the body of CreateFlow in MediaConnect's wire vocabulary, beside
 * which stands what is told of egress flows.
 */
export interface DesiredFlow {
  region: string;
  /** Absent for an ingress flow. */
  type?: 'egress';
  /** What feeds the egress flows of the source, on its ingress flow; absent where it has none. */
  feeds?: DesiredFeed[];
  name: string;
  availabilityZone?: string;
  flowSize?: 'LARGE_4X';
  sources: DesiredFlowSource[];
  sourceFailoverConfig?: DesiredFailover;
  vpcInterfaces?: DesiredVpcInterface[];
  mediaStreams?: DesiredMediaStream[];
  sourceMonitoringConfig?: { thumbnailState: 'ENABLED'; contentQualityAnalysisState: 'ENABLED' };
  flowTags: Record<string, string>;
}

/** The flow that a configuration asks for. Of a label that source and flow both have, the flow's value counts. */
export function desiredFlow(flow: IngressFlow, context: FlowContext): DesiredFlow {
  const carriesTransportStream = flow['flow-sources'].every(({ protocol }) => isTransportStream(protocol));
  const interfaces = flow['vpc-interfaces'] ?? [];
  const streams = flow['media-streams'] ?? [];
  return defined({
    region: flow.region,
    name: flow.name,
    availabilityZone: flow.az,
    // CDI and ST 2110 JPEG XS run on this size only, and no other flow does (user guide, "Flow sizes").
    flowSize: carriesTransportStream ? undefined : 'LARGE_4X',
    sources: flow['flow-sources'].map((source) => desiredFlowSource(source, context)),
    sourceFailoverConfig: flow['failover-config'] && desiredFailover(flow['failover-config']),
    vpcInterfaces: nonEmpty(interfaces.map((vpcInterface) => desiredInterface(vpcInterface, context))),
    mediaStreams: nonEmpty(streams.map(desiredMediaStream)),
    sourceMonitoringConfig: carriesTransportStream
      ? { thumbnailState: 'ENABLED', contentQualityAnalysisState: 'ENABLED' }
      : undefined,
    flowTags: { ...tagsOf(context.labels), ...tagsOf(flow.metadata?.labels), ...context.tags },
  });
}

function desiredFailover(failover: NonNullable<IngressFlow['failover-config']>): DesiredFailover {
  if (failover.mode === 'MERGE') {
    return { state: 'ENABLED', failoverMode: 'MERGE', recoveryWindow: failover['recovery-window'] };
  }
  const primarySource = failover['primary-flow-source'];
  return { state: 'ENABLED', failoverMode: 'FAILOVER', ...(primarySource && { sourcePriority: { primarySource } }) };
}

function desiredInterface(vpcInterface: VpcInterface, { vpcRoleArn }: FlowContext): DesiredVpcInterface {
  return defined({
    name: vpcInterface.name,
    networkInterfaceType: vpcInterface['network-interface-type'],
    roleArn: vpcRoleArn,
    securityGroupIds: vpcInterface['security-group-ids'],
    subnetId: vpcInterface['subnet-id'],
    vpcInterfaceTags: tagsOf(vpcInterface.metadata?.labels),
  });
}

function desiredMediaStream(stream: MediaStream): DesiredMediaStream {
  return defined({
    mediaStreamId: stream['stream-id'],
    mediaStreamName: stream.name,
    mediaStreamType: stream['stream-type'],
    clockRate: stream['media-clock-rate'],
    description: stream.description,
    videoFormat: stream['stream-type'] === 'video' ? stream['video-format'] : undefined,
    attributes: attributesOf(stream),
  });
}

function attributesOf(stream: MediaStream): DesiredMediaStream['attributes'] {
  if (stream['stream-type'] === 'ancillary-data' || !stream.attributes) return undefined;
  const { fmtp } = stream.attributes;
  const lang = stream['stream-type'] === 'audio' ? stream.attributes.lang : undefined;
  return defined({ fmtp: fmtp && camelMembers(fmtp), lang });
}

/** The members of a flat object with their kebab-case names in lower camel case. */
function camelMembers(members: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const camel = (name: string) => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[camel(name), value]])),
  );
}

function nonEmpty<Item>(items: Item[]): Item[] | undefined {
  return items.length > 0 ? items : undefined;
}
